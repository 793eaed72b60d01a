"""The search's frontier: who was found to lead to administration, the surest and nearest first."""

from __future__ import annotations

import heapq
from itertools import count

from rootward.iam_policy.escalation.actor import Actor, Mode
from rootward.iam_policy.escalation.attempt import Found
from rootward.iam_policy.escalation.doubt import Certainty, Doubt

Rank = tuple[Certainty, int]
"""How sure, and how many steps away from administration."""


class Node:
    """An actor, and the best way on from it that was found."""

    __slots__ = (
        "actor", "coming", "control", "found", "is_followed", "is_settled", "offer", "onward", "raised", "reached",
    )  # fmt: skip

    def __init__(self, actor: Actor, control: Doubt | None) -> None:
        self.actor = actor
        self.control = control
        """What its being an administrator depends on; None: it is none."""
        self.offer: Rank | None = None
        self.found: Found | None = None
        self.onward: Node | None = None
        self.is_followed = False
        """Whether it was asked what it could make of itself."""
        self.is_settled = False
        self.coming: list[tuple[Node, Found]] = []
        """Who becomes this by growing."""
        self.reached: set[tuple[str, Mode]] = set()
        """As whom it is reached: its ARN, and how it acts then."""
        self.raised: set[str] = set()
        """By the change of which policy others make it this: `` for a new one."""

    @property
    def is_administrator(self) -> bool:
        """Whether it surely is one."""
        return self.control is not None and self.control.certainty == Certainty.SURE

    @property
    def is_grown(self) -> bool:
        """Whether its policies are not the holder's own any more."""
        return self.actor.policies is not self.actor.holder.policies


class Wave:
    """Nodes that are as sure and as far away as each other."""

    def __init__(self, rank: Rank, nodes: list[Node]) -> None:
        self.certainty, self.distance = rank
        self.nodes = nodes
        self.reached: dict[tuple[str, Mode], Node] = {each: node for node in nodes for each in node.reached}
        self.raised: dict[tuple[str, bool], list[tuple[Node, str | None]]] = {}
        """Those who are made what they are by others, by their kind and whether that takes the change of a policy."""
        for node in nodes:
            for policy in sorted(node.raised):
                key = (node.actor.holder.kind, bool(policy))
                self.raised.setdefault(key, []).append((node, policy or None))

    def gains(self, node: Node, certainty: Certainty = Certainty.SURE) -> bool:
        """Whether a way of that certainty into the wave would be better than what the node has."""
        if node.is_settled:
            return False
        return node.offer is None or (max(certainty, self.certainty), self.distance + 1) < node.offer


class Frontier:
    """Hands out the waves."""

    def __init__(self) -> None:
        self._queue: list[tuple[Certainty, int, int, Node]] = []
        self._order = count()

    def __bool__(self) -> bool:
        return bool(self._queue)

    def offer(self, node: Node, rank: Rank, found: Found | None = None, onward: Node | None = None) -> None:
        """A way on from the node; without one, it is an administrator. The best one is kept."""
        if node.is_settled or (node.offer is not None and node.offer <= rank):
            return
        node.offer, node.found, node.onward = rank, found, onward
        heapq.heappush(self._queue, (*rank, next(self._order), node))

    def next(self) -> Wave:
        """All nodes that are as sure and as far away as the nearest."""
        rank = self._queue[0][:2]
        nodes: list[Node] = []
        while self._queue and self._queue[0][:2] == rank:
            node = heapq.heappop(self._queue)[3]
            if not node.is_settled:
                node.is_settled = True
                nodes.append(node)
        return Wave(rank, nodes)
