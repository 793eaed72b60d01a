"""Paths as git quotes them where a line could not hold them: core.quotePath, https://git-scm.com/docs/git-config."""

from __future__ import annotations

import re

_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)

_ESCAPES = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


def unquoted(text: bytes) -> bytes:
    """A path that is quoted as C quotes where it starts with a quotation mark, or else as it stands."""
    if len(text) < 2 or not (text.startswith(b'"') and text.endswith(b'"')):  # noqa: PLR2004 - both marks
        return text
    return _ESCAPE.sub(lambda found: _plain(found[1]), text[1:-1])


def _plain(text: bytes) -> bytes:
    return bytes([int(text, 8) & 0xFF]) if text.isdigit() else _ESCAPES.get(text, text)
