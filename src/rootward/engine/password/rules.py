"""What AWS asks of a password: of root's, of an IAM user's by the account's password policy, and where there is none.

Root's password, which no policy of the account binds:
https://docs.aws.amazon.com/accounts/latest/reference/root-user-password.html
IAM users' passwords, by a policy and by AWS's default:
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
The characters that the API takes, and how many:
https://docs.aws.amazon.com/IAM/latest/APIReference/API_ChangePassword.html
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping

from rootward.checks.passwords.rules import AWS_DEFAULT, required
from rootward.model.baseline import CharacterClass
from rootward.model.credential import PasswordPolicy
from rootward.model.secret import Secret

LEAST = 8
"""What AWS's default for IAM users asks for, and what it asks for of root. A policy may ask for 6 only."""

MOST = 128

IAM_SYMBOLS = frozenset("!@#$%^&*()_+-=[]{}|'")
ROOT_SYMBOLS = frozenset("!@#$%^&*()<>[]{}|_+-=")
"""What counts as a symbol. Any other character may stand in a password, and counts as none of the four kinds."""

_KINDS_ASKED = 3

_LATIN: Mapping[CharacterClass, frozenset[str]] = {
    "uppercase": frozenset(string.ascii_uppercase),
    "lowercase": frozenset(string.ascii_lowercase),
    "numbers": frozenset(string.digits),
}

_NAMES: Mapping[CharacterClass, str] = {
    "uppercase": "upper-case letter (A to Z)",
    "lowercase": "lower-case letter (a to z)",
    "numbers": "number (0 to 9)",
    "symbols": "symbol",
}

_REFUSED = re.compile(r"[^\x09\x0a\x0d\x20-\xff]")
_UNTYPABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\xad]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def broken(password: Secret, policy: PasswordPolicy | None, names: Iterable[str] = ()) -> tuple[str, ...]:
    """The rules for an IAM user's password that this one breaks, a line each, without a full stop; empty: it holds.

    `policy`: the account's, or None where it has none: then AWS's default holds, and with it that a password is none
    of `names`, the account's name and e-mail address. Whether a password was used before, only AWS knows.
    """
    text = password.reveal()
    kinds = kinds_in(text, IAM_SYMBOLS)
    if policy is None:
        asked = (*_kinds_missing(kinds, IAM_SYMBOLS), *_is_a_name(text, names))
    else:
        asked = tuple(f"it has no {_named(kind, IAM_SYMBOLS)}" for kind in _NAMES if kind in required(policy) - kinds)
    least = AWS_DEFAULT.minimum_length if policy is None else policy.minimum_length
    return (*_length(text, least), *asked, *_characters(text, "IAM takes in a password"))


def broken_for_root(password: Secret, names: Iterable[str] = ()) -> tuple[str, ...]:
    """The rules for root's password that this one breaks, as `broken` tells them.

    `names`: the account's name and the root user's e-mail address, as far as they are known.
    """
    text = password.reveal()
    return (
        *_length(text, LEAST),
        *_kinds_missing(kinds_in(text, ROOT_SYMBOLS), ROOT_SYMBOLS),
        *_is_a_name(text, names),
        *_characters(text, "AWS documents for a password"),
    )


def cautions(password: Secret) -> tuple[str, ...]:
    """What no rule forbids and still keeps people from signing in, a line each."""
    text = password.reveal()
    found = []
    if text != text.strip(" "):
        found.append("it begins or ends with a space, which a form or a copy may take off")
    if _UNTYPABLE.search(text):
        found.append("it holds control characters, which the console's form may not take")
    if any(not _UNTYPABLE.match(one) for one in _BEYOND_ASCII.findall(text)):
        found.append("it holds characters beyond ASCII, which not every keyboard has")
    return tuple(found)


def kinds_in(text: str, symbols: frozenset[str]) -> frozenset[CharacterClass]:
    """The kinds of character that a text has: Latin letters without accents, numbers and those symbols."""
    there = frozenset(text)
    found: set[CharacterClass] = {kind for kind, characters in _LATIN.items() if there & characters}
    return frozenset(found | {"symbols"}) if there & symbols else frozenset(found)


def _length(text: str, least: int) -> tuple[str, ...]:
    if len(text) < least:
        return (f"it has {_characters_of(len(text))}, and at least {least} are asked for",)
    if len(text) > MOST:
        return (f"it has {_characters_of(len(text))}, and AWS takes at most {MOST}",)
    return ()


def _kinds_missing(kinds: frozenset[CharacterClass], symbols: frozenset[str]) -> tuple[str, ...]:
    if len(kinds) >= _KINDS_ASKED:
        return ()
    lacks = ", ".join(_named(kind, symbols) for kind in _NAMES if kind not in kinds)
    return (
        f"it has {len(kinds)} of the four kinds of character, and at least {_KINDS_ASKED} are asked for: no {lacks}",
    )


def _named(kind: CharacterClass, symbols: frozenset[str]) -> str:
    return f"{_NAMES[kind]} ({' '.join(sorted(symbols))})" if kind == "symbols" else _NAMES[kind]


def _is_a_name(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """AWS does not say whether case counts: here it does not."""
    is_one = text.casefold() in {name.casefold() for name in names if name}
    return ("it is the account's name or e-mail address",) if is_one else ()


def _characters(text: str, taken: str) -> tuple[str, ...]:
    refused = [found.start() + 1 for found in _REFUSED.finditer(text)]
    if not refused:
        return ()
    return (f"{_counted(len(refused))} none of those that {taken}; the first is number {refused[0]}",)


def _counted(count: int) -> str:
    return "one of its characters is" if count == 1 else f"{count} of its characters are"


def _characters_of(count: int) -> str:
    return "1 character" if count == 1 else f"{count} characters"
