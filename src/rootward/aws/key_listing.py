"""Every access key of some users with its last use: two kinds of calls, side by side, one a user and one a key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import msgspec

from rootward.aws.call import MARKER
from rootward.aws.crew import Crew
from rootward.aws.failure import UnreadError
from rootward.aws.looks.holder import NO_SUCH_ENTITY
from rootward.aws.readers.user_keys import GET_LAST_USED, LIST_ACCESS_KEYS
from rootward.aws.reading import Reading
from rootward.aws.session import PARALLEL_CALLS, AwsSession
from rootward.model.credential import AccessKey
from rootward.model.key_list import LastUse
from rootward.model.unknown import Blocked, Unknown

READS = (LIST_ACCESS_KEYS, GET_LAST_USED)

_NOWHERE = "N/A"
"""What AWS says in place of a service and a region: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html"""


class KeysRead(msgspec.Struct, frozen=True, kw_only=True):
    """What AWS told of the keys."""

    keys: tuple[AccessKey, ...]
    uses: dict[str, LastUse | Unknown]
    """By the key's id."""
    unread: tuple[str, ...]
    """Why keys of some users were not listed, each reason once."""


def read_keys(
    session: AwsSession, users: Iterable[str], *, deadline_seconds: float, progress: Callable[[str], None]
) -> KeysRead:
    """The keys of these users, in any state. A user who is gone by now has none. Raises CredentialsError.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html
    """
    asked = list(users)
    with Crew(PARALLEL_CALLS, "rootward-keys") as crew:
        reading = Reading(session, crew, deadline_seconds=deadline_seconds)
        found = reading.side_by_side(lambda user: reading.attempt(partial(_of_one, reading, user)), asked)
        keys = tuple(key for of_one in found if isinstance(of_one, tuple) for key in of_one)
        progress(f"listed {_several(len(keys), 'access key')} of {_several(len(asked), 'user')}")
        uses = reading.side_by_side(lambda key: reading.attempt(partial(_use_of, reading, key)), list(keys))
        if keys:
            progress(f"read the last use of {_several(len(keys), 'access key')}")
    why = (f"access keys: {one.detail}" for one in found if isinstance(one, Unknown | Blocked))
    known = {key.id: _unknown(use) for key, use in zip(keys, uses, strict=True)}
    return KeysRead(keys=keys, uses=known, unread=tuple(dict.fromkeys(why)))


def _of_one(reading: Reading, user: str) -> tuple[AccessKey, ...]:
    try:
        return tuple(
            AccessKey(id=one["AccessKeyId"], user=one["UserName"], status=one["Status"], created=one["CreateDate"])
            for one in reading.items(LIST_ACCESS_KEYS, MARKER, "AccessKeyMetadata", UserName=user)
        )
    except UnreadError as error:
        if error.code == NO_SUCH_ENTITY:
            return ()
        raise


def _use_of(reading: Reading, key: AccessKey) -> LastUse:
    use = reading.read(GET_LAST_USED, AccessKeyId=key.id)["AccessKeyLastUsed"]
    used = use.get("LastUsedDate")
    if used is None:
        return LastUse(at=None)
    service, region = (str(use.get(member) or "") for member in ("ServiceName", "Region"))
    return LastUse(at=used, service=_told(service), region=_told(region))


def _told(word: str) -> str:
    return "" if word == _NOWHERE else word


def _unknown(use: LastUse | Unknown | Blocked) -> LastUse | Unknown:
    return Unknown("denied", GET_LAST_USED.action, use.detail) if isinstance(use, Blocked) else use


def _several(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
