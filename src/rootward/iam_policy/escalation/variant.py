"""Identities as they are once their rights have grown: with a policy written for them, or in another group."""

from __future__ import annotations

from rootward.iam_policy.assumption import Assumption
from rootward.iam_policy.document import MalformedPolicyError
from rootward.iam_policy.escalation.actor import MFA, Actor, Asks, Mode, asked_by
from rootward.iam_policy.escalation.inquiry import FULL_ACCESS, allowing
from rootward.iam_policy.policies import Policies, Ready
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
        exactly = joins or holder.arn in self._asked_for_mfa
        return self._kept(holder, holder.policies, holder.held, mode, groups, exactly=exactly)

    def changeable(self, who: Actor) -> tuple[str, ...]:
        """The ARNs of the customer managed policies that it holds."""
        return tuple(dict.fromkeys(each.name for each in who.held if each.name in self._customers))

    def raised(self, who: Actor, mode: Mode, *, without: str | None = None) -> Actor:
        """With a policy that allows everything; `without`: the ARN of the policy in whose place it stands.

        Whatever else it is allowed makes no difference then: only what denies is kept.
        """
        kept = tuple(each for each in who.held if each.name != without and _denies(each.ready))
        held = (*kept, WRITTEN)
        policies = self._policies(held, who.policies)
        limited = bool(kept or policies.boundary or policies.scps)
        exactly = limited and self._trusts_ask_for_mfa
        return self._kept(who.holder, policies, held, mode, who.groups, exactly=exactly)

    def joined(self, who: Actor, group: Group) -> Actor:
        """As a member of one more group."""
        held = (*who.held, *self._held(group))
        groups = (*who.groups, group.name)
        return self._kept(who.holder, self._policies(held, who.policies), held, who.mode, groups, exactly=True)

    def of_group(self, group: Group) -> tuple[Ready, ...]:
        """The group's policies."""
        return tuple(each.ready for each in self._held(group))

    def _kept(
        self,
        holder: Holder,
        policies: Policies,
        held: tuple[Held, ...],
        mode: Mode,
        groups: tuple[str, ...],
        *,
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
            key = (id(policies), holder.kind, seen, holder.arn if asks.who else "")
            made = self._actors[identity] = Actor(holder, policies, held, seen, groups, key, asks.who)
        return made

    def _policies(self, held: tuple[Held, ...], like: Policies) -> Policies:
        """The policies of these, in the boundary and under the control policies of others."""
        ready = {id(each.ready): each.ready for each in held}
        key = (*sorted(ready), -1, *(id(each) for each in like.boundary), id(like.scps))
        if key not in self._sets:
            made = Policies(
                tuple(ready[one] for one in sorted(ready)),
                boundary=like.boundary[0] if like.boundary else None,
                scps=like.scps,
            )
            self._sets[key] = made
        return self._sets[key]

    def _held(self, group: Group) -> tuple[Held, ...]:
        attached = ((arn, self._documents.get(arn)) for arn in group.attached_policies)
        inline = ((one.name, one.document) for one in group.inline_policies)
        return tuple(_made(name, document, group.name) for name, document in (*attached, *inline))


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
