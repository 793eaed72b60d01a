"""Whose a found access key is now, whether it is switched on, and its last use: two calls a key, side by side.

GetAccessKeyLastUsed names the owner of an id, ListAccessKeys tells the state. AWS denies the first for an id that the
account has no key of, in words that name the key and not its user: what is deleted cannot be told from what is
another's. So such a key is called gone only where its owner of before, whose keys are listed, has it no more.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html
https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from rootward.aws.call import MARKER
from rootward.aws.crew import Crew
from rootward.aws.failure import UnreadError
from rootward.aws.looks.holder import NO_SUCH_ENTITY
from rootward.aws.readers.root_credentials import ONLY_ROOT
from rootward.aws.readers.user_keys import GET_LAST_USED, LIST_ACCESS_KEYS
from rootward.aws.reading import Reading
from rootward.aws.session import PARALLEL_CALLS, AwsSession
from rootward.model.credential_report import ROOT_ROW
from rootward.model.key_pair import KeyOwner
from rootward.model.leaked_key import LeakedState
from rootward.model.unknown import Blocked, Unknown

READS = (GET_LAST_USED, LIST_ACCESS_KEYS)

_NOWHERE = "N/A"
_NO_KEY = "on resource: access key "
"""https://github.com/localstack/localstack, tests/aws/services/iam/test_iam_users.snapshot.json, recorded from AWS."""


class KeyNow(msgspec.Struct, frozen=True, kw_only=True):
    """What AWS says of one key."""

    user: str | None
    """The owner's name; root's is `<root_account>`. None: AWS names none: it is deleted, or another account's."""
    state: LeakedState | Unknown
    created: datetime | None = None
    last_used: datetime | Unknown | None = None
    """None: never."""
    service: str = ""
    region: str = ""


def read_leaked(session: AwsSession, owners: Mapping[str, str | None], *, deadline_seconds: float) -> dict[str, KeyNow]:
    """By the key's id, how it is. `owners`: by id, whose it was before; None: not known. Raises CredentialsError."""
    asked = list(owners.items())
    if not asked:
        return {}
    with Crew(PARALLEL_CALLS, "rootward-leaks") as crew:
        reading = Reading(session, crew, deadline_seconds=deadline_seconds)
        found = reading.side_by_side(partial(_now, reading), asked)
    return {key_id: one for (key_id, _), one in zip(asked, found, strict=True)}


def _now(reading: Reading, asked: tuple[str, str | None]) -> KeyNow:
    key_id, before = asked
    try:
        answer = reading.read(GET_LAST_USED, AccessKeyId=key_id)
    except UnreadError as error:
        return _without_use(reading, key_id, before, error)
    used = _used(answer)
    name = str(answer.get("UserName") or "")
    try:
        KeyOwner(account=reading.session.identity.account, user=name)
    except ValueError:  # no name, or none that a user can have
        return KeyNow(user=ROOT_ROW, state=ONLY_ROOT, **used)
    try:
        listed = _listed(reading, name, key_id)
    except UnreadError as error:
        return KeyNow(user=name, state=_unknown(error), **used)
    if listed is None:
        detail = f"AWS says that {key_id} is {name}'s, and the list of {name}'s keys does not hold it"
        return KeyNow(user=name, state=Unknown("failed", LIST_ACCESS_KEYS.action, detail), **used)
    return KeyNow(user=name, state=listed["Status"], created=listed["CreateDate"], **used)


def _without_use(reading: Reading, key_id: str, before: str | None, denial: UnreadError) -> KeyNow:
    """Of a key of which AWS says nothing: by the list of its owner of before."""
    is_no_key = denial.code == NO_SUCH_ENTITY or _NO_KEY in str(denial.__cause__)
    why = _unknown(denial)
    if before == ROOT_ROW:
        return KeyNow(user=before, state=why, last_used=why)
    if before is None:
        return KeyNow(user=None, state="gone" if is_no_key else why, last_used=None if is_no_key else why)
    try:
        listed = _listed(reading, before, key_id)
    except UnreadError as error:
        if error.code == NO_SUCH_ENTITY and is_no_key:  # its user is deleted, and its keys before it
            return KeyNow(user=before, state="gone")
        return KeyNow(user=before, state=why if error.code == NO_SUCH_ENTITY else _unknown(error), last_used=why)
    if listed is not None:
        return KeyNow(user=before, state=listed["Status"], created=listed["CreateDate"], last_used=why)
    return KeyNow(user=before, state="gone")


def _listed(reading: Reading, user: str, key_id: str) -> Mapping[str, Any] | None:
    keys = reading.items(LIST_ACCESS_KEYS, MARKER, "AccessKeyMetadata", UserName=user)
    return next((key for key in keys if key["AccessKeyId"] == key_id), None)


def _used(answer: Mapping[str, Any]) -> dict[str, Any]:
    use = answer["AccessKeyLastUsed"]
    service, region = (str(use.get(member) or "") for member in ("ServiceName", "Region"))
    return {
        "last_used": use.get("LastUsedDate"),
        "service": "" if service == _NOWHERE else service,
        "region": "" if region == _NOWHERE else region,
    }


def _unknown(error: UnreadError) -> Unknown:
    fact = error.fact
    return Unknown("denied", GET_LAST_USED.action, fact.detail) if isinstance(fact, Blocked) else fact
