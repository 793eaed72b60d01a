"""AWSCloudShellFullAccess taken from a user, a group or a role that holds it, with who loses CloudShell by it."""

from __future__ import annotations

from collections import defaultdict
from typing import Literal

import msgspec

from rootward.checks.kept import Kept
from rootward.checks.remedy import Guidance, Proposal, Proposed, Refused
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import AttachmentChange, IdentityRef
from rootward.model.identity import Group, Identities, Role, User
from rootward.model.unknown import Unknown

NAME = "AWSCloudShellFullAccess"

OPERATIONS = ("DetachUserPolicy", "DetachGroupPolicy", "DetachRolePolicy")

_SHOWN = 3
"""So many members are named."""

_STACK = "aws:cloudformation:stack-name"
"""The tag of what a CloudFormation stack keeps: it would attach the policy again.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
"""


def policy_of(account: Account) -> str:
    """The policy's ARN, as the account's partition writes it."""
    return f"arn:{account.partition}:iam::aws:policy/{NAME}"


def without_shell(account: Account) -> Account:
    """The account whose users hold all they do but that policy: it is moved to no group."""
    found, policy = account.identities, policy_of(account)
    if isinstance(found, Unknown) or not any(policy in user.attached_policies for user in found.users):
        return account
    users = tuple(
        msgspec.structs.replace(user, attached_policies=tuple(one for one in user.attached_policies if one != policy))
        for user in found.users
    )
    return msgspec.structs.replace(account, identities=msgspec.structs.replace(found, users=users))


def holds_shell(account: Account, arn: str) -> bool:
    """Whether the user, group or role of that ARN holds it."""
    holder = _HOLDERS.of(account).by_arn.get(arn)
    return holder is not None and policy_of(account) in holder.attached_policies


def taken(account: Account, arn: str, baseline: Baseline) -> Proposed:
    """What to do about the policy of the holder of that ARN."""
    if isinstance(account.identities, Unknown):
        told = account.identities.detail or account.identities.reason
        return Refused(f"the account's identities were not read: {told}", lacks_facts=True)
    holders = _HOLDERS.of(account)
    holder = holders.by_arn.get(arn)
    if holder is None or not holds_shell(account, arn):
        return Refused(f"{arn} does not hold {NAME} any more")
    kind = _kind(holder)
    if as_code := _as_code(holder, kind, baseline):
        return as_code
    change = AttachmentChange(
        holder=IdentityRef(kind, holder.name, arn), policy_arn=policy_of(account), before=True, after=False
    )
    return Proposal(batches=((change,),), restricts=True, why=holders.told_loss(holder))


class _Holders:
    """Who may hold the policy, by ARN, and who is in which group."""

    def __init__(self, account: Account) -> None:
        found = Identities() if isinstance(account.identities, Unknown) else account.identities
        everybody: tuple[User | Group | Role, ...] = (*found.users, *found.groups, *found.roles)
        self.by_arn = {one.arn: one for one in everybody}
        self._members: dict[str, list[str]] = defaultdict(list)
        for user in sorted(found.users, key=lambda one: one.name):
            for group in user.groups:
                self._members[group].append(user.name)

    def told_loss(self, holder: User | Group | Role) -> str:
        """Who loses CloudShell, in one line."""
        match holder:
            case User():
                return f"{holder.name} loses CloudShell, unless another policy allows it"
            case Role():
                return f"whoever works as role {holder.name} loses CloudShell, unless another of its policies allows it"
            case Group():
                return self._told_of_members(holder)

    def _told_of_members(self, group: Group) -> str:
        names = self._members.get(group.name, [])
        if not names:
            return f"group {group.name} has no members: nobody loses CloudShell"
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        verb = "loses" if len(names) == 1 else "lose"
        told = f"{', '.join(names[:_SHOWN])}{more} of group {group.name}"
        return f"{told} {verb} CloudShell, unless another policy allows it"


_HOLDERS = Kept(_Holders)


def _kind(holder: User | Group | Role) -> Literal["user", "group", "role"]:
    match holder:
        case User():
            return "user"
        case Group():
            return "group"
        case Role():
            return "role"


def _as_code(holder: User | Group | Role, kind: str, baseline: Baseline) -> Guidance | None:
    stack = None if isinstance(holder, Group) else holder.tags.get(_STACK)  # groups have no tags
    if not (baseline.iac or stack):
        return None
    where = f"in the template of {stack}" if stack else "in the code that keeps the account's identities"
    return Guidance(f"{where}: take {NAME} off {kind} {holder.name}")
