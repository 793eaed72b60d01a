"""Records cut out of a text, as the bytes that stand there. Pure."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import Generic, NamedTuple, Protocol, TypeVar

import msgspec

from rootward.trail.finding.elements import elements_of
from rootward.trail.finding.places import address
from rootward.trail.no_json import NO_JSON

SEVERAL = re.compile(rb'(?<=\]\})\s*(?=\{\s*"Records")')
"""Between two log files that stand one after the other."""
MARK = re.compile(rb'\s*\{\s*"Records"\s*:\s*\[\s*(\{\s*"[^"\\]{1,100}")')
"""How a log file begins, up to the name of the first member of its first record."""
_SPACE = b" \t\n\r"
_COMMA = b","[0]


class HasEventId(Protocol):
    """What is decoded from a record, with the eventID as it stands there."""

    @property
    def event_id(self) -> msgspec.Raw:
        """It, in its quotation marks; empty: there is none."""


Identified = TypeVar("Identified", bound=HasEventId)


class Cut(NamedTuple, Generic[Identified]):
    """A record."""

    raw: bytes
    decoded: Identified


_VALUES = msgspec.json.Decoder(msgspec.Raw)


class Cutter(ABC):
    """Cuts elements out of a text that `Typed` decoded."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._view = memoryview(text)
        self._begin = address(text)
        self._elements: list[msgspec.Raw] | None = None

    def whole(self, index: int) -> bytes:
        """An element by its number, for which the whole text is decoded once more."""
        if self._elements is None:
            self._elements = self._decoded()
        return bytes(self._elements[index])

    def record(self, event_id: msgspec.Raw, decoder: msgspec.json.Decoder[Identified]) -> Cut[Identified] | None:
        """A record by its eventID, which was decoded from the text; None: it is not certain which part of it that is.

        It is what seems to be it, if that decodes as one object whose own eventID is the one that lies there.
        """
        at = address(event_id)
        if self._elements is not None or not 0 <= at - self._begin < len(self._text):
            return None
        start, end = self._around(at - self._begin)
        try:
            decoded = decoder.decode(self._view[start:end])
        except NO_JSON:
            return None
        return Cut(self._text[start:end].rstrip(), decoded) if address(decoded.event_id) == at else None

    @abstractmethod
    def _decoded(self) -> list[msgspec.Raw]: ...

    @abstractmethod
    def _around(self, at: int) -> tuple[int, int]:
        """Where an element that a place is in seems to begin and end."""


class _OfLines(Cutter):
    def _decoded(self) -> list[msgspec.Raw]:
        return _VALUES.decode_lines(self._text)

    def _around(self, at: int) -> tuple[int, int]:
        end = self._text.find(b"\n", at)
        return self._text.rfind(b"\n", 0, at) + 1, end if end >= 0 else len(self._text)


class _OfList(Cutter):
    def __init__(self, text: bytes) -> None:
        super().__init__(text)
        found = MARK.match(text)
        self._mark = b"" if found is None else found[1]

    def _decoded(self) -> list[msgspec.Raw]:
        return elements_of(self._text)

    def _around(self, at: int) -> tuple[int, int]:
        return between(self._text, self._mark, at) if self._mark else (0, 0)


def cutter(text: bytes, *, is_lines: bool) -> Cutter:
    """For JSON lines, or for a log file."""
    return _OfLines(text) if is_lines else _OfList(text)


def are_elements(text: bytes, end: int, raws: list[bytes]) -> bool:
    """Whether each of some parts of a log file, of which the last ends at a place, is one of its records.

    What only lies within a record is none; and where the parts before the place are no whole records, nothing is.
    """
    try:
        elements = elements_of(b"".join((memoryview(text)[:end], b"]}")))
    except NO_JSON:
        return False
    if bytes(elements[-1]) != raws[-1]:
        return False
    sizes = {len(raw) for raw in raws[:-1]}
    return not sizes or {bytes(one) for one in elements if memoryview(one).nbytes in sizes}.issuperset(raws[:-1])


def between(text: bytes, mark: bytes, at: int) -> tuple[int, int]:
    """Where an element of a log file begins that a place seems to be in, and where it ends; `mark`: how they begin."""
    start = max(0, text.rfind(mark, 0, at))
    following = text.find(mark, at)
    end = following if following >= 0 else text.rfind(b"]")
    while end > start and text[end - 1] in _SPACE:
        end -= 1
    return start, end - 1 if following >= 0 and text[end - 1] == _COMMA else end
