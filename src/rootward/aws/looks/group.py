"""Whether a group is there, and who is in it."""

from __future__ import annotations

from rootward.aws.call import MARKER
from rootward.aws.failure import UnreadError
from rootward.aws.looks.holder import GET_GROUP, NO_SUCH_ENTITY, is_there
from rootward.aws.looks.look import Look
from rootward.aws.reading import Reading
from rootward.model.change import GroupChange, IdentityRef


def read_presence(reading: Reading, change: GroupChange) -> bool:
    """Whether the account has a group of the name."""
    return is_there(reading, IdentityRef("group", change.name, change.arn))


def read_members(reading: Reading, group: IdentityRef) -> tuple[str, ...]:
    """The names of the users who are in the group; nobody is in one that is not there.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroup.html
    """
    try:
        return tuple(str(user["UserName"]) for user in reading.items(GET_GROUP, MARKER, "Users", GroupName=group.name))
    except UnreadError as error:
        if error.code == NO_SUCH_ENTITY:
            return ()
        raise


LOOK = Look(calls=dict.fromkeys(("CreateGroup", "DeleteGroup"), (GET_GROUP,)), read=read_presence)
