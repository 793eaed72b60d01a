"""Root signs in to a practice account: its trail's bucket, and its event history, tell so."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import Any

import pytest

from rootward.model.root_event import RootEvent
from rootward.sandbox import serve
from rootward.sandbox.console import SignIn
from rootward.trail.sources.wanted import Wanted
from rootward.workflows.permissions import policy_for_trail_report, policy_for_trail_watch
from rootward.workflows.trail import cloud, watch
from rootward.workflows.trail.report import Asked, report
from tests.aws.practice import person, session_of

ACCOUNT = "123456789012"


@pytest.fixture(scope="module")
def sandbox():
    """One whose trail delivers, after root signed in."""
    with serve("hardened") as practice:
        cloudtrail: Any = session_of(practice).client("cloudtrail")
        cloudtrail.describe_trails()
        practice.advance_clock(600)
        practice.do(SignIn())
        practice.advance_clock(600)
        yield practice


@pytest.fixture
def bucket(sandbox, monkeypatch):
    @contextmanager
    def opened(*_asked):
        yield session_of(sandbox)

    for module in (cloud, watch):
        monkeypatch.setattr(module, "opened", opened)
    cloudtrail: Any = session_of(sandbox).client("cloudtrail")
    (trail,) = cloudtrail.describe_trails()["trailList"]
    return f"s3://{trail['S3BucketName']}"


def events(*sources):
    told = report(Asked(sources=sources, wanted=Wanted(accounts=frozenset({ACCOUNT}))), progress=lambda _line: None)
    assert not told.timeline.unread
    return [event.event_id for event in told.timeline.events if event.name == "ConsoleLogin"]


def test_the_bucket_and_the_event_history_tell_the_same(bucket):
    (in_bucket,) = events(bucket)

    assert events("--lookup") == [in_bucket]
    assert events(bucket, "--lookup") == [in_bucket]


def test_a_watch_of_the_bucket_hears_it_once(bucket, sandbox, tmp_path):
    told: list[RootEvent] = []
    asked = watch.Watching(source=bucket, once=True, state=tmp_path / "state.json")

    def look():
        return watch.watch(asked, told.append, print, print, now=lambda: sandbox.now)

    assert look().woke == 1
    assert look().woke == 0
    assert [(event.name, event.account, event.actor) for event in told] == [("ConsoleLogin", ACCOUNT, "root")]


@pytest.mark.parametrize("policy", [policy_for_trail_report, policy_for_trail_watch])
def test_the_policy_that_is_printed_is_enough(bucket, sandbox, monkeypatch, tmp_path, policy):
    reader = person(sandbox, policy.__name__, *json.loads(policy())["Statement"])

    @contextmanager
    def opened(*_asked):
        yield reader

    for module in (cloud, watch):
        monkeypatch.setattr(module, "opened", opened)
    sandbox.enforce = True
    try:
        if policy is policy_for_trail_report:
            assert len(events(bucket, "--lookup")) == 1
        else:
            asked = watch.Watching(source=bucket, once=True, state=tmp_path / "state.json")
            watched = watch.watch(asked, print, print, print, now=lambda: sandbox.now)
            assert (watched.woke, watched.unread) == (1, 0)
    finally:
        sandbox.enforce = False
