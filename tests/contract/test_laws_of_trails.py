"""Laws 7, 9 and 10 for what logs tell of root: no secret, names stay text, the same logs give the same report."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings

from rootward.reports.trail import json as json_text
from rootward.reports.trail import text as text_text
from rootward.reports.trail.words import summary
from rootward.trail.sources.wanted import Wanted
from rootward.workflows.trail.ingest import ingest
from rootward.workflows.trail.report import Asked, report
from tests.cli.trail.trails import assume_root, by_user, delivered, log, needless, required, signed_in, text
from tests.contract.names import anything
from tests.contract.subjects import OF_TRAILS, hostile_trail
from tests.local.key_places.planting import key_id, secret, token
from tests.trail.classify.events import ACCOUNT, at, raw, root

PART = 6
"""So many characters in a row would be a part of a secret."""
NOW = datetime(2026, 5, 10, tzinfo=UTC)


def told(*sources, **facts):
    """Every report of these logs, all that is said beside them, and what is kept of them."""
    said: list[str] = []
    done = report(Asked(sources=tuple(map(str, sources)), all=True, **facts), progress=said.append, now=lambda: NOW)
    return [*(render(done.timeline) for render in OF_TRAILS), summary(done.timeline), *said, repr(done)]


def parts_in(texts, *secrets):
    whole = "\n".join(texts)
    flat = whole.replace("\n", "").replace(" ", "")
    return [
        hush[start : start + PART]
        for hush in secrets
        for start in range(len(hush) - PART + 1)
        if hush[start : start + PART] in whole or hush[start : start + PART] in flat
    ]


PLACES = {
    "the agent": {"userAgent": "app {}"},
    "the name of a bucket": {"requestParameters": {"bucketName": "{}"}},
    "the address": {"sourceIPAddress": "{}"},
    "an error": {"errorCode": "AccessDenied", "errorMessage": "refused: {}"},
    "the code of an error": {"errorCode": "{}"},
    "a policy": {"requestParameters": {"bucketName": "acme", "policy": '{{"Sid": "{}"}}'}},
    "an answer": {"responseElements": {"credentials": {"secretAccessKey": "{}", "sessionToken": "{}"}}},
    "a password": {"requestParameters": {"userName": "alice", "password": "{}"}},
    "the name of a user": {"requestParameters": {"userName": "{}"}, "eventSource": "iam.amazonaws.com"},
}


def filled(value, hush):
    if isinstance(value, dict):
        return {name: filled(each, hush) for name, each in value.items()}
    return value.format(hush, hush)


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("hush", [secret(1), token(1)], ids=["a secret key", "a session token"])
def test_a_secret_that_a_record_holds_is_told_nowhere(tmp_path, place, hush):
    (tmp_path / "log.json").write_bytes(text(needless(1, **filled(place, hush)), needless(2)))

    texts = told(tmp_path / "log.json")
    assert "CreateBucket" in texts[0]
    assert parts_in(texts, hush) == []


def test_ids_of_keys_are_whole(tmp_path):
    identity = {**needless()["userIdentity"], "accessKeyId": key_id(1)}
    identity.pop("sessionContext")
    (tmp_path / "log.json").write_bytes(text(needless(1, userIdentity=identity)))

    assert all(key_id(1) in one for one in told(tmp_path / "log.json")[:4])


@settings(max_examples=50)
@given(name=anything)
def test_json_gives_any_name_back(name):
    timeline = json.loads(json_text.render(hostile_trail(name)))
    if name.encode("utf-8", "ignore").decode() == name:
        assert timeline["events"][0]["agent"] == name
        assert timeline["unread"] == [{"path": name, "reason": name}]


@pytest.mark.parametrize("render", OF_TRAILS)
def test_the_same_timeline_is_the_same_report_whatever_the_terminal(render):
    one = hostile_trail("x")

    assert len({render(one) for _ in range(3)}) == 1
    if render is not text_text.render:
        assert render(one, width=40, color=True) == render(one, width=200)


def records():
    """Of one night: root, a central session and others; some at one time."""
    made = [needless(number // 2, eventID=f"{number:03}") for number in range(40)]
    made += [required(number + 50, eventID=f"key-{number}") for number in range(4)]
    return [*made, signed_in(0, mfa="No"), assume_root(), *(by_user(number) for number in range(60))]


@pytest.fixture
def logs(tmp_path):
    """The records in files of several days, and some of them twice."""
    for number, part in enumerate((records()[:20], records()[20:70], records()[70:], records()[10:30])):
        delivered(tmp_path / "logs", f"2026-05-0{4 + number // 2}", *part)
    return tmp_path / "logs"


REAL = signed_in(3, mfa="No", eventID="X", sourceIPAddress="192.0.2.10")
MADE = raw(
    "iam", "CreateUser", eventID="Y", eventTime=at(4), requestParameters={"userName": "x"}, recipientAccountId=ACCOUNT
)
"""What somebody wants hidden."""
OTHER = "444455556666"
FORGED: dict[str, dict[str, Any]] = {
    "the account": {"recipientAccountId": OTHER},
    "whose root": {"userIdentity": root(accountId=OTHER, arn=f"arn:aws:iam::{OTHER}:root")},
    "the account of the caller": {"userIdentity": root(accountId=OTHER)},
    "a session of AssumeRoot": {"userIdentity": root(sessionContext={"assumedRoot": "true"})},
    "the session's MFA": {"userIdentity": root(sessionContext={"attributes": {"mfaAuthenticated": "true"}})},
    "the key": {"userIdentity": root(accessKeyId=key_id(7))},
    "a service": {"userIdentity": root(invokedBy="support.amazonaws.com")},
    "somebody else": {"userIdentity": by_user()["userIdentity"]},
    "MFA": {"additionalEventData": {"MFAUsed": "Yes"}},
    "an error": {"errorCode": "AccessDenied"},
    "the words of an error": {"errorMessage": "Failed authentication"},
    "the answer": {"responseElements": {"ConsoleLogin": "Failure"}},
    "what was asked": {"requestParameters": {"userName": "another"}},
    "the address": {"sourceIPAddress": "10.0.0.1"},
    "the agent": {"userAgent": "another"},
    "the region": {"awsRegion": "eu-west-1"},
    "the time": {"eventTime": "2014-01-01T00:00:00Z"},
    "the service": {"eventSource": "ec2.amazonaws.com"},
    "the name": {"eventName": "ListUsers"},
    "the kind": {"eventType": "AwsServiceEvent"},
    "that it reads": {"readOnly": True},
    "the console": {"sessionCredentialFromConsole": "true"},
}


def shown(timeline):
    """What is told of the two, but for numbers that tell those of one id apart, and for what hangs on others."""
    about = ("time", "account", "region", "actor", "name", "source", "address", "agent", "mfa", "key_id", "error")
    return {(event["event_id"][0], *(event.get(one) for one in (*about, "changed"))) for event in timeline["events"]}


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_a_file_beside_the_logs_hides_nothing_that_root_did(tmp_path, forged, first):
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "m.json.gz").write_bytes(log(REAL, MADE))
    alone = json.loads(told(folder)[1])
    (folder / ("a.json.gz" if first else "z.json.gz")).write_bytes(log({**REAL, **forged}, {**MADE, **forged}))
    ingest([str(folder)], tmp_path / "set", Wanted(), workers=1, progress=lambda _line: None)
    ingest([str(folder / "m.json.gz")], tmp_path / "two", Wanted(), workers=1, progress=lambda _line: None)
    ingest([str(folder)], tmp_path / "two", Wanted(), workers=1, progress=lambda _line: None)

    wanted = Wanted(accounts=frozenset({ACCOUNT}), since=datetime(2026, 1, 1, tzinfo=UTC))
    detected = {one["id"] for one in alone["detections"]}
    assert detected >= {"root-sign-in-without-mfa", "user-created"}
    whole = set()
    for source, workers in ((folder, 1), (folder, 2), (tmp_path / "set", 1), (tmp_path / "two", 1)):
        timeline = json.loads(told(source, workers=workers)[1])
        assert shown(alone) <= shown(timeline)
        assert detected <= {one["id"] for one in timeline["detections"]}
        assert len({event["event_id"] for event in timeline["events"]}) == len(timeline["events"])
        whole.add(json.dumps([timeline[name] for name in ("events", "sessions", "detections")]))
        assert shown(alone) <= shown(json.loads(told(source, wanted=wanted, workers=1)[1]))
    assert len(whole) == 1


def test_one_process_and_several_tell_the_same(logs):
    assert told(logs, workers=1) == told(logs, workers=3)


def test_the_order_of_records_and_how_they_lie_in_files_change_nothing(tmp_path):
    reports = []
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        shuffled = records()
        random.Random(number).shuffle(shuffled)  # noqa: S311 - an order
        cut = 30 * (number + 1)
        (folder / "a.json.gz").write_bytes(log(*shuffled[:cut]))
        (folder / "b.json.gz").write_bytes(log(*shuffled[cut:]))
        timeline = json.loads(told(folder)[1])
        reports.append({key: timeline[key] for key in ("events", "sessions", "detections", "left_out", "accounts")})

    assert reports[0] == reports[1] == reports[2]
    assert len(reports[0]["events"]) == 45


def test_where_each_file_keeps_its_first_and_last_record_no_order_changes_anything(tmp_path):
    reports = set()
    for number in range(3):
        for name, part in (("a.json.gz", records()[:50]), ("b.json.gz", records()[50:])):
            between = part[1:-1]
            random.Random(number).shuffle(between)  # noqa: S311 - an order
            (tmp_path / name).write_bytes(log(part[0], *between, part[-1]))
        reports.add(told(tmp_path)[1])

    assert len(reports) == 1
    assert len(json.loads(reports.pop())["events"]) == 45


def test_what_is_covered_is_never_more_than_the_records_tell_of(tmp_path):
    times = [one["eventTime"] for one in records()]
    for number in range(3):
        shuffled = records()
        random.Random(number).shuffle(shuffled)  # noqa: S311 - an order
        (tmp_path / "a.json.gz").write_bytes(log(*shuffled))
        first, last = json.loads(told(tmp_path)[1])["covered"]
        assert min(times) <= first <= last <= max(times)
