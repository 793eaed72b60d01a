"""Timelines of root: what a report may have to tell, with literal facts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from rootward.model.root_event import Detection, Gap, Read, RootEvent, RootSession, RootTimeline, ShownEvent
from rootward.model.scan import Unread

ACCOUNT, OTHER = "111122223333", "444455556666"
ADDRESS = "192.0.2.10"
AGENT = "Mozilla/5.0 (X11; Linux x86_64)"
ROOT_KEY = "AKIA" + "R" * 16
WHY = "it is none of the tasks that take root"


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    """In November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def event(number: int = 1, **facts: Any) -> RootEvent:
    """Root makes a bucket in the console."""
    standard: dict[str, Any] = {
        "event_id": f"00000000-0000-4000-8000-{number:012}",
        "time": at(20, 9, number % 60),
        "account": ACCOUNT,
        "region": "us-east-1",
        "actor": "root",
        "name": "CreateBucket",
        "source": "s3.amazonaws.com",
        "verdict": "not_required",
        "task": None,
        "why": WHY,
        "permissions": ("s3:CreateBucket",),
        "session": "session-1",
        "address": ADDRESS,
        "agent": AGENT,
        "mfa": True,
        "credential": "password",
        "read_only": False,
        "changed": "bucket acme-logs",
    }
    return RootEvent(**{**standard, **facts})


def sign_in(number: int = 2, **facts: Any) -> RootEvent:
    """Root signs in."""
    standard: dict[str, Any] = {
        "name": "ConsoleLogin",
        "source": "signin.amazonaws.com",
        "why": "it belongs to a session whose other events were not required at worst",
        "permissions": (),
        "changed": None,
    }
    return event(number, **{**standard, **facts})


def required(number: int = 3, **facts: Any) -> RootEvent:
    """Root deletes its own key."""
    standard: dict[str, Any] = {
        "name": "DeleteAccessKey",
        "source": "iam.amazonaws.com",
        "verdict": "required",
        "task": "root-access-keys",
        "why": "root's access keys can be made, changed and deleted by root alone",
        "permissions": (),
        "changed": "access key of root",
    }
    return event(number, **{**standard, **facts})


def by_key(number: int = 4, **facts: Any) -> RootEvent:
    """Root's key looks around."""
    standard: dict[str, Any] = {
        "name": "DescribeInstances",
        "source": "ec2.amazonaws.com",
        "permissions": ("ec2:DescribeInstances",),
        "session": "session-2",
        "agent": "aws-cli/2.15.0",
        "mfa": None,
        "credential": "access-key",
        "key_id": ROOT_KEY,
        "read_only": True,
        "changed": None,
    }
    return event(number, **{**standard, **facts})


def session(*events: RootEvent, **facts: Any) -> RootSession:
    """The session of these events, in the order of time."""
    ordered = sorted(events, key=lambda one: one.time)
    first = ordered[0]
    standard: dict[str, Any] = {
        "id": first.session,
        "account": first.account,
        "actor": first.actor,
        "begun": first.time,
        "ended": ordered[-1].time,
        "credential": first.credential,
        "key_id": first.key_id,
        "addresses": (ADDRESS,),
        "agents": (first.agent,),
        "mfa": first.mfa,
        "verdict": "not_required",
        "changed": tuple(f"{one.source.partition('.')[0]} {one.name} {one.changed}" for one in ordered if one.changed),
        "events": tuple(one.event_id for one in ordered),
    }
    return RootSession(**{**standard, **facts})


def shown(**facts: Any) -> ShownEvent:
    """An event that shows a detection."""
    standard: dict[str, Any] = {
        "event_id": "00000000-0000-4000-8000-000000000002",
        "time": at(20, 9, 2),
        "account": ACCOUNT,
        "region": "us-east-1",
        "name": "ConsoleLogin",
        "source": "signin.amazonaws.com",
        "principal": f"arn:aws:iam::{ACCOUNT}:root",
        "address": ADDRESS,
    }
    return ShownEvent(**{**standard, **facts})


def detection(**facts: Any) -> Detection:
    """Root's sign-in without MFA."""
    standard: dict[str, Any] = {
        "id": "root-sign-in-without-mfa",
        "severity": "critical",
        "title": "Root signed in without MFA",
        "account": ACCOUNT,
        "why": f"arn:aws:iam::{ACCOUNT}:root signed in without MFA, from {ADDRESS}.",
        "first": at(20, 9, 2),
        "last": at(20, 9, 2),
        "count": 1,
        "events": (shown(),),
    }
    return Detection(**{**standard, **facts})


def timeline(*events: RootEvent, **facts: Any) -> RootTimeline:
    """Of a folder of logs of one account."""
    standard: dict[str, Any] = {
        "rootward": "0.1.0",
        "taken_at": at(27, 20, 33),
        "looked_in": ("logs",),
        "accounts": (ACCOUNT,),
        "since": None,
        "until": None,
        "covered": (at(1), at(27)),
        "events": events,
        "sessions": (),
        "detections": (),
        "left_out": 0,
        "gaps": (),
        "read": Read(files=12, records=214, bytes=1_234_567),
        "unread": (),
    }
    return RootTimeline(**{**standard, **facts})


def woken() -> RootTimeline:
    """Root worked in the console without need, and by a key; then it deleted the key, which takes root."""
    first = (sign_in(2), event(1, time=at(20, 9, 8)), event(5, time=at(20, 9, 9), changed="bucket acme-data"))
    second = (by_key(4, time=at(22, 3, 1)), by_key(6, time=at(22, 3, 2)))
    third = (
        sign_in(7, time=at(25, 8), verdict="required", session="session-3", why="it led to required work alone"),
        required(3, time=at(25, 8, 18), session="session-3"),
    )
    central = event(
        8,
        actor="central",
        account=OTHER,
        time=at(10),
        name="DeleteBucketPolicy",
        verdict="required",
        task=None,
        why="it was done through AssumeRoot for the task S3UnlockBucketPolicy",
        permissions=(),
        session="session-4",
        credential="session",
        key_id="ASIA" + "C" * 16,
    )
    return timeline(
        *sorted((*first, *second), key=lambda one: one.time, reverse=True),
        *reversed(third),
        central,
        accounts=(ACCOUNT, OTHER),
        sessions=(
            session(*third, verdict="required"),
            session(*second),
            session(*first, mfa=False),
            session(
                central,
                opened_by=f"arn:aws:sts::{OTHER}:assumed-role/security/anna",
                task_policy="arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy",
                verdict="required",
            ),
        ),
        detections=(detection(), detection(id="root-key-used", severity="high", title="Root's key was used", count=9)),
        left_out=3,
        gaps=(Gap(account=ACCOUNT, region="all regions", first=date(2026, 11, 14), last=date(2026, 11, 16)),),
        unread=(Unread(path="logs/x.json.gz", reason="it is cut off: its gzip data ends too soon"),),
    )


def long(days: int) -> RootTimeline:
    """Root wakes now and then over so many days."""
    start = at(1) - timedelta(days=days)
    events = [
        make(number, time=start + timedelta(days=number * 3 % days, hours=number % 20))
        for number in range(1, days // 3)
        for make in ((sign_in, event, required, by_key)[number % 4],)
    ]
    return timeline(*events, covered=(start, at(1)))
