"""Identities as they are once their rights have grown: with a policy written for them, or in another group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec.structs import replace

from rootward.iam_policy.assumption import Assumption
from rootward.iam_policy.circumstances import DIRECT_CALL
from rootward.iam_policy.context import Given
from rootward.iam_policy.document import MalformedPolicyError
from rootward.iam_policy.escalation.actor import MFA, Actor, Asks, Mode, asked_by
from rootward.iam_policy.escalation.inquiry import FULL_ACCESS, allowing
from rootward.iam_policy.known import NO_MFA, TAG
from rootward.iam_policy.policies import Levels, Policies, Ready
from rootward.iam_policy.policy import UNREAD, Policy, Unread, policy
from rootward.iam_policy.powers import Held, Holder, Powers
from rootward.iam_policy.ternary import Maybe
from rootward.model.identity import Group, Identities
from rootward.model.unknown import Unknown

WRITTEN = Held("a policy that allows everything", FULL_ACCESS)

_JOIN = "iam:addusertogroup"


class Variants:
    """Makes actors: one object for each distinct set of policies."""

    def __init__(self, identities: Identities, powers: Powers, assumption: Assumption) -> None:
        self._documents = {one.arn: one.document for one in identities.policies}
        self._customers = {one.arn for one in identities.policies if not one.is_aws_managed}
        self._groups = {user.arn: user.groups for user in identities.users}
        trusts = [holder.trust.ready for holder in powers.holders if holder.trust is not None]
        self._trusts_ask_for_mfa = any(map(_asks_for_mfa, trusts))
        self._groups_ask_for_mfa = any(
            _asks_for_mfa(each) for group in identities.groups for each in self.of_group(group)
        )
        self._asked_for_mfa = {
            holder.arn
            for role in powers.holders
            if role.trust is not None and _asks_for_mfa(role.trust.ready)
            for holder, answer in assumption.entrants(role)
            if isinstance(answer, Maybe) and answer.keys & MFA
        }
        self._sets: dict[tuple[object, ...], Policies] = {}
        self._own: dict[tuple[str, Mode], Actor] = {}
        self._asks: dict[int, Asks] = {}
        self._actors: dict[tuple[str, int, Mode], Actor] = {}
        self._new = {kind: _made_new(kind, powers) for kind in ("user", "role")}

    def own(self, holder: Holder, mode: Mode) -> Actor:
        """The identity with its own policies."""
        made = self._own.get((holder.arn, mode))
        if made is None:
            made = self._own[holder.arn, mode] = self._make_own(holder, mode)
        return made

    def _make_own(self, holder: Holder, mode: Mode) -> Actor:
        groups = self._groups.get(holder.arn, ())
        # How somebody acts may matter to the roles that they assume, or in a group that they join.
        joins = (self._groups_ask_for_mfa or self._trusts_ask_for_mfa) and any(
            True for _ in allowing(holder.policies.identity, _JOIN)
        )
        exactly = joins or holder.arn in self._asked_for_mfa or holder is self._new[holder.kind]
        return self._kept(
            holder, holder.policies, holder.held, mode, boundary=holder.boundary, groups=groups, exactly=exactly
        )

    def new(self, kind: Literal["user", "role"], mode: Mode, group: Group | None = None) -> Actor:
        """A new user or role, with a policy that allows everything or else as a member of a group alone."""
        own = self.own(self._new[kind], mode)
        return self.raised(own) if group is None else self.joined(own, group)

    def changeable(self, who: Actor) -> tuple[str, ...]:
        """The ARNs of the customer managed policies that it holds."""
        return tuple(dict.fromkeys(each.name for each in who.held if each.name in self._customers))

    def is_changeable(self, arn: str) -> bool:
        """Whether it is a customer managed policy."""
        return arn in self._customers

    def raised(self, who: Actor, mode: Mode | None = None, *, without: str | Held | None = None) -> Actor:
        """With a policy that allows everything; `without`: the policy in whose place it stands, or its ARN.

        Whatever else it is allowed makes no difference then: only what denies is kept.
        """
        kept = tuple(each for each in who.held if each is not without and each.name != without and _denies(each.ready))
        limited = bool(kept or who.policies.boundary or who.policies.scps)
        exactly = limited and self._trusts_ask_for_mfa
        return self._then(who, (*kept, WRITTEN), mode=mode, exactly=exactly)

    def joined(self, who: Actor, group: Group) -> Actor:
        """As a member of one more group."""
        return self._then(who, (*who.held, *self._held(group)), groups=(*who.groups, group.name))

    def unbounded(self, who: Actor, boundary: str | None = None) -> Actor:
        """Without its boundary; `boundary`: the ARN of one that allows everything."""
        return self._then(who, who.held, boundary=None if boundary is None else Held(boundary, FULL_ACCESS))

    def without(self, who: Actor, taken: Held) -> Actor:
        """Without one of its policies."""
        return self._then(who, tuple(each for each in who.held if each is not taken))

    def outside(self, who: Actor, group: str) -> Actor:
        """Without the policies of a group, by its name."""
        groups = tuple(each for each in who.groups if each != group)
        return self._then(who, tuple(each for each in who.held if each.group != group), groups=groups)

    def as_it_is_then(self, who: Actor) -> Holder:
        """The identity with the policies that it holds by then."""
        if who.policies is who.holder.policies:
            return who.holder
        return replace(who.holder, held=who.held, policies=who.policies, boundary=who.boundary)

    def of_group(self, group: Group) -> tuple[Ready, ...]:
        """The group's policies."""
        return tuple(each.ready for each in self._held(group))

    def _kept(
        self,
        holder: Holder,
        policies: Policies,
        held: tuple[Held, ...],
        mode: Mode,
        *,
        boundary: Held | None,
        groups: tuple[str, ...],
        exactly: bool,
    ) -> Actor:
        """The actor. How it acts is left out where no policy asks for MFA, unless it is to be kept exactly."""
        asks = self._asks.get(id(policies))
        if asks is None:
            asks = self._asks[id(policies)] = asked_by(policies)
        seen = mode if exactly or asks.for_mfa else "own"
        identity = (holder.arn, id(policies), seen)
        made = self._actors.get(identity)
        if made is None:
            key = (id(policies), holder.kind, id(holder.known), seen, holder.arn if asks.who else "")
            made = self._actors[identity] = Actor(holder, policies, held, seen, groups, boundary, key, asks.who)
        return made

    def _then(
        self,
        who: Actor,
        held: tuple[Held, ...],
        *,
        mode: Mode | None = None,
        groups: tuple[str, ...] | None = None,
        boundary: Held | Literal["own"] | None = "own",
        exactly: bool = True,
    ) -> Actor:
        """Somebody with these policies; in its own boundary, mode and groups, unless others are given."""
        bound = who.boundary if boundary == "own" else boundary
        policies = self._policies(held, None if bound is None else bound.ready, who.policies.scps)
        acts, of = who.mode if mode is None else mode, who.groups if groups is None else groups
        return self._kept(who.holder, policies, held, acts, boundary=bound, groups=of, exactly=exactly)

    def _policies(self, held: tuple[Held, ...], boundary: Ready | None, scps: Levels) -> Policies:
        """The policies, one object for each distinct set of them."""
        ready = {id(each.ready): each.ready for each in held}
        key = (tuple(sorted(ready)), id(boundary), id(scps))
        if key not in self._sets:
            made = Policies(tuple(ready[one] for one in sorted(ready)), boundary=boundary, scps=scps)
            self._sets[key] = made
        return self._sets[key]

    def _held(self, group: Group) -> tuple[Held, ...]:
        attached = ((arn, self._documents.get(arn)) for arn in group.attached_policies)
        inline = ((one.name, one.document) for one in group.inline_policies)
        return tuple(_made(name, document, group.name) for name, document in (*attached, *inline))


def _made_new(kind: Literal["user", "role"], powers: Powers) -> Holder:
    """A user or role that nobody made yet, under a name that none can have."""
    common: Mapping[str, Given | None] = powers.holders[0].known if powers.holders else DIRECT_CALL
    known = {key: value for key, value in common.items() if not key.startswith((TAG, *NO_MFA))}
    name = f"a new {kind}"
    return Holder(
        kind=kind,
        name=name,
        arn=f"arn:{powers.partition}:iam::{powers.account_id}:{kind}/{name}",
        path="/",
        held=(),
        policies=Policies(scps=powers.scps),
        known=known if kind == "user" else {**known, **NO_MFA},
    )


def _made(name: str, document: str | Unknown | None, group: str) -> Held:
    if document is None or isinstance(document, Unknown):
        return Held(name, UNREAD, group, "its document was not read")
    try:
        return Held(name, policy(document), group)
    except MalformedPolicyError as error:
        return Held(name, UNREAD, group, str(error))


def _asks_for_mfa(ready: Ready) -> bool:
    return isinstance(ready, Policy) and bool(ready.keys & MFA)


def _denies(ready: Ready) -> bool:
    return isinstance(ready, Unread) or any(rule.statement.effect == "Deny" for rule in ready.rules)
