"""IAM users' passwords: which ones a policy takes, and which ones were used before. Nothing here shows a password.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from rootward.sandbox.error import PracticeError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from moto.iam.models import AccountPasswordPolicy

SYMBOLS = frozenset("!@#$%^&*()_+-=[]{}|'")
"""The characters that AWS counts as symbols."""

REMEMBERED = 24
"""How many passwords a policy can forbid to come back."""

_DEFAULT_LENGTH = 8
_DEFAULT_KINDS = 3

_MISSING = {
    "uppercase": "Password should have at least one uppercase letter",
    "lowercase": "Password should have at least one lowercase letter",
    "number": "Password should have at least one number",
    "symbol": "Password should have at least one symbol",
}
"""The kind of character that is missing → AWS's words for it.

Seen in https://github.com/redhat-cop/agnosticd/pull/6594 and in other reports of the error.
"""


def require_by_policy(password: str, policy: AccountPasswordPolicy | None, names: Iterable[str]) -> None:
    """A password that the account's policy takes; without one, that AWS's default policy takes.

    `names`: what the default policy forbids as a password: the account's name and e-mail address.

    Raises:
        PracticeError: PasswordPolicyViolation, with the first rule that is broken.

    """
    broken = _broken_by_default(password, names) if policy is None else _broken(password, policy)
    if broken:
        raise PracticeError("PasswordPolicyViolation", broken)


def fingerprint(password: str) -> str:
    """What is remembered of an earlier password."""
    return hashlib.sha256(password.encode()).hexdigest()


def is_same(one: str, other: str) -> bool:
    """Whether two passwords are the same."""
    return hmac.compare_digest(one.encode(), other.encode())


def _broken(password: str, policy: AccountPasswordPolicy) -> str | None:
    required = {
        "uppercase": policy.require_uppercase_characters,
        "lowercase": policy.require_lowercase_characters,
        "number": policy.require_numbers,
        "symbol": policy.require_symbols,
    }
    missing = [words for kind, words in _missing(password).items() if required[kind]]
    if missing:
        return missing[0]
    return _too_short(password, policy.minimum_password_length)


def _broken_by_default(password: str, names: Iterable[str]) -> str | None:
    missing = _missing(password)
    more = _DEFAULT_KINDS - (len(_MISSING) - len(missing))
    if more > 0:
        return f"Password should meet {more} more of the following requirements: {', '.join(missing.values())}"
    if password.casefold() in {name.casefold() for name in names}:
        return "Password should not be identical to your AWS account name or email address"
    return _too_short(password, _DEFAULT_LENGTH)


def _too_short(password: str, least: int) -> str | None:
    return f"Password should have a minimum length of {least}" if len(password) < least else None


def _missing(password: str) -> dict[str, str]:
    latin = {character for character in password if character.isascii()}
    there = {
        "uppercase": any(character.isupper() for character in latin),
        "lowercase": any(character.islower() for character in latin),
        "number": any(character.isdigit() for character in latin),
        "symbol": bool(SYMBOLS & latin),
    }
    return {kind: words for kind, words in _MISSING.items() if not there[kind]}
