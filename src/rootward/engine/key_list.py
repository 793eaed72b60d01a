"""Which access keys there are, of whom, how old, in what state, and when each was last used.

ListAccessKeys knows ids, states and days of creation; GetAccessKeyLastUsed the last use of one key: both live.
Where the facts come from a file there may be the credential report alone, up to four hours old when it was read: it
knows active keys without their ids, and calls a day "created or last changed".
https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from rootward.checks.power import proven_authority
from rootward.engine.device_list import Person
from rootward.model.access import AskedAccount
from rootward.model.account import Account
from rootward.model.credential import AccessKey, AccountSummary
from rootward.model.credential_report import ROOT_ROW, KeySlot, Moment, ReportRow
from rootward.model.key_list import KeyList, LastUse, Leaked, ListedKey
from rootward.model.leaked_key import KeyLeak
from rootward.model.unknown import Absent, Unknown

Uses = Mapping[str, LastUse | Unknown]
"""By a key's id, what AWS says of its last use."""

Places = Mapping[str, tuple[str, ...]]
"""By a key's id, where it stands on this machine."""

Leaks = Mapping[str, KeyLeak] | Unknown
"""By a key's id, what scans found of it."""

_FACTS = ("identities", "credential_report", "summary")


def key_list(
    account: Account,
    version: str,
    *,
    users: Iterable[Person],
    root: bool,
    about: str | None = None,
    older_than: int | None = None,
    uses: Uses | None = None,
    places: Places | None = None,
    leaks: Leaks | None = None,
    unread: Iterable[str] = (),
) -> KeyList:
    """The keys of these users, and of root. `about`: who was asked about, where that is one alone.

    `uses`: None where AWS was not asked for uses; then the credential report tells. `places`: None where this machine's
    files could not be read. `leaks`: what scans found; None: what the facts hold of that.
    """
    found_leaks = _leaks(account) if leaks is None else leaks
    finder = _Finder(account, uses or {}, places, found_leaks)
    found = [key for person in users for key in finder.of_user(person)]
    if root:
        found += finder.of_root()
    listed = (key for key in found if older_than is None or key.age_days is None or key.age_days > older_than)
    return KeyList(
        rootward=version,
        taken_at=account.taken_at,
        account=AskedAccount(
            id=account.id,
            alias=None if isinstance(account.alias, Unknown) else account.alias,
            partition=account.partition,
        ),
        user=about,
        older_than_days=older_than,
        keys=tuple(sorted(listed, key=_order)),
        unread=tuple(dict.fromkeys((*unread, *_unread(account, found, uses or {}, found_leaks)))),
    )


def _leaks(account: Account) -> Leaks:
    leaked = account.leaked_keys
    return leaked if isinstance(leaked, Unknown) else {key.leak.id: key.leak for key in leaked}


def _order(key: ListedKey) -> tuple[bool, bool, float, str, str]:
    created = float("-inf") if key.created is None else key.created.timestamp()
    return not key.root, key.status not in {"Active", "unknown"}, created, key.user.casefold(), key.key_id or ""


class _Finder:
    def __init__(self, account: Account, uses: Uses, places: Places | None, leaks: Leaks) -> None:
        self._account = account
        self._leaks = leaks
        self._uses = uses
        self._places = places
        report, listed = account.credential_report, account.access_keys
        self._rows: dict[str, ReportRow] = {}
        if not isinstance(report, Unknown):
            self._rows = {row.user: row for row in report.users}
        self._listed: dict[str, list[AccessKey]] = defaultdict(list)
        for key in () if isinstance(listed, Unknown) else listed:
            self._listed[key.user].append(key)
        power = proven_authority(account)
        self._administrators = None if isinstance(power, Unknown) else power.before_scps.administrator_by_arn

    def of_user(self, person: Person) -> Iterator[ListedKey]:
        """The user's keys: by ListAccessKeys, or where that was not read, the active ones of the report."""
        own, row = self._listed.get(person.name, ()), self._rows.get(person.name)
        if own:
            for key in own:
                last_use = self._last_use(key, row)
                yield self._key(person.name, person.arn, key.status, key.created, key_id=key.id, last_use=last_use)
        elif isinstance(self._account.access_keys, Unknown) and row is not None:
            for slot in row.keys:
                if slot.active is True:
                    created = slot.last_rotated if isinstance(slot.last_rotated, datetime) else None
                    yield self._key(person.name, person.arn, "Active", created, last_use=_use(slot.last_used))

    def of_root(self) -> Iterator[ListedKey]:
        """Root's keys: their ids in a session of its own, else what the report and the summary show of them."""
        own, arn = self._account.root_credentials, self._account.root_arn
        if not isinstance(own, Unknown):
            for key in own.access_keys:
                region = "" if key.region == "N/A" else key.region
                last_use = LastUse(at=key.last_used, service=key.service, region=region)
                yield self._key(ROOT_ROW, arn, key.status, key.created, key_id=key.id, last_use=last_use)
            return
        report, summary = self._account.credential_report, self._account.summary
        if isinstance(summary, AccountSummary) and summary.access_keys_present is False:
            return  # live, and the report is not
        row = None if isinstance(report, Unknown) else report.root
        slots = [] if row is None else [slot for slot in row.keys if slot.active is True]
        for slot in slots:
            created = slot.last_rotated if isinstance(slot.last_rotated, datetime) else None
            yield self._key(ROOT_ROW, arn, "Active", created, last_use=_use(slot.last_used))
        if not slots and isinstance(summary, AccountSummary) and summary.access_keys_present:
            yield self._key(ROOT_ROW, arn, "unknown", None, last_use=None)

    def _key(
        self,
        user: str,
        arn: str | None,
        status: str,
        created: datetime | None,
        *,
        last_use: LastUse | None,
        key_id: str | None = None,
    ) -> ListedKey:
        root = user == ROOT_ROW
        return ListedKey(
            key_id=key_id,
            user=user,
            arn=arn,
            root=root,
            status=status,  # type: ignore[arg-type] # AWS's words
            created=created,
            age_days=None if created is None else max(0, (self._account.taken_at - created).days),
            last_use=last_use,
            administrator=True if root else self._administers(arn),
            places=None if self._places is None or key_id is None else self._places.get(key_id, ()),
            leaked=self._leaked(key_id),
        )

    def _leaked(self, key_id: str | None) -> Leaked:
        if isinstance(self._leaks, Unknown):
            return "not_scanned" if self._leaks.reason == "not_collected" else "unknown"
        if key_id is None:
            return "unknown"
        leak = self._leaks.get(key_id)
        if leak is None:
            return "not_found"
        return "leaked" if leak.with_secret else "id_found"

    def _administers(self, arn: str | None) -> bool | None:
        if self._administrators is None or arn is None:
            return None
        found = self._administrators.get(arn)
        return False if found is None else found.is_proved or None

    def _last_use(self, key: AccessKey, row: ReportRow | None) -> LastUse | None:
        told = self._uses.get(key.id)
        if isinstance(told, LastUse):
            return told
        slots = [] if row is None else [slot for slot in row.keys if _is_of(slot, key)]
        same_day = [one for one in self._listed[key.user] if one.created == key.created]
        return _use(slots[0].last_used) if len(slots) == len(same_day) == 1 else None


def _is_of(slot: KeySlot, key: AccessKey) -> bool:
    return slot.active is True and slot.last_rotated == key.created


def _use(moment: Moment) -> LastUse | None:
    if isinstance(moment, datetime):
        return LastUse(at=moment)
    return LastUse(at=None) if isinstance(moment, Absent) and moment.cell != "not_supported" else None


def _unread(account: Account, keys: Iterable[ListedKey], uses: Uses, leaks: Leaks) -> Iterator[str]:
    for fact in _FACTS:
        value = getattr(account, fact)
        if isinstance(value, Unknown) and value.reason in {"denied", "failed"}:
            yield f"{fact.replace('_', ' ')}: {value.detail}"
    listed = account.access_keys
    if isinstance(listed, Unknown) and listed.reason in {"denied", "failed"}:
        yield f"access keys: {listed.detail}"
    shown = {key.key_id for key in keys}
    for key_id, use in uses.items():
        if isinstance(use, Unknown) and key_id in shown:
            yield f"last uses: {use.detail}"
    if isinstance(leaks, Unknown) and leaks.reason != "not_collected":
        yield f"leaked keys: {leaks.detail}"
