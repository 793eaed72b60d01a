"""Whether a text says a thing twice, so that what decodes it keeps the last and lets go of the first. Pure.

RFC 8259 (section 4) leaves open what an object with two members of one name is; msgspec and json take the last one:
https://www.rfc-editor.org/rfc/rfc8259#section-4
"""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from rootward.trail.finding.places import address
from rootward.trail.no_json import NO_JSON

_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_NAME = rb'\s*"(?:[^"\\]|\\.)*"\s*:\s*'
_FIRST = re.compile(rb"\s*\{" + _NAME, re.DOTALL)
_NEXT = re.compile(rb"\s*," + _NAME, re.DOTALL)
_LAST = re.compile(rb"\s*\}\s*")
_RECORDS = re.compile(b'"%s"' % b"".join(rb"(?:%c|\\u00(?i:%02x))" % (letter, letter) for letter in b"Records"))
_ESCAPED = re.compile(rb"\\u00[4-7]")
"""An escape of a letter, in which a name may be hidden."""


def is_first_list(text: bytes, within: msgspec.Raw | None) -> bool:
    """Whether the list that a log file was decoded to, of whose first element `within` is a part, is the first of it.

    It is the last of those of that name, so that there is no other one then. False: that is not certain.
    """
    at = -1 if within is None else address(within) - address(text)
    if not 0 <= at < len(text):
        return False
    # A list before it would have its name there, too.
    return len(_RECORDS.findall(text, 0, at)) == 1


def has_each_once(text: bytes) -> bool:
    """Whether no two members of the object at the top are of one name; True also for what is no object."""
    try:
        members = _MEMBERS.decode(text)
    except NO_JSON:
        return True
    begin, end = address(text), 0
    for at, size in sorted((address(raw) - begin, memoryview(raw).nbytes) for raw in members.values()):
        # What was let go of stands between those that are left.
        if (_NEXT if end else _FIRST).fullmatch(text, end, at) is None:
            return False
        end = at + size
    return not members or _LAST.fullmatch(text, end) is not None


class Merging:
    """Decodes JSON with lists of some names joined where an object has several of one."""

    def __init__(self, names: tuple[str, ...], other: tuple[str, ...]) -> None:
        """`names` of lists; of `other` names the values become a list, if there are several."""
        self._names = frozenset((*names, *other))
        self._needles = tuple(f'"{name}"'.encode() for name in (*names, *other))
        self.decoder = json.JSONDecoder(strict=False, object_pairs_hook=self._joined)

    def decode(self, text: bytes) -> Any:  # noqa: ANN401 - whatever it is
        """The value. Raises as msgspec does, or RecursionError."""
        value = msgspec.json.decode(text)
        if any(text.count(needle) > 1 for needle in self._needles) or _ESCAPED.search(text) is not None:
            return self.decoder.decode(text.decode())
        return value

    def _joined(self, members: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(members)
        if len(found) == len(members):
            return found
        for name in self._names.intersection(found):
            values = [value for other, value in members if other == name]
            if len(values) > 1:
                found[name] = [part for value in values for part in (value if isinstance(value, list) else [value])]
        return found
