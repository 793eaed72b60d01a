"""A user's direct policies moved to a group: given there first, and taken from the user when it holds them again.

What may be done stays the same: policies of a user and of its groups count alike, and boundaries, variables and
conditions ask for the user and never for the group.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from rootward.checks.identities.newcomer import newcomers
from rootward.checks.identities.shared_group import SharedGroup, SharedGroups, policy_set
from rootward.checks.identities.shell_access import holds_shell, taken, without_shell
from rootward.checks.kept import Kept
from rootward.checks.quota import (
    GROUPS_OF_A_USER,
    GROUPS_OF_AN_ACCOUNT,
    INLINE_OF_A_GROUP,
    POLICIES_OF_A_GROUP,
    size,
)
from rootward.checks.remedy import Guidance, Proposal, Proposed, Refused
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import (
    AttachmentChange,
    Change,
    GroupChange,
    IdentityRef,
    InlinePolicyChange,
    MembershipChange,
)
from rootward.model.identity import User, is_aws_managed
from rootward.model.unknown import Unknown

OPERATIONS = (
    "CreateGroup",
    "AttachGroupPolicy",
    "PutGroupPolicy",
    "AddUserToGroup",
    "DetachUserPolicy",
    "DeleteUserPolicy",
)

_QUARANTINE = "AWSCompromisedKeyQuarantine"
"""How the policies begin that AWS attaches to a user whose key leaked, and asks not to take away.

https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html
"""

_OF_A_STACK = "aws:cloudformation:"
"""Tags that only CloudFormation gives: a stack keeps the user, and would put its policies back.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
"""

_GROUPS = Kept(lambda account: SharedGroups(without_shell(account)))


def moves(account: Account, arn: str, baseline: Baseline) -> Iterator[Proposed]:
    """What to do about the user's direct policies. AWSCloudShellFullAccess goes to no group: it is taken away."""
    has_shell = holds_shell(account, arn)
    rest = _GROUPS.of(account).users.get(arn)
    if has_shell and rest is not None and not _holds_any(rest):
        yield taken(account, arn, baseline)
        return
    moved = _move(account, arn, baseline)
    yield moved
    if has_shell and not isinstance(moved, Refused):
        yield taken(account, arn, baseline)


def _holds_any(user: User) -> bool:
    return bool(user.attached_policies or user.inline_policies)


def _move(account: Account, arn: str, baseline: Baseline) -> Proposed:
    if isinstance(account.identities, Unknown):
        told = account.identities.detail or account.identities.reason
        return Refused(f"the account's identities were not read: {told}", lacks_facts=True)
    groups = _GROUPS.of(account)
    user = groups.users.get(arn)
    if user is None or not _holds_any(user):
        return Refused(f"{arn} holds no policies directly any more")
    held_back = _of_aws(user) or _as_code(user, baseline) or _unwritable(user)
    if held_back is not None:
        return held_back
    group = groups.of(user)
    return _unjoinable(account, groups, user, group) or _moved(user, group)


def _of_aws(user: User) -> Refused | None:
    held = (arn.rsplit("/", 1)[-1] for arn in user.attached_policies if is_aws_managed(arn))
    quarantine = next((name for name in held if name.startswith(_QUARANTINE)), None)
    if quarantine is None:
        return None
    told = f"AWS attached {quarantine} to {user.name}, whose access key leaked"
    return Refused(f"{told}: replace the key and close the case that AWS opened, then detach that policy first")


def _as_code(user: User, baseline: Baseline) -> Guidance | None:
    stack = next((user.tags[tag] for tag in sorted(user.tags) if tag == f"{_OF_A_STACK}stack-name"), "a stack")
    of_a_stack = any(tag.startswith(_OF_A_STACK) for tag in user.tags)
    if not (baseline.iac or of_a_stack):
        return None
    where = f"in the template of {stack}" if of_a_stack else "in the code that keeps the account's identities"
    inline = [f"inline {one.name}" for one in user.inline_policies]
    policies = ", ".join((*user.attached_policies, *inline))
    return Guidance(
        f"{where}: declare a group that holds {policies}, put user {user.name} into it, "
        f"and take {'it' if len(user.attached_policies) + len(inline) == 1 else 'them'} off the user"
    )


def _unwritable(user: User) -> Refused | None:
    """Why no group can hold what the user does."""
    if len(user.attached_policies) > POLICIES_OF_A_GROUP:
        told = f"{user.name} holds {len(user.attached_policies)} managed policies, and a group {POLICIES_OF_A_GROUP}"
        return Refused(f"{told} at most: put some of them together, or into a group of their own, first")
    for one in user.inline_policies:
        if not _is_policy(one.document):
            return Refused(f"the inline policy {one.name} of {user.name} is no JSON as it was read", lacks_facts=True)
    if (characters := sum(size(one.document) for one in user.inline_policies)) > INLINE_OF_A_GROUP:
        told = f"the inline policies of {user.name} have {characters} characters, and those of a group may have"
        return Refused(f"{told} {INLINE_OF_A_GROUP}: make managed policies of them first")
    return None


def _is_policy(document: str) -> bool:
    try:
        return isinstance(json.loads(document), dict)
    except (ValueError, RecursionError):
        return False


def _unjoinable(account: Account, groups: SharedGroups, user: User, group: SharedGroup) -> Refused | None:
    """Why the user cannot be in the group, or why it should not be made."""
    if group.name not in user.groups and len(user.groups) >= GROUPS_OF_A_USER:
        told = f"{user.name} is in {len(user.groups)} groups, and AWS allows {GROUPS_OF_A_USER}"
        return Refused(f"{told}: take the user out of one first")
    if not group.exists and not groups.has_room_for(user):
        told = f"the account may have {GROUPS_OF_AN_ACCOUNT} groups, if its quota was not raised, and has no room for"
        return Refused(f"{told} {group.name}: delete groups that nobody is in first")
    if group.is_ready:
        return None
    if several := newcomers(account, policy_set(user), group.arn):
        shown = ", ".join(several[:3]) + (f" and {len(several) - 3} more" if len(several) > 3 else "")  # noqa: PLR2004
        told = f"{shown}, no administrator, may add users to groups (iam:AddUserToGroup) and could join {group.name}"
        return Refused(f"{told}, which would make administrators: name the groups in that permission first")
    return None


def _moved(user: User, group: SharedGroup) -> Proposal:
    batches = (
        tuple(_made(group)),
        tuple(_given(group)),
        () if group.name in user.groups else (_joined(user, group),),
        tuple(_taken(user)),
    )
    return Proposal(
        batches=tuple(batch for batch in batches if batch),
        why=f"what its members held directly they hold by group {group.name}: they may do the same as before",
    )


def _made(group: SharedGroup) -> Iterator[Change]:
    if not group.exists:
        yield GroupChange(name=group.name, arn=group.arn, before=False, after=True)


def _given(group: SharedGroup) -> Iterator[Change]:
    holder = IdentityRef("group", group.name, group.arn)
    for arn in group.attached:
        yield AttachmentChange(holder=holder, policy_arn=arn, before=False, after=True)
    for one in group.inline:
        yield InlinePolicyChange(holder=holder, name=one.name, before=None, after=one.document)


def _joined(user: User, group: SharedGroup) -> Change:
    return MembershipChange(
        user=user.name, user_arn=user.arn, group=group.name, group_arn=group.arn, before=False, after=True
    )


def _taken(user: User) -> Iterator[Change]:
    holder = IdentityRef("user", user.name, user.arn)
    for arn in user.attached_policies:
        yield AttachmentChange(holder=holder, policy_arn=arn, before=True, after=False)
    for one in user.inline_policies:
        yield InlinePolicyChange(holder=holder, name=one.name, before=one.document, after=None)
