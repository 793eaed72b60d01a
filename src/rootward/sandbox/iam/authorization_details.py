"""What GetAccountAuthorizationDetails says of a user, a group, a role and a policy.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
Policy documents are URL-encoded (RFC 3986).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from moto.iam.models import Group, ManagedPolicy, Role

    from rootward.sandbox.iam.user import PracticeUser

Detail = dict[str, Any]


def group_names_by_user(groups: Iterable[Group]) -> dict[str, list[str]]:
    """The names of each user's groups. Made once for an answer: asking moto for each user costs users times members."""
    names: dict[str, list[str]] = {}
    for group in groups:
        for user in group.users:
            names.setdefault(user.name, []).append(group.name)
    return names


def user_detail(user: PracticeUser, group_names: Mapping[str, list[str]]) -> Detail:
    """A UserDetail."""
    return {
        "Path": user.path,
        "UserName": user.name,
        "UserId": user.id,
        "Arn": user.arn,
        "CreateDate": user.create_date,
        "UserPolicyList": _inline(user.policies),
        "GroupList": group_names.get(user.name, []),
        "AttachedManagedPolicies": _attached(user.managed_policies),
        "PermissionsBoundary": user.permissions_boundary,
        "Tags": user.tags or [],
    }


def group_detail(group: Group) -> Detail:
    """A GroupDetail."""
    return {
        "Path": group.path,
        "GroupName": group.name,
        "GroupId": group.id,
        "Arn": group.arn,
        "CreateDate": group.create_date,
        "GroupPolicyList": _inline(group.policies),
        "AttachedManagedPolicies": _attached(group.managed_policies),
    }


def role_detail(role: Role) -> Detail:
    """A RoleDetail."""
    return {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.id,
        "Arn": role.arn,
        "CreateDate": role.create_date,
        "AssumeRolePolicyDocument": _encoded(role.assume_role_policy_document),
        "InstanceProfileList": role.instance_profile_list,
        "RolePolicyList": _inline(role.policies),
        "AttachedManagedPolicies": _attached(role.managed_policies),
        "PermissionsBoundary": role.permissions_boundary,
        "Tags": role.tags,
        "RoleLastUsed": role.role_last_used if role.last_used else {},
    }


def managed_policy(policy: ManagedPolicy, bounds: int) -> Detail:
    """A Policy, as a list shows it. `bounds`: how many users and roles it is the boundary of."""
    return {
        "PolicyName": policy.name,
        "PolicyId": policy.id,
        "Arn": policy.arn,
        "Path": policy.path,
        "DefaultVersionId": policy.default_version_id,
        "AttachmentCount": policy.attachment_count,
        "PermissionsBoundaryUsageCount": bounds,
        "IsAttachable": True,
        "CreateDate": policy.create_date,
        "UpdateDate": policy.update_date,
    }


def policy_detail(policy: ManagedPolicy, bounds: int) -> Detail:
    """A ManagedPolicyDetail: a Policy with all its versions."""
    versions = [
        {
            "Document": _encoded(version.document),
            "VersionId": version.version_id,
            "IsDefaultVersion": version.is_default_version,
            "CreateDate": version.create_date,
        }
        for version in policy.versions
    ]
    return {**managed_policy(policy, bounds), "PolicyVersionList": versions}


@lru_cache(maxsize=512)
def _encoded(document: str) -> str:
    """A document as IAM sends it. AWS's own are long, and the same in every account and for every look at it."""
    return quote(document)


def _inline(policies: Mapping[str, str]) -> list[Detail]:
    return [{"PolicyName": name, "PolicyDocument": _encoded(document)} for name, document in policies.items()]


def _attached(policies: Mapping[str, ManagedPolicy]) -> list[Detail]:
    return [{"PolicyName": policy.name, "PolicyArn": policy.arn} for policy in policies.values()]
