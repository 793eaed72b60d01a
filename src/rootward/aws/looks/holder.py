"""Users, groups and roles as they are named in calls, and whether they are there."""

from __future__ import annotations

from typing import Any

from rootward.aws.call import Call
from rootward.aws.failure import UnreadError
from rootward.aws.reading import Reading
from rootward.model.change import IdentityRef

KINDS = ("user", "group", "role")

NO_SUCH_ENTITY = "NoSuchEntity"
"""AWS's code for whatever is not there: the holder, or what it should hold."""

GET_GROUP = Call("iam", "GetGroup")

GET_HOLDER = {"user": Call("iam", "GetUser"), "group": GET_GROUP, "role": Call("iam", "GetRole")}


def named(holder: IdentityRef) -> dict[str, str]:
    """The parameter that names it, as `{"UserName": "ann"}`."""
    return {f"{holder.kind.capitalize()}Name": holder.name}


def is_there(reading: Reading, holder: IdentityRef) -> bool:
    """Whether the user, group or role is there. Of a group's members, which come along, one is enough.

    Raises UnreadError and CredentialsError.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroup.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
    """
    asked: dict[str, Any] = {**named(holder), **({"MaxItems": 1} if holder.kind == "group" else {})}
    try:
        reading.read(GET_HOLDER[holder.kind], **asked)
    except UnreadError as error:
        if error.code == NO_SUCH_ENTITY:
            return False
        raise
    return True
