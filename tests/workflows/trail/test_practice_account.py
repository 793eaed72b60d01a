"""Root signs in to a practice account: its trail's bucket, and its event history, tell so."""

from __future__ import annotations

import json
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest

from rootward.model.root_event import RootEvent
from rootward.sandbox import serve
from rootward.sandbox.console import SignIn
from rootward.trail.sources.wanted import Wanted
from rootward.workflows.trail import cloud, watch
from rootward.workflows.trail.report import Asked, report
from rootward.workflows.trail_permissions import policy_for_trail
from tests.aws.practice import person, session_of

ACCOUNT = "123456789012"
NUMBERS = count()


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


@pytest.fixture
def as_reader(bucket, sandbox, monkeypatch):
    """From now on asked by somebody who may do what a policy says."""

    def read(policy):
        sandbox.enforce = False
        reader = person(sandbox, f"reader-{next(NUMBERS)}", *json.loads(policy)["Statement"])

        @contextmanager
        def opened(*_asked):
            yield reader

        for module in (cloud, watch):
            monkeypatch.setattr(module, "opened", opened)
        sandbox.enforce = True

    assert bucket
    yield read
    sandbox.enforce = False


def watched(source, state, sandbox):
    asked = watch.Watching(source=source, once=True, state=state)
    told = watch.watch(asked, print, print, print, now=lambda: sandbox.now)
    return told.woke, told.unread


def test_the_policy_that_is_printed_is_enough(bucket, as_reader, sandbox, tmp_path):
    as_reader(policy_for_trail("trail-report"))
    assert len(events(bucket, "--lookup")) == 1
    as_reader(policy_for_trail("trail-watch"))
    assert watched(bucket, tmp_path / "state.json", sandbox) == (1, 0)


@pytest.mark.parametrize("prefix", ["", "/AWSLogs", "/AWSLogs/"])
def test_so_is_that_of_its_bucket_alone(bucket, as_reader, sandbox, tmp_path, prefix):
    as_reader(policy_for_trail("trail-report", (f"{bucket}{prefix}",), lookup=True))
    assert len(events(f"{bucket}{prefix}", "--lookup")) == 1
    as_reader(policy_for_trail("trail-watch", (f"{bucket}{prefix}",)))
    assert watched(f"{bucket}{prefix}", tmp_path / "state.json", sandbox) == (1, 0)
    as_reader(policy_for_trail("audit", (f"{bucket}{prefix}",), checks=()))
    assert len(events(f"{bucket}{prefix}")) == 1


def test_of_another_bucket_or_another_prefix_nothing_is_read_then(bucket, as_reader):
    for other in ("s3://other", f"{bucket}/other"):
        as_reader(policy_for_trail("trail-report", (other,)))
        told = report(Asked(sources=(bucket,)), progress=lambda _line: None).timeline
        assert told.events == ()
        assert "s3:ListBucket" in told.unread[0].reason
