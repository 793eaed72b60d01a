"""Laws 7, 9 and 10 for what logs tell of root: no secret, names stay text, the same logs give the same report."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from rootward.reports.trail import json as json_text
from rootward.reports.trail import text as text_text
from rootward.reports.trail.words import summary
from rootward.workflows.trail.report import Asked, report
from tests.cli.trail.trails import assume_root, by_user, delivered, log, needless, required, signed_in, text
from tests.contract.names import anything
from tests.contract.subjects import OF_TRAILS, hostile_trail
from tests.local.key_places.planting import key_id, secret, token

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
