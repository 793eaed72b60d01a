"""Values as they stand in text: where one begins and ends, and what it says once its escapes are undone."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from rootward.leaks.detect.late import late
from rootward.leaks.detect.runs import Runs

SIGN = rb"\\{1,4}/|\\{1,4}u002[fFbB]|%(?:25)?2[fFbB]|&#x2[fFbB];|&#4[37];|&(?:sol|plus);"
"""`/` or `+` as it stands in JSON, in URLs and in HTML."""
FILLING = rb"=|\\{1,4}u003[dD]|%(?:25)?3[dD]|&#x3[dD];|&#61;|&equals;"
"""And `=`."""
_LONGEST = 400
_TOKEN = late(rb"(?:[A-Za-z0-9/+]|%s){1,%d}+" % (SIGN, _LONGEST))
_MEMBERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/+"
_RUNS = Runs(_MEMBERS + b"\\%&#;")
"""Of what a value may be written in, its escapes too."""
_ESCAPE = late(SIGN + b"|" + FILLING.removeprefix(b"=|"))
_HEX_ESCAPE = late(rb"u00[0-9A-Fa-f]{2}|x[0-9A-Fa-f]{2}|[nrtbfv]")
_COLOUR_BEFORE = late(rb"\x1b\[[0-9;]{0,8}\Z")
_COLOUR = late(rb"[0-9]{0,3}m")
_DEFAULT = late(rb"(?:\$\{|%24%7[bB])[A-Za-z_][A-Za-z0-9_]{0,48}(?::|%3[aA])?-\Z")
"""What a shell takes where a variable is not set."""
_OF_URL = late(rb"%(?:25)?[0-7][0-9A-Fa-f]")
_OF_A_FORM = frozenset({b"+%3d+", b"+%3a+"})
_BESIDE = 12
"""Bytes before and behind a value within which something tells that it stands in a form, where a blank is `+`."""
_CODES = {b"2f": "/", b"2b": "+", b"3d": "=", b"47": "/", b"43": "+", b"61": "=", b"us": "+", b"ls": "="}


class Value(msgspec.Struct, frozen=True):
    """A run of the characters of base64 with nothing of them beside it."""

    start: int
    end: int
    text: str
    encoding: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Value({self.start}, {self.end})"


def values(text: bytes, first: int, last: int, length: int, *, filled: bool = False) -> Iterator[Value]:
    """The runs of that length that begin from `first` to `last`, with their escapes undone, in order.

    `filled`: base64's filling may stand behind one.
    """
    if 0 < first <= len(text) and text[first - 1] in _MEMBERS:
        # It would begin in the middle of one.
        match = _TOKEN.match(text, first)
        first = match.end() if match else first
    runs = _RUNS.of(text, length, first, last + _LONGEST)
    for match in (one for run in runs for one in _TOKEN.finditer(text, *run)):
        if match.start() > last:
            return
        start, end = begin(text, match.start()), match.end()
        if end - start < length or start > last:
            continue
        if text[start - 4 : start + 1].lower() in _OF_A_FORM:
            start += 1
        if b"+" in text[start:end] and end - start > length and _is_of_a_form(text, start, end):
            start, end = _part(text, start, end, length)
        said, encoding = unescaped(text[start:end])
        if said[:2] == "3D" and len(said) == length + 2 and text[start - 1 : start] == b"=":
            # `=` in quoted-printable.
            start, said = start + 2, said[2:]
        if len(said) == length and _stands_alone(text, start, end, filled=filled):
            yield Value(start, end, said, encoding)


def _is_of_a_form(text: bytes, start: int, end: int) -> bool:
    return (
        _OF_URL.search(text, max(0, start - _BESIDE), start) is not None
        or _OF_URL.search(text, end, end + _BESIDE) is not None
    )


def _part(text: bytes, start: int, end: int, length: int) -> tuple[int, int]:
    """Of the words of a run that `+` parts, the one of that length; where none is, the run."""
    at = start
    for word in text[start:end].split(b"+"):
        if len(unescaped(word)[0]) == length:
            return at, at + len(word)
        at += len(word) + 1
    return start, end


def begin(text: bytes, start: int) -> int:
    """Where a run really begins: the first of its characters may be the end of an escape, as in JSON or in a URL."""
    before = text[start - 1 : start]
    if before == b"\\":
        match = _HEX_ESCAPE.match(text, start)
        return match.end() if match else start
    if before == b"%" and text[start : start + 2].isalnum():
        return start + 4 if text[start : start + 2] == b"25" else start + 2
    colour = _COLOUR.match(text, start)
    if colour and _COLOUR_BEFORE.search(text, max(0, start - 10), start):
        return colour.end()
    return start


def unescaped(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """What a run says, and which encoding was undone for it."""
    if not (b"\\" in raw or b"%" in raw or b"&" in raw):
        return raw.decode(), ()
    encoding = ("url",) if b"%" in raw else ("escaped",)
    return _ESCAPE.sub(lambda match: _meant(match[0]).encode(), raw).decode(), encoding


def _meant(escape: bytes) -> str:
    return _CODES.get(escape.rstrip(b";")[-2:].lower(), "/")


def _stands_alone(text: bytes, start: int, end: int, *, filled: bool) -> bool:
    """Whether nothing beside it would make it part of something longer."""
    behind = text[end : end + 2]
    if behind[:1] == b"}":
        behind = b"}"
    if text[start - 2 : start] == behind == b"__":
        return True
    if text[start - 1 : start] in {b"-", b"_"}:
        return behind in {b"}", b"%7"} and _DEFAULT.search(text, max(0, start - 64), start) is not None
    if behind[:1] in {b"-", b"_"} or (behind[:1] == b"=" and not filled):
        return False
    return not (behind[:1] == b"." and behind[1:].isalnum())
