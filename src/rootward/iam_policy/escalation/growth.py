"""What identities can make of themselves, or make anew.

With a policy that they write, in a group that they join, without a limit that they lift; or as a user or role that they
create.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from msgspec.structs import replace

from rootward.iam_policy.escalation.actor import Actor, Mode
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
from rootward.iam_policy.powers import Held
from rootward.model.identity import Group, Identities

_ASSUME = ASSUME.lower()
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
            for becomes, found in self._steps(at):
                if becomes is at:
                    continue
                becomes.coming.append((at, found))
                if not becomes.is_followed:
                    if len(waiting) < MOST_VARIANTS:
                        becomes.is_followed = True
                        waiting.append(becomes)
                    elif not becomes.is_administrator:
                        self._nodes.cut(becomes)
                if found.doubt.certainty == Certainty.SURE and becomes.is_administrator:
                    break  # there is no shorter way

    def _steps(self, node: Node) -> Iterator[tuple[Node, Found]]:
        """Who the node could become by one step.

        First by what it writes, then by what it makes, then by the limits that it lifts and the groups that it joins.
        """
        actor = node.actor
        edges = [edge for edge in self._repertoire.edges(actor.policies) if edge.caller in ("any", actor.holder.kind)]
        for edge in edges:
            if edge.reaches == "self" and edge.lifts is None and self._attempts.could(actor, edge):
                yield from self._changes(actor, edge, self._writings(actor, edge))
        for edge in edges:
            if edge.reaches in ("new-user", "new-role") and self._attempts.could(actor, edge):
                yield from self._makings(actor, edge)
        for edge in edges:
            if edge.lifts is not None and self._may_lift(actor, edge) and self._attempts.could(actor, edge):
                yield from self._changes(actor, edge, self._liftings(actor, edge))
        for edge in edges:
            if edge.reaches == "group":
                yield from self._memberships(node, edge)

    def _changes(self, actor: Actor, edge: Edge, changes: Iterable[tuple[Ends, Actor]]) -> Iterator[tuple[Node, Found]]:
        """The edge, gone to each of these ends, and whom that makes of the actor."""
        for ends, then in changes:
            doubt = self._targets.of(edge, actor.holder, ends.policy)
            if doubt is None:
                continue
            lesser = edge.attaches and self._nodes.may_control(then)
            found = self._attempts.go(actor, edge, replace(ends, to=actor.holder, lesser=lesser), doubt)
            if found is not None:
                yield self._nodes.of(then), found

    def _writings(self, actor: Actor, edge: Edge) -> Iterator[tuple[Ends, Actor]]:
        """With a policy that it writes: for itself or each of its groups, or in the place of each that it holds."""
        words = {need.on for need in edge.needs}
        inline = any(need.action.startswith("iam:Put") for need in edge.needs)
        if "self-policy" in words:
            for arn in self._variants.changeable(actor):
                yield Ends(policy=arn), self._variants.raised(actor, without=arn)
            return
        groups = actor.groups if "self-group" in words else (None,)
        for name in groups:
            if name is not None and name not in self._groups:
                continue
            ends = Ends(group=None if name is None else self._groups[name].arn)
            yield ends, self._variants.raised(actor)
            for held in self._denials(actor) if inline else ():
                if held.group == name and _is_inline(held):
                    yield replace(ends, policy=held.name), self._variants.raised(actor, without=held)

    def _makings(self, actor: Actor, edge: Edge) -> Iterator[tuple[Node, Found]]:
        """A new role or user: with a policy that is written for it, or in each group that it could be put in."""
        mode: Mode = "key" if any(need.action == "iam:CreateAccessKey" for need in edge.needs) else "session"
        kind: Literal["user", "role"] = "role" if edge.reaches == "new-role" else "user"
        groups: Mapping[str, Group] = {group.arn: group for group in self._groups.values()}
        in_groups = any(need.on == "target-group" for need in edge.needs)
        for arn in self._reach.meant(actor, edge, groups) if in_groups else (None,):
            group = None if arn is None else groups[arn]
            if group is not None and not self._matters(group):
                continue
            then = self._variants.new(kind, mode, group)
            found = self._attempts.go(actor, edge, Ends(then.holder, group=arn, lesser=True), NONE)
            if found is not None:
                yield self._nodes.of(then), found

    def _denials(self, actor: Actor) -> tuple[Held, ...]:
        """The policies that it holds and that deny something that leads on, or may."""
        return tuple(each for each in actor.held if self._repertoire.hinders(each.ready))

    def _may_lift(self, actor: Actor, edge: Edge) -> bool:
        """Whether it has anything of the kind that the edge takes away."""
        return actor.boundary is not None if edge.lifts == "boundary" else bool(self._denials(actor))

    def _liftings(self, actor: Actor, edge: Edge) -> Iterator[tuple[Ends, Actor]]:
        """Without its boundary, or without each of the policies that deny."""
        words = {need.on for need in edge.needs}
        if edge.lifts == "boundary":
            if "self-boundary" not in words:
                yield Ends(), self._variants.unbounded(actor)
            elif actor.boundary is not None and self._variants.is_changeable(actor.boundary.name):
                name = actor.boundary.name
                yield Ends(policy=name), self._variants.unbounded(actor, name)
            return
        denials = [held for held in self._denials(actor) if (held.group is not None) == ("self-group" in words)]
        if edge.lifts == "membership":
            for name in dict.fromkeys(held.group for held in denials if held.group in self._groups):
                if name is not None:
                    yield Ends(group=self._groups[name].arn), self._variants.outside(actor, name)
            return
        for held in denials:
            if _is_inline(held) == (edge.lifts == "inline") and (held.group is None or held.group in self._groups):
                group = None if held.group is None else self._groups[held.group].arn
                yield Ends(group=group, policy=held.name), self._variants.without(actor, held)

    def _memberships(self, node: Node, edge: Edge) -> Iterator[tuple[Node, Found]]:
        """The actor as a member of each group that it could join."""
        actor = node.actor
        groups: Mapping[str, Group] = {
            group.arn: group for group in self._groups.values() if group.name not in actor.groups
        }
        is_cut = len(actor.groups) - len(self._variants.own(actor.holder, "own").groups) >= MOST_GROUPS
        for arn in self._reach.meant(actor, edge, groups):
            if self._matters(groups[arn]):
                found = self._attempts.go(actor, edge, Ends(group=arn), NONE)
                if found is not None and is_cut:
                    self._nodes.cut(node)
                    return
                if found is not None:
                    yield self._nodes.of(self._variants.joined(actor, groups[arn])), found

    def _matters(self, group: Group) -> bool:
        """Whether its policies allow anything that leads on."""
        if group.arn not in self._matter:
            policies = self._variants.of_group(group)
            assumes = any(True for _ in allowing(policies, _ASSUME))
            self._matter[group.arn] = assumes or bool(self._repertoire.meets(policies))
        return self._matter[group.arn]


def _is_inline(held: Held) -> bool:
    return not held.name.startswith("arn:")
