"""A log's bytes are the same, however many are asked for at once."""

import gzip
import os
import zlib

import pytest

from rootward.trail.finding import inflate
from rootward.trail.finding.inflate import Inflating
from rootward.trail.log import Log

TEXT = b"".join(b"line %d of it " % number for number in range(9000)) + os.urandom(5000)
DAMAGED = bytearray(gzip.compress(TEXT, 1, mtime=0))
DAMAGED[len(DAMAGED) // 2] ^= 64


def at_once(data: bytes) -> tuple[bytes, str | None]:
    with Inflating(Log(name="-", data=data)) as inflating:
        text = inflating.read(1 << 20)
        assert inflating.total == len(text)
        return text, inflating.reason


def in_parts(data: bytes) -> tuple[bytes, str | None]:
    parts = []
    with Inflating(Log(name="-", data=data)) as inflating:
        while part := inflating.some():
            parts.append(part)
        assert inflating.total == sum(map(len, parts))
        return b"".join(parts), inflating.reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (TEXT, None),
        (gzip.compress(TEXT, mtime=0), None),
        (gzip.compress(TEXT, mtime=0) * 2, None),
        (gzip.compress(TEXT, mtime=0) + bytes(700), None),
        (gzip.compress(TEXT, mtime=0) + b"more", "something that is not gzip follows its gzip data"),
        (bytes(DAMAGED), "its gzip data is damaged"),
        (gzip.compress(b"", mtime=0), None),
        (gzip.compress(b"\0" * 400_000, mtime=0), None),
        (b"", None),
    ],
)
@pytest.mark.parametrize("given", [1000, 30_000])
@pytest.mark.parametrize("with_isal", [True, False])
def test_parts_make_the_whole(
    data: bytes, reason: str | None, given: int, with_isal: bool, monkeypatch: pytest.MonkeyPatch
):
    if not with_isal:
        monkeypatch.setattr(inflate, "_maker", lambda: zlib.decompressobj)
    monkeypatch.setattr(inflate, "_FED", 500)
    monkeypatch.setattr(inflate, "_GIVEN", given)
    assert in_parts(data) == at_once(data)
    assert in_parts(data)[1] == reason


def test_of_what_ends_too_soon_all_but_a_few_bytes_are_had(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(inflate, "_FED", 500)
    whole = gzip.compress(TEXT, mtime=0)
    for missing in (1, 8, 9, 700, 3000):
        text, reason = in_parts(whole[:-missing])
        assert reason == "its gzip data ends too soon"
        assert TEXT.startswith(text)
        assert len(TEXT) - len(text) < missing + 20


def test_a_packed_file_may_be_longer_than_what_is_read_at_once(monkeypatch: pytest.MonkeyPatch):
    packed = gzip.compress(TEXT, mtime=0)
    for size in (len(packed) - 1, len(packed) + 1, 700):
        monkeypatch.setattr(inflate, "_AT_ONCE", size)
        assert in_parts(packed * 3) == (TEXT * 3, None)
        assert at_once(packed * 3) == (TEXT * 3, None)
