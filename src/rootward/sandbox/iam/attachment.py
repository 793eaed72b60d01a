"""Managed policies: attached to users, groups and roles, and listed by their use.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult, EmptyResult
from moto.iam.models import AWSManagedPolicy

from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam import limit
from rootward.sandbox.iam.api import IamApi
from rootward.sandbox.iam.authorization_details import managed_policy
from rootward.sandbox.iam.boundary import boundary_uses, require_policy_arn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from moto.iam.models import Group, ManagedPolicy, Role

    from rootward.sandbox.iam.user import PracticeUser


class AttachmentApi(IamApi):
    """Attach*Policy, Detach*Policy, ListPolicies, ListEntitiesForPolicy."""

    def attach_user_policy(self) -> ActionResult:
        """Attach to a user; attaching twice is attaching once.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachUserPolicy.html
        """
        return self._attach("PoliciesPerUser", self.backend.get_user(self._get_param("UserName")))

    def attach_group_policy(self) -> ActionResult:
        """Attach to a group; attaching twice is attaching once.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachGroupPolicy.html
        """
        return self._attach("PoliciesPerGroup", self.backend.get_group(self._get_param("GroupName")))

    def attach_role_policy(self) -> ActionResult:
        """Attach to a role; attaching twice is attaching once.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html
        """
        self.require_own_role()
        return self._attach("PoliciesPerRole", self.backend.get_role(self._get_param("RoleName")))

    def detach_user_policy(self) -> ActionResult:
        """Detach from a user.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachUserPolicy.html
        """
        return self._detach(self.backend.get_user(self._get_param("UserName")))

    def detach_group_policy(self) -> ActionResult:
        """Detach from a group.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachGroupPolicy.html
        """
        return self._detach(self.backend.get_group(self._get_param("GroupName")))

    def detach_role_policy(self) -> ActionResult:
        """Detach from a role.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html
        """
        self.require_own_role()
        return self._detach(self.backend.get_role(self._get_param("RoleName")))

    def list_policies(self) -> ActionResult:
        """Managed policies by scope, path and use.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html
        """
        uses, usage = boundary_uses(self.backend), self._get_param("PolicyUsageFilter")
        only_attached = self._get_param("OnlyAttached", False)  # noqa: FBT003 - moto's signature
        scope, path = self._get_param("Scope", "All"), self._get_param("PathPrefix", "/")
        if scope != "Local" and not (only_attached or usage):
            self.backend.adopt_all()
        found = (
            policy
            for policy in self.backend.managed_policies.values()
            if policy.path.startswith(path)
            and (scope == "All" or (scope == "AWS") is isinstance(policy, AWSManagedPolicy))
            and _is_used(policy, uses[policy.arn], usage, only_attached=only_attached)
        )
        ordered = sorted(found, key=lambda policy: policy.name)
        return ActionResult({"Policies": [managed_policy(policy, uses[policy.arn]) for policy in ordered]})

    def get_policy(self) -> ActionResult:
        """One policy, with how often it is attached and how often it is a boundary.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html
        """
        policy = self.backend.get_policy(self._get_param("PolicyArn"))
        shown = managed_policy(policy, boundary_uses(self.backend)[policy.arn])
        if policy.description:
            shown["Description"] = policy.description
        return ActionResult({"Policy": {**shown, "Tags": policy.get_tags()}})

    def list_entities_for_policy(self) -> ActionResult:
        """Who a policy is attached to, or whom it bounds.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html
        """
        arn = self.backend.get_policy(self._get_param("PolicyArn")).arn
        kind, usage = self._get_param("EntityFilter"), self._get_param("PolicyUsageFilter")
        path = self._get_param("PathPrefix") or "/"

        def among(holders: Iterable[Any], these: str) -> list[dict[str, str]]:
            if kind not in (None, these, "LocalManagedPolicy", "AWSManagedPolicy"):
                return []
            found = [one for one in holders if one.path.startswith(path) and _holds(one, arn, usage)]
            return [{f"{these}Name": one.name, f"{these}Id": one.id} for one in found]

        return ActionResult(
            {
                "PolicyGroups": among(self.backend.groups.values(), "Group"),
                "PolicyUsers": among(self.backend.users.values(), "User"),
                "PolicyRoles": among(self.backend.roles.values(), "Role"),
            }
        )

    def _attach(self, quota: str, holder: PracticeUser | Group | Role) -> ActionResult:
        arn = self._get_param("PolicyArn")
        require_policy_arn(arn)
        self.backend.adopt(arn)
        policy = self.backend.managed_policies.get(arn)
        if policy is None:
            raise PracticeError("NoSuchEntity", f"Policy {arn} does not exist or is not attachable.")
        if arn not in holder.managed_policies:
            limit.enforce(quota, limit.ATTACHED_POLICIES, holder.managed_policies)
            policy.attach_to(holder)
        return EmptyResult()

    def _detach(self, holder: PracticeUser | Group | Role) -> ActionResult:
        arn = self._get_param("PolicyArn")
        require_policy_arn(arn)
        policy = holder.managed_policies.get(arn)
        if policy is None:
            raise PracticeError("NoSuchEntity", f"Policy {arn} was not found.")
        policy.detach_from(holder)
        return EmptyResult()


def _is_used(policy: ManagedPolicy, bounds: int, usage: str | None, *, only_attached: bool) -> bool:
    if usage == "PermissionsBoundary":
        return bounds > 0
    if usage == "PermissionsPolicy":
        return policy.attachment_count > 0
    return not only_attached or policy.attachment_count > 0


def _holds(holder: Any, arn: str, usage: str | None) -> bool:  # noqa: ANN401 - a user, a group or a role
    is_attached = usage != "PermissionsBoundary" and arn in holder.managed_policies
    return is_attached or (usage != "PermissionsPolicy" and getattr(holder, "permissions_boundary_arn", None) == arn)
