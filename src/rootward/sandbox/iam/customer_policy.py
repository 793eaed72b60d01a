"""The account's own policies: managed ones with their versions, and inline ones.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.core.responses import ActionResult

from rootward.sandbox.door.principal import caller
from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam import limit
from rootward.sandbox.iam.api import IamApi
from rootward.sandbox.iam.boundary import require_policy_arn
from rootward.sandbox.iam.managed_policy import is_aws_managed

if TYPE_CHECKING:
    from collections.abc import Mapping


class CustomerPolicyApi(IamApi):
    """The calls that write policies, with IAM's quotas."""

    def create_policy(self) -> ActionResult:
        """A new managed policy.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
        """
        limit.enforce_size("PolicySize", limit.MANAGED_POLICY, self._get_param("PolicyDocument"))
        own = [arn for arn in self.backend.managed_policies if not is_aws_managed(arn)]
        limit.enforce("PoliciesPerAccount", limit.PER_ACCOUNT["Policies"], own)
        return super().create_policy()

    def create_policy_version(self) -> ActionResult:
        """A new version, of five.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html
        """
        self._require_own_policy("CreatePolicyVersion")
        limit.enforce_size("PolicySize", limit.MANAGED_POLICY, self._get_param("PolicyDocument"))
        return super().create_policy_version()

    def set_default_policy_version(self) -> ActionResult:
        """Let another version count.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetDefaultPolicyVersion.html
        """
        self._require_own_policy("SetDefaultPolicyVersion")
        self._require_version()
        return super().set_default_policy_version()

    def delete_policy_version(self) -> ActionResult:
        """Delete a version that does not count.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicyVersion.html
        """
        self._require_own_policy("DeletePolicyVersion")
        self._require_version()
        return super().delete_policy_version()

    def delete_policy(self) -> ActionResult:
        """Delete a policy that is used nowhere.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html
        """
        self._require_own_policy("DeletePolicy")
        return super().delete_policy()

    def get_policy_version(self) -> ActionResult:
        """One version of a policy, with its document.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html
        """
        self._require_version()
        return super().get_policy_version()

    def put_user_policy(self) -> ActionResult:
        """Embed a policy in a user.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html
        """
        user = self.backend.get_user(self._get_param("UserName"))
        self._require_room("user", user.name, user.policies)
        return super().put_user_policy()

    def put_group_policy(self) -> ActionResult:
        """Embed a policy in a group.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutGroupPolicy.html
        """
        group = self.backend.get_group(self._get_param("GroupName"))
        self._require_room("group", group.name, group.policies)
        return super().put_group_policy()

    def put_role_policy(self) -> ActionResult:
        """Embed a policy in a role.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
        """
        self.require_own_role()
        role = self.backend.get_role(self._get_param("RoleName"))
        self._require_room("role", role.name, role.policies)
        return super().put_role_policy()

    def get_user_policy(self) -> ActionResult:
        """A policy embedded in a user.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUserPolicy.html
        """
        self._require_inline("user", self.backend.get_user(self._get_param("UserName")).policies)
        return super().get_user_policy()

    def get_group_policy(self) -> ActionResult:
        """A policy embedded in a group.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroupPolicy.html
        """
        self._require_inline("group", self.backend.get_group(self._get_param("GroupName")).policies)
        return super().get_group_policy()

    def get_role_policy(self) -> ActionResult:
        """A policy embedded in a role.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
        """
        self._require_inline("role", self.backend.get_role(self._get_param("RoleName")).policies)
        return super().get_role_policy()

    def delete_user_policy(self) -> ActionResult:
        """Take a policy out of a user.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPolicy.html
        """
        self._require_inline("user", self.backend.get_user(self._get_param("UserName")).policies)
        return super().delete_user_policy()

    def delete_group_policy(self) -> ActionResult:
        """Take a policy out of a group.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroupPolicy.html
        """
        self._require_inline("group", self.backend.get_group(self._get_param("GroupName")).policies)
        return super().delete_group_policy()

    def delete_role_policy(self) -> ActionResult:
        """Take a policy out of a role.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html
        """
        self.require_own_role()
        return super().delete_role_policy()

    def _require_inline(self, kind: str, present: Mapping[str, str]) -> None:
        name = self._get_param("PolicyName")
        if name not in present:
            raise PracticeError("NoSuchEntity", f"The {kind} policy with name {name} cannot be found.")

    def _require_room(self, kind: str, name: str, present: Mapping[str, str]) -> None:
        limit.enforce_inline(kind, name, present, self._get_param("PolicyName"), self._get_param("PolicyDocument"))

    def _require_version(self) -> None:
        """Refuse a version that is not there, in AWS's words as LocalStack recorded them.

        https://github.com/localstack/localstack, tests/aws/services/iam/test_iam_policies.snapshot.json
        """
        arn, version = self._get_param("PolicyArn"), self._get_param("VersionId")
        self.backend.adopt(arn)
        policy = self.backend.managed_policies.get(arn)
        if policy is None or all(one.version_id != version for one in policy.versions):
            message = f"Policy {arn} version {version} does not exist or is not attachable."
            raise PracticeError("NoSuchEntity", message)

    def _require_own_policy(self, operation: str) -> None:
        """Nobody can write AWS's own policies."""
        arn = self._get_param("PolicyArn")
        require_policy_arn(arn)
        if is_aws_managed(arn):
            message = (
                f"User: {caller().arn} is not authorized to perform: iam:{operation} on resource: policy {arn} "
                f"because no identity-based policy allows the iam:{operation} action"
            )
            raise PracticeError("AccessDenied", message)
