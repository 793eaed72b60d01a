"""What docs/trail.md shows is what the command gives."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from rootward.model.root_event import Detection, Gap, Read, RootEvent, RootSession, RootTimeline, ShownEvent
from rootward.model.scan import Unread
from tests.cli.trail.trails import by_user, delivered, needless, required, signed_in
from tests.trail.classify.events import in_console

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "trail.md").read_text("utf-8")


def block(opening):
    """The block that begins so."""
    found = re.search(rf"^```(?:json)?\n({re.escape(opening)}.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def at(day, hour, minute):
    return f"2026-11-{day}T{hour:02}:{minute:02}:00Z"


@pytest.fixture
def logs(folder):
    """The logs of the page's example."""
    without = in_console(begun=at(20, 9, 2), mfa="false")
    with_mfa = in_console(key="ASIA" + "T" * 16, begun=at(25, 8, 0))
    delivered(
        folder / "logs",
        "2026-11-20",
        signed_in(0, mfa="No", eventTime=at(20, 9, 2)),
        needless(1, userIdentity=without, eventTime=at(20, 9, 8), requestParameters={"bucketName": "acme-logs"}),
        needless(
            2,
            userIdentity=without,
            eventTime=at(20, 9, 14),
            eventSource="iam.amazonaws.com",
            eventName="CreateUser",
            requestParameters={"userName": "alice"},
        ),
    )
    delivered(folder / "logs", "2026-11-21", by_user(1, eventTime=at(21, 9, 14)))
    delivered(folder / "logs", "2026-11-24", by_user(2, eventTime=at(24, 9, 14)))
    delivered(
        folder / "logs",
        "2026-11-25",
        signed_in(5, eventTime=at(25, 8, 0)),
        required(6, userIdentity=with_mfa, eventTime=at(25, 8, 18)),
    )
    return "logs"


def test_each_line_of_the_example_is_printed(logs, reports):
    printed = reports(logs).out.splitlines()

    shown = [line for line in block("Looked in").splitlines() if line and not line.startswith("Looked in")]
    assert [line for line in shown if line not in printed] == []


def test_the_keys_of_the_example_are_those_of_the_format():
    example = json.loads(block('{"schema": 1'))

    assert list(example) == list(RootTimeline.__struct_fields__)
    for key, noun in (("events", RootEvent), ("sessions", RootSession), ("detections", Detection), ("gaps", Gap),
                      ("unread", Unread)):  # fmt: skip
        (one,) = example[key]
        assert list(one) == list(noun.__struct_fields__)
    assert list(example["detections"][0]["events"][0]) == list(ShownEvent.__struct_fields__)
    assert list(example["read"]) == list(Read.__struct_fields__)
