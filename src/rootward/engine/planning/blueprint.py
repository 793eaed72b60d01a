"""What makes an account have the users, groups and roles that somebody wants. It adds, and takes nothing away."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import msgspec

from rootward.checks.identities.newcomer import newcomers
from rootward.checks.identities.shared_group import PolicySet, policy_set
from rootward.checks.remedy import Guidance, Proposal, Refused
from rootward.engine.planning.somebody import for_somebody
from rootward.model.account import Account
from rootward.model.blueprint import (
    ADMINISTRATOR_ACCESS,
    ADMINISTRATORS,
    Blueprint,
    WantedGroup,
    WantedRole,
    WantedUser,
)
from rootward.model.change import (
    AttachmentChange,
    Change,
    GroupChange,
    IdentityRef,
    InlinePolicyChange,
    LoginProfileChange,
    MembershipChange,
    RoleChange,
    UserChange,
)
from rootward.model.change.inline_policy import canonical
from rootward.model.identity import Group, Identities, Role, User
from rootward.model.plan import Gap
from rootward.model.unknown import Unknown

OPERATIONS = (
    "CreateUser",
    "CreateGroup",
    "CreateRole",
    "AttachGroupPolicy",
    "AttachRolePolicy",
    "PutGroupPolicy",
    "AddUserToGroup",
    "CreateLoginProfile",
)
"""Those that its changes make."""

_EVERYTHING = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
"""What AdministratorAccess says.

https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html
"""

_SAML_AUDIENCES = {
    "aws": "https://signin.aws.amazon.com/saml",
    "aws-cn": "https://signin.amazonaws.cn/saml",
    "aws-us-gov": "https://signin.amazonaws-us-gov.com/saml",
}
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html

China: https://docs.amazonaws.cn/en_us/IAM/latest/UserGuide/id_roles_providers_create_saml_relying-party.html
GovCloud's sign-in: https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-iam.html
"""

_IDENTITY_CENTER = (
    "in {where}: IAM Identity Center → Multi-account permissions → AWS accounts → {account} → Assign users or groups →"
    " permission set AdministratorAccess"
)

_SHOWN = 3
"""So many names a reason says."""

Wanted = Proposal | Guidance | Refused


class Wish(msgspec.Struct, frozen=True):
    """What is to be done about one thing that is wanted."""

    gap: Gap
    answer: Wanted
    while_open: bool = False
    """Whether it counts only where the gap is there: nobody knows whether it is done already."""


def wishes(account: Account, blueprint: Blueprint) -> Iterator[Wish]:
    """What is to be done about each user, group and role that is wanted and not so yet."""
    if isinstance(account.identities, Unknown):
        unread = account.identities
        told = f"users, groups and roles were not read: {unread.detail or unread.reason}"
        yield Wish(_admin_gap(account), Refused(told, lacks_facts=True))
        return
    site = _Site(account, account.identities, blueprint)
    for group in blueprint.groups:
        yield from _wish(site.gap_of(group.name), site.with_group(group.name))
    for user in blueprint.users:
        gap = site.gap_of(*user.groups) if user.groups else Gap(check="", resource=site.arn("user", user.name))
        yield from _wish(gap, site.with_user(user))
    for role in blueprint.roles:
        gap = _admin_gap(account) if role.administers else Gap(check="", resource=site.arn("role", role.name))
        yield from _wish(gap, site.with_role(role))
    if blueprint.identity_center:
        yield Wish(_admin_gap(account), _by_identity_center(account), while_open=True)


def unknown_policies(account: Account, blueprint: Blueprint) -> tuple[str, ...]:
    """ARNs of managed policies that are to be attached and that the account's facts do not know: they may not be."""
    found = account.identities
    known = () if isinstance(found, Unknown) else tuple(policy.arn for policy in found.policies)
    proposals = (wish.answer for wish in wishes(account, blueprint) if isinstance(wish.answer, Proposal))
    changes = (change for made in proposals for batch in made.batches for change in batch)
    given = (one for one in changes if isinstance(one, AttachmentChange) and one.document is None)
    return tuple(dict.fromkeys(one.policy_arn for one in given if one.policy_arn not in known))


def _by_identity_center(account: Account) -> Guidance | Refused:
    """Who lets people in, and where. An account by itself has no permission sets.

    https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetdelegation.html
    """
    if account.organization is None:
        return Refused(
            "the account belongs to no organisation, and IAM Identity Center lets people into accounts of an"
            " organisation only: name a user (rootward bootstrap --user NAME)"
        )
    where = "this account, the organisation's management account" if account.is_management is True else _ELSEWHERE
    return Guidance(_IDENTITY_CENTER.replace("{where}", where).replace("{account}", account.id))


_ELSEWHERE = "the organisation's management account"


def _wish(gap: Gap, answer: Proposal | Refused | None) -> Iterator[Wish]:
    if answer is not None:
        yield Wish(gap, answer)


def _admin_gap(account: Account) -> Gap:
    return Gap(check="admin-identity-missing", resource=account.resource)


class _Site:
    """An account, and what is wanted there."""

    def __init__(self, account: Account, found: Identities, blueprint: Blueprint) -> None:
        self._account = account
        self._found = found
        self._users = blueprint.users
        named = {group.name: group for group in blueprint.groups}
        standard = WantedGroup(name=ADMINISTRATORS, policies=(self._managed(ADMINISTRATOR_ACCESS),))
        self._groups = {ADMINISTRATORS: standard, **named}

    def arn(self, kind: str, name: str) -> str:
        return f"arn:{self._account.partition}:iam::{self._account.id}:{kind}/{name}"

    def gap_of(self, *groups: str) -> Gap:
        """The gap that a member of these groups closes; none of any check where they make no administrator."""
        if ADMINISTRATORS in groups:
            return _admin_gap(self._account)
        return Gap(check="", resource=self.arn("group", groups[0]))

    def with_group(self, name: str) -> Proposal | Refused | None:
        """The group with all that it should hold."""
        prepared = self._prepared(name)
        return prepared if isinstance(prepared, Refused) else _proposal(prepared, restricts=name != ADMINISTRATORS)

    def with_user(self, wanted: WantedUser) -> Proposal | Refused | None:
        """The user in its groups, with a way to sign in if it should have one."""
        user = self._user(wanted.name)
        name, arn = (wanted.name, self.arn("user", wanted.name)) if user is None else (user.name, user.arn)
        signs_in = self._sign_in(wanted, name, arn, is_new=user is None)
        if isinstance(signs_in, Refused):
            return signs_in
        made: list[Change] = [] if user else [UserChange(name=name, arn=arn, before=False, after=True)]
        # Another group's policies may restrict: nothing that does comes before there is an administrator.
        first = [group for group in wanted.groups if group == ADMINISTRATORS]
        batches: list[tuple[Change, ...]] = []
        for groups in filter(None, (first, [group for group in wanted.groups if group not in first])):
            given: list[Change] = []
            joined: list[Change] = []
            for group in groups:
                prepared = self._prepared(group)
                if isinstance(prepared, Refused):
                    return prepared
                made += prepared[0]
                given += prepared[1]
                there = self._group(group)
                if user is None or there is None or there.name not in user.groups:
                    joined.append(self._membership(name, arn, there.name if there else group))
            # First the password, then the power: somebody else's password would be that of an administrator.
            batches += [(*given, *signs_in), tuple(joined)]
            signs_in = ()
        proposal = _proposal((tuple(made), *batches, signs_in), restricts=not first)
        return (
            proposal if proposal is None or user is None else for_somebody(self._account, user, proposal, bool(first))
        )

    def with_role(self, wanted: WantedRole) -> Proposal | Refused | None:
        """The role, which the provider's people may assume, with its policies."""
        unfit = self._unfit_provider(wanted)
        if unfit is not None:
            return unfit
        audience = _SAML_AUDIENCES.get(self._account.partition)
        if audience is None and wanted.is_saml:
            return Refused(
                f"where people sign in by SAML in partition {self._account.partition} is not known here: make role "
                f"{wanted.name} yourself"
            )
        trust = wanted.trust_policy(audience or "")
        role = self._role(wanted.name)
        arn = self.arn("role", wanted.name) if role is None else role.arn
        if role is not None and canonical(role.trust_policy) != canonical(trust):
            return Refused(f"there is a role {role.name} already, which lets in somebody else: give it another name")
        made: tuple[Change, ...] = ()
        if role is None:
            made = (
                RoleChange(
                    name=wanted.name,
                    arn=arn,
                    trust_policy=trust,
                    description="For people who sign in by federation",
                    before=False,
                    after=True,
                ),
            )
        holder = IdentityRef("role", wanted.name if role is None else role.name, arn)
        held = () if role is None else role.attached_policies
        given = tuple(self._attached(holder, wanted.policies, held))
        return _proposal((made, given), restricts=not wanted.administers)

    def _prepared(self, name: str) -> tuple[tuple[Change, ...], tuple[Change, ...]] | Refused:
        """The group made, and given what it lacks; or what stands against that."""
        wanted, there = self._groups.get(name), self._group(name)
        if wanted is None:
            return ((), ()) if there else _undescribed(name, self._members_to_be(name))
        arn = self.arn("group", name) if there is None else there.arn
        holder = IdentityRef("group", name if there is None else there.name, arn)
        given = (
            *self._attached(holder, wanted.policies, () if there is None else there.attached_policies),
            *self._written(holder, wanted, there),
        )
        members = [user.name for user in self._found.users if there is not None and there.name in user.groups]
        if there is not None and given and members:
            them = "them" if len(members) > 1 else members[0]
            return Refused(
                f"the group {there.name} is there already, lacks {_shown([*map(_policy_name, given)])}, and "
                f"{_shown(members)} would get it too: attach it yourself if you mean {them} too, or take {them} out of "
                "the group"
            )
        if given and (refused := self._refused_newcomers(wanted, there, arn)):
            return refused
        made = () if there is not None else (GroupChange(name=name, arn=arn, before=False, after=True),)
        return (made, given)

    def _members_to_be(self, group: str) -> tuple[str, ...]:
        return tuple(user.name for user in self._users if group in user.groups)

    def _attached(self, holder: IdentityRef, policies: tuple[str, ...], held: tuple[str, ...]) -> Iterator[Change]:
        for arn in self._arns(policies):
            if arn not in held:
                document = _EVERYTHING if arn == self._managed(ADMINISTRATOR_ACCESS) else None
                yield AttachmentChange(holder=holder, policy_arn=arn, before=False, after=True, document=document)

    def _written(self, holder: IdentityRef, wanted: WantedGroup, there: Group | None) -> Iterator[Change]:
        held = {} if there is None else {one.name: one.document for one in there.inline_policies}
        for one in wanted.documents:
            before = held.get(one.name)
            if before is None or canonical(before) != canonical(one.document):
                yield InlinePolicyChange(holder=holder, name=one.name, before=before, after=one.document)

    def _refused_newcomers(self, wanted: WantedGroup, there: Group | None, arn: str) -> Refused | None:
        """What stands against the group where others could put themselves into it, and become administrators so."""
        held = PolicySet((), ()) if there is None else policy_set(there)
        written = {one.name: canonical(one.document) for one in wanted.documents}
        held = PolicySet(
            tuple(sorted({*held.attached, *self._arns(wanted.policies)})),
            tuple(sorted({**dict(held.inline), **written}.items())),
        )
        several = newcomers(self._account, held, arn)
        if not several:
            return None
        told = f"{_shown(several)}, no administrator, may add users to groups (iam:AddUserToGroup) and could join"
        return Refused(
            f"{told} {wanted.name}, which would make administrators: name the groups in that permission first"
        )

    def _sign_in(self, wanted: WantedUser, name: str, arn: str, *, is_new: bool) -> tuple[Change, ...] | Refused:
        if not wanted.console:
            return ()
        change = LoginProfileChange(user=name, user_arn=arn, before=False, after=True)
        if is_new:
            return (change,)
        state = change.state(self._account)
        if isinstance(state, bool):
            return () if state else (change,)
        detail = state.detail if isinstance(state, Unknown) else f"{arn} is not there"
        return Refused(f"whether {name} has a console password is not known: {detail}", lacks_facts=True)

    def _membership(self, user: str, user_arn: str, group: str) -> Change:
        there = self._group(group)
        return MembershipChange(
            user=user,
            user_arn=user_arn,
            group=group,
            group_arn=self.arn("group", group) if there is None else there.arn,
            before=False,
            after=True,
        )

    def _unfit_provider(self, wanted: WantedRole) -> Refused | None:
        listed = self._account.saml_providers if wanted.is_saml else self._account.oidc_providers
        if isinstance(listed, Unknown):
            return Refused(f"the identity providers were not read: {listed.detail or listed.reason}", lacks_facts=True)
        if any(one.arn == wanted.provider for one in listed):
            return None
        return Refused(
            f"the account has no identity provider {wanted.provider}, whose people role {wanted.name} is for: make it"
            " first (console → IAM → Identity providers → Add provider)"
        )

    def _arns(self, policies: tuple[str, ...]) -> tuple[str, ...]:
        """By name the account's own policy comes first: its names may be those of AWS's."""
        own = {one.name: one.arn for one in self._found.policies if not one.is_aws_managed}
        return tuple(one if one.startswith("arn:") else own.get(one) or self._managed(one) for one in policies)

    def _managed(self, name: str) -> str:
        return f"arn:{self._account.partition}:iam::aws:policy/{name}"

    def _user(self, name: str) -> User | None:
        return next((one for one in self._found.users if one.name.lower() == name.lower()), None)

    def _group(self, name: str) -> Group | None:
        return next((one for one in self._found.groups if one.name.lower() == name.lower()), None)

    def _role(self, name: str) -> Role | None:
        return next((one for one in self._found.roles if one.name.lower() == name.lower()), None)


def _undescribed(group: str, users: Sequence[str]) -> Refused:
    are = "are" if len(users) > 1 else "is"
    return Refused(f"{_shown(users)} {are} to be in group {group}, which is neither there nor described: add [[group]]")


def _policy_name(change: Change) -> str:
    if isinstance(change, AttachmentChange):
        return change.policy_arn.rpartition("/")[2]
    return change.name if isinstance(change, InlinePolicyChange) else ""


def _shown(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"


def _proposal(batches: tuple[tuple[Change, ...], ...], *, restricts: bool) -> Proposal | None:
    """The changes; None where all is so already. What may restrict comes once there is an administrator."""
    left = tuple(batch for batch in batches if batch)
    return Proposal(batches=left, restricts=restricts) if left else None
