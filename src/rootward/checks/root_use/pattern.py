"""What both pattern languages share: they may be unreadable, and they have a `*`."""

from __future__ import annotations

MAX_DEPTH = 64
"""Nesting beyond this is unreadable: no pattern that a person wrote comes near, and recursion stays bounded."""


class UnreadablePatternError(ValueError):
    """A pattern that rootward cannot read. Its text is one line; it never leaves the checks."""


def glob_parts(text: str, *, escapes: bool) -> tuple[str, ...]:
    r"""Split a pattern at its `*`; with `escapes`, `\*` and `\\` stand for themselves.

    Raises UnreadablePatternError for any other escape.
    """
    parts = [""]
    characters = iter(text)
    for character in characters:
        if escapes and character == "\\":
            escaped = next(characters, "")
            if escaped not in {"*", "\\"}:
                raise UnreadablePatternError(f"unknown escape \\{escaped}")
            parts[-1] += escaped
        elif character == "*":
            parts.append("")
        else:
            parts[-1] += character
    return tuple(parts)


def glob_matches(parts: tuple[str, ...], text: str) -> bool:
    """Whether `text` is `parts` with anything between them. Linear: no pattern can make it slow."""
    first, *rest = parts
    if not rest:
        return text == first
    *middle, last = rest
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    position, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, position, end)
        if found < 0:
            return False
        position = found + len(part)
    return True
