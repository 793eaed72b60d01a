"""A long text in pieces, each of which is a text of its own, so that a log of any size takes little memory. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from rootward.trail.finding.lake import is_csv

WINDOW = 16 << 20
"""Bytes of a text that are looked at at once; one that is no longer than two windows is not cut."""
LONGEST_RECORD = 64 << 20
"""Bytes of a record, or of a line; what is longer is not read. CloudTrail's own are of 256 KB at most:
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-limits.html"""
_TRIES = 64
_BLANK = b"\0 \t\r\n"

TOO_LONG = "there is no end of a record in 64 MiB of it; it was read up to there"

_OPENED = re.compile(rb'\s*(\{\s*"(?:Records|Events)"\s*:\s*\[|\[)\s*(\{\s*"[^"\\]{0,100}")')


class Piece(NamedTuple):
    """A part of a text that can be read by itself; or why the rest of the text cannot be read."""

    text: bytes
    reason: str | None = None


class _Elements(msgspec.Struct):
    elements: list[msgspec.Raw] = msgspec.field(name="Records")


_ELEMENTS = msgspec.json.Decoder(_Elements)


def pieces(read: Callable[[int], bytes]) -> Iterator[Piece]:
    """The text that `read` gives, whole if it is not long, else in pieces."""
    text = read(2 * WINDOW)
    if len(text) < 2 * WINDOW:
        yield Piece(text)
        return
    text = text.removeprefix(b"\xef\xbb\xbf")
    opened = _OPENED.match(text)
    if opened is not None:
        yield from _elements(text[opened.start(2) :], opened[1], opened[2], read)
    elif is_csv(text):
        head, _, rows = text.partition(b"\n")
        yield from _lines(rows, head + b"\n", read)
    else:
        yield from _lines(text, b"", read)


def _elements(text: bytes, opening: bytes, mark: bytes, read: Callable[[int], bytes]) -> Iterator[Piece]:
    """The elements of the list at the top, some at a time: `mark` is how the first one begins."""
    ending = b"]" if opening == b"[" else b"]}"
    has_more = True
    while has_more:
        cut = _cut(text, mark)
        if cut is not None:
            yield Piece(opening + text[: cut[0]] + ending)
            text = text[cut[1] :]
        elif len(text) > LONGEST_RECORD:
            yield from _up_to_there(opening, text)
            return
        more = read(WINDOW)
        text += more
        has_more = len(more) == WINDOW
    yield Piece(opening + text)


def _cut(text: bytes, mark: bytes) -> tuple[int, int] | None:
    """Where whole elements end, and where the next one begins."""
    following = len(text)
    for _ in range(_TRIES):
        following = text.rfind(mark, 1, following)
        if following < 0:
            return None
        before = text[max(0, following - 64) : following].rstrip()
        if before.endswith(b","):
            end = following - len(text[max(0, following - 64) : following]) + len(before) - 1
            try:
                _ELEMENTS.decode(b'{"Records":[' + text[:end] + b"]}")
            except (msgspec.DecodeError, RecursionError):
                continue
            return end, following
    return None


def _lines(text: bytes, head: bytes, read: Callable[[int], bytes]) -> Iterator[Piece]:
    """Some lines at a time; blank ones are left out, unless there are no others."""
    has_more = True
    given = False
    while has_more:
        end = _line_end(text, is_table=bool(head))
        if end > 0:
            if not text[:end].isspace():
                yield Piece(head + text[:end])
                given = True
            text = text[end:]
        elif len(text) > LONGEST_RECORD:
            yield from _up_to_there(head, text)
            return
        more = read(WINDOW)
        text += more
        has_more = len(more) == WINDOW
    if not given or text.strip():
        yield Piece(head + text)


def _up_to_there(opening: bytes, text: bytes) -> Iterator[Piece]:
    """The text in which there is no end of a record, for there may be whole ones at its beginning."""
    text = text.rstrip(_BLANK)
    if text:
        yield Piece(opening + text)
    yield Piece(b"", TOO_LONG)


def _line_end(text: bytes, *, is_table: bool) -> int:
    """After the last line break; of a table, the last one that is in no quoted cell. 0: there is none."""
    end = text.rfind(b"\n") + 1
    while is_table and end > 0 and text.count(b'"', 0, end) % 2:
        end = text.rfind(b"\n", 0, end - 1) + 1
    return end
