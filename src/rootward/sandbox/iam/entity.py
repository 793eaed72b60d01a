"""Users, groups and roles: making, naming, showing and deleting them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult, EmptyResult

from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam import limit
from rootward.sandbox.iam.api import IamApi
from rootward.sandbox.iam.boundary import require_boundary
from rootward.sandbox.iam.root_user import RootUser
from rootward.sandbox.iam.trust_policy import follow, require_trust_policy

if TYPE_CHECKING:
    from collections.abc import Iterable


class EntityApi(IamApi):
    """The calls about users, groups and roles in which moto is not as AWS is."""

    def get_user(self) -> ActionResult:
        """A user, or the caller; of root AWS shows neither a name nor a path.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html
        """
        user = self.backend.get_user(self.addressed_user_name())
        if not isinstance(user, RootUser):
            return ActionResult({"User": user})
        shown: dict[str, Any] = {"UserId": user.account_id, "Arn": user.arn, "CreateDate": user.create_date}
        if user.password_last_used:
            shown["PasswordLastUsed"] = user.password_last_used
        return ActionResult({"User": shown})

    def create_user(self) -> ActionResult:
        """A new user; names are unique whatever their case.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html
        """
        name, boundary = self._get_param("UserName"), self._get_param("PermissionsBoundary")
        _require_free("User", name, self.backend.users)
        limit.enforce("UsersPerAccount", limit.PER_ACCOUNT["Users"], self.backend.users)
        if boundary:
            require_boundary(self.backend, boundary)
        self.backend.create_user(self.region, name, self._get_param("Path"), self._get_param("Tags", []))
        user = self.backend.get_user(name)
        user.permissions_boundary_arn = boundary
        return ActionResult({"User": user})

    def update_user(self) -> ActionResult:
        """Another name or path.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html
        """
        name, new_name = self._get_param("UserName"), self._get_param("NewUserName")
        if new_name and new_name.casefold() != name.casefold():
            _require_free("User", new_name, self.backend.users)
        user = self.backend.get_user(name)
        old_arn = user.arn
        self.backend.update_user(name, self._get_param("NewPath"), new_name)
        follow(old_arn, user.arn)
        return EmptyResult()

    def delete_user(self) -> ActionResult:
        """Delete a user that has nothing left; trust policies that named it show its id.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html
        """
        user = self.backend.get_user(self._get_param("UserName"))
        answer = super().delete_user()
        follow(user.arn, user.id)
        return answer

    def create_group(self) -> ActionResult:
        """A new group.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateGroup.html
        """
        name = self._get_param("GroupName")
        _require_free("Group", name, self.backend.groups)
        limit.enforce("GroupsPerAccount", limit.PER_ACCOUNT["Groups"], self.backend.groups)
        return ActionResult({"Group": self.backend.create_group(name, self._get_param("Path", "/"))})

    def add_user_to_group(self) -> ActionResult:
        """Add a user to a group; adding twice is adding once.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddUserToGroup.html
        """
        group, user_name = self.backend.get_group(self._get_param("GroupName")), self._get_param("UserName")
        groups = self.backend.get_groups_for_user(user_name)
        if group not in groups:
            limit.enforce("GroupsPerUser", limit.GROUPS_PER_USER, groups)
            self.backend.add_user_to_group(group.name, user_name)
        return EmptyResult()

    def create_role(self) -> ActionResult:
        """A new role, with a trust policy that is one.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
        """
        name, boundary = self._get_param("RoleName"), self._get_param("PermissionsBoundary")
        self._require_trust_policy(self._get_param("AssumeRolePolicyDocument"))
        if boundary:
            require_boundary(self.backend, boundary)
        _require_free("Role", name, (role.name for role in self.backend.roles.values()))
        limit.enforce("RolesPerAccount", limit.PER_ACCOUNT["Roles"], self.backend.roles)
        return super().create_role()

    def update_assume_role_policy(self) -> ActionResult:
        """Another trust policy.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html
        """
        self.require_own_role()
        self._require_trust_policy(self._get_param("PolicyDocument"))
        return super().update_assume_role_policy()

    def delete_role(self) -> ActionResult:
        """Delete a role that has nothing left; trust policies that named it show its id.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html
        """
        self.require_own_role()
        role = self.backend.get_role(self._get_param("RoleName"))
        answer = super().delete_role()
        follow(role.arn, role.id)
        return answer

    @staticmethod
    def _require_trust_policy(document: str) -> None:
        require_trust_policy(document)
        limit.enforce_size("ACLSizePerRole", limit.TRUST_POLICY, document)


def _require_free(kind: str, name: str, taken: Iterable[str]) -> None:
    if name.casefold() in {one.casefold() for one in taken}:
        raise PracticeError("EntityAlreadyExists", f"{kind} with name {name} already exists.")
