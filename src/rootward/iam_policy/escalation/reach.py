"""Which of the nodes found last an edge can reach, and by which of them somebody's policies may mean it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from rootward.iam_policy.assumption import Assumption
from rootward.iam_policy.escalation.actor import Actor, Mode
from rootward.iam_policy.escalation.attempt import Attempts, Ends, Found
from rootward.iam_policy.escalation.choice import is_free
from rootward.iam_policy.escalation.doubt import Doubt, joined
from rootward.iam_policy.escalation.edge import Edge
from rootward.iam_policy.escalation.inquiry import ASSUME, Inquiry
from rootward.iam_policy.escalation.target import Targets
from rootward.iam_policy.escalation.variant import Variants
from rootward.iam_policy.escalation.wave import Node, Wave
from rootward.iam_policy.powers import Holder, Powers
from rootward.iam_policy.ternary import Ternary
from rootward.iam_policy.wildcard import Wildcard

_A_TEMPLATE = Doubt(reasons=("a template cannot ask for everything",))


class Goal(NamedTuple):
    """A node that an edge can reach, whoever goes it."""

    node: Node
    policy: str | None
    """The ARN of the managed policy that is changed."""
    doubt: Doubt


class Reach:
    """Whom edges reach."""

    def __init__(
        self, powers: Powers, assumption: Assumption, variants: Variants, targets: Targets, inquiry: Inquiry
    ) -> None:
        self._powers, self._variants, self._targets, self._inquiry = powers, variants, targets, inquiry
        self._places: dict[Hashable, tuple[Wildcard, ...] | None] = {}
        self._helping: dict[tuple[str, str], dict[str, tuple[Actor, Doubt]]] = {}
        self._helpers: dict[str, dict[str, tuple[Actor, Doubt]]] = {}
        self._matching: dict[tuple[int, tuple[Wildcard, ...]], tuple[object, list[str]]] = {}
        self._assumption = assumption
        self._coming: dict[str, dict[str, Ternary]] = {}

    def coming(self, role: Holder) -> dict[str, Ternary]:
        """Who may assume the role: ARNs, each with the answer."""
        found = self._coming.get(role.arn)
        if found is None:
            entering = self._assumption.entrants(role)
            found = self._coming[role.arn] = {holder.arn: answer for holder, answer in entering}
        return found

    def goals(self, edge: Edge, wave: Wave) -> dict[str, list[Goal]]:
        """Whom of the wave the edge can reach, by their ARNs, the surest first."""
        found: list[Goal] = []
        for node, policy in _kind_of(edge, wave):
            doubt = self._targets.of(edge, node.actor.holder, policy)
            if doubt is None:
                continue
            lesser = edge.via == "template" and wave.distance > 0
            found.append(Goal(node, policy, joined((doubt, _A_TEMPLATE)) if lesser else doubt))
        found.sort(key=lambda goal: goal.doubt.certainty)
        by_arn: dict[str, list[Goal]] = {}
        for goal in found:
            by_arn.setdefault(goal.node.actor.holder.arn, []).append(goal)
        return by_arn

    def ways(self, attempts: Attempts, actor: Actor, edge: Edge, goal: Goal) -> Iterator[Found]:
        """Each way to go the edge to the goal: one, or one for each helper."""
        target = goal.node.actor.holder
        ends = Ends(target, goal.node.actor, policy=goal.policy, lesser=goal.node.control is not None)
        if not edge.helper_services:
            found = attempts.go(actor, edge, ends, goal.doubt)
            if found is not None:
                yield found
            return
        helpers = self._helpers_for(edge, target)
        for arn in self.meant(actor, edge, helpers, "helper-"):
            helper, trusted = helpers[arn]
            if attempts.could(actor, edge, helper):
                found = attempts.go(actor, edge, replace(ends, helper=helper), joined((goal.doubt, trusted)))
                if found is not None:
                    yield found

    def forget(self) -> None:
        """Start anew on what patterns take in: those found last are others now."""
        self._matching.clear()

    def meant(self, actor: Actor, edge: Edge, among: Mapping[str, object], on: str = "target-") -> Iterable[str]:
        """Those of the ARNs that the actor's own policies may mean by the first need that is about such a one."""
        need = next(
            (
                need
                for need in edge.needs
                if need.on.startswith(on) and need.on != "target-policy" and need.action != ASSUME
                if need.by == "caller" and need.unless is None
            ),
            None,
        )
        if need is None:
            return among
        key = (actor.key, edge.id, on)
        if key not in self._places:
            context = {name: value for name, value in need.context.items() if not is_free(value)}
            self._places[key] = self._inquiry.places(actor, need.action, context)
        places = self._places[key]
        if places is None:
            return among
        found = self._matching.get((id(among), places))
        if found is None:
            # `among` is kept beside what was found in it, so that nothing else gets its id.
            listed = [arn for arn in among if any(place.matches(arn) for place in places)]
            found = self._matching[id(among), places] = (among, listed)
        return found[1]

    def _helpers_for(self, edge: Edge, target: Holder) -> dict[str, tuple[Actor, Doubt]]:
        """The roles that could be the edge's helper, by their ARNs: all, or those that may assume the target."""
        if edge.id not in self._helpers:
            self._helpers[edge.id] = {helper.holder.arn: (helper, doubt) for helper, doubt in self._helpers_of(edge)}
        helpers = self._helpers[edge.id]
        if not any(need.action == ASSUME and need.by == "helper-role" for need in edge.needs):
            return helpers
        if (edge.id, target.arn) not in self._helping:
            coming = self.coming(target)
            self._helping[edge.id, target.arn] = {arn: helper for arn, helper in helpers.items() if arn in coming}
        return self._helping[edge.id, target.arn]

    def _helpers_of(self, edge: Edge) -> Iterator[tuple[Actor, Doubt]]:
        for holder in self._powers.holders:
            doubt = self._targets.trusts(holder, edge.helper_services, edge)
            if doubt is not None:
                yield self._variants.own(holder, "session"), doubt


def _kind_of(edge: Edge, wave: Wave) -> Iterator[tuple[Node, str | None]]:
    """The nodes of the wave of the kind that the edge reaches, each with the policy that it changes for that."""
    kind = "user" if edge.reaches == "user" else "role"
    if not edge.raises:
        by_console = any(condition in ("login-profile", "no-login-profile") for condition in edge.conditions)
        mode: Mode = "session" if kind == "role" or by_console else "key"
        for (_, acts), node in wave.reached.items():
            if acts == mode and node.actor.holder.kind == kind:
                yield node, None
        return
    changes = any(need.on == "target-policy" for need in edge.needs)
    yield from wave.raised.get((kind, changes), ())
