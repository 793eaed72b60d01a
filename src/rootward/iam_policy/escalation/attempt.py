"""Whether an actor may go an edge to a target: all its needs, in one choice of names, and what that depends on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

import msgspec

from rootward.iam_policy.caller import caller
from rootward.iam_policy.circumstances import OF_THE_CALLER
from rootward.iam_policy.context import Given
from rootward.iam_policy.decision import Decision
from rootward.iam_policy.escalation.actor import Actor, each_policy
from rootward.iam_policy.escalation.attachable import MAKING, Attachable, Attached
from rootward.iam_policy.escalation.choice import in_place, is_free, regions, spelled
from rootward.iam_policy.escalation.doubt import Certainty, Doubt, joined
from rootward.iam_policy.escalation.edge import POWER, Edge, Need, before_raising
from rootward.iam_policy.escalation.inquiry import ASSUME, Answer, Inquiry
from rootward.iam_policy.escalation.names import Asked, Names, makes
from rootward.iam_policy.policies import Ready
from rootward.iam_policy.policy import Policy, policy
from rootward.iam_policy.powers import Holder, Powers
from rootward.model.identity import Identities

DEFAULT_HELPER = "AWSCloudFormationStackSetAdministrationRole"
_REGION = "aws:requestedregion"
_NOT_READ = Doubt(reasons=("it rests on resources that are not read",))


class Ends(msgspec.Struct, frozen=True, eq=False):
    """Who and what an edge is gone to."""

    to: Holder | None = None
    """The user or role reached, or the holder itself; None, where only what does not depend on it is asked."""
    acting: Actor | None = None
    """The role reached, as it acts for a service."""
    helper: Actor | None = None
    group: str | None = None
    """Its ARN."""
    policy: str | None = None
    """The policy that is changed or taken away: a managed one by its ARN, an inline one by its name."""
    lesser: bool = False
    """Whether any policy will do that makes an administrator."""


class Met(NamedTuple):
    """A need that is met. `actor` None: by whoever goes the edge."""

    need: Need
    actor: Actor | None
    resource: str
    decision: Decision


class Found(msgspec.Struct, frozen=True, eq=False):
    """An edge that may be gone."""

    edge: Edge
    ends: Ends
    doubt: Doubt
    met: tuple[Met, ...]


class _Way(NamedTuple):
    """Somebody goes an edge, to a target, in a region, by attaching a policy if that is what it takes."""

    actor: Actor
    edge: Edge
    ends: Ends
    region: str = ""
    attached: Attached | None = None

    def by(self, need: Need) -> Actor | None:
        """Who must be allowed; None: not chosen yet."""
        return {"caller": self.actor, "target-role": self.ends.acting, "helper-role": self.ends.helper}[need.by]


class Attempts:
    """Tries edges."""

    def __init__(self, inquiry: Inquiry, powers: Powers, identities: Identities) -> None:
        self._inquiry, self._powers = inquiry, powers
        self._names = Names(inquiry)
        self._attachable = Attachable(inquiry, powers, identities)
        self._tags: dict[str, Mapping[str, str]] = {user.arn: user.tags for user in identities.users}
        self._tags |= {role.arn: role.tags for role in identities.roles}
        self._could: dict[object, bool] = {}
        self._assumed: dict[object, Answer | None] = {}
        self._singled: dict[int, tuple[Ready, frozenset[str] | None]] = {}

    def could(self, actor: Actor, edge: Edge, helper: Actor | None = None) -> bool:
        """Whether the needs are met that depend on neither end: neither on the caller's own ARN, nor on the target.

        They are the same for all actors of one key.
        """
        key = (actor.key, edge.id, helper.holder.arn if helper is not None else "")
        plain = before_raising().get(edge.id)
        if plain is not None and not self.could(actor, plain, helper):
            return False
        if key not in self._could:
            way = _Way(actor, edge, Ends(helper=helper, lesser=True))
            self._could[key] = not self._is_denied(way) and self._best(way) is not None
        return self._could[key]

    def _is_denied(self, way: _Way) -> bool:
        """Whether something that the caller needs is surely denied on everything: then no target has to be asked."""
        return any(
            self._inquiry.is_denied(way.actor, need.action, self._context(way, need))
            for need in way.edge.needs
            if need.by == "caller" and need.unless is None
        )

    def go(self, actor: Actor, edge: Edge, ends: Ends, doubt: Doubt) -> Found | None:
        """Go the edge. `doubt`: what its target's being one depends on."""
        best = self._best(_Way(actor, edge, ends))
        if best is None:
            return None
        found, met = best
        return Found(edge, ends, joined((doubt, found, _NOT_READ) if edge.possible else (doubt, found)), met)

    def assume(self, actor: Actor, role: Holder, trust: Ready | None = None) -> Answer | None:
        """Whether the actor may assume the role; `trust`: in place of its own trust policy."""
        ready = trust if trust is not None else role.trust.ready if role.trust else None
        if ready is None or self._inquiry.is_denied(actor, ASSUME, {}):
            return None
        key = (actor.key, actor.holder.arn if self._singles_out(ready, actor.holder) else "", role.arn, id(ready))
        if key not in self._assumed:
            self._assumed[key] = self._inquiry.assume(actor, role.arn, ready, self._tags.get(role.arn))
        return self._assumed[key]

    def _singles_out(self, trust: Ready, holder: Holder) -> bool:
        """Whether a trust policy may treat this one identity otherwise than others of its account."""
        if id(trust) not in self._singled:
            self._singled[id(trust)] = (trust, _singled_out(trust))
        named = self._singled[id(trust)][1]
        return named is None or holder.arn in named or holder.name in named

    # --- one choice of alternative, region and names

    def _best(self, way: _Way) -> tuple[Doubt, tuple[Met, ...]] | None:
        best: tuple[Doubt, tuple[Met, ...]] | None = None
        for needs in self._alternatives(way.edge):
            listed = tuple(need for need in needs if not self._falls_away(need, way.ends))
            for attached in self._attached(way, listed):
                wanted = (*listed, MAKING) if attached is not None and attached.is_made else listed
                for region in self._regions(way, wanted):
                    found = self._met(way._replace(region=region, attached=attached), wanted)
                    if found is not None and (best is None or found[0].certainty < best[0].certainty):
                        best = found
                    if best is not None and best[0].certainty == Certainty.SURE:
                        return best
        return best

    @staticmethod
    def _alternatives(edge: Edge) -> Iterator[tuple[Need, ...]]:
        """All needs, with one of each lot of which one is enough."""
        for chosen in product(*(lot for lot in (edge.any_of, edge.raises_by) if lot)):
            yield (*edge.needs, *chosen)

    def _attached(self, way: _Way, needs: tuple[Need, ...]) -> Iterator[Attached | None]:
        """The policies that may be attached, where that is needed."""
        need = next((need for need in needs if POWER in need.context.values()), None)
        who = None if need is None else way.by(need)
        if need is None or who is None:
            yield None
        else:
            yield from self._attachable.by(who, need, lesser=way.ends.lesser)

    def _regions(self, way: _Way, needs: tuple[Need, ...]) -> Iterator[str]:
        """Home, and if that does not do, each region that a policy singles out: one for all that is done."""
        yield self._inquiry.home
        rules = [
            rule
            for need in needs
            if _is_regional(need) and (who := way.by(need)) is not None
            for ready in each_policy(who.policies)
            if isinstance(ready, Policy)
            for rule in ready.about(need.action.lower())
        ]
        patterns = [place.pattern for rule in rules for place in rule.places if place.pattern is not None]
        tested = [
            spelled(wanted.template.widest())
            for rule in rules
            for test in rule.conditions
            if test.key == _REGION and test.operator.name != "null"
            for wanted in test.values
        ]
        yield from regions(patterns, self._inquiry.home, tested)[1:]

    def _met(self, way: _Way, needs: tuple[Need, ...]) -> tuple[Doubt, tuple[Met, ...]] | None:
        """The needs in one region: first those whose resource is given, then those whose resource is free to name."""
        answers: dict[int, tuple[str, Answer]] = {}
        shapes: dict[str, list[Asked]] = {}
        for need in needs:
            who = way.by(need)
            if who is None or (resource := self._resource(way, need)) is None:
                continue  # asked once it is known who and on what
            context = self._context(way, need)
            if is_free(resource):
                trust = _naming(who.holder.arn) if need.action == ASSUME and need.by == "caller" else None
                shapes.setdefault(resource, []).append(Asked(need, who, context, trust))
                continue
            answer = self._on_given(way, who, need, resource, context)
            if answer is None:
                return None
            answers[id(need)] = (resource, answer)
        doubts: list[Doubt] = []
        chosen: dict[str, str] = {}
        for shape, asked in shapes.items():
            named = self._names.name(shape, asked, chosen)
            if named is None:
                return None
            chosen[shape] = named.name
            doubts.append(named.doubt)
            answers |= {id(one.need): (named.name, each) for one, each in zip(asked, named.answers, strict=False)}
        return joined((*(answer.doubt for _, answer in answers.values()), *doubts)), _told(way, needs, answers)

    def _on_given(
        self, way: _Way, who: Actor, need: Need, resource: str, context: dict[str, Given | None]
    ) -> Answer | None:
        if need.action == ASSUME and way.ends.to is not None:
            rewritten = way.edge.rewrites_trust and need.by == "caller"
            return self.assume(who, way.ends.to, _naming(who.holder.arn) if rewritten else None)
        return self._inquiry.ask(who, need.action, resource, context, makes=makes(need), tags=self._tags.get(resource))

    # --- the words of the table

    def _falls_away(self, need: Need, ends: Ends) -> bool:
        if need.unless == "exists":
            return self._place(need.on, "") in self._powers.by_arn
        return need.unless == "default-helper" and ends.helper is not None and ends.helper.holder.name == DEFAULT_HELPER

    def _place(self, shape: str, region: str) -> str:
        return in_place(shape, partition=self._powers.partition, account=self._powers.account_id, region=region)

    def _resource(self, way: _Way, need: Need) -> str | None:
        """The resource that is needed, or its shape; None where it is not chosen yet."""
        ends = way.ends
        if need is MAKING:
            return way.attached.arn if way.attached is not None else None
        match need.on:
            case "self-user" | "self-role" | "target-user" | "target-role":
                return ends.to.arn if ends.to is not None else None
            case "helper-role":
                return ends.helper.holder.arn if ends.helper is not None else None
            case "self-group" | "target-group":
                return ends.group
            case "self-policy" | "self-boundary" | "target-policy":
                return ends.policy
            case _:
                return self._place(need.on, way.region)

    def _context(self, way: _Way, need: Need) -> dict[str, Given | None]:
        """The condition keys that the request carries. One that depends on what is not chosen yet is left open."""
        to, helper = way.ends.to, way.ends.helper
        found: dict[str, Given | None] = {}
        if way.region and _is_regional(need):
            found[_REGION] = way.region
        for key, value in need.context.items():
            if value == "{boundary}":
                if to is not None:
                    boundary = way.actor.boundary if to is way.actor.holder else to.boundary
                    found[key] = boundary.name if boundary is not None else None
                continue
            if value in (POWER, "{denial}"):
                named = way.ends.policy if value != POWER else way.attached.arn if way.attached is not None else None
                if named is not None:
                    found[key] = named
                continue
            text = value
            if to is not None:
                text = text.replace("{target-role}", to.arn)
            if helper is not None:
                text = text.replace("{helper-role}", helper.holder.arn)
            if "-role}" not in text:
                found[key] = self._place(text, way.region)
        return found


def _is_regional(need: Need) -> bool:
    """Whether it is asked of a service in the region that is chosen. AWS STS answers in all of them, IAM in one."""
    return not need.action.startswith(("iam:", "sts:"))


def _told(way: _Way, needs: tuple[Need, ...], answers: Mapping[int, tuple[str, Answer]]) -> tuple[Met, ...]:
    """The needs that were asked, each with the answer."""
    met: list[Met] = []
    for need in needs:
        if id(need) in answers:
            resource, answer = answers[id(need)]
            met.append(Met(need, None if need.by == "caller" else way.by(need), resource, answer.decision))
    return tuple(met)


def _singled_out(trust: Ready) -> frozenset[str] | None:
    """The ARNs and role names that a trust policy names, by themselves or by a session; None: it asks who calls."""
    if not isinstance(trust, Policy) or trust.keys & OF_THE_CALLER:
        return None
    named = [
        principal
        for rule in trust.rules
        for principal in (*(rule.statement.principals or ()), *(rule.statement.not_principals or ()))
    ]
    sessions = (caller(principal) for principal in named)
    return frozenset(each.id for each in named) | {each.name for each in sessions if each.kind == "session"}


def _naming(arn: str) -> Policy:
    """A trust policy that lets one identity in."""
    statement = {"Effect": "Allow", "Principal": {"AWS": arn}, "Action": ASSUME}
    return policy({"Version": "2012-10-17", "Statement": [statement]})
