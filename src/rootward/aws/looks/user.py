"""Whether a user is there."""

from __future__ import annotations

from rootward.aws.looks import belongings
from rootward.aws.looks.holder import GET_HOLDER, is_there
from rootward.aws.looks.look import Look
from rootward.aws.reading import Reading
from rootward.model.change import IdentityRef, UserChange


def read_presence(reading: Reading, change: UserChange) -> bool:
    """Whether the account has a user of the name."""
    return is_there(reading, IdentityRef("user", change.name, change.arn))


_GET_USER = GET_HOLDER["user"]

LOOK = Look(
    calls={"CreateUser": (_GET_USER,), "DeleteUser": (_GET_USER, *belongings.CALLS)},
    read=read_presence,
)
"""Whoever is to be deleted is asked for credentials too, once before the run."""
