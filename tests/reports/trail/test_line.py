"""An event of root on one line."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from rootward.model.root_event import RootEvent
from rootward.reports.trail.line import render

EVENT = RootEvent(
    event_id="event-1",
    time=datetime(2026, 5, 4, 12, 0, 7, tzinfo=UTC),
    account="111122223333",
    region="us-east-1",
    actor="root",
    name="CreateUser",
    source="iam.amazonaws.com",
    verdict="not_required",
    task=None,
    why="An administrator could have done it.",
    detections=("user-created",),
    address="192.0.2.10",
    credential="password",
    mfa=False,
    changed="alice",
)


def test_it_says_when_whose_what_from_where_with_what_and_whether_it_took_root():
    assert render(EVENT) == (
        "2026-05-04T12:00:07Z 111122223333 root: iam CreateUser alice, from 192.0.2.10, with its password, without "
        "MFA: not_required. An administrator could have done it. [user-created]"
    )


def test_what_is_not_known_is_left_out():
    bare = msgspec.structs.replace(
        EVENT,
        detections=(),
        address=None,
        credential="none",
        mfa=None,
        changed=None,
        actor="central",
        error="AccessDenied",
    )
    assert render(bare) == (
        "2026-05-04T12:00:07Z 111122223333 root by AssumeRoot: iam CreateUser failed: AccessDenied, with a credential "
        "that is not told: not_required. An administrator could have done it."
    )


def test_it_stays_one_line_whatever_the_record_says():
    hostile = msgspec.structs.replace(EVENT, name="a\nb\x1b[31m", changed="x\ry", address="1\n2", error="\u202e")
    assert render(hostile).splitlines() == [render(hostile)]
    assert "\x1b" not in render(hostile)
