"""Everybody whom a search meets, each once, and whether they are administrators."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from rootward.iam_policy.administration import administration
from rootward.iam_policy.escalation.actor import Actor, Mode
from rootward.iam_policy.escalation.doubt import NONE, Doubt, is_circumstance
from rootward.iam_policy.escalation.wave import Frontier, Node
from rootward.iam_policy.powers import Powers
from rootward.iam_policy.ternary import Ternary


class Nodes:
    """The nodes of one search. A new one that is an administrator is put on the frontier."""

    def __init__(self, powers: Powers, frontier: Frontier) -> None:
        self._powers, self._frontier = powers, frontier
        self._nodes: dict[tuple[str, int, Mode], Node] = {}
        self._controls: dict[Hashable, Ternary] = {}

    def __iter__(self) -> Iterator[Node]:
        return iter(tuple(self._nodes.values()))

    def of(self, actor: Actor) -> Node:
        """The actor's node."""
        node = self._nodes.get(actor.identity)
        if node is None:
            node = self._nodes[actor.identity] = Node(actor, self._control(actor))
            if node.control is not None:
                self._frontier.offer(node, (node.control.certainty, 0))
        return node

    def may_control(self, actor: Actor) -> bool:
        """Whether the actor is an administrator, or may be."""
        return self._control(actor) is not None

    def cut(self, node: Node) -> None:
        """The search was cut short there: whether it could become an administrator is not known, if it is none."""
        if node.control is None:
            node.control = Doubt(cut=True)
            self._frontier.offer(node, (node.control.certainty, 0))

    def _control(self, actor: Actor) -> Doubt | None:
        """Whether the policies make it an administrator, as it acts."""
        control = self._administration(actor)
        if control is False:
            return None
        if control is True:
            return NONE
        circumstances = frozenset(key for key in control.keys if is_circumstance(key))
        others = sorted(control.keys - circumstances)
        reasons = (f"its power depends on {', '.join(others)}",) if others else ()
        return Doubt(circumstances, reasons, control.unread)

    def _administration(self, actor: Actor) -> Ternary:
        if actor.policies is actor.holder.policies and actor.mode == "own":
            return self._powers.administration(actor.holder).control
        who = actor.holder.arn if actor.asks_who else actor.holder.kind
        key = (id(actor.policies), id(actor.holder.known), actor.mode, who)
        if key not in self._controls:
            self._controls[key] = administration(actor.policies, actor.holder.arn, actor.known).control
        return self._controls[key]
