"""What AWS, or an exception, said: as one line that holds no secret."""

from __future__ import annotations

import re
import unicodedata

from rootward.model.secret_text import masked

_READ, _LONGEST = 4000, 300

_USER_IN_URL = re.compile(r"(?P<scheme>\b[a-z][a-z0-9+.-]*://)[^\s/@]+@", re.IGNORECASE)


def one_line(text: str) -> str:
    """`text` without control characters, line breaks and secrets, cut where it grows long.

    It is masked before it is cut: half a secret no longer looks like one.
    """
    plain = "".join(" " if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} else char for char in text[:_READ])
    line = masked(" ".join(plain.split()))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def without_password(url: str) -> str:
    """A URL, or a text with one, without the user and password that may stand in it."""
    return _USER_IN_URL.sub(r"\g<scheme>", url)
