"""What CloudTrail shows of root: each event with its verdict, their sessions, what was detected, and what is missing.

The structs are the keys of the JSON format of `rootward trail report`, schema 1: keys and their order do not change
within a schema number. Record contents: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from rootward.model.scan import Unread

TRAIL_SCHEMA = 1

Actor = Literal["root", "central", "service"]
"""Somebody with root's own credentials; an AssumeRoot session of a member account; an AWS service acting for root."""

Verdict = Literal["required", "required_here", "conditional", "not_required", "unknown"]
"""Whether it took root: always; in a standalone or management account alone; under the circumstances that `why` names;
no: `permissions` would have been enough; it cannot be told."""

Severity = Literal["critical", "high", "medium", "low"]
Credential = Literal["password", "access-key", "session", "none"]
"""What the caller showed: a console session, a long-term key, temporary credentials, or nothing that is told."""


class RootEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event by root, or by a service for it."""

    event_id: str
    time: datetime
    account: str
    region: str
    actor: Actor
    name: str
    """`ConsoleLogin`."""
    source: str
    """The service that was called: `signin.amazonaws.com`."""
    verdict: Verdict
    task: str | None
    """The id of the task of the table that it belongs to; None: of none."""
    why: str
    """One sentence: what the verdict rests on."""
    permissions: tuple[str, ...] = ()
    """IAM actions that would have been enough; of not_required and conditional."""
    managed_policy: str | None = None
    """The ARN of an AWS managed policy that has them, where one is near enough."""
    detections: tuple[str, ...] = ()
    """Ids of detections that it takes part in, in the order of the alphabet."""
    session: str | None = None
    """The id of its session."""
    address: str | None = None
    agent: str | None = None
    mfa: bool | None = None
    """None: it is not told."""
    credential: Credential = "none"
    key_id: str | None = None
    error: str | None = None
    """Its errorCode: it failed."""
    read_only: bool | None = None
    changed: str | None = None
    """In a few words what it changed, of what it asked for: `bucket acme-logs`."""


class RootSession(msgspec.Struct, frozen=True, kw_only=True):
    """Events of one sign-in, one temporary session or one key in one go, from the first to the last action."""

    id: str
    account: str
    actor: Actor
    begun: datetime
    ended: datetime
    credential: Credential
    key_id: str | None
    opened_by: str | None = None
    """Of a central session: the ARN that called AssumeRoot, where that call was read."""
    task_policy: str | None = None
    addresses: tuple[str, ...]
    agents: tuple[str, ...]
    mfa: bool | None
    verdict: Verdict
    """The worst of its events: not_required, unknown, conditional, required_here, required."""
    changed: tuple[str, ...]
    """What its successful writes changed, each once: `iam CreateUser alice`."""
    events: tuple[str, ...]
    """Ids, in the order of time."""


class ShownEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event that shows a detection: of root, or of anybody."""

    event_id: str
    time: datetime
    account: str
    region: str
    name: str
    source: str
    principal: str
    """Its ARN; of an event without one its type or user name."""
    address: str | None = None
    error: str | None = None


class Detection(msgspec.Struct, frozen=True, kw_only=True):
    """Something to look at, by one or more events."""

    id: str
    """`root-sign-in-without-mfa`."""
    severity: Severity
    title: str
    account: str
    why: str
    """One sentence with the facts of this case."""
    first: datetime
    last: datetime
    count: int
    """Of events; the first few are in `events`."""
    events: tuple[ShownEvent, ...]


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Days of a log of which there is no file, between days of which there is."""

    account: str
    region: str
    first: date
    last: date


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """How much was read."""

    files: int = 0
    records: int | None = None
    """None: they were not counted, only searched."""
    bytes: int = 0
    """Inflated; of a set that ingest made there are none."""
    duplicates: int = 0
    """Deliveries of an event that was there already, of those that were looked at; a set tells each event once."""


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for, beside the time; empty: all."""

    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    all: bool = False
    """Also what services, AssumeRoot sessions and others than root did."""


class Validated(msgspec.Struct, frozen=True, kw_only=True):
    """How far the log files were found to be as CloudTrail delivered them."""

    log_files: int
    """That are as they were delivered."""
    digests: int
    """Digest files that are as they were delivered."""
    signatures: str
    """`verified`, `verified of …`, or `not verified: …` and why."""
    not_validated: tuple[str, ...] = ()
    """What else was not, a line each."""


class RootTimeline(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of `rootward trail report`."""

    schema: int = TRAIL_SCHEMA
    rootward: str
    taken_at: datetime
    looked_in: tuple[str, ...]
    accounts: tuple[str, ...]
    """Those whose logs were read, or whose events."""
    since: datetime | None
    """What was asked for; None: from the first."""
    until: datetime | None
    covered: tuple[datetime, datetime] | None
    """From the first to the last moment that the logs are known to tell of; None: nobody knows. Of a log file these are
    its first and its last record, the events that are told of it, and the moment in its name: CloudTrail puts records
    in no order, and records between may lie some minutes outside.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-events.html"""
    events: tuple[RootEvent, ...]
    """Worst first, then the newest: not_required, unknown, conditional, required_here, required."""
    sessions: tuple[RootSession, ...]
    """The newest first."""
    detections: tuple[Detection, ...]
    """Worst first, then the newest."""
    left_out: int
    """Central and service events that `--all` would list."""
    gaps: tuple[Gap, ...]
    read: Read
    unread: tuple[Unread, ...]
    validated: Validated | None = None
    """None: nobody asked whether the log files are as they were delivered."""
    asked: Scope = Scope()
