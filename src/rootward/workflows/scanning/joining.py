"""Join what a scan found with an account: whose key each is, whether it works, and what is remembered of it here.

Live, AWS is asked about the found ids alone. What it confirmed as the account's own is written down on this machine:
ids, owners, places, never a secret. Audits, plans and `keys list` know it from there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from rootward.engine.device_list import people
from rootward.engine.key_list import key_list
from rootward.engine.leak_owners import FoundIds, ids_of, leak_of, owner_of, with_owners
from rootward.errors import JournalError
from rootward.model.access import AskedAccount
from rootward.model.account import Account
from rootward.model.joined_scan import JoinedScan, OwnKey
from rootward.model.key_id import account_of
from rootward.model.leaked_key import KeyLeak, LeakedKey
from rootward.model.scan import Scan, Unread
from rootward.model.unknown import Unknown
from rootward.workflows.leaked_keys import leaked, leaks_of
from rootward.workflows.scanning.order import History, Source
from rootward.workflows.source import Collecting, Live, Practice, Progress, obtain, opened
from rootward.workflows.source import Source as FactsSource

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession

_KEYS_OF_FACTS = "the access keys of these facts"

FACTS = ("alias", "identities", "credential_report", "summary", "organization", "root_credentials")
"""What is read of the account as a whole: who is an administrator, and root's own keys in a session of root's."""


def root_of(sources: Sequence[Source]) -> str:
    """The folder, absolute, from which the paths of the findings count."""
    histories = [source.path for source in sources if isinstance(source, History)]
    return str(Path(histories[0] if len(histories) == len(sources) == 1 else os.curdir).absolute())


def join(
    scan: Scan,
    source: FactsSource,
    *,
    root: str,
    collecting: Collecting,
    progress: Progress,
    announce: Progress,
    folder: Path | None = None,
) -> JoinedScan:
    """The findings with their owners. What is the account's own is remembered, but of a practice account of this run.

    Raises what `obtain` raises. What could not be read, or written down, is among the unread.
    """
    at = _At(scan=scan, root=root, folder=folder, keeping=not isinstance(source, Practice))
    if isinstance(source, Live | Practice):
        with opened(source, progress, announce) as session:
            return _live(session, at, collecting, progress)
    account = obtain(source, (*FACTS, "access_keys"), collecting, progress, announce)
    ids = ids_of(scan.findings, account.id)
    return _joined(at, account, ids, _by_facts(account, ids, at))


class _At(msgspec.Struct, frozen=True, kw_only=True):
    """What is joined, and where it is remembered."""

    scan: Scan
    root: str
    folder: Path | None
    keeping: bool

    def leak(self, key_id: str, user: str) -> KeyLeak:
        return leak_of(key_id, user, self.scan.findings, self.root, self.scan.taken_at)


class _Found(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the ids that were asked about."""

    keys: tuple[LeakedKey, ...]
    """The account's."""
    gone: tuple[str, ...] = ()
    """Ids of which there is no key in the account."""
    unlisted: tuple[str, ...] = ()
    """Ids that a snapshot's list does not hold."""
    untold: str = ""
    """Why a snapshot says nothing of any key."""
    unread: tuple[str, ...] = ()


def _live(session: AwsSession, at: _At, collecting: Collecting, progress: Progress) -> JoinedScan:
    from rootward.aws.leaked_keys import read_leaked
    from rootward.workflows.collect import collect_account

    seconds = collecting.deadline_seconds
    ids = ids_of(at.scan.findings, session.identity.account)
    facts = FACTS if ids.asked else ("alias",)
    account = collect_account(session, facts, deadline_seconds=seconds, progress=progress)
    known = leaks_of(account, at.folder)
    before = {} if isinstance(known, Unknown) else {leak.id: leak.user for leak in known}
    now = read_leaked(session, {key_id: before.get(key_id) for key_id in ids.asked}, deadline_seconds=seconds)
    confirmed = [
        at.leak(key_id, one.user) for key_id, one in now.items() if one.user is not None and one.state != "gone"
    ]
    keys = tuple(leaked(account, confirmed, now))
    unread = [
        f"whose {key_id} is, and whether it is on: {one.state.detail}"
        for key_id, one in now.items()
        if isinstance(one.state, Unknown) and one.state.reason in {"denied", "failed"}
    ]
    gone = tuple(key_id for key_id, one in now.items() if one.state == "gone")
    found = _Found(keys=keys, gone=gone, unread=(*_unread(account), *unread))
    return _joined(at, account, ids, found)


def _by_facts(account: Account, ids: FoundIds, at: _At) -> _Found:
    """By a snapshot's list of keys."""
    listed, users = account.access_keys, people(account)
    if not ids.asked:
        return _Found(keys=())
    if isinstance(listed, Unknown):
        return _Found(keys=(), unread=(f"{_KEYS_OF_FACTS}: {_why(listed)}",), untold=_why(listed))
    if isinstance(users, Unknown):
        return _Found(keys=(), unread=(f"the users of these facts: {_why(users)}",))
    listing = key_list(account, "", users=users, root=True)
    by_id = {key.key_id: key for key in listing.keys if key.key_id is not None}
    keys = tuple(
        LeakedKey(
            leak=at.leak(key_id, key.user),
            user=key.user,
            state=Unknown("not_observable") if key.status == "unknown" else key.status,
            last_used=Unknown("not_collected") if key.last_use is None else key.last_use.at,
            service="" if key.last_use is None else key.last_use.service,
            region="" if key.last_use is None else key.last_use.region,
        )
        for key_id, key in by_id.items()
        if key_id in ids.asked
    )
    return _Found(keys=keys, unlisted=tuple(one for one in ids.asked if one not in by_id), unread=listing.unread)


def _why(unread: Unknown) -> str:
    return "they hold none: rootward collect --deep" if unread.reason == "not_collected" else unread.detail


def _joined(at: _At, account: Account, ids: FoundIds, found: _Found) -> JoinedScan:
    owners = {key.leak.id: owner_of(account, key) for key in found.keys}
    leaks = [key.leak for key in found.keys]
    own = (OwnKey(key_id=leak.id, owner=owners[leak.id], with_secret=leak.with_secret) for leak in leaks)
    lost = _remembered(account, at, found) if at.keeping else ()
    return JoinedScan(
        scan=msgspec.structs.replace(
            at.scan,
            findings=with_owners(at.scan.findings, owners),
            unread=at.scan.unread + ((Unread(path=_KEYS_OF_FACTS, reason=found.untold),) if found.untold else ()),
        ),
        account=AskedAccount(
            id=account.id,
            alias=None if isinstance(account.alias, Unknown) else account.alias,
            partition=account.partition,
        ),
        own=tuple(sorted(own, key=_order)),
        sessions=ids.sessions,
        missing=tuple(one for one in found.gone if account_of(one) == account.id),
        unlisted=tuple(one for one in found.unlisted if account_of(one) == account.id),
        foreign=ids.foreign,
        unplaced=tuple(one for one in (*found.gone, *found.unlisted) if account_of(one) is None),
        unread=(*found.unread, *lost),
    )


def _order(key: OwnKey) -> tuple[bool, bool, bool, str, str]:
    owner = key.owner
    return not key.is_live, not owner.root, not owner.administrator, owner.user, key.key_id


def _remembered(account: Account, at: _At, found: _Found) -> tuple[str, ...]:
    """Write it down; why not, where that is not possible: what was found is told all the same."""
    from rootward.local.leaked_keys import remember

    leaks = (key.leak for key in found.keys)
    try:
        remember(account.id, account.endpoint, leaks, at.scan.taken_at, gone=found.gone, folder=at.folder)
    except JournalError as error:
        return (f"what was found is not remembered: {error}",)
    return ()


def _unread(account: Account) -> Iterator[str]:
    """The facts by which owners are judged, where they were denied or failed."""
    for fact in FACTS:
        value = getattr(account, fact)
        if isinstance(value, Unknown) and value.reason in {"denied", "failed"}:
            yield f"{fact.replace('_', ' ')}: {value.detail}"
