"""JSON that is nested deeper than anything decodes it, without what is nested so deep. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

_SIGN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)
_DEEPEST = 64
"""Levels that are kept."""


class Flat(NamedTuple):
    """A value of which what is nested too deep is null."""

    text: str
    end: int
    """Where the value ended in what it was taken from."""


def flat(text: str, at: int) -> Flat | None:
    """The object or list that begins at a place; None: it does not end."""
    kept: list[str] = []
    depth, begin = 0, at
    for sign in _SIGN.finditer(text, at):
        if sign[0] in "{[":
            depth += 1
            if depth == _DEEPEST + 1:
                kept.append(text[begin : sign.start()])
        elif sign[0] in "}]":
            depth -= 1
            if depth == _DEEPEST:
                kept.append("null")
                begin = sign.end()
            elif depth == 0:
                return Flat("".join((*kept, text[begin : sign.end()])), sign.end())
    return None
