"""What must go before a user, a group, a role or a policy can be deleted.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html and its neighbours. The words are IAM's; the
order in which it looks is not documented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rootward.sandbox.error import PracticeError

if TYPE_CHECKING:
    from moto.iam.models import Group, ManagedPolicy

    from rootward.sandbox.iam.user import PracticeUser

_DETACH = "must detach all policies first"
_INLINE = "must delete policies first"
_MEMBERS = "must remove users from group first"
_REFERENCED = "must remove referenced objects first"


def require_bare_user(user: PracticeUser, groups: list[Group], *, has_service_credentials: bool) -> None:
    """Refuse, if the user still has anything.

    Raises:
        PracticeError: DeleteConflict.

    """
    in_the_way = (
        (user.policies, _INLINE),
        (user.managed_policies, _DETACH),
        (user.access_keys, "must delete access keys first"),
        (user.signing_certificates, "must delete certificates first"),
        (user.mfa_devices, "must delete MFA device first"),
        (user.password, "must delete login profile first"),
        (groups, _MEMBERS),
        (user.ssh_public_keys or has_service_credentials, _REFERENCED),
    )
    _require_none(in_the_way)


def require_bare_group(group: Group) -> None:
    """Refuse, if the group still has members or policies.

    Raises:
        PracticeError: DeleteConflict.

    """
    _require_none(((group.users, _MEMBERS), (group.managed_policies, _DETACH), (group.policies, _INLINE)))


def require_unused_policy(policy: ManagedPolicy, boundary_uses: int) -> None:
    """Refuse, if the policy is attached, bounds somebody, or has versions beside the default one.

    Raises:
        PracticeError: DeleteConflict.

    """
    if policy.attachment_count or boundary_uses:
        message = "Cannot delete a policy attached to entities."
        raise PracticeError("DeleteConflict", message)
    if len(policy.versions) > 1:
        message = (
            "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
            "The default version is deleted with the policy."
        )
        raise PracticeError("DeleteConflict", message)


def _require_none(in_the_way: tuple[tuple[object, str], ...]) -> None:
    for present, demand in in_the_way:
        if present:
            raise PracticeError("DeleteConflict", f"Cannot delete entity, {demand}.")
