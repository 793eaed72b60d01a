"""What is said of a password. Nothing here holds the password, a part of it, or its hash."""

from __future__ import annotations

from typing import Literal

import msgspec

HeldTo = Literal["root", "policy", "default", "baseline"]
"""AWS's rules for root; the account's password policy; AWS's default, where the account has no policy; the policy that
the baseline asks for."""

Attack = Literal["sign_in", "stolen_slow_hash", "stolen_fast_hash"]


class CrackTime(msgspec.Struct, frozen=True, kw_only=True):
    """How long one attack takes on average guessing in the best order."""

    attack: Attack
    guesses_per_second: float
    seconds: float
    words: str
    """`3 hours`, `centuries`."""


class Strength(msgspec.Struct, frozen=True, kw_only=True):
    """How hard a password is to guess."""

    score: int
    """0 (found at once) to 4 (more than 10^10 guesses)."""
    guesses_log10: float
    reason: str
    """What makes it weak; empty for a strong one."""
    advice: tuple[str, ...]
    crack_times: tuple[CrackTime, ...]


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a password stands in a list of breached ones."""

    source: Literal["file", "online"]
    name: str
    """The file's name, or the server's address."""
    state: Literal["found", "not_found", "not_looked_up"]
    times: int | None = None
    """How often it was seen; None where the list does not say."""
    reason: str = ""
    """Why it was not looked up."""


class PasswordVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a password is worth, and what it breaks."""

    held_to: HeldTo
    holds: bool
    """It breaks no rule, is strong enough, and was found in no list that was looked into."""
    broken: tuple[str, ...]
    """The rules that it breaks, a line each."""
    unjudged: tuple[str, ...]
    """The rules that could not be judged, and what is needed for it."""
    cautions: tuple[str, ...]
    """What is no rule, and still keeps people from signing in."""
    strength: Strength | None
    """None: it is too long to be judged, and AWS takes none that long."""
    least_score: int
    """What is asked of `strength.score`."""
    sightings: tuple[Sighting, ...]
