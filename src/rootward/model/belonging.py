"""Something that a user or role has: AWS deletes nobody before it is gone.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html
https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from rootward.model.account import Account
from rootward.model.change.api_call import ApiCall
from rootward.model.identity import Role, User
from rootward.model.unknown import Unknown


class Belonging(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that somebody has."""

    told: str
    """In words: `access key ID`, `virtual MFA device mark`."""
    target: tuple[str, ...]
    """As a change that takes it away calls it (`Edit.target`)."""
    removed_by: tuple[ApiCall, ...]


def of_user(account: Account, name: str) -> tuple[Belonging, ...]:
    """Groups and policies of a user, as far as identities were read: they are read live."""
    found = account.identities
    user = None if isinstance(found, Unknown) else next((one for one in found.users if one.name == name), None)
    if user is None:
        return ()
    groups = (
        Belonging(
            told=f"membership of group {group}",
            target=("membership", name, group),
            removed_by=(_call("RemoveUserFromGroup", {"GroupName": group, "UserName": name}),),
        )
        for group in user.groups
    )
    return (*groups, *_policies(user, "user"))


def of_role(account: Account, name: str) -> tuple[Belonging, ...]:
    """Policies and instance profiles of a role."""
    found = account.identities
    role = None if isinstance(found, Unknown) else next((one for one in found.roles if one.name == name), None)
    if role is None:
        return ()
    profiles = (
        Belonging(
            told=f"instance profile {profile}",
            target=("instance-profile", name, profile),
            removed_by=(
                _call("RemoveRoleFromInstanceProfile", {"InstanceProfileName": profile, "RoleName": role.name}),
            ),
        )
        for profile in (arn.rpartition("/")[2] for arn in role.instance_profiles)
    )
    return (*_policies(role, "role"), *profiles)


def _policies(holder: User | Role, kind: str) -> Iterator[Belonging]:
    named = {f"{kind.capitalize()}Name": holder.name}
    for arn in holder.attached_policies:
        yield Belonging(
            told=f"policy {arn.rpartition('/')[2]}",
            target=("attachment", kind, holder.name, arn),
            removed_by=(_call(f"Detach{kind.capitalize()}Policy", {**named, "PolicyArn": arn}),),
        )
    for one in holder.inline_policies:
        yield Belonging(
            told=f"inline policy {one.name}",
            target=("inline-policy", kind, holder.name, one.name),
            removed_by=(_call(f"Delete{kind.capitalize()}Policy", {**named, "PolicyName": one.name}),),
        )


def _call(operation: str, parameters: dict[str, str]) -> ApiCall:
    return ApiCall(operation=operation, parameters=parameters)
