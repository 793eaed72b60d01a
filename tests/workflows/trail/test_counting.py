"""Counting who used what, over logs, whatever reads them."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from rootward.trail.actions.call import Call
from rootward.trail.finding import portions
from rootward.trail.finding.portions import REST
from rootward.trail.log import Log
from rootward.trail.sources.wanted import Wanted
from rootward.workflows.trail.counting import count
from tests.trail.actions.calls import ANNA, BY_DEPLOY, DEPLOY, event, tally
from tests.trail.classify.events import at

EVENTS = [
    event("s3", "GetObject", {"bucketName": "acme", "key": f"{number % 7}"}, minute=number, awsRegion="eu-west-1")
    if number % 3
    else event("iam", "ListUsers", by=BY_DEPLOY, minute=number, awsRegion="us-east-1")
    for number in range(40)
]


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Log]:
    """Ten logs, each a portion."""
    monkeypatch.setattr(portions, "_MOST_IN_PORTION", 1)
    paths = [tmp_path / f"{number}.json.gz" for number in range(10)]
    for number, path in enumerate(paths):
        path.write_bytes(gzip.compress(json.dumps({"Records": EVENTS[number::10]}).encode()))
    return [Log(name=path.name, path=str(path)) for path in paths]


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_processes_count_what_one_counts(workers: int, logs: list[Log]):
    counted = count(logs, Wanted(), workers=workers, about=ANNA)
    known = tally(*(call_of(one) for one in EVENTS)).used()
    found = counted.tally.used()
    assert (counted.unread, counted.interrupted) == ((), False)
    assert known is not None
    assert found is not None
    assert found.of(ANNA) == known.of(ANNA)
    assert [(one.action, one.count, one.resources) for one in found.principals[1].used] == [("iam:ListUsers", 14, ())]


def test_no_more_is_counted_than_is_asked_for(logs: list[Log]):
    wanted = Wanted(regions=frozenset({"us-east-1"}), since=datetime.fromisoformat(at(6)))
    found = count(logs, wanted, workers=1).tally.used()
    assert found is not None
    assert [(one.principal, one.used[0].count) for one in found.principals] == [(DEPLOY, 12)]


BAD = ["yesterday", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]


def test_a_time_that_utc_has_no_year_for_is_told_of_whatever_is_asked_for():
    held = [Log(name="a", data=json.dumps({"Records": [event("iam", "ListUsers", eventTime=BAD[1])]}).encode())]
    counted = count(held, Wanted(since=datetime.fromisoformat(at(6))), workers=1)
    assert [one.reason for one in counted.unread] == [
        "1 of the records in it has an eventTime that cannot be read: not counted"
    ]


def test_what_cannot_be_counted_is_said_with_its_log():
    held = [
        Log(name="b", data=json.dumps({"Records": [event("iam", "ListUsers", eventTime=None)] * 3}).encode()),
        Log(name="c", data=json.dumps({"Records": [event("iam", "ListUsers", eventTime=one) for one in BAD]}).encode()),
        Log(name="d", data=json.dumps({"Records": [{"eventVersion": "1.11", "eventTime": at(0)}]}).encode()),
        Log(name="a", data=b"nothing"),
    ]
    counted = count(held, Wanted(), workers=1)
    assert counted.tally.used() is None
    assert [(one.path, one.reason) for one in counted.unread] == [
        ("a", "it holds no records of CloudTrail's"),
        ("b", "3 of the records in it have no eventTime: not counted"),
        ("c", "3 of the records in it have an eventTime that cannot be read: not counted"),
        ("d", "1 of the records in it has no eventName: not counted"),
    ]


def test_ctrl_c_keeps_what_was_counted(logs: list[Log]):
    def interrupted():
        yield from logs[:4]
        yield Log(name="held", data=json.dumps({"Records": EVENTS}).encode())
        raise KeyboardInterrupt

    counted = count(interrupted(), Wanted(), workers=1)
    assert counted.interrupted
    assert counted.unread == (REST,)


def call_of(one: object) -> Call:
    return msgspec.json.decode(msgspec.json.encode(one), type=Call)
