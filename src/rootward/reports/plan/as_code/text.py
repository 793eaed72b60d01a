"""Texts and names as HCL and YAML write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from rootward.model.change import Change
from rootward.reports.names import UNSAFE

_SURROGATE = re.compile(r"[\ud800-\udfff]")


def is_text(value: str) -> bool:
    """Whether it holds no lone surrogate, which no file can."""
    return _SURROGATE.search(value) is None


def strings(change: Change) -> Iterator[str]:
    """Every text in the change."""
    yield from _strings(msgspec.to_builtins(change))


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for one in value.values():
                yield from _strings(one)
        case list() | tuple():
            for one in value:
                yield from _strings(one)
        case _:
            pass


_ESCAPED = re.compile(f'["\\\\\ufffe\uffff]|{UNSAFE.pattern}')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PLANE = 0xFFFF


def quoted(text: str) -> str:
    r"""The text in double quotes, with the escapes that HCL and YAML share: `\"`, `\\`, `\n`, `\uXXXX`, `\UXXXXXXXX`.

    https://developer.hashicorp.com/terraform/language/expressions/strings
    https://yaml.org/spec/1.2.2/#57-escaped-characters
    """
    return f'"{_ESCAPED.sub(lambda found: _escape(found[0]), text)}"'


def _escape(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    return f"\\u{code:04x}" if code <= _PLANE else f"\\U{code:08x}"


class Names:
    """Names that are given out once each."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        """Of each name that is taken, the highest number that was tried behind it."""

    def new(self, name: str, between: str = "_") -> str:
        """The name, with a number behind it where it is taken."""
        free = name
        while free in self._last:
            self._last[name] += 1
            free = f"{name}{between}{self._last[name]}"
        self._last[free] = 1
        return free
