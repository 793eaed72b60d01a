"""One-time passwords from the time: RFC 6238 with SHA-1, thirty seconds and six digits, as AWS's virtual devices have.

https://www.rfc-editor.org/rfc/rfc6238 and, for the code of one counter, https://www.rfc-editor.org/rfc/rfc4226.
AWS asks for devices that conform: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_virtual.html
"""

from __future__ import annotations

import base64
import hmac
import re
from datetime import datetime, timedelta

SECONDS = 30
DIGITS = 6

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - as all dates of moto's: UTC without a zone
_CODE = re.compile(rf"[0-9]{{{DIGITS}}}")


def step_at(moment: datetime) -> int:
    """The number of the thirty seconds in which the moment lies. `moment`: UTC without a zone."""
    return (moment - _EPOCH) // timedelta(seconds=SECONDS)


def code_of(seed: str, step: int) -> str:
    """The six digits that a device with the seed (base32 text) shows in that step.

    Raises:
        ValueError: the seed is no base32 text.

    """
    key = base64.b32decode(seed)
    digest = hmac.digest(key, step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 0xF
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def code_at(seed: str, moment: datetime) -> str:
    """The six digits that a device with the seed shows at the moment, UTC without a zone."""
    return code_of(seed, step_at(moment))


def is_code(text: str) -> bool:
    """Whether the text is six digits of ASCII."""
    return _CODE.fullmatch(text) is not None
