"""A long text in pieces, each of which is a text of its own, so that a log of any size takes little memory. Pure."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from rootward.trail.finding.elements import elements_of
from rootward.trail.finding.lake import is_csv
from rootward.trail.no_json import NO_JSON

WINDOW = 16 << 20
"""Bytes of a text that are looked at at once; one that is no longer than two windows is not cut."""
LONGEST_RECORD = 64 << 20
"""Bytes of a record, or of a line; what is longer is not read. CloudTrail's own are of 256 KB at most:
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-limits.html"""
_TRIES = 64
_LOOKED_AT = 16
"""Lines at the beginning of a text that tell whether lines are records."""
_LONGEST_OPENING = 1 << 16
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_BLANK = b"\0 \t\r\n"

TOO_LONG = "there is no end of a record in 64 MiB of it; it was read up to there"

_OPENED = re.compile(
    rb'\s*(\{(?:\s*"(?:[^"\\]|\\.){0,100}"\s*:\s*(?:"(?:[^"\\]|\\.){0,1000}"|[-+.\w]{1,100})\s*,){0,16}'
    rb'\s*"(?:Records|Events)"\s*:\s*\[|\[)\s*(\{\s*"[^"\\]{0,100}")'
)
"""How a list of records begins, with what may stand before it, and with how its first record begins."""
_FOLLOWING = re.compile(rb'\]\s*(?:,[^][{}]{0,4096})?\}\s*(?=\{\s*"(?:Records|Events)"\s*:\s*\[\s*\{)')
"""The end of a log file that another one follows."""


class Piece(NamedTuple):
    """A part of a text that can be read by itself; or why the rest of the text cannot be read."""

    text: bytes
    reason: str | None = None


def pieces(read: Callable[[int], bytes]) -> Iterator[Piece]:
    """The text that `read` gives, whole if it is not long, else in pieces, and in UTF-8 then."""
    text = read(2 * WINDOW)
    if len(text) < 2 * WINDOW:
        yield Piece(text)
        return
    text, read = _in_utf8(text, read)
    opened = _OPENED.match(text)
    if opened is not None:
        yield from _elements(text, opened, read)
    elif is_csv(text):
        head, _, rows = text.partition(b"\n")
        yield from _lines(rows, head + b"\n", read)
    elif _has_lines(text):
        yield from _lines(text, b"", read)
    else:
        yield from _whole(text, read)


def _in_utf8(text: bytes, read: Callable[[int], bytes]) -> tuple[bytes, Callable[[int], bytes]]:
    if not text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return text.removeprefix(codecs.BOM_UTF8), read
    decoder = codecs.getincrementaldecoder("utf-16")("replace")

    def recoded(size: int) -> bytes:
        data = read(size)
        return decoder.decode(data, not data).encode("utf-8", "replace")

    return decoder.decode(text).encode("utf-8", "replace"), recoded


def _elements(text: bytes, opened: re.Match[bytes], read: Callable[[int], bytes]) -> Iterator[Piece]:
    """The elements of the list at the top, some at a time, and of those of the logs that follow it."""
    opening, mark, text = opened[1], opened[2], text[opened.start(2) :]
    has_more = True
    while has_more:
        *_, end = (0, *(each.end() for each in _FOLLOWING.finditer(text)))
        if end:
            yield Piece(opening + text[:end])
            text = text[end:] + read(_LONGEST_OPENING)
            begun = _OPENED.match(text)
            if begun is None:
                yield from _whole(text, read)
                return
            opening, mark, text = begun[1], begun[2], text[begun.start(2) :]
            continue
        cut = _cut(text, mark)
        if cut is not None:
            yield Piece(opening + text[: cut[0]] + (b"]" if opening == b"[" else b"]}"))
            text = text[cut[1] :]
        elif len(text) > LONGEST_RECORD:
            yield from _up_to_there(opening, text)
            return
        more = read(WINDOW)
        text += more
        has_more = bool(more)
    yield Piece(opening + text)


def _whole(text: bytes, read: Callable[[int], bytes]) -> Iterator[Piece]:
    """A text of which nobody knows where it may be cut: at a line break a record may go on."""
    while len(text) <= LONGEST_RECORD and (more := read(WINDOW)):
        text += more
    if len(text) > LONGEST_RECORD:
        yield from _up_to_there(b"", text)
    else:
        yield Piece(text)


def _has_lines(text: bytes) -> bool:
    """Whether one of the first lines is a whole object, so that lines are records, or the text has no second line."""
    lines = text[:LONGEST_RECORD].split(b"\n", _LOOKED_AT)
    return len(lines) == 1 or any(map(_is_object, lines[:_LOOKED_AT]))


def _is_object(line: bytes) -> bool:
    try:
        return len(_OBJECT.decode(line)) > 1
    except NO_JSON:
        return False


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
                elements_of(b'{"Records":[' + text[:end] + b"]}")
            except NO_JSON:
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
        has_more = bool(more)
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
