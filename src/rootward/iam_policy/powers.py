"""What each identity of an account may do: its policies, those of its groups, its boundary, and the organisation's.

Policies are made ready once, however many identities hold them, and what depends on policies alone is judged once for
each distinct set of them: the work grows with policies, not with identities.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from rootward.iam_policy.administration import Administration, administration
from rootward.iam_policy.circumstances import OF_THE_CALLER
from rootward.iam_policy.context import Given
from rootward.iam_policy.document import MalformedPolicyError
from rootward.iam_policy.known import Known
from rootward.iam_policy.policies import Given as GivenPolicy
from rootward.iam_policy.policies import Policies, Ready, of_layer
from rootward.iam_policy.policy import UNREAD, Policy, Unread, Written, policy
from rootward.iam_policy.ternary import Layer
from rootward.model.account import Account
from rootward.model.identity import SERVICE_LINKED, Group, Identities, InlinePolicy, Role, User
from rootward.model.unknown import Unknown


class Held(msgspec.Struct, frozen=True, eq=False):
    """A policy that an identity holds."""

    name: str
    """Its ARN, or the name of an inline policy."""
    ready: Ready
    group: str | None = None
    """The group through which the identity holds it."""
    problem: str = ""
    """Why it could not be read, where it is UNREAD."""


class Holder(msgspec.Struct, frozen=True, eq=False):
    """A user or a role, with all the policies that it holds."""

    kind: Literal["user", "role"]
    name: str
    arn: str
    path: str
    held: tuple[Held, ...]
    policies: Policies
    known: Mapping[str, Given | None]
    """What is known of every call that it makes by itself: condition keys in small letters; None: absent."""
    boundary: Held | None = None
    trust: Held | None = None
    """Of a role: its trust policy."""
    tags: Mapping[str, str] = {}
    """Of a role: its tags, which policies of those who would assume it may test."""


class Powers:
    """What the identities of one account may do."""

    def __init__(
        self, account: Account, identities: Identities, scps: Sequence[Sequence[GivenPolicy]] | Unread = ()
    ) -> None:
        """`scps`: as in Policies: those that bind the account, level by level; UNREAD; or none."""
        self.account_id = account.id
        self.partition = account.partition
        self.scps = scps
        self._managed = {one.arn: one for one in identities.policies}
        self._sets: dict[tuple[int, ...], Policies] = {}
        self._asks_who: dict[int, bool] = {}
        self._known = Known(account, _tested(identities, scps))
        self._administrations: dict[Hashable, Administration] = {}
        groups = {group.name: group for group in identities.groups}
        self.holders: tuple[Holder, ...] = (
            *(self._user(user, groups) for user in sorted(identities.users, key=_arn)),
            *(self._role(role) for role in sorted(identities.roles, key=_arn)),
        )
        """Users, then roles, each by their ARNs."""
        self.by_arn = {holder.arn: holder for holder in self.holders}

    def administration(self, holder: Holder) -> Administration:
        """What power the holder's own policies give it, roles that it could assume aside."""
        key = self.likeness(holder)
        found = self._administrations.get(key)
        if found is None:
            found = self._administrations[key] = administration(holder.policies, holder.arn, holder.known)
        return found

    def likeness(self, holder: Holder) -> Hashable:
        """What the holder has in common with all others of whom the same holds, whatever is asked of their policies.

        It is their policies, where none of them asks who it is that calls. Names in Resource elements aside: a question
        about somebody's own user or role is another question for each.
        """
        asks = self._asks_who.get(id(holder.policies))
        if asks is None:
            asks = self._asks_who[id(holder.policies)] = _asks_who(holder.policies)
        return (id(holder.policies), holder.kind, id(holder.known), holder.arn if asks else "")

    def _user(self, user: User, groups: dict[str, Group]) -> Holder:
        held = self._held(user.attached_policies, user.inline_policies)
        for name in user.groups:
            group = groups.get(name)
            if group is None:
                held += (Held(f"policies of group {name}", UNREAD, name, "the group was not read"),)
            else:
                held += self._held(group.attached_policies, group.inline_policies, name)
        return self._holder("user", user, held)

    def _role(self, role: Role) -> Holder:
        held = self._held(role.attached_policies, role.inline_policies)
        trust = self._made("trust policy", role.trust_policy, "resource")
        # AWS lets no service control policy bind the roles of its own services.
        return self._holder("role", role, held, trust)

    def _holder(
        self, kind: Literal["user", "role"], identity: User | Role, held: tuple[Held, ...], trust: Held | None = None
    ) -> Holder:
        boundary = self._attached(identity.boundary) if identity.boundary else None
        service_linked = identity.path.startswith(SERVICE_LINKED)
        return Holder(
            kind=kind,
            name=identity.name,
            arn=identity.arn,
            path=identity.path,
            held=held,
            boundary=boundary,
            trust=trust,
            tags=identity.tags if isinstance(identity, Role) else {},
            policies=self._policies(held, boundary, () if service_linked else self.scps),
            known=self._known.of(identity),
        )

    def _policies(
        self, held: Iterable[Held], boundary: Held | None, scps: Sequence[Sequence[GivenPolicy]] | Unread
    ) -> Policies:
        """The policies, one object for each distinct set of them."""
        # By what they say: neither the order in which AWS lists them nor where they lie in memory may show anywhere.
        ready = {id(each.ready): each.ready for each in sorted(held, key=lambda each: _order(each.ready))}
        key = (*ready, -1, id(boundary.ready) if boundary else 0, id(scps))
        if key not in self._sets:
            bound = boundary.ready if boundary else None
            self._sets[key] = Policies(tuple(ready.values()), boundary=bound, scps=scps)
        return self._sets[key]

    def _held(
        self, attached: tuple[str, ...], inline: tuple[InlinePolicy, ...], group: str | None = None
    ) -> tuple[Held, ...]:
        found = (
            *(self._attached(arn) for arn in attached),
            *(self._made(one.name, one.document) for one in inline),
        )
        return tuple(msgspec.structs.replace(each, group=group) for each in found)

    def _attached(self, arn: str) -> Held:
        managed = self._managed.get(arn)
        if managed is None:
            return Held(arn, UNREAD, None, "its document was not read")
        if isinstance(managed.document, Unknown):
            return Held(arn, UNREAD, None, managed.document.detail or "its document was not read")
        return self._made(arn, managed.document)

    def _made(self, name: str, document: str, layer: Layer = "identity") -> Held:
        try:
            return Held(name, of_layer(policy(document), layer))
        except MalformedPolicyError as error:
            return Held(name, UNREAD, None, str(error))


def _arn(identity: User | Role) -> str:
    return identity.arn


def _order(ready: Ready) -> str:
    return ready.text if isinstance(ready, Policy) else ""


def _asks_who(policies: Policies) -> bool:
    """Whether any of the policies tests, or brings in, who it is that calls."""
    levels = () if isinstance(policies.scps, Unread) else policies.scps
    listed = (*policies.identity, *policies.boundary, *(each for level in levels for each in level))
    return any(isinstance(each, Policy) and each.keys & OF_THE_CALLER for each in listed)


def _tested(identities: Identities, scps: Sequence[Sequence[GivenPolicy]] | Unread) -> frozenset[str]:
    """The condition keys that any policy of the account tests or brings in, in small letters."""
    found: set[str] = set()
    for written in _written(identities, scps):
        try:
            found |= policy(written).keys
        except MalformedPolicyError:
            continue  # told where it is held
    return frozenset(found)


def _written(identities: Identities, scps: Sequence[Sequence[GivenPolicy]] | Unread) -> Iterator[Written]:
    yield from (one.document for one in identities.policies if isinstance(one.document, str))
    yield from (role.trust_policy for role in identities.roles)
    holders: tuple[User | Group | Role, ...] = (*identities.users, *identities.groups, *identities.roles)
    for holder in holders:
        yield from (one.document for one in holder.inline_policies)
    for level in () if isinstance(scps, Unread) else scps:
        yield from (each for each in level if not isinstance(each, Unread))
