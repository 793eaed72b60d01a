"""Zips as nobody's tool writes them."""

from __future__ import annotations

import struct
import zipfile

import pytest

from rootward.leaks.files.archives.bounds import Bounds, Budget, DamagedError
from rootward.leaks.files.archives.stream import Held
from rootward.leaks.files.archives.zip import zip_members
from tests.leaks.files.archives.packing import streamed_zip, zipped
from tests.leaks.files.scanned import leak

FILES = {"a.ini": leak(1), "b.ini": leak(2)}


def members(data):
    """The members that came before it ended: their bytes, or why they have none; and whether it ended well."""
    found: dict[str, bytes | str] = {}
    try:
        for member in zip_members(Held(data), Budget(Bounds(), len(data))):
            if member.stream is None:
                found[member.name] = member.reason
                continue
            try:
                found[member.name] = member.stream.exactly(1 << 20)
            except DamagedError as error:
                found[member.name] = str(error)
    except DamagedError as error:
        return found, str(error)
    return found, ""


def changed(data, sign, at, form, value, *, last=False):
    """The archive with a field of one of its records changed."""
    data = bytearray(data)
    struct.pack_into(form, data, (data.rfind(sign) if last else data.find(sign)) + at, value)
    return bytes(data)


def test_each_members_bytes_are_what_was_packed():
    for write in (zipped, streamed_zip):
        assert members(write(FILES)) == (FILES, "")


@pytest.mark.parametrize("flag", [0x01, 0x41])
def test_an_encrypted_member_is_not_read(flag):
    found, _ = members(changed(zipped(FILES), b"PK\1\2", 8, "<H", flag))
    assert found == {"a.ini": "encrypted", "b.ini": leak(2)}


def test_a_member_encrypted_by_aes_is_not_read():
    found, _ = members(changed(zipped(FILES), b"PK\1\2", 10, "<H", 99))
    assert found == {"a.ini": "encrypted", "b.ini": leak(2)}


@pytest.mark.parametrize(
    ("sign", "at", "form", "value"),
    [
        (b"PK\1\2", 0, "<L", 0),  # no entry
        (b"PK\1\2", 42, "<L", 1 << 30),  # a member behind the end
        (b"PK\1\2", 42, "<L", 3),  # a member where none begins
        (b"PK\1\2", 32, "<H", 0xFFFF),  # a comment longer than the table
    ],
)
def test_a_table_that_is_wrong_ends_it(sign, at, form, value):
    found, ended = members(changed(zipped(FILES), sign, at, form, value))
    assert found == {}
    assert ended == "its table of contents is damaged"


@pytest.mark.parametrize(("at", "value"), [(12, 1 << 30), (16, 1 << 30), (20, 500)])
def test_an_end_that_is_wrong_leaves_what_stands_before_it(at, value):
    found, ended = members(changed(zipped(FILES), b"PK\5\6", at, "<L" if at < 20 else "<H", value))
    assert {name: data for name, data in found.items() if name} == FILES
    assert "what stands before it was read" in ended


@pytest.mark.parametrize("before", [b"", b"#!/bin/sh\nexec unzip\n" * 50])
@pytest.mark.parametrize("adjusted", [True, False])
def test_offsets_count_from_the_file_or_from_the_zip(before, adjusted):
    data = zipped(FILES)
    if adjusted:
        end = data.rfind(b"PK\5\6")
        start = struct.unpack_from("<L", data, end + 16)[0]
        data = changed(data, b"PK\5\6", 16, "<L", start + len(before))
        for name in FILES:
            entry = data.find(b"PK\1\2", data.find(name.encode(), start) - 46)
            place = struct.unpack_from("<L", data, entry + 42)[0]
            data = data[: entry + 42] + struct.pack("<L", place + len(before)) + data[entry + 46 :]
    assert members(before + data) == (FILES, "")


def test_a_size_of_64_bits_stands_in_the_extra_field():
    data = zipped({"a.ini": leak()}, method=zipfile.ZIP_STORED)
    start, end = data.find(b"PK\1\2"), data.find(b"PK\5\6")
    entry = bytearray(data[start:end])
    struct.pack_into("<2L", entry, 20, 0xFFFFFFFF, 0xFFFFFFFF)
    other = struct.pack("<2H3s", 0x7075, 3, b"abc")
    extra = other + struct.pack("<2H3Q", 1, 24, len(leak()), len(leak()), 0)
    struct.pack_into("<H", entry, 30, len(extra))
    last = bytearray(data[end:])
    struct.pack_into("<L", last, 12, len(entry) + len(extra))
    assert members(data[:start] + bytes(entry) + extra + bytes(last)) == ({"a.ini": leak()}, "")


def test_a_folder_is_no_file_and_one_that_has_bytes_is():
    data = zipped({"folder/": b"", "hiding/": leak()})
    assert members(data) == ({"hiding/": leak()}, "")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (b"\xff\0\0\1\0", "it is damaged"),
        (b"\x5d\xff\xff\xff\xff", "unpacking it needs too much memory"),
    ],
)
def test_settings_of_lzma_that_nobody_would_choose(settings, words):
    data = zipped({"a": leak()}, method=zipfile.ZIP_LZMA)
    at = data.find(b"\5\0\x5d") + 2
    found, _ = members(data[:at] + settings + data[at + 5 :])
    assert found == {"a": words}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_without_a_table_the_headers_before_the_files_tell(method):
    data = zipped(FILES, method=method)
    found, ended = members(data[: data.find(b"PK\1\2")])
    assert found == FILES | {"": b""}
    assert ended


def test_without_a_table_an_encrypted_file_is_passed_over():
    data = changed(zipped(FILES), b"PK\3\4", 6, "<H", 1)
    found, _ = members(data[: data.find(b"PK\1\2")])
    assert found == {"a.ini": "encrypted", "b.ini": leak(2), "": b""}


def test_without_a_table_what_cannot_be_followed_is_given_as_it_stands():
    stored = streamed_zip(FILES, method=zipfile.ZIP_STORED)
    stored = stored[: stored.find(b"PK\1\2")]
    found, _ = members(stored)
    assert found == {"": stored}  # how long a stored file is stands behind it
    unknown = changed(zipped(FILES), b"PK\3\4", 8, "<H", 77)
    unknown = unknown[: unknown.find(b"PK\1\2")]
    assert members(unknown)[0] == {"": unknown}


def test_nothing_is_nothing():
    found, ended = members(b"")
    assert found == {"": b""}
    assert ended
