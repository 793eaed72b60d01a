"""Tars as old tools, and nobody's, write them."""

from __future__ import annotations

import io
import tarfile

import pytest

from rootward.leaks.files.archives.bounds import DamagedError
from rootward.leaks.files.archives.stream import Held, flowing
from rootward.leaks.files.archives.tar import tar_members
from tests.leaks.files.archives.packing import tar


def members(data):
    """The files that came before it ended, and how it ended."""
    found: dict[str, bytes] = {}
    try:
        for member in tar_members(flowing(Held(data))):
            assert data[member.at : member.at + member.size] == (
                found.setdefault(member.name, member.stream.exactly(1 << 20))
            )
    except DamagedError as error:
        return found, str(error)
    return found, ""


def header(name=b"a", size=b"%011o\0" % 3, kind=b"0", **fields):
    """One block; `fields` are bytes by their place."""
    block = bytearray(512)
    block[: len(name)] = name
    block[124:136] = size
    block[156:157] = kind
    block[257:265] = b"ustar\x0000"
    for place, value in fields.items():
        at = int(place[2:])
        block[at : at + len(value)] = value
    return summed(block)


def summed(block, *, signed=False):
    block = bytearray(block)
    block[148:156] = b" " * 8
    total = sum(block) - (256 * sum(byte > 127 for byte in block) if signed else 0)
    block[148:156] = b"%06o\0 " % total
    return bytes(block)


def padded(data):
    return data + bytes(-len(data) % 512)


BODY = padded(b"abc")


def test_sizes_in_octal_with_blanks_or_zeros_and_in_bytes():
    for size in (b"          3\0", b"3 \0\0\0\0\0\0\0\0\0\0", b"00000000003 ", b"\x80" + bytes(10) + b"\3"):
        assert members(header(size=size) + BODY) == ({"a": b"abc"}, "")


@pytest.mark.parametrize("size", [b"9999999999\0\0", b"-1\0\0\0\0\0\0\0\0\0\0", b"\xff" * 12])
def test_a_size_that_is_none_ends_it(size):
    assert members(header(size=size) + BODY) == ({}, "it is damaged")


def test_a_checksum_that_is_wrong_ends_it():
    block = bytearray(header())
    block[0] ^= 1
    assert members(header() + BODY + bytes(block) + BODY) == ({"a": b"abc"}, "it is damaged")


def test_a_checksum_of_signed_bytes_is_right_too():
    block = summed(header(name="é".encode()), signed=True)
    assert members(block + BODY) == ({"é": b"abc"}, "")


def test_a_long_name_in_two_fields():
    assert members(header(name=b"end", at345=b"a/long/way") + BODY)[0] == {"a/long/way/end": b"abc"}
    gnu = header(name=b"end", at257=b"ustar  \0", at345=b"a/long/way")
    assert members(gnu + BODY)[0] == {"end": b"abc"}  # GNU's has times there


def test_a_name_that_is_no_utf_8():
    assert members(header(name=b"caf\xe9") + BODY)[0] == {"caf\\xe9": b"abc"}


def test_what_is_said_of_the_next_member():
    record = b"20 path=of/the/next\n"
    said = header(kind=b"x", size=b"%011o\0" % len(record)) + padded(record)
    assert members(said + header() + BODY + header(name=b"b") + BODY)[0] == {"of/the/next": b"abc", "b": b"abc"}
    of_all = header(kind=b"g", size=b"%011o\0" % len(record)) + padded(record)
    assert members(of_all + header() + BODY)[0] == {"a": b"abc"}


def test_a_size_that_is_said_before_is_the_size():
    record = b"10 size=3\n"
    said = header(kind=b"x", size=b"%011o\0" % len(record)) + padded(record)
    assert members(said + header(size=b"%011o\0" % 0) + BODY + header(name=b"b") + BODY)[0] == {
        "a": b"abc",
        "b": b"abc",
    }


@pytest.mark.parametrize(
    "record", [b"", b"x", b"0 path=x\n", b"2 path=x\n", b"9999 path=x\n", b"-4 path=x\n", b"\xff\xff"]
)
def test_records_that_are_none_say_nothing_wrong(record):
    said = header(kind=b"x", size=b"%011o\0" % len(record)) + padded(record)
    found, ended = members(said + header() + BODY)
    assert list(found.values()) == [b"abc"]
    assert ended == ""


@pytest.mark.parametrize("kind", b"123456")
def test_what_has_no_bytes_has_none_whatever_its_header_says(kind):
    assert members(header(kind=bytes([kind])) + header(name=b"b") + BODY)[0] == {"b": b"abc"}


@pytest.mark.parametrize("kind", [b"7", b"\0", b"V", b"D", b"Z"])
def test_whatever_may_have_bytes_has_them(kind):
    assert members(header(kind=kind) + BODY)[0] == {"a": b"abc"}


@pytest.mark.parametrize("cut", [1, 511, 513, 514, 700])
def test_one_that_is_cut_off_says_so(cut):
    _, ended = members((header() + BODY)[:cut])
    assert ended == "it ends too early"


@pytest.mark.parametrize("kind", [b"x", b"L", b"g"])
def test_one_that_is_cut_off_in_what_is_said_says_so(kind):
    for size in (600, 2 << 20):
        assert members(header(kind=kind, size=b"%011o\0" % size) + b"x" * 100)[1] == "it ends too early"


def test_one_that_is_cut_off_in_a_map_says_so():
    block = header(kind=b"S", at482=b"\1")
    assert members(block + bytes(100))[1] == "it ends too early"


def test_one_behind_the_other():
    one, two = tar({"a": b"1"}), tar({"b": b"2"})
    assert members(one + two)[0] == {"a": b"1", "b": b"2"}


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_names_of_any_length(form):
    names = ["x" * length for length in (99, 100, 101, 155, 256, 1000)] + ["d/" * 120 + "é"]
    files = {name: name.encode() for name in names}
    assert members(tar(files, form=form)) == (files, "")


def test_members_are_what_pythons_own_reader_sees():
    data = tar({f"{number}/x": bytes([number]) * number * 37 for number in range(60)})
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        expected = {}
        for member in archive.getmembers():
            file = archive.extractfile(member)
            assert file is not None
            expected[member.name] = file.read()
    assert members(data) == (expected, "")
