"""What stands between an answer and a plain yes."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

import msgspec

from rootward.iam_policy.circumstances import CIRCUMSTANCES
from rootward.iam_policy.ternary import Layer


class Certainty(IntEnum):
    """How sure a path is, the surest first."""

    SURE = 0
    """It is open, circumstances (MFA, an IP range) aside."""
    POSSIBLE = 1
    """It rests on something that was not read: a resource, a tag, a credential."""
    UNREAD = 2
    """It rests on policies that were not read, or on a search that was cut short: whether it is there is not known."""


class Doubt(msgspec.Struct, frozen=True):
    """What a yes depends on."""

    circumstances: frozenset[str] = frozenset()
    """Condition keys that say who asks from where and when, in small letters: they stop nobody who meets them."""
    reasons: tuple[str, ...] = ()
    """Why it is possible only, in words."""
    unread: frozenset[Layer] = frozenset()
    """Layers with policies that were not read."""
    cut: bool = False
    """Whether the search was cut short there."""

    @property
    def certainty(self) -> Certainty:
        """How sure it is."""
        if self.unread or self.cut:
            return Certainty.UNREAD
        return Certainty.POSSIBLE if self.reasons else Certainty.SURE


NONE = Doubt()


def joined(doubts: Iterable[Doubt]) -> Doubt:
    """All of them at once."""
    listed = [doubt for doubt in doubts if doubt is not NONE]
    if len(listed) < 2:  # noqa: PLR2004
        return listed[0] if listed else NONE
    return Doubt(
        frozenset().union(*(doubt.circumstances for doubt in listed)),
        tuple(dict.fromkeys(reason for doubt in listed for reason in doubt.reasons)),
        frozenset().union(*(doubt.unread for doubt in listed)),
        any(doubt.cut for doubt in listed),
    )


def is_circumstance(key: str) -> bool:
    """Whether a condition key, in small letters, says who asks, from where and when."""
    return "".join(key.partition("/")[:2]) in CIRCUMSTANCES
