"""Which account an access key id belongs to: the number is inside the id.

https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html
"""

from __future__ import annotations

import re
from base64 import b32decode

_OF_NEWER_FORM = re.compile(r"A[KS]IA[A-Z2-7]{16}")
_OF_OLDER_FORM = ("I", "J")
"""The fifth character of ids that do not hold the account's number."""

_NUMBER = 0x7FFFFFFFFF80


def account_inside(key_id: str) -> str | None:
    """The account's number, or None where the id does not hold one."""
    if not _OF_NEWER_FORM.fullmatch(key_id) or key_id[4] in _OF_OLDER_FORM:
        return None
    number = int.from_bytes(b32decode(key_id[4:])[:6], "big")
    return f"{(number & _NUMBER) >> 7:012d}"
