"""The records of a text of the usual shapes, decoded as one type at once. Pure.

A log file {"Records": [...]}, or JSON lines. Whatever is not of a usual shape, or does not fit the type, is for
`contents`.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from rootward.trail.finding.once import has_each_once, is_first_list
from rootward.trail.no_json import NO_JSON

Kind = TypeVar("Kind", bound=msgspec.Struct)


class Decoded(NamedTuple, Generic[Kind]):
    """The elements of a text, in their order."""

    elements: list[Kind]
    is_lines: bool


class Typed(Generic[Kind]):
    """Decodes records as a type, all of whose members have defaults: a part of a record's, by their names there."""

    def __init__(self, kind: type[Kind]) -> None:
        self._kind = kind
        self._one = msgspec.json.Decoder(kind)
        self._log: msgspec.json.Decoder[Any] = msgspec.json.Decoder(
            msgspec.defstruct("Log", [("Records", list[kind])])  # type: ignore[valid-type]
        )

        name = next(field.name for field in msgspec.structs.fields(kind) if field.encode_name == "eventName")
        self._name_of: Callable[[Kind], str | None] = attrgetter(name)
        raw = next((field.name for field in msgspec.structs.fields(kind) if field.type is msgspec.Raw), None)
        self._part_of: Callable[[Kind], msgspec.Raw] | None = None if raw is None else attrgetter(raw)

    def strange(self, elements: list[Kind]) -> list[int]:
        """The numbers of those without an eventName: each is no record, or may hold some."""
        if all(map(self._name_of, elements)):
            return []
        return [index for index, element in enumerate(elements) if not self._name_of(element)]

    def decode(self, text: bytes) -> Decoded[Kind] | None:
        """The elements, of which some may be no records; None: the text is of no usual shape, or does not fit."""
        elements = self.listed(text)
        if elements is not None:
            return Decoded(elements, is_lines=False)
        try:
            lines = self._one.decode_lines(text)
        except NO_JSON:
            return None
        return Decoded(lines, is_lines=True) if lines else None

    def listed(self, text: bytes) -> list[Kind] | None:
        """Those of a log file; None: it is none, or does not fit, or it has several lists of that name."""
        try:
            records: list[Kind] = self._log.decode(text).Records
        except NO_JSON:
            return None
        within = self._part_of(records[0]) if records and self._part_of is not None else None
        return records if is_first_list(text, within) or has_each_once(text) else None

    def one(self, raw: bytes) -> Kind:
        """A record; of one that does not fit the type, those members that do."""
        try:
            return self._one.decode(raw)
        except NO_JSON:
            return self._lenient(raw)

    def _lenient(self, raw: bytes) -> Kind:
        try:
            members = _MEMBERS.decode(raw)
        except NO_JSON:
            return self._kind()
        fitting: dict[str, Any] = {}
        for field in msgspec.structs.fields(self._kind):
            if field.encode_name in members:
                try:
                    fitting[field.name] = msgspec.json.decode(members[field.encode_name], type=field.type)
                except NO_JSON:
                    continue
        return self._kind(**fitting)


_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
