"""What of a record must not be kept. Pure.

CloudTrail leaves most secrets out by itself, but not all: an answer of STS holds its session token, and what callers
put into a field that is not meant for it is repeated.
https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import msgspec

from rootward.model.secret_text import MASK, masked_but_key_ids

_NO_JSON = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)
_MEMBER = re.compile(
    r".*(?:passw(?:or)?d|passphrase|passcode"
    r"|secret(?:access)?key|secretstring|secretbinary|(?:client|api|shared)secret"
    r"|(?:session|security|access|refresh|id|auth|signin|federation|identity|authorization|bearer|login|oauth)token"
    r"|privatekey|keymaterial|plaintext|stringseed|qrcodepng|assertion"
    r"|(?:authentication|authorization|mfa|token)code)\d?",
    re.DOTALL,
)
"""Names of members whose text is a secret, in lower case and without what joins words."""
_JOINTS = str.maketrans("", "", "-_. ")
_SIGNS = (
    *(b"passw", b"passphrase", b"passcode", b"secret", b"token", b"private", b"material", b"plain", b"seed", b"qrcode"),
    *(b"assertion", b"ationcode", b"ation_code", b"mfacode", b"://", b"eyj", b"authorization", b"signature", b"\\u"),
)
"""Without any of these, and without a long run of base64, there is none."""
_RUN = b"x" * 40
_DRAWN_FROM = bytes(
    ord("x") if chr(code).isascii() and (chr(code).isalnum() or chr(code) in "+/%") else ord(" ") for code in range(256)
)


def json_text(raw: bytes) -> str:
    """JSON without secrets: as it is, where it holds none. What is no JSON is masked as text."""
    text = raw.decode("utf-8", "replace")
    if not _may_hold_one(raw):
        return text
    try:
        value = msgspec.json.decode(text)
        return msgspec.json.encode(_masked(value)).decode()
    except (*_NO_JSON, UnicodeEncodeError):
        return masked_but_key_ids(text)


@lru_cache(maxsize=16384)
def plain_text(text: str) -> str:
    """A text that a caller wrote, without secrets."""
    return masked_but_key_ids(text)


def _may_hold_one(raw: bytes) -> bool:
    if _RUN in raw.translate(_DRAWN_FROM):
        return True
    lower = raw.lower()
    for sign in _SIGNS:  # noqa: SIM110 - of every record: a generator costs as much again
        if sign in lower:
            return True
    return False


def _masked(value: Any, *, is_secret: bool = False) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, str):
        return MASK if is_secret and value else masked_but_key_ids(value)
    if isinstance(value, dict):
        return {masked_but_key_ids(name): _masked(part, is_secret=_is_secret(name)) for name, part in value.items()}
    if isinstance(value, list):
        return [_masked(part, is_secret=is_secret) for part in value]
    return value


@lru_cache(maxsize=16384)
def _is_secret(name: str) -> bool:
    return _MEMBER.fullmatch(name.translate(_JOINTS).lower()) is not None
