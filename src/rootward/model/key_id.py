"""What the id of an access key tells by itself: its kind, and in ids of the newer form the account's number.

Kinds: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html
AWS does not document that the number is inside. It was found by looking at many, as was that ids of the older form,
whose first bit after the prefix is 0, tell no account:
https://labs.withsecure.com/publications/a-bitwise-analysis-of-aws-access-key-identifiers.html
https://medium.com/@TalBeerySec/a-short-note-on-aws-key-id-f88cc4317489
"""

from __future__ import annotations

import base64
import re

LONG_LIVED = "AKIA"
TEMPORARY = "ASIA"

KEY_ID = re.compile(rf"(?:{LONG_LIVED}|{TEMPORARY})[A-Z2-7]{{16}}")
"""An id as AWS makes them: a prefix and 16 characters of base32."""

_NUMBER = 0x7FFFFFFFFF80
_SHIFT = 7
_NEWER = frozenset("QRSTUVWXYZ234567")
_LARGEST = 999_999_999_999


def account_of(key_id: str) -> str | None:
    """The number of the account that the key belongs to, twelve digits; None where the id does not tell it.

    No call is made, and nothing says that the key exists: what AWS answers to the key itself counts more.
    """
    if KEY_ID.fullmatch(key_id) is None or key_id[len(LONG_LIVED)] not in _NEWER:
        return None
    first = int.from_bytes(base64.b32decode(key_id[len(LONG_LIVED) :])[:6], "big")
    number = (first & _NUMBER) >> _SHIFT
    return f"{number:012d}" if number <= _LARGEST else None


def is_long_lived(key_id: str) -> bool:
    """Whether it is a key of a user's, or of root's, which ends only when somebody ends it."""
    return key_id.startswith(LONG_LIVED)


def is_temporary(key_id: str) -> bool:
    """Whether it is the key of a session, which ends by itself."""
    return key_id.startswith(TEMPORARY)
