"""What a password is worth: the rules that it breaks, how hard it is to guess, where it was seen."""

from __future__ import annotations

from typing import Literal

import msgspec

from rootward.checks.passwords.mending import of_baseline
from rootward.engine.password.rules import broken, broken_for_root, cautions
from rootward.engine.password.strength import LEAST_SCORE, strength_of
from rootward.model.baseline import Baseline
from rootward.model.credential import PasswordPolicy
from rootward.model.password import HeldTo, PasswordVerdict, Sighting
from rootward.model.secret import Secret


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody who guesses knows, and what AWS does not take as a password."""

    account: str | None = None
    email: str | None = None
    user: str | None = None

    @property
    def all(self) -> tuple[str, ...]:
        """Those that were given."""
        return tuple(name for name in (self.account, self.email, self.user) if name)

    @property
    def forbidden(self) -> tuple[str, ...]:
        """Those that AWS compares a password with."""
        return tuple(name for name in (self.account, self.email) if name)


Rules = PasswordPolicy | Baseline | Literal["root"] | None
"""Whose rules a password is held to: the account's policy; the baseline's; AWS's for root; AWS's default."""


def judged(password: Secret, rules: Rules, names: Names, sightings: tuple[Sighting, ...] = ()) -> PasswordVerdict:
    """The verdict. Pure: what was found in lists of breached passwords is given."""
    strength = strength_of(password, names.all)
    breaks = _broken(password, rules, names)
    is_strong = strength is not None and strength.score >= LEAST_SCORE
    return PasswordVerdict(
        held_to=_held_to(rules),
        holds=not breaks and is_strong and all(one.state != "found" for one in sightings),
        broken=breaks,
        unjudged=_unjudged(rules, names),
        cautions=cautions(password),
        strength=strength,
        least_score=LEAST_SCORE,
        sightings=sightings,
    )


def _broken(password: Secret, rules: Rules, names: Names) -> tuple[str, ...]:
    match rules:
        case "root":
            return broken_for_root(password, names.forbidden)
        case Baseline():
            return broken(password, of_baseline(rules))
        case _:
            return broken(password, rules, names.forbidden)


def _held_to(rules: Rules) -> HeldTo:
    match rules:
        case "root":
            return "root"
        case Baseline():
            return "baseline"
        case None:
            return "default"
        case _:
            return "policy"


def _unjudged(rules: Rules, names: Names) -> tuple[str, ...]:
    """AWS's rule that a password is not the account's name nor the e-mail address needs both to be known."""
    if not (rules == "root" or rules is None):
        return ()
    found = []
    if not names.account:
        found.append("whether it is the account's name: give --account-name")
    if not names.email:
        found.append("whether it is the root user's e-mail address: give --email")
    return tuple(found)
