"""Keys that base64 hides: a Kubernetes Secret's values, Docker's `auth`.

The text is given with such values decoded in their places, on their lines, for `pairs` to read.
https://kubernetes.io/docs/concepts/configuration/secret/
"""

from __future__ import annotations

import base64
import binascii
import re

_VALUE = re.compile(r"(?<![A-Za-z0-9/+=])[A-Za-z0-9+/]{24,2048}={0,2}(?![A-Za-z0-9/+=])")
_SECRET = re.compile(r"[A-Za-z0-9/+]{40}")
_ID_ENCODED = ("QUtJQ", "QVNJQ")
"""`AKIA` and `ASIA`, up to the last character that they decide alone."""


def decoded(text: str) -> str:
    """The text, with each base64 value that is a key's id, its secret, or both, in the clear."""
    if not any(start in text for start in _ID_ENCODED):
        return text
    return _VALUE.sub(_in_the_clear, text)


def _in_the_clear(found: re.Match[str]) -> str:
    try:
        clear = base64.b64decode(found[0], validate=True).decode("ascii").strip()
    except (binascii.Error, UnicodeDecodeError):
        return found[0]
    if found[0].startswith(_ID_ENCODED) or _SECRET.fullmatch(clear):
        return clear.replace("\r", " ").replace("\n", " ")
    return found[0]
