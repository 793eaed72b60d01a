"""JSON text that a terminal may show: what it would obey is escaped."""

from __future__ import annotations

import re

from rootward.reports.names import UNSAFE

_BEYOND_ASCII = re.compile(r"[^\n -~]")


def escaped(text: str, *, unicode: bool) -> str:
    r"""JSON text in which controls, marks and separators are `\uXXXX`; without `unicode` all beyond ASCII.

    `text` is JSON already, of which only its own line breaks are no part of a string.
    """
    return (UNSAFE if unicode else _BEYOND_ASCII).sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    r"""A character inside a JSON string as `\uXXXX`, beyond the first plane as a surrogate pair.

    The one raw control that JSON text holds is the newline of its own layout.
    """
    character = found[0]
    if character == "\n":
        return character
    units = character.encode("utf-16-be").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))
