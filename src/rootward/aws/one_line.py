"""What AWS, or an exception, said: as one line that holds no secret."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from rootward.model.secret_text import masked

_READ, _LONGEST = 4000, 300

_URL = re.compile(r"\bhttps?://[^\s\"'<>]+", re.IGNORECASE)
_PATH_OF_URLLIB3 = re.compile(r"(?<=with url: )[^\s\"'<>]+")
_QUOTED = re.compile(r"\bb['\"]|['\":]")


def one_line(text: str) -> str:
    """`text` without control characters, line breaks and secrets, cut where it grows long.

    It is masked before it is cut: half a secret no longer looks like one.
    """
    plain = "".join(" " if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} else char for char in text[:_READ])
    line = masked(" ".join(plain.split()))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def address(url: str) -> str | None:
    """Scheme, host and port of a URL, without all that may be secret in it; None where it has no host."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host:
        return None
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" if port is None else f"{parts.scheme}://{shown}:{port}"


def of_network(error: Exception) -> str:
    """What an error of the network says. It quotes URLs: of those, scheme, host and port stay."""
    text = _URL.sub(lambda found: address(found[0]) or "an address that is no URL", str(error))
    return one_line(_PATH_OF_URLLIB3.sub("…", text))


def unquoted(error: ValueError) -> str:
    """What the error says, up to where it begins to quote: Python, and botocore, quote the value that is wrong."""
    return one_line(_QUOTED.split(str(error), maxsplit=1)[0])
