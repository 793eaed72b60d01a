"""Who is an administrator: alone, by a group, or by a role that may be assumed, through other roles or at once."""

from __future__ import annotations

from collections import deque

import msgspec

from rootward.iam_policy.assumption import Assumption
from rootward.iam_policy.powers import Holder, Powers
from rootward.iam_policy.ternary import Maybe, Ternary, all_of


class Administrator(msgspec.Struct, frozen=True, eq=False):
    """An identity that controls IAM over everything, or does under circumstances."""

    holder: Holder
    answer: Ternary
    """True; or a Maybe that names the circumstances, and the layers whose policies were not read."""
    through: tuple[Holder, ...] = ()
    """The roles that it assumes one after the other, the last one with the power; none: its own policies give it."""

    @property
    def is_proved(self) -> bool:
        """Whether nothing that was not read could take it away."""
        return not (isinstance(self.answer, Maybe) and self.answer.unread)


def administrators(powers: Powers, assumption: Assumption) -> tuple[Administrator, ...]:
    """Every administrator, users first, each by its shortest way; those who surely are before those who may be."""
    found: dict[str, Administrator] = {}
    waiting: deque[Administrator] = deque()
    for holder in powers.holders:
        control = powers.administration(holder).control
        if control is not False:
            found[holder.arn] = Administrator(holder, control)
            waiting.append(found[holder.arn])
    while waiting:
        reached = waiting.popleft()
        for holder, answer in assumption.entrants(reached.holder):
            if holder.arn not in found:
                together = all_of((answer, reached.answer))
                found[holder.arn] = Administrator(holder, together, (reached.holder, *reached.through))
                waiting.append(found[holder.arn])
    return tuple(found[holder.arn] for holder in powers.holders if holder.arn in found)
