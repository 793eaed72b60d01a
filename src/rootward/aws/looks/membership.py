"""Whether a user is in a group, and what speaks against binding one to MFA by it."""

from __future__ import annotations

from datetime import UTC, datetime

from rootward.aws.call import MARKER, Call
from rootward.aws.failure import UnreadError
from rootward.aws.looks.holder import NO_SUCH_ENTITY
from rootward.aws.looks.look import Look
from rootward.aws.one_line import one_line
from rootward.aws.readers.mfa_devices import LIST_MFA_DEVICES
from rootward.aws.readers.user_keys import GET_LAST_USED, LIST_ACCESS_KEYS, LIST_SSH_PUBLIC_KEYS
from rootward.aws.reading import Reading
from rootward.model.change import MembershipChange, Missing

LIST_GROUPS_FOR_USER = Call("iam", "ListGroupsForUser")


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


def read_objection(reading: Reading, change: MembershipChange, ending: frozenset[str]) -> str | None:
    """Why a user must not be bound to MFA now, in one line, whatever a report of hours ago says.

    There is no device; or a program may be at work in the user's name: an active access key was used since the plan,
    unless the user's serve `rootward mfa session` alone; or an SSH key for CodeCommit is active, of whose use nothing
    is recorded. `ending`: ids of keys that are switched off before the user is bound. Raises UnreadError and
    CredentialsError.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html
    """
    return _without_device(reading, change) or _key_in_use(reading, change, ending) or _ssh_key(reading, change, ending)


def _without_device(reading: Reading, change: MembershipChange) -> str | None:
    """Devices of every kind are listed."""
    if any(True for _ in reading.items(LIST_MFA_DEVICES, MARKER, "MFADevices", UserName=change.user)):
        return None
    group = f"the group {change.group} lets nobody act without one"
    return f"the user {change.user} has no MFA device any more, and {group}"


def _key_in_use(reading: Reading, change: MembershipChange, ending: frozenset[str]) -> str | None:
    """One that was used since the plan: keys made or switched on since are listed too; one never used has no date.

    Where the keys serve sessions alone their use is no sign of anything: GetSessionToken is signed with one.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html
    """
    if change.keys_by_session:
        return None
    last = change.keys_last_used
    for key in reading.items(LIST_ACCESS_KEYS, MARKER, "AccessKeyMetadata", UserName=change.user):
        if key["Status"] != "Active" or key["AccessKeyId"] in ending:
            continue
        answer = reading.read(GET_LAST_USED, AccessKeyId=key["AccessKeyId"])
        used: datetime | None = answer["AccessKeyLastUsed"].get("LastUsedDate")
        if used is not None and (last is None or used.replace(microsecond=0) > last):  # the report knows no fraction
            name = f"the access key {one_line(str(key['AccessKeyId']))} of {change.user}"
            told = f"{used.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
            return f"{name} was used at {told}, and would do nothing without MFA in the group {change.group}"
    return None


def _ssh_key(reading: Reading, change: MembershipChange, ending: frozenset[str]) -> str | None:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSSHPublicKeys.html."""
    for key in reading.items(LIST_SSH_PUBLIC_KEYS, MARKER, "SSHPublicKeys", UserName=change.user):
        if key["Status"] == "Active" and key["SSHPublicKeyId"] not in ending:
            name = f"the SSH key {one_line(str(key['SSHPublicKeyId']))} of {change.user} for CodeCommit"
            return f"{name} is active, and would do nothing without MFA in the group {change.group}"
    return None


OBJECTING = (LIST_MFA_DEVICES, LIST_ACCESS_KEYS, GET_LAST_USED, LIST_SSH_PUBLIC_KEYS)
"""The calls that only `read_objection` makes."""

LOOK = Look(
    calls={
        "AddUserToGroup": (LIST_GROUPS_FOR_USER, *OBJECTING),
        "RemoveUserFromGroup": (LIST_GROUPS_FOR_USER,),
    },
    read=read_membership,
)
