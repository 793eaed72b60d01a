"""The parts of a search through one account, for tests that ask one of them alone."""

from __future__ import annotations

from typing import NamedTuple

from rootward.iam_policy.assumption import Assumption
from rootward.iam_policy.escalation.actor import Actor, Mode
from rootward.iam_policy.escalation.attempt import Attempts
from rootward.iam_policy.escalation.edge import Edge, edges
from rootward.iam_policy.escalation.growth import Growth
from rootward.iam_policy.escalation.inquiry import Inquiry
from rootward.iam_policy.escalation.nodes import Nodes
from rootward.iam_policy.escalation.reach import Reach
from rootward.iam_policy.escalation.repertoire import Repertoire
from rootward.iam_policy.escalation.target import Targets
from rootward.iam_policy.escalation.variant import Variants
from rootward.iam_policy.escalation.wave import Frontier
from rootward.iam_policy.policies import Given
from rootward.iam_policy.policy import Unread
from rootward.iam_policy.powers import Holder, Powers
from rootward.model.account import Account
from rootward.model.identity import Identities


class Parts(NamedTuple):
    """What a search is made of."""

    powers: Powers
    inquiry: Inquiry
    targets: Targets
    attempts: Attempts
    variants: Variants
    repertoire: Repertoire
    reach: Reach
    frontier: Frontier
    nodes: Nodes
    growth: Growth

    def holder(self, name: str) -> Holder:
        """The user or role of that name."""
        return next(each for each in self.powers.holders if each.name == name)

    def own(self, name: str, mode: Mode = "own") -> Actor:
        """The user or role of that name, with its own policies."""
        return self.variants.own(self.holder(name), mode)


def parts(account: Account, scps: tuple[tuple[Given, ...], ...] | Unread = ()) -> Parts:
    """Those of the account; `scps`: the service control policies that bind it, level by level."""
    assert isinstance(account.identities, Identities)
    powers = Powers(account, account.identities, scps)
    inquiry, assumption = Inquiry(powers), Assumption(powers)
    targets = Targets(account, account.identities, powers, inquiry)
    attempts = Attempts(inquiry, powers, account.identities)
    variants = Variants(account.identities, powers, assumption)
    repertoire = Repertoire(powers.partition, powers.account_id)
    reach = Reach(powers, assumption, variants, targets, inquiry)
    frontier = Frontier()
    nodes = Nodes(powers, frontier)
    growth = Growth(
        account.identities,
        nodes=nodes,
        variants=variants,
        repertoire=repertoire,
        targets=targets,
        attempts=attempts,
        reach=reach,
    )
    return Parts(powers, inquiry, targets, attempts, variants, repertoire, reach, frontier, nodes, growth)


def edge(named: str) -> Edge:
    """The edge of that id."""
    return next(each for each in edges() if each.id == named)
