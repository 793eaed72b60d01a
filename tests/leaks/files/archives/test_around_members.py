"""What stands in a zip and is none of its files: somebody may hide there what a file would show."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from rootward.leaks.files.archives.around_members import around_members
from rootward.leaks.files.archives.bounds import Bounds, Budget, DamagedError
from rootward.leaks.files.archives.stream import Held
from rootward.leaks.files.archives.zip import zip_members
from tests.leaks.files.archives.packing import streamed_zip, zipped
from tests.leaks.files.scanned import Scanned, leak

FILES = {"a.ini": b"one\n" * 20, "b/": b"", "b/c.ini": b"two\n" * 20}
HIDDEN = b"something that is in none of its files\n"


def around(data):
    return [stream.exactly(1 << 20) for stream in around_members(Held(data))]


def between(data):
    """The archive with something before its last file, and every offset right."""
    at = data.rfind(b"PK\3\4")
    table = data.rfind(b"PK\1\2")
    moved = bytearray(data)
    struct.pack_into("<L", moved, table + 42, at + len(HIDDEN))
    end = data.rfind(b"PK\5\6")
    (start,) = struct.unpack_from("<L", data, end + 16)
    struct.pack_into("<L", moved, end + 16, start + len(HIDDEN))
    return bytes(moved[:at]) + HIDDEN + bytes(moved[at:])


def with_comment_of_a_file():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        member = zipfile.ZipInfo("a.ini")
        member.comment = HIDDEN
        archive.writestr(member, b"one")
    return held.getvalue()


@pytest.mark.parametrize("write", [zipped, streamed_zip])
def test_in_what_a_tool_wrote_there_is_nothing(write):
    assert around(write(FILES)) == []


def test_a_zip_of_64_bits_has_nothing_either():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive, archive.open("a.ini", "w", force_zip64=True) as member:
        member.write(b"one")

    assert around(held.getvalue()) == []


@pytest.mark.parametrize(
    "data",
    [
        HIDDEN + zipped(FILES),
        between(zipped(FILES)),
        zipped(FILES, comment=HIDDEN),
        zipped(FILES) + HIDDEN,
    ],
    ids=["before", "between", "comment", "behind"],
)
def test_what_stands_around_the_files_is_given_as_it_stands(data):
    assert around(data) == [HIDDEN]


def test_a_comment_of_a_file_is_given_with_the_table():
    (table,) = around(with_comment_of_a_file())

    assert HIDDEN in table


def test_where_there_is_no_table_the_files_tell():
    assert around(zipped(FILES)[:-30]) == []


def test_files_in_no_order_are_bounded(monkeypatch):
    monkeypatch.setattr("rootward.leaks.files.archives.around_members._MOST_STRETCHES", 1)

    with pytest.raises(DamagedError, match="in no order"):
        around(between(zipped(FILES)))


def test_what_stands_behind_the_end_of_a_file_and_is_counted_to_it_is_said():
    data = zipped({"a.ini": b"one\n" * 20})
    packed = len(zlib.compress(b"one\n" * 20, wbits=-15))
    at = data.find(b"PK\1\2")
    longer = bytearray(data)
    struct.pack_into("<L", longer, 18, packed + len(HIDDEN))
    struct.pack_into("<L", longer, at + 20, packed + len(HIDDEN))
    struct.pack_into("<L", longer, data.rfind(b"PK\5\6") + 16, at + len(HIDDEN))
    (member,) = zip_members(Held(bytes(longer[:at]) + HIDDEN + bytes(longer[at:])), Budget(Bounds(), len(data)))

    assert member.stream is not None
    with pytest.raises(DamagedError, match="something else stands behind its end"):
        member.stream.exactly(1 << 20)


def test_it_is_found_under_the_path_of_the_archive(tree):
    tree({"a.zip": zipped({"x": b"x", "inner.zip": zipped({"y": b"y"}, comment=leak(1))}, comment=leak(2))})
    scanned = Scanned("a.zip")

    assert sorted(scanned.found) == ["a.zip", "a.zip!/inner.zip"]
    assert scanned.unread == {}


def test_what_stands_before_a_zip_that_begins_otherwise_is_found_once(tree):
    tree({"a.zip": leak(1) + zipped({"x": b"x"})})

    assert Scanned("a.zip").found == ["a.zip"]
