"""List access keys: the account's lists, every user's keys with their last use, and where each lies on this machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from rootward import __version__
from rootward.engine.device_list import Person, people
from rootward.engine.key_list import Leaks, Places, key_list
from rootward.errors import AwsFileError, IncompleteError, SnapshotError, UsageError
from rootward.model.account import Account
from rootward.model.credential_report import ROOT_ROW
from rootward.model.key_list import KeyList
from rootward.model.unknown import Unknown
from rootward.workflows.leaked_keys import leaks_of
from rootward.workflows.no_such import no_such
from rootward.workflows.source import Collecting, Live, Practice, Progress, Source, obtain, opened

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession

FACTS = ("alias", "identities", "credential_report", "summary", "organization", "root_credentials")
"""What is read of the account as a whole: root's own keys in a session of root's alone."""


_VARIABLE = "AWS_ACCESS_KEY_ID"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which keys are asked about."""

    user: str | None = None
    """A name, an ARN, or `root`; None: everybody."""
    older_than_days: int | None = None


def list_keys(
    source: Source, asked: Asked, *, collecting: Collecting, progress: Progress, announce: Progress
) -> KeyList:
    """The keys, the oldest first. A live account is asked for each user's keys, and for the last use of each.

    Raises what `obtain` raises; UsageError where there is no such user, SnapshotError where a file tells of nobody,
    IncompleteError where AWS did.
    """
    if not isinstance(source, Live | Practice):
        account = obtain(source, (*FACTS, "access_keys"), collecting, progress, announce)
        users, root = _who(account, asked.user)
        return _of_facts(account, asked, users, root=root)
    return list_with_account(source, asked, collecting=collecting, progress=progress, announce=announce)[0]


def list_with_account(
    source: Live | Practice, asked: Asked, *, collecting: Collecting, progress: Progress, announce: Progress
) -> tuple[KeyList, Account]:
    """The keys of a live account, and the facts that were read of it as a whole. Raises as `list_keys`."""
    from rootward.workflows.collect import collect_account

    with opened(source, progress, announce) as session:
        account = collect_account(session, FACTS, deadline_seconds=collecting.deadline_seconds, progress=progress)
        return _live(session, account, asked, collecting, progress), account


def _live(session: AwsSession, account: Account, asked: Asked, collecting: Collecting, progress: Progress) -> KeyList:
    from rootward.aws.key_listing import read_keys

    users, root = _who(account, asked.user, may_ask=True)
    names = [person.name for person in users]
    read = read_keys(session, names, deadline_seconds=collecting.deadline_seconds, progress=progress)
    account = msgspec.structs.replace(account, access_keys=read.keys)
    places = _places()
    return key_list(
        account,
        __version__,
        users=users,
        root=root,
        about=asked.user,
        older_than=asked.older_than_days,
        uses=read.uses,
        places=places if isinstance(places, dict) else None,
        leaks=_leaks(account),
        unread=(*read.unread, *(() if isinstance(places, dict) else (places,))),
    )


def _leaks(account: Account) -> Leaks:
    """What scans on this machine found. AWS is not asked about it: all that is shown of a key is read anyway."""
    found = leaks_of(account)
    return found if isinstance(found, Unknown) else {leak.id: leak for leak in found}


def _of_facts(account: Account, asked: Asked, users: tuple[Person, ...], *, root: bool) -> KeyList:
    return key_list(account, __version__, users=users, root=root, about=asked.user, older_than=asked.older_than_days)


def _places() -> Places | str:
    """By the key's id, where it stands in this machine's AWS configuration; or why its files could not be read."""
    from rootward.local.aws_files.profiles import read_profiles

    try:
        inventory = read_profiles()
    except (AwsFileError, UsageError) as error:
        return f"this machine's AWS files: {error}"
    found: dict[str, tuple[str, ...]] = {}
    strays = [(stray.section, stray) for stray in inventory.strays]
    for name, holding in (*((one.name, each) for one in inventory.profiles for each in one.holdings), *strays):
        if holding.key_id is not None:
            place = f"profile {name} ({holding.file}:{holding.line})"
            found[holding.key_id] = (*found.get(holding.key_id, ()), place)
    if key_id := os.environ.get(_VARIABLE):
        found[key_id] = (*found.get(key_id, ()), f"environment ({_VARIABLE})")
    return found


def _who(account: Account, user: str | None, *, may_ask: bool = False) -> tuple[tuple[Person, ...], bool]:
    """The users who are meant, and whether root is. `may_ask`: AWS can be asked of a user whom no list shows."""
    found = people(account)
    if user is None:
        if isinstance(found, Unknown):
            raise _nobody_known(found)
        return found, True
    known = () if isinstance(found, Unknown) else found
    if user in {ROOT_ROW, account.root_arn} or (user == "root" and all(one.name != user for one in known)):
        return (), True
    for one in known:
        if user in {one.name, one.arn, f"user/{one.name}"}:
            return (one,), False
    if not isinstance(found, Unknown):
        raise no_such("user", user, (one.name for one in found))
    if not may_ask:
        raise _nobody_known(found)
    return (Person(user.rpartition("/")[2], user if user.startswith("arn:") else None),), False


def _nobody_known(why: Unknown) -> SnapshotError | IncompleteError:
    if why.reason == "not_collected":
        return SnapshotError("the facts hold no users", advice="collect them: rootward collect --deep -o FILE")
    advice = "try again, or give it longer with --deadline"
    if why.reason == "denied" and why.action:
        advice = f"allow {why.action}; your own keys alone: rootward keys list --user NAME"
    return IncompleteError(f"users could not be listed: {why.detail}", advice=advice)
