"""Whether a user is in a group."""

from __future__ import annotations

from rootward.aws.call import MARKER, Call
from rootward.aws.failure import UnreadError
from rootward.aws.looks.holder import NO_SUCH_ENTITY
from rootward.aws.looks.look import Look
from rootward.aws.reading import Reading
from rootward.model.change import MembershipChange, Missing

LIST_GROUPS_FOR_USER = Call("iam", "ListGroupsForUser")
LIST_MFA_DEVICES = Call("iam", "ListMFADevices")


def read_membership(reading: Reading, change: MembershipChange) -> bool | Missing:
    """Whether the user's groups name it, asked of the user: a group may have thousands of members.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupsForUser.html
    """
    try:
        groups = reading.items(LIST_GROUPS_FOR_USER, MARKER, "Groups", UserName=change.user)
        return any(group["GroupName"] == change.group for group in groups)
    except UnreadError as error:
        if error.code == NO_SUCH_ENTITY:
            return Missing(change.user_arn)
        raise


def read_objection(reading: Reading, change: MembershipChange) -> str | None:
    """Why a user must not be bound to MFA now, in one line: there is no device, whatever a report of hours ago says.

    Devices of every kind are listed. Raises UnreadError and CredentialsError.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html
    """
    if any(True for _ in reading.items(LIST_MFA_DEVICES, MARKER, "MFADevices", UserName=change.user)):
        return None
    group = f"the group {change.group} lets nobody act without one"
    return f"the user {change.user} has no MFA device any more, and {group}"


LOOK = Look(
    calls={
        "AddUserToGroup": (LIST_GROUPS_FOR_USER, LIST_MFA_DEVICES),
        "RemoveUserFromGroup": (LIST_GROUPS_FOR_USER,),
    },
    read=read_membership,
)
