"""Permissions boundaries of users and roles, and which policies are used as such.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from moto.core.responses import ActionResult, EmptyResult

from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam.api import IamApi

if TYPE_CHECKING:
    from rootward.sandbox.iam.backend import PracticeIamBackend

_POLICY_ARN = re.compile(r"arn:[\w-]+:iam::(aws|\d{12}):policy/[\w+=,.@/-]+")


class BoundaryApi(IamApi):
    """Put and Delete of UserPermissionsBoundary and RolePermissionsBoundary."""

    def put_user_permissions_boundary(self) -> ActionResult:
        """Bound a user.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPermissionsBoundary.html
        """
        user, arn = self.backend.get_user(self._get_param("UserName")), self._get_param("PermissionsBoundary")
        require_boundary(self.backend, arn)
        user.permissions_boundary_arn = arn
        return EmptyResult()

    def delete_user_permissions_boundary(self) -> ActionResult:
        """Take a user's boundary away.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPermissionsBoundary.html
        """
        user = self.backend.get_user(self._get_param("UserName"))
        _require_bound("user", user.name, user.permissions_boundary_arn)
        user.permissions_boundary_arn = None
        return EmptyResult()

    def put_role_permissions_boundary(self) -> ActionResult:
        """Bound a role.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html
        """
        self.require_own_role()
        role, arn = self.backend.get_role(self._get_param("RoleName")), self._get_param("PermissionsBoundary")
        require_boundary(self.backend, arn)
        role.permissions_boundary_arn = arn
        return EmptyResult()

    def delete_role_permissions_boundary(self) -> ActionResult:
        """Take a role's boundary away.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePermissionsBoundary.html
        """
        self.require_own_role()
        role = self.backend.get_role(self._get_param("RoleName"))
        _require_bound("role", role.name, role.permissions_boundary_arn)
        role.permissions_boundary_arn = None
        return EmptyResult()


def boundary_uses(backend: PracticeIamBackend) -> Counter[str]:
    """How many users and roles each policy bounds, by ARN."""
    bounds = [user.permissions_boundary_arn for user in backend.users.values()]
    bounds += [role.permissions_boundary_arn for role in backend.roles.values()]
    return Counter(arn for arn in bounds if arn)


def require_boundary(backend: PracticeIamBackend, arn: str) -> None:
    """Refuse an ARN that is no managed policy's.

    Raises:
        PracticeError: InvalidInput; NoSuchEntity.

    """
    require_policy_arn(arn)
    backend.adopt(arn)
    if arn not in backend.managed_policies:
        raise PracticeError("NoSuchEntity", f"Scope ARN: {arn} does not exist or is not attachable.")


def require_policy_arn(arn: str) -> None:
    """Refuse what is not of the form of a policy's ARN.

    Raises:
        PracticeError: InvalidInput.

    """
    if not _POLICY_ARN.fullmatch(arn):
        raise PracticeError("InvalidInput", f"ARN {arn} is not valid.")


def _require_bound(kind: str, name: str, arn: str | None) -> None:
    if not arn:
        raise PracticeError("NoSuchEntity", f"The permissions boundary of the {kind} with name {name} cannot be found.")
