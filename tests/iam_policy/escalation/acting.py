"""Identities of small accounts as they act, to be asked one question at a time."""

from __future__ import annotations

from collections.abc import Sequence

from rootward.iam_policy.assumption import Assumption
from rootward.iam_policy.escalation.actor import Actor, Mode
from rootward.iam_policy.escalation.attempt import Attempts
from rootward.iam_policy.escalation.edge import Edge, edges
from rootward.iam_policy.escalation.inquiry import Inquiry
from rootward.iam_policy.escalation.variant import Variants
from rootward.iam_policy.policies import Given
from rootward.iam_policy.policy import Unread
from rootward.iam_policy.powers import Holder, Powers
from rootward.model.account import Account
from rootward.model.identity import Identities


class Scene:
    """An account, and who acts in it."""

    def __init__(self, given: Account, scps: Sequence[Sequence[Given]] | Unread = ()) -> None:
        assert isinstance(given.identities, Identities)
        self.identities = given.identities
        self.powers = Powers(given, given.identities, scps)
        self.inquiry = Inquiry(self.powers)
        self.variants = Variants(given.identities, self.powers, Assumption(self.powers))
        self.attempts = Attempts(self.inquiry, self.powers, given.identities)

    def holder(self, name: str) -> Holder:
        return next(holder for holder in self.powers.holders if holder.name == name)

    def acting(self, name: str, mode: Mode = "own") -> Actor:
        return self.variants.own(self.holder(name), mode)

    def grown(self, name: str, mode: Mode = "own") -> Actor:
        """With a policy that allows everything."""
        return self.variants.raised(self.acting(name, mode), mode)


def edge(path_id: str) -> Edge:
    """The edge of that path."""
    return next(each for each in edges() if each.id == path_id)
