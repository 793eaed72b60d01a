"""Whether a group is there."""

from __future__ import annotations

from rootward.aws.looks.holder import GET_GROUP, is_there
from rootward.aws.looks.look import Look
from rootward.aws.reading import Reading
from rootward.model.change import GroupChange, IdentityRef


def read_presence(reading: Reading, change: GroupChange) -> bool:
    """Whether the account has a group of the name."""
    return is_there(reading, IdentityRef("group", change.name, change.arn))


LOOK = Look(calls=dict.fromkeys(("CreateGroup", "DeleteGroup"), (GET_GROUP,)), read=read_presence)
