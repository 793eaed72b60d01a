"""YAML that every parser reads alike: blocks, and scalars that are quoted unless they can be nothing but text.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from rootward.reports.plan.as_code.text import quoted

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9:._/-]*(?<!:)\Z")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""What YAML 1.1 takes for something else than text."""

_INDENT = "  "


def lines(value: Mapping[str, object]) -> Iterator[str]:
    """The lines of a mapping."""
    for name, one in value.items():
        yield from _entry(f"{_scalar(name)}:", one)


def _entry(lead: str, value: object) -> Iterator[str]:
    match value:
        case Mapping() if value:
            yield lead
            yield from (f"{_INDENT}{line}" for line in lines(value))
        case list() | tuple() if value:
            yield lead
            yield from (f"{_INDENT}{line}" for line in _items(value))
        case _:
            yield f"{lead} {_scalar(value)}"


def _items(values: Sequence[object]) -> Iterator[str]:
    for one in values:
        match one:
            case Mapping() if one:
                written = tuple(lines(one))
            case list() | tuple() if one:
                written = tuple(_items(one))
            case _:
                written = (_scalar(one),)
        yield f"- {written[0]}"
        yield from (f"{_INDENT}{line}" for line in written[1:])


def _scalar(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value if _PLAIN.match(value) and value.lower() not in _WORDS else quoted(value)
        case float():
            return _number(value)
        case Mapping():
            return "{}"
        case list() | tuple():
            return "[]"
        case _:
            return str(value)


def _number(value: float) -> str:
    """With a point: YAML 1.1 takes `1e+22` for text."""
    whole, exponent, power = repr(value).partition("e")
    return f"{whole}{'' if '.' in whole else '.0'}{exponent}{power}"
