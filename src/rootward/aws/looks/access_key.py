"""An access key's status, and its last use."""

from __future__ import annotations

from datetime import UTC, datetime

from rootward.aws.call import MARKER
from rootward.aws.failure import UnreadError
from rootward.aws.looks.holder import NO_SUCH_ENTITY
from rootward.aws.looks.look import Look
from rootward.aws.one_line import one_line
from rootward.aws.readers.user_keys import GET_LAST_USED, LIST_ACCESS_KEYS
from rootward.aws.reading import Answer, Reading
from rootward.model.change import AccessKeyChange, Missing


def read_status(reading: Reading, change: AccessKeyChange) -> str | Missing | None:
    """`Active` or `Inactive`; None where the user has no such key.

    A user who is not there may have another name by now, and the key still.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html
    """
    try:
        keys = reading.items(LIST_ACCESS_KEYS, MARKER, "AccessKeyMetadata", UserName=change.user)
        return next((str(key["Status"]) for key in keys if key["AccessKeyId"] == change.key_id), None)
    except UnreadError as error:
        if error.code == NO_SUCH_ENTITY:
            return Missing(change.user_arn)
        raise


def read_objection(reading: Reading, change: AccessKeyChange) -> str | None:
    """Why a key must not be taken from its user now, in one line: it is another's, or was used since the plan.

    The answer has no date for a key that was never used, and names no user for one of root's. Of a key that is not
    there AWS denies the call, so `read_status` comes first. Raises UnreadError and CredentialsError.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html
    """
    answer = reading.read(GET_LAST_USED, AccessKeyId=change.key_id)
    owner = answer.get("UserName")
    if owner != change.user:
        whose = "the root user" if owner is None else f"the user {one_line(str(owner))}"
        return f"the key belongs to {whose}, and not to the user {change.user}"
    return used_since(answer, change.last_used)


def used_since(answer: Answer, last_used: datetime | None) -> str | None:
    """That a key was used after what the plan rests on, in one line; None where it was not.

    `answer`: GetAccessKeyLastUsed's. `last_used`: the plan's; None: never.
    """
    used: datetime | None = answer["AccessKeyLastUsed"].get("LastUsedDate")
    if used is None or (last_used is not None and _second(used) <= _second(last_used)):
        return None
    rests_on = "never having been used" if last_used is None else f"a last use at {_told(last_used)}"
    return f"the key was used at {_told(used)}, and the plan rests on {rests_on}"


def _second(moment: datetime) -> datetime:
    """Without the fraction: the credential report knows none."""
    return moment.replace(microsecond=0)


def _told(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


LOOK = Look(
    calls=dict.fromkeys(("UpdateAccessKey", "DeleteAccessKey"), (LIST_ACCESS_KEYS, GET_LAST_USED)), read=read_status
)
