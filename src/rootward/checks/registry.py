"""All checks, by practice and by id."""

from __future__ import annotations

from collections.abc import Iterable

from rootward.checks import access_keys, identities, mfa, passwords, root_use
from rootward.checks.check import Check
from rootward.model.finding import PRACTICES

CHECKS: tuple[Check, ...] = (
    *identities.CHECKS,
    *mfa.CHECKS,
    *access_keys.CHECKS,
    *passwords.CHECKS,
    *root_use.CHECKS,
)
"""Every check, in the order of the practices."""

BY_ID: dict[str, Check] = {check.id: check for check in CHECKS}


def select(names: Iterable[str]) -> tuple[Check, ...]:
    """The checks that `names` (practices or ids) choose, in their own order; all of them for no names.

    Raises KeyError with the first name that is neither.
    """
    chosen = set(names)
    if not chosen:
        return CHECKS
    for name in chosen:
        if name not in BY_ID and name not in PRACTICES:
            raise KeyError(name)
    return tuple(check for check in CHECKS if check.id in chosen or check.practice in chosen)
