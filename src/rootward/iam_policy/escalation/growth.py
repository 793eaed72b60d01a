"""What identities can make of themselves: with a policy that they write, or as members of more groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rootward.iam_policy.escalation.actor import Actor
from rootward.iam_policy.escalation.attempt import Attempts, Ends, Found
from rootward.iam_policy.escalation.doubt import NONE, Certainty
from rootward.iam_policy.escalation.edge import Edge
from rootward.iam_policy.escalation.inquiry import ASSUME, allowing
from rootward.iam_policy.escalation.nodes import Nodes
from rootward.iam_policy.escalation.reach import Reach
from rootward.iam_policy.escalation.repertoire import Repertoire
from rootward.iam_policy.escalation.target import Targets
from rootward.iam_policy.escalation.variant import Variants
from rootward.iam_policy.escalation.wave import Node
from rootward.model.identity import Group, Identities

MOST_GROUPS = 3
"""So many groups are joined on one path at most."""
MOST_VARIANTS = 60
"""So many ways in which one identity's rights could grow are followed, the shortest first."""


class Growth:
    """Follows what identities make of themselves."""

    def __init__(
        self,
        identities: Identities,
        *,
        nodes: Nodes,
        variants: Variants,
        repertoire: Repertoire,
        targets: Targets,
        attempts: Attempts,
        reach: Reach,
    ) -> None:
        self._groups = {group.name: group for group in identities.groups}
        self._nodes, self._variants, self._repertoire = nodes, variants, repertoire
        self._targets, self._attempts, self._reach = targets, attempts, reach
        self._matter: dict[str, bool] = {}

    def follow(self, node: Node) -> None:
        """Note who the node could become, and whom these could. An administrator needs to become nobody."""
        if node.is_followed:
            return
        node.is_followed = True
        waiting = [node]
        for at in waiting:
            if at.is_administrator:
                continue
            for becomes, found in self._steps(at.actor):
                if becomes is at:
                    continue
                becomes.coming.append((at, found))
                if not becomes.is_followed and len(waiting) < MOST_VARIANTS:
                    becomes.is_followed = True
                    waiting.append(becomes)
                if found.doubt.certainty == Certainty.SURE and becomes.is_administrator:
                    break  # there is no shorter way

    def _steps(self, actor: Actor) -> Iterator[tuple[Node, Found]]:
        """Who the actor could become by one step: first by what it writes, then by the groups that it joins."""
        edges = [edge for edge in self._repertoire.edges(actor.policies) if edge.caller in ("any", actor.holder.kind)]
        for edge in edges:
            if edge.reaches == "self" and self._attempts.could(actor, edge):
                yield from self._writings(actor, edge)
        for edge in edges:
            if edge.reaches == "group":
                yield from self._memberships(actor, edge)

    def _writings(self, actor: Actor, edge: Edge) -> Iterator[tuple[Node, Found]]:
        for ends in self._of_oneself(actor, edge):
            doubt = self._targets.of(edge, actor.holder, ends.policy)
            found = None if doubt is None else self._attempts.go(actor, edge, ends, doubt)
            if found is not None:
                yield self._nodes.of(self._variants.raised(actor, actor.mode, without=ends.policy)), found

    def _of_oneself(self, actor: Actor, edge: Edge) -> Iterator[Ends]:
        """The caller, each of its groups, or each of the policies that it holds: as the edge has it."""
        words = {need.on for need in edge.needs}
        if "self-group" in words:
            for name in actor.groups:
                if name in self._groups:
                    yield Ends(actor.holder, group=self._groups[name].arn)
        elif "self-policy" in words:
            for arn in self._variants.changeable(actor):
                yield Ends(actor.holder, policy=arn)
        else:
            yield Ends(actor.holder)

    def _memberships(self, actor: Actor, edge: Edge) -> Iterator[tuple[Node, Found]]:
        """The actor as a member of each group that it could join."""
        if len(actor.groups) - len(self._variants.own(actor.holder, "own").groups) >= MOST_GROUPS:
            return
        groups: Mapping[str, Group] = {
            group.arn: group for group in self._groups.values() if group.name not in actor.groups
        }
        for arn in self._reach.meant(actor, edge, groups):
            if self._matters(groups[arn]):
                found = self._attempts.go(actor, edge, Ends(actor.holder, group=arn), NONE)
                if found is not None:
                    yield self._nodes.of(self._variants.joined(actor, groups[arn])), found

    def _matters(self, group: Group) -> bool:
        """Whether its policies allow anything that leads on."""
        if group.arn not in self._matter:
            policies = self._variants.of_group(group)
            assumes = any(True for _ in allowing(policies, ASSUME.lower()))
            self._matter[group.arn] = assumes or bool(self._repertoire.meets(policies))
        return self._matter[group.arn]
