"""How identities that are no administrators could become one: for each, the shortest path and why.

The search goes backwards from the administrators, one step at a time: who could reach one of those that were found
last? So each edge is tried on those alone that lead on. What depends on policies alone is asked once for each distinct
set of them. Identities whose rights grow on the way, by a policy that they write or a group that they join, are
followed as they are then.
"""

from __future__ import annotations

from collections.abc import Hashable

from rootward.iam_policy.assumption import Assumption
from rootward.iam_policy.escalation.actor import MFA, Mode
from rootward.iam_policy.escalation.attempt import Attempts, Ends, Found
from rootward.iam_policy.escalation.doubt import NONE, Certainty, Doubt, is_circumstance, joined
from rootward.iam_policy.escalation.edge import Edge, edges
from rootward.iam_policy.escalation.growth import Growth
from rootward.iam_policy.escalation.inquiry import ASSUME, SESSION_TAGS, Inquiry
from rootward.iam_policy.escalation.nodes import Nodes
from rootward.iam_policy.escalation.path import Path
from rootward.iam_policy.escalation.reach import Goal, Reach
from rootward.iam_policy.escalation.repertoire import Repertoire
from rootward.iam_policy.escalation.step import step
from rootward.iam_policy.escalation.target import Targets
from rootward.iam_policy.escalation.variant import Variants
from rootward.iam_policy.escalation.wave import Frontier, Node, Wave
from rootward.iam_policy.policy import Policy
from rootward.iam_policy.powers import Holder, Powers
from rootward.iam_policy.ternary import Ternary
from rootward.model.account import Account
from rootward.model.identity import Identities

Goals = dict[str, list[Goal]]

_OTHERS = ("user", "role", "role-of-existing-resource")
"""Whom the search looks back to; what others make of themselves, and make anew, `Growth` follows."""


class Escalation:
    """Who could become an administrator, and how."""

    def __init__(self, account: Account, identities: Identities, powers: Powers, assumption: Assumption) -> None:
        """`powers` and `assumption`: of that account."""
        self._powers = powers
        inquiry = Inquiry(powers)
        targets = Targets(account, identities, powers, inquiry)
        self._attempts = Attempts(inquiry, powers, identities)
        self._variants = Variants(identities, powers, assumption)
        self._repertoire = Repertoire(powers.partition, powers.account_id)
        self._reach = Reach(powers, assumption, self._variants, targets, inquiry)
        self._frontier = Frontier()
        self._nodes = Nodes(powers, self._frontier)
        self._assuming = next(edge for edge in edges() if edge.id == "sts-001")
        self._list_everybody()
        growth = Growth(
            identities,
            nodes=self._nodes,
            variants=self._variants,
            repertoire=self._repertoire,
            targets=targets,
            attempts=self._attempts,
            reach=self._reach,
        )
        for node in self._nodes:
            growth.follow(node)
        while self._frontier:
            self._look_back(self._frontier.next())

    @property
    def holders(self) -> tuple[Holder, ...]:
        """All identities: users, then roles."""
        return self._powers.holders

    def of(self, holder: Holder) -> Path | None:
        """The holder's best path: a sure one before a possible one, a shorter one before a longer; None: there is none.

        An administrator's own has no steps.
        """
        node = self._nodes.of(self._variants.own(self._powers.by_arn[holder.arn], "own"))
        if node.offer is None:
            return None
        steps, doubts = [], []
        on_the_way = [self._variants.as_it_is_then(node.actor)]
        while node.found is not None and node.onward is not None:
            found = node.found
            if not found.met:  # Assumption's word was enough; now the statement is to be told
                found = self._attempts.go(node.actor, found.edge, found.ends, NONE) or found
            steps.append(step(node.actor, found, node.onward.actor))
            doubts.append(node.found.doubt)
            on_the_way += [] if found.ends.helper is None else [found.ends.helper.holder]
            node = node.onward
            on_the_way.append(self._variants.as_it_is_then(node.actor))
        return Path(holder, tuple(steps), joined((*doubts, node.control or NONE)), tuple(on_the_way))

    def _list_everybody(self) -> None:
        """Everybody as themselves, as others get hold of them, and as others make them."""
        for holder in self._powers.holders:
            self._nodes.of(self._variants.own(holder, "own"))
            for mode in _modes(holder):
                own = self._variants.own(holder, mode)
                self._nodes.of(own).reached.add((holder.arn, mode))
                self._nodes.of(self._variants.raised(own, mode)).raised.add("")
                for arn in self._variants.changeable(own):
                    self._nodes.of(self._variants.raised(own, mode, without=arn)).raised.add(arn)

    # --- looking back

    def _look_back(self, wave: Wave) -> None:
        """Find those who could reach one of the wave."""
        self._reach.forget()
        for node in wave.nodes:
            for before, found in node.coming:
                self._lead(before, found, wave, node)
        self._look_back_by_assuming(wave)
        goals: dict[str, Goals] = {}
        alike: dict[Hashable, list[Node]] = {}
        for node in self._nodes:
            if wave.gains(node) and self._repertoire.edges(node.actor.policies):
                alike.setdefault(node.actor.key, []).append(node)
        for nodes in alike.values():
            self._look_back_to(nodes, wave, goals)

    def _lead(self, node: Node, found: Found, wave: Wave, onward: Node) -> None:
        rank = (max(found.doubt.certainty, wave.certainty), wave.distance + 1)
        self._frontier.offer(node, rank, found, onward)

    def _look_back_by_assuming(self, wave: Wave) -> None:
        """Those who may assume a role of the wave."""
        grown = [node for node in self._nodes if node.is_grown and wave.gains(node)]
        for onward in wave.reached.values():
            role = onward.actor.holder
            if role.kind != "role":
                continue
            for arn, answer in self._reach.coming(role).items():
                # Whether it may tag the session is asked here, not by Assumption.
                tagged = not isinstance(answer, bool) and any(key.startswith(SESSION_TAGS) for key in answer.keys)
                shared = Found(self._assuming, Ends(role), _doubt(answer), ())
                for node in self._as_it_is(self._powers.by_arn[arn]):
                    if wave.gains(node):
                        again = tagged or (node.actor.mode != "own" and shared.doubt.circumstances & MFA)
                        self._assume(node, role, wave, onward, None if again else shared)
            for node in grown if _lets_people_in(role) else ():
                if node.actor.holder is not role and wave.gains(node):
                    self._assume(node, role, wave, onward, None)

    def _assume(self, node: Node, role: Holder, wave: Wave, onward: Node, known: Found | None) -> None:
        found = known
        if found is None and self._attempts.assume(node.actor, role) is not None:
            found = self._attempts.go(node.actor, self._assuming, Ends(role), NONE)
        if found is not None:
            self._lead(node, found, wave, onward)

    def _as_it_is(self, holder: Holder) -> list[Node]:
        """The nodes of the holder with its own policies, however it acts."""
        actors = {
            actor.identity: actor for actor in (self._variants.own(holder, mode) for mode in ("own", *_modes(holder)))
        }
        return [self._nodes.of(actor) for actor in actors.values()]

    def _look_back_to(self, nodes: list[Node], wave: Wave, goals: dict[str, Goals]) -> None:
        """Go the edges of nodes that get the same answers, as far as these do not depend on trust policies."""
        actor = nodes[0].actor
        for edge in self._repertoire.edges(actor.policies):
            if edge.reaches not in _OTHERS or edge.caller not in ("any", actor.holder.kind):
                continue
            left = [node for node in nodes if wave.gains(node, _at_best(edge))]
            if edge.id not in goals:
                goals[edge.id] = self._reach.goals(edge, wave)
            if not left or not goals[edge.id] or not self._attempts.could(actor, edge):
                continue
            if not _assumes(edge):
                self._try(left, edge, wave, goals[edge.id])
                continue
            for node in left:
                self._try([node], edge, wave, goals[edge.id])

    def _try(self, nodes: list[Node], edge: Edge, wave: Wave, goals: Goals) -> None:
        """Go an edge to the first goal that is sure, or else to the surest."""
        best = self._first(nodes[0], edge, wave, goals)
        if best is not None:
            for node in nodes:
                self._lead(node, best[0], wave, best[1])

    def _first(self, node: Node, edge: Edge, wave: Wave, goals: Goals) -> tuple[Found, Node] | None:
        best: tuple[Found, Node] | None = None
        must_get_in = _assumes(edge) and not node.is_grown
        for arn in self._reach.meant(node.actor, edge, goals):
            if must_get_in and node.actor.holder.arn not in self._reach.coming(self._powers.by_arn[arn]):
                continue
            for goal in goals[arn]:
                for found in self._reach.ways(self._attempts, node.actor, edge, goal):
                    if best is None or found.doubt.certainty < best[0].doubt.certainty:
                        best = (found, goal.node)
                    if found.doubt.certainty <= max(wave.certainty, _at_best(edge)):
                        return best
        return best


def _modes(holder: Holder) -> tuple[Mode, ...]:
    """How the holder acts where somebody else got hold of it."""
    return ("key", "session") if holder.kind == "user" else ("session",)


def _doubt(answer: Ternary) -> Doubt:
    """What an answer of Assumption's depends on. Keys that whoever assumes a role fills in are no doubt."""
    if isinstance(answer, bool):
        return NONE
    return Doubt(frozenset(key for key in answer.keys if is_circumstance(key)), (), answer.unread)


def _at_best(edge: Edge) -> Certainty:
    return Certainty.POSSIBLE if edge.possible else Certainty.SURE


def _assumes(edge: Edge) -> bool:
    """Whether the target's own trust policy must let the caller in."""
    return not edge.rewrites_trust and any(need.action == ASSUME and need.by == "caller" for need in edge.needs)


def _lets_people_in(role: Holder) -> bool:
    """Whether the role's trust policy may let in an identity of the account."""
    trust = role.trust.ready if role.trust else None
    return not isinstance(trust, Policy) or any(
        rule.statement.principals is None or any(each.kind in ("*", "AWS") for each in rule.statement.principals)
        for rule in trust.rules
    )
