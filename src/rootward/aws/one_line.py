"""What AWS, or an exception, said: as one line that holds no secret."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 300

_SECRETS = re.compile(
    r"(?P<name>x-amz-security-token|security[-_]?token|session[-_]?token|secret[-_]?access[-_]?key|signature|password)"
    r"(?P<mark>[\"']?\s*[:=]\s*[\"']?)[^\s\"'&,;]+",
    re.IGNORECASE,
)
"""A signature that does not match is answered with the whole canonical request, the session token in it."""

_USER_IN_URL = re.compile(r"(?P<scheme>\b[a-z][a-z0-9+.-]*://)[^\s/@]+@", re.IGNORECASE)


def one_line(text: str) -> str:
    """`text` without control characters, line breaks and secrets, cut where it grows long."""
    plain = "".join(" " if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} else char for char in text[:4000])
    line = " ".join(plain.split())
    line = _SECRETS.sub(r"\g<name>\g<mark>…", line)
    line = without_password(line)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def without_password(url: str) -> str:
    """A URL, or a text with one, without the user and password that may stand in it."""
    return _USER_IN_URL.sub(r"\g<scheme>", url)
