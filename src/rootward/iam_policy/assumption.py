"""Which roles the identities of an account may assume: what they may do by themselves, and what trust policies say.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import msgspec

from rootward.iam_policy.caller import Caller, Naming, caller
from rootward.iam_policy.circumstances import CIRCUMSTANCES, OF_THE_CALLER
from rootward.iam_policy.context import Given, Partial
from rootward.iam_policy.decision import Request, Verdict
from rootward.iam_policy.document import Principal
from rootward.iam_policy.evaluation import decide
from rootward.iam_policy.policies import Policies, Ready
from rootward.iam_policy.policy import Policy, Unread
from rootward.iam_policy.powers import Holder, Powers
from rootward.iam_policy.ternary import Maybe, Ternary, any_of
from rootward.iam_policy.wildcard import Wildcard, wildcard

ASSUME = "sts:AssumeRole"
_ASKED = ASSUME.lower()
"""As `decide` asks for it: a policy finds its statements about it only once."""

_CHOSEN = frozenset(
    {
        "aws:requesttag/",
        "aws:tagkeys",
        "sts:externalid",
        "sts:rolesessionname",
        "sts:sourceidentity",
        "sts:transitivetagkeys",
    }
)
"""Keys that whoever assumes a role fills in as they like."""


class Step(msgspec.Struct, frozen=True, eq=False):
    """A role that an identity may assume, or may under circumstances."""

    role: Holder
    answer: Ternary


class Assumption:
    """Who may assume which role.

    Identities with the same policies are asked about once for each role, unless something tells them apart.
    """

    def __init__(self, powers: Powers) -> None:
        self._powers = powers
        self._alike: dict[Hashable, list[Holder]] = {}
        for holder in powers.holders:
            self._alike.setdefault(powers.likeness(holder), []).append(holder)
        asking = {key: _asked_for(alike[0].policies) for key, alike in self._alike.items()}
        self._asking = {key: patterns for key, patterns in asking.items() if patterns}
        self._of_all: dict[Hashable, list[Step]] = {}
        self._of_one: dict[str, dict[str, Step | None]] = {}
        """Where somebody's step to a role differs from that of the others with the same policies, it stands here."""
        self._roles = {holder.name: holder.arn for holder in powers.holders if holder.kind == "role"}
        self._into: dict[str, list[tuple[Holder, Step]]] = {}
        for role in powers.holders:
            if role.trust is not None:
                self._note(role)

    def roles_of(self, holder: Holder) -> tuple[Step, ...]:
        """The roles that the holder may assume, by their ARNs."""
        own = self._of_one.get(holder.arn, {})
        shared = self._of_all.get(self._powers.likeness(holder), ())
        steps = [step for step in shared if step.role.arn not in own]
        steps += [step for step in own.values() if step is not None]
        return tuple(sorted((step for step in steps if step.role is not holder), key=lambda step: step.role.arn))

    def entrants(self, role: Holder) -> Iterator[tuple[Holder, Ternary]]:
        """Those who may assume the role, users first, each with its answer."""
        entering = ((holder, step.answer) for holder, step in self._into.get(role.arn, ()) if holder is not role)
        yield from sorted(entering, key=lambda each: (each[0].kind != "user", each[0].arn))

    def _note(self, role: Holder) -> None:
        """Find out who may assume the role."""
        named, keys = self._candidates(role)
        entering = self._into.setdefault(role.arn, [])
        for arn in named:
            holder = self._powers.by_arn[arn]
            step = self._step(holder, role)
            self._of_one.setdefault(arn, {})[role.arn] = step
            if step is not None:
                entering.append((holder, step))
        for key in keys:
            alike = [holder for holder in self._alike[key] if holder.arn not in named]
            step = self._step(alike[0], role) if alike else None
            if step is not None:
                self._of_all.setdefault(key, []).append(step)
                entering.extend((holder, step) for holder in alike)

    def _step(self, holder: Holder, role: Holder) -> Step | None:
        answer = self.answer(holder, role)
        return None if answer is False else Step(role, answer)

    def answer(self, holder: Holder, role: Holder) -> Ternary:
        """Whether the holder may assume the role."""
        if role.trust is None:
            return False
        policies = holder.policies.of_resource((role.trust.ready,))
        context = Partial({**holder.known, **_tags_of(role)}, open=CIRCUMSTANCES | _CHOSEN)
        # Whoever assumes a role gives the session a name: the one that the trust policy asks for, if it asks for one.
        callers = (holder.arn, *self._sessions_named(role.trust.ready, holder))
        return any_of(
            _answer(Request(action=ASSUME, resource=role.arn, principal=each, context=context), policies)
            for each in callers
        )

    def _candidates(self, role: Holder) -> tuple[dict[str, None], list[Hashable]]:
        """Those who could get in: identities that are told apart, by their ARNs, and others by their likeness.

        The former are those whom the trust policy names, if only to keep them out, and all, where its conditions ask
        who they are. The latter are those who ask, if it lets the account in, and all, if it lets everybody in.
        """
        trust = role.trust
        if trust is None or not isinstance(trust.ready, Policy):
            return {}, self._who_ask_for(role)
        named: dict[str, None] = {}
        for each in _named_in(trust.ready):
            arn = self._role_of_session(each) or each
            if arn in self._powers.by_arn:
                named[arn] = None
        keys: list[Hashable] = []
        match self._anybody.named_by(_let_in(trust.ready)):
            case Naming.BROADLY:
                keys = list(self._alike)  # whatever their own policies say
            case Naming.ACCOUNT:
                keys = self._who_ask_for(role)
        if trust.ready.keys & OF_THE_CALLER:
            named |= {holder.arn: None for key in keys for holder in self._alike[key]}
        return named, keys

    def _sessions_named(self, trust: Ready, holder: Holder) -> Iterator[str]:
        """The sessions of the holder, a role, that a trust policy names."""
        if holder.kind == "role" and isinstance(trust, Policy):
            yield from (each for each in _named_in(trust) if self._role_of_session(each) == holder.arn)

    def _role_of_session(self, principal: str) -> str | None:
        """The ARN of the account's role of which the principal is a session."""
        who = caller(principal)
        is_own = who.kind == "session" and who.account == self._powers.account_id
        return self._roles.get(who.name) if is_own else None

    def _who_ask_for(self, role: Holder) -> list[Hashable]:
        return [key for key, patterns in self._asking.items() if any(pattern.matches(role.arn) for pattern in patterns)]

    @property
    def _anybody(self) -> Caller:
        """Of the account, and of no name that a policy could name."""
        return caller(f"arn:{self._powers.partition}:iam::{self._powers.account_id}:user/ ")


def _tags_of(role: Holder) -> dict[str, Given | None]:
    """The condition keys by which policies test the tags of a role that is to be assumed.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
    """
    return {f"{kind}:resourcetag/{name.lower()}": value for name, value in role.tags.items() for kind in ("aws", "iam")}


def _answer(request: Request, policies: Policies) -> Ternary:
    decision = decide(request, policies)
    if decision.verdict is Verdict.DEPENDS:
        return Maybe(decision.depends_on, decision.unread)
    return decision.verdict is Verdict.ALLOW


def _let_in(trust: Policy) -> Iterator[Principal]:
    """The principals whom a trust policy lets assume the role, conditions aside: all but some are all."""
    for rule in trust.about(_ASKED):
        if rule.statement.effect == "Allow":
            principals = rule.statement.principals
            yield from (Principal("*", "*"),) if principals is None else principals


def _named_in(trust: Policy) -> Iterator[str]:
    """All whom a trust policy names, to let them in or to keep them out."""
    for rule in trust.about(_ASKED):
        for principal in (*(rule.statement.principals or ()), *(rule.statement.not_principals or ())):
            yield principal.id


def _asked_for(policies: Policies) -> tuple[Wildcard, ...]:
    """Patterns of the roles that an identity's policies may allow it to assume: no other can be allowed by them."""
    found: dict[Wildcard, None] = {}
    for each in policies.identity:
        if isinstance(each, Unread):
            return (wildcard("*"),)
        for rule in each.about(_ASKED):
            if rule.statement.effect == "Allow":
                open_ended = rule.statement.resources is None or any(place.pattern is None for place in rule.places)
                patterns = (wildcard("*"),) if open_ended else (place.pattern for place in rule.places)
                found |= {pattern: None for pattern in patterns if pattern is not None}
    return tuple(found)
