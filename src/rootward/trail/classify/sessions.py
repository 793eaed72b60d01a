"""Which of root's events belong together: from a sign-in, or a key's first call, to the last action.

- A console or temporary session: its events have one temporary key, or sessions of one creation date, or of one
  sign-in by `aws login`. The console uses several keys in one session, all created when the person signed in.
- What has no key (the sign-in itself, a change of the password) joins the session of its account and address that it
  led to, or that was open.
- A long-term key: runs of calls between which it was quiet for at most QUIET.
- A central session: by its key; who opened it, and for which task, stands in the AssumeRoot event that gave that key.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-track-privileged-tasks.html
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from rootward.model.root_event import Actor, Credential
from rootward.trail.classify.actor import account_of
from rootward.trail.record import Record

QUIET = timedelta(minutes=30)
"""A person who reads, waits for a deployment or takes a call is back within it; after a longer pause of a long-term key
it is another piece of work. It is a choice: no record says where one ends."""

LONGEST = timedelta(hours=12)
"""How far back an event without a key looks for the beginning of the session that is open: `aws login` renews its keys
for so long. https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html"""

SIGN_IN = timedelta(minutes=2)
"""Between a sign-in's event and the creation date of the session that it began lie seconds."""


_CONSOLE = re.compile(
    r"console|\AMozilla/|\AAWS Internal\Z|\ACoral/Netty|aws-internal/|\Asignin\.amazonaws\.com\Z", re.IGNORECASE
)


class Sitting(msgspec.Struct, frozen=True, kw_only=True):
    """The records of one session, in the order of time."""

    id: str
    account: str
    actor: Actor
    records: tuple[Record, ...]
    credential: Credential
    """A console session counts as the password's."""
    opened: Record | None = None
    """Of a central session: the AssumeRoot call that gave its key, where it was read."""

    @property
    def key_id(self) -> str:
        """The first key that was used; empty where none was."""
        return next((record.identity.key_id for record in self.records if record.identity.key_id), "")

    @property
    def mfa(self) -> bool | None:
        """Whatever any event tells, a no before a yes: the sign-in's word counts no more than its calls'."""
        told = [record.mfa for record in self.records if record.mfa is not None]
        return all(told) if told else None

    @property
    def mfa_is_disputed(self) -> bool:
        """A sign-in tells that MFA was used, and a call that it was not; or the other way round."""
        signed_in = {record.mfa for record in self.records if record.name == "ConsoleLogin"} - {None}
        called = {record.mfa for record in self.records if record.name != "ConsoleLogin"} - {None}
        return bool(signed_in and called) and len(signed_in | called) > 1

    @property
    def task_policy(self) -> str | None:
        """The ARN of the task policy that AssumeRoot was called with."""
        return task_policy_of(self.opened) if self.opened is not None else None


def credential_of(record: Record) -> Credential:
    """What the caller showed; a console session, or a sign-in, is the password's."""
    if record.identity.credential == "access-key":
        return "access-key"
    if is_by_console(record) and not record.identity.assumed_root:
        return "password"
    if record.identity.credential == "none" and record.identity.session_begun is not None:
        return "session"
    return record.identity.credential


def is_by_console(record: Record) -> bool:
    """Whether it is a sign-in, or a call of the console's own session.

    Newer records of the console say so; of older ones the agent is a browser, or a part of AWS's own.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
    """
    if record.from_console or record.type.lower() in ("awsconsolesignin", "awsconsoleaction"):
        return True
    return record.identity.credential == "session" and _CONSOLE.search(record.agent) is not None


def task_policy_of(opening: Record) -> str | None:
    """Of an AssumeRoot call the ARN of its task policy: as text, or an object that holds it."""
    told: Any = opening.request.get("taskPolicyArn")
    if isinstance(told, Mapping):
        told = told.get("arn")
    return told if isinstance(told, str) and told else None


def sittings(acts: Sequence[tuple[Record, Actor]], openings: Iterable[Record]) -> tuple[Sitting, ...]:
    """The sessions of root and of AssumeRoot, in the order in which they began. Services have none.

    `acts` are in the order of time; `openings` are AssumeRoot calls.
    """
    human = defaultdict[str, list[Record]](list)
    central = defaultdict[tuple[str, str], list[Record]](list)
    for record, actor in acts:
        if actor == "root":
            human[account_of(record)].append(record)
        elif actor == "central":
            central[account_of(record), record.identity.key_id].append(record)
    found = [_sitting(account, "root", group) for account, records in human.items() for group in _of_account(records)]
    by_key = {key: record for record in openings if (key := given_key(record))}
    found += [
        _sitting(account, "central", records, by_key.get(key_id)) for (account, key_id), records in central.items()
    ]
    return tuple(sorted(found, key=lambda each: (each.records[0].time, each.id)))


def given_key(opening: Record) -> str:
    """The id of the temporary key that a call to STS answered with; the secrets beside it are never looked at."""
    credentials = opening.response.get("credentials")
    key = credentials.get("accessKeyId") if isinstance(credentials, Mapping) else None
    return key if isinstance(key, str) else ""


def _sitting(account: str, actor: Actor, records: Iterable[Record], opened: Record | None = None) -> Sitting:
    ordered = tuple(sorted(records, key=lambda record: (record.time, record.event_id)))
    first = ordered[0]
    return Sitting(
        id=f"{account}/{first.time:%Y%m%dT%H%M%SZ}/{first.event_id[:8]}",
        account=account,
        actor=actor,
        records=ordered,
        credential=_credential(ordered),
        opened=opened,
    )


def _credential(records: Iterable[Record]) -> Credential:
    shown: Credential = "none"
    for record in records:
        if credential_of(record) == "password":
            return "password"
        if shown == "none":
            shown = record.identity.credential
    return shown


def _of_account(records: Sequence[Record]) -> list[list[Record]]:
    """One account's human events, which are in the order of time, in groups."""
    keyed: list[Record] = []
    long_term = defaultdict[str, list[Record]](list)
    keyless: list[Record] = []
    for record in records:
        credential = record.identity.credential
        if credential == "access-key":
            long_term[record.identity.key_id].append(record)
        elif credential == "session" or _marks(record):
            keyed.append(record)
        elif not (record.name == "ConsoleLogin" and record.failed):
            keyless.append(record)  # a sign-in that failed began nothing
    temporary = _temporary(keyed)
    runs = [run for calls in long_term.values() for run in _runs(calls)]
    return [*_joined(temporary, keyless), *runs]


def _temporary(records: Iterable[Record]) -> list[list[Record]]:
    """Groups that share a key or a creation date."""
    group_of: dict[object, list[Record]] = {}
    groups: dict[int, list[Record]] = {}
    for record in records:
        marks = _marks(record)
        known = {id(group_of[mark]): group_of[mark] for mark in marks if mark in group_of}
        merged: list[Record] = max(known.values(), key=len, default=[])
        groups[id(merged)] = merged
        for other in known.values():
            if other is not merged:
                merged += other
                del groups[id(other)]
                for moved in other:
                    group_of.update(dict.fromkeys(_marks(moved), merged))
        merged.append(record)
        group_of.update(dict.fromkeys(marks, merged))
    return list(groups.values())


def _marks(record: Record) -> list[object]:
    """What its session is known by: its key, when it was created, and the sign-in of `aws login`.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    identity = record.identity
    marks = (identity.key_id, identity.session_begun, identity.sign_in_session, record.extra.get("signInSessionArn"))
    return [mark for mark in marks if mark and isinstance(mark, str | datetime)]


def _runs(records: Sequence[Record]) -> list[list[Record]]:
    """Calls of one key, cut where it was quiet for longer than QUIET."""
    runs: list[list[Record]] = []
    for record in records:
        if runs and record.time - runs[-1][-1].time <= QUIET:
            runs[-1].append(record)
        else:
            runs.append([record])
    return runs


class _Span(msgspec.Struct):
    begun: datetime
    ended: datetime
    records: list[Record]
    has_sign_in: bool = False
    addresses: set[str] = msgspec.field(default_factory=set)

    def takes(self, record: Record) -> bool:
        """Whether an event without a key may belong to it, by time and address."""
        if record.address and self.addresses and record.address not in self.addresses:
            return False
        return self.begun - SIGN_IN <= record.time <= self.ended + QUIET


def _joined(temporary: list[list[Record]], keyless: Sequence[Record]) -> list[list[Record]]:
    """Events without a key put to the sessions that they led to or that were open; the rest in runs of their own."""
    spans = sorted(
        (
            _Span(
                min((r.identity.session_begun or r.time for r in group), default=group[0].time),
                max(record.time for record in group),
                group,
                addresses={record.address for record in group if record.address},
            )
            for group in temporary
        ),
        key=lambda span: (span.begun, span.ended, span.records[0].event_id),
    )
    begins = [span.begun for span in spans]
    alone: list[_Span] = []
    for record in keyless:
        signs_in = record.name == "ConsoleLogin"
        low = bisect_left(begins, record.time - (SIGN_IN if signs_in else LONGEST))
        high = bisect_right(begins, record.time + SIGN_IN)
        near = [span for span in spans[low:high] if span.takes(record) and not (signs_in and span.has_sign_in)]
        if near:
            span = min(near, key=lambda each: abs(each.begun - record.time)) if signs_in else near[-1]
        elif not signs_in and alone and alone[-1].takes(record):
            span = alone[-1]
            span.ended = record.time
        else:
            span = _Span(record.time, record.time, [], addresses={record.address} if record.address else set())
            alone.append(span)
        span.records.append(record)
        span.has_sign_in = span.has_sign_in or signs_in
    return [span.records for span in (*spans, *alone)]
