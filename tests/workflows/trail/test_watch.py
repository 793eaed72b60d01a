"""Root's waking is told once, whoever else is told or fails to be, and also after a restart."""

from __future__ import annotations

import errno
import json
import os
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from rootward.aws.trail_queue import QueueError
from rootward.errors import JournalError, UsageError
from rootward.model.root_event import RootEvent
from rootward.model.scan import Unread
from rootward.trail.finding import find as finding
from rootward.trail.finding import inflate
from rootward.trail.log import Log
from rootward.trail.sources.wanted import Wanted
from rootward.workflows.trail import watch as module
from rootward.workflows.trail.rounds import Batch
from rootward.workflows.trail.watch import Watching, watch
from tests.aws.fake_aws import fake_aws, js, json_error
from tests.cli.trail.trails import by_user, delivered, needless, required, text
from tests.trail.classify.events import NOON, central, raw

SECRET = "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYzzzzzzzzzz"


class Given:
    """Rounds that leave nothing."""

    is_whole = True

    def missed(self, names):
        pass


class Hook:
    def __init__(self, why=""):
        self.heard = []
        self._why = why

    def tell(self, event, told):
        self.heard.append((event.event_id, json.loads(told)))
        return self._why


@pytest.fixture
def said():
    return []


@pytest.fixture
def told():
    return []


@pytest.fixture
def watching(tmp_path, said, told):
    (tmp_path / "logs").mkdir()

    def run(*, sleep=None, tell=None, now=NOON + timedelta(minutes=20), **asked):
        given = {"source": str(tmp_path / "logs"), "once": sleep is None, "state": tmp_path / "state.json"}
        return watch(
            Watching(**{**given, **asked}),
            tell or (lambda event: told.append(event.event_id)),
            said.append,
            lambda _line: None,
            now=now if callable(now) else lambda: now,
            sleep=sleep or (lambda _seconds: None),
        )

    return run


@pytest.fixture
def folder(tmp_path, watching):
    del watching
    return tmp_path / "logs"


def test_an_event_of_root_is_told_and_nobody_elses(watching, folder, told):
    delivered(folder, "2026-05-04", by_user(1), needless(2), required(1))

    watched = watching()

    assert told == ["key-1", "bucket-2"]
    assert watched.woke == 2
    assert watched.unread == 0


def test_it_is_told_once_however_often_it_is_delivered_and_the_watch_started(watching, folder, told):
    delivered(folder, "2026-05-04", needless(1))
    delivered(folder, "2026-05-04", needless(1), needless(2))

    assert watching().woke == 2
    assert watching().woke == 0
    assert told == ["bucket-1", "bucket-2"]


def test_another_deed_under_the_id_of_one_that_was_told_is_told_as_well(watching, folder, told):
    delivered(folder, "2026-05-04", needless(1, eventName="ListBuckets"))
    watching()
    delivered(folder, "2026-05-04", needless(1))
    assert watching().woke == 1
    assert watching().woke == 0
    assert [one.partition("~")[0] for one in told] == ["bucket-1", "bucket-1"]


@pytest.mark.parametrize(
    "other",
    [{"errorCode": "AccessDenied"}, {"requestParameters": {"bucketName": "x"}}, {"sourceIPAddress": "10.0.0.1"}],
)
def test_so_is_one_of_which_a_copy_that_differs_was_told_before_or_comes_with_it(watching, folder, told, other):
    delivered(folder, "2026-05-04", needless(1, **other))
    watching()
    delivered(folder, "2026-05-04", needless(1, **other), needless(1))
    assert watching().woke == 1
    assert watching().woke == 0
    assert len(told) == 2


def test_so_is_one_of_another_account_and_one_of_another_caller(watching, folder, told):
    def forged(account, **identity):
        arn = f"arn:aws:iam::{account}:root"
        who = {**raw("s3", "x")["userIdentity"], "accountId": account, "arn": arn, "principalId": "", **identity}
        return needless(1, recipientAccountId=account, userIdentity=who)

    delivered(folder, "2026-05-04", forged("111122223333", type="Root"))
    watching()
    delivered(folder, "2026-05-04", forged("444455556666", type="Root"))
    watching()
    delivered(folder, "2026-05-04", forged("444455556666", type="Root", principalId="444455556666"))
    watching()
    delivered(folder, "2026-05-04", forged("444455556666", type=""))
    watching()
    assert len(told) == 4
    assert {one.partition("~")[0] for one in told} == {"bucket-1"}
    assert watching().woke == 0


def test_so_are_ids_that_look_like_those_that_are_given_to_tell_deeds_apart(watching, folder, told):
    for number, event_id in enumerate(("bucket-1", "bucket-1~2", "bucket-1~x", "~")):
        delivered(folder, "2026-05-04", needless(number, eventID=event_id))
        assert watching().woke == 1
    assert watching().woke == 0
    assert told == ["bucket-1", "bucket-1~2", "bucket-1~x", "~"]


def test_a_folder_is_the_same_wherever_the_watch_is_started(watching, folder, told, monkeypatch, tmp_path):
    delivered(folder, "2026-05-04", needless(1))
    delivered(tmp_path / "other" / "logs", "2026-05-04", needless(1))
    watching()
    monkeypatch.chdir(tmp_path)
    watching(source="logs")
    assert told == ["bucket-1"]

    monkeypatch.chdir(tmp_path / "other")
    watching(source="logs", state=tmp_path / "other.json")
    assert told == ["bucket-1", "bucket-1"]


def test_what_the_next_round_brings_is_told(watching, folder, told):
    rounds = []

    def sleep(seconds):
        rounds.append(seconds)
        if len(rounds) == 2:
            raise KeyboardInterrupt
        delivered(folder, "2026-05-04", needless(len(rounds)))

    with pytest.raises(KeyboardInterrupt):
        watching(sleep=sleep)

    assert told == ["bucket-1"]
    assert 29 < rounds[0] <= 30
    assert watching().woke == 0  # it was noted, though it was ended


def test_old_days_that_were_asked_for_are_told_whenever_they_come(watching, folder, told):
    rounds = []

    def sleep(_seconds):
        rounds.append(1)
        if len(rounds) == 2:
            raise KeyboardInterrupt
        delivered(folder, "2026-04-20", needless(1, eventTime="2026-04-20T10:00:00Z"))

    with pytest.raises(KeyboardInterrupt):
        watching(sleep=sleep, wanted=Wanted(since=NOON - timedelta(days=20)))
    assert told == ["bucket-1"]


def test_what_is_older_than_the_watch_is_not_told(watching, folder, told):
    delivered(folder, "2026-05-04", needless(1, eventTime="2026-05-03T10:00:00Z"), needless(2))
    assert watching().woke == 1
    assert told == ["bucket-2"]
    assert watching(wanted=Wanted(since=NOON - timedelta(days=3))).woke == 1


@pytest.mark.usefixtures("told")
def test_a_watch_that_was_away_tells_what_was_meanwhile(watching, folder):
    watching()
    delivered(folder, "2026-05-08", needless(1, eventTime="2026-05-08T10:00:00Z"))

    assert watching(now=datetime(2026, 5, 14, tzinfo=UTC)).woke == 1


@pytest.mark.usefixtures("told")
def test_what_was_while_the_folder_was_not_there_is_told_when_it_is_there_again(watching, folder, tmp_path):
    watching()
    folder.rename(tmp_path / "away")
    delivered(tmp_path / "away", "2026-05-05", needless(1, eventTime="2026-05-05T15:00:00Z"))
    for day in (3, 4):
        with pytest.raises(UsageError):
            watching(now=NOON + timedelta(days=day))

    (tmp_path / "away").rename(folder)
    assert watching(now=NOON + timedelta(days=5)).woke == 1


@pytest.mark.usefixtures("told")
def test_what_was_while_something_could_not_be_read_is_told_when_it_can(watching, folder):
    path = delivered(folder, "2026-05-04", needless(1))
    whole = path.read_bytes()
    path.write_bytes(whole[:40])
    assert watching(now=NOON + timedelta(hours=2)).unread == 1
    assert watching(now=NOON + timedelta(days=6)).unread == 1

    path.write_bytes(whole)
    assert watching(now=NOON + timedelta(days=9)).woke == 1
    assert watching(now=NOON + timedelta(days=20)).unread == 0
    delivered(folder, "2026-05-12", needless(2, eventTime="2026-05-12T10:00:00Z"))
    assert watching(now=NOON + timedelta(days=20)).woke == 0  # all was read, and that is older


def test_a_first_watch_that_was_asked_for_days_and_could_not_read_them_leaves_them_to_the_next(watching, folder, told):
    path = delivered(folder, "2026-04-20", needless(1, eventTime="2026-04-20T10:00:00Z"))
    whole = path.read_bytes()
    path.write_bytes(whole[:40])
    assert watching(wanted=Wanted(since=NOON - timedelta(days=20))).unread == 1

    path.write_bytes(whole)
    assert watching().woke == 1
    assert told == ["bucket-1"]


def test_a_round_that_was_ended_midway_does_not_count_as_a_look(watching, folder, told):
    watching()
    delivered(folder, "2026-05-08", needless(1, eventTime="2026-05-08T10:00:00Z"))

    def interrupted(_event):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watching(now=NOON + timedelta(days=10), tell=interrupted)
    assert watching(now=NOON + timedelta(days=11)).woke == 1
    assert told == ["bucket-1"]


def test_a_round_in_which_all_could_be_read_is_noted_though_a_later_one_could_not(watching, folder, tmp_path):
    rounds = []

    def sleep(_seconds):
        rounds.append(1)
        if len(rounds) == 1:
            folder.rename(tmp_path / "away")
        else:
            raise KeyboardInterrupt

    clock = NOON + timedelta(hours=1)
    with pytest.raises(KeyboardInterrupt):
        watching(sleep=sleep, now=clock)
    assert json.loads((tmp_path / "state.json").read_text())["looked"] == "2026-05-04T13:00:00Z"


def test_a_clock_that_was_ahead_keeps_nothing_from_being_told(watching, folder, told):
    watching(now=NOON + timedelta(days=400))
    delivered(folder, "2026-05-05", needless(1, eventTime="2026-05-05T10:00:00Z"))
    assert watching(now=NOON + timedelta(days=1)).woke == 1
    assert told == ["bucket-1"]


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_an_event_whose_time_cannot_be_read_is_said(watching, folder, told, said, time):
    delivered(folder, "2026-05-04", needless(1, eventTime=time), needless(2))
    assert watching().unread == 1
    assert told == ["bucket-2"]
    assert "1 record of root's in it has no time that can be read" in said[0]


def test_sessions_of_assume_root_are_told_with_all_and_are_no_waking(watching, folder, told):
    delivered(folder, "2026-05-04", raw("s3", "DeleteBucketPolicy", userIdentity=central(), eventID="central-1"))
    assert watching().woke == 0
    assert told == []

    assert watching(all=True).woke == 0
    assert told == ["central-1"]


def test_hooks_hear_the_event_and_their_failure_stops_nothing(watching, folder, told, said):
    delivered(folder, "2026-05-04", needless(1), needless(2))
    failing, other = Hook("hook ended with 3"), Hook()

    assert watching(hooks=(failing, other)).unread == 0

    assert [one for one, _ in other.heard] == ["bucket-1", "bucket-2"]
    assert other.heard[0][1]["verdict"] == "not_required"
    assert said == ["hook ended with 3"] * 2
    assert told == ["bucket-1", "bucket-2"]


def test_no_secret_goes_out(watching, folder):
    delivered(folder, "2026-05-04", needless(1, userAgent=f"tool {SECRET}"))
    hook = Hook()
    events: list[RootEvent] = []

    watching(hooks=(hook,), tell=events.append)

    assert SECRET not in json.dumps(hook.heard)
    assert SECRET not in msgspec.json.encode(events).decode()


def test_a_file_that_cannot_be_read_is_said_once_beside_what_others_hold(watching, folder, told, said):
    delivered(folder, "2026-05-04", needless(1))
    broken = delivered(folder, "2026-05-04", needless(2))
    broken.write_bytes(broken.read_bytes()[:40])

    watched = watching()

    assert told == ["bucket-1"]
    assert watched.unread == 1
    assert str(broken) in said[0]


@pytest.fixture
def rounds_of(watching, folder, tmp_path):
    """Watch, do something after each round, and say what is noted as the last look when it ends."""

    def run(*steps, after=timedelta(days=1)):
        left = list(steps)
        clock = [NOON + timedelta(hours=1)]

        def sleep(_seconds):
            if not left:
                raise KeyboardInterrupt
            left.pop(0)()
            clock[0] += after

        with pytest.raises(KeyboardInterrupt):
            watching(sleep=sleep, now=lambda: clock[0])
        return json.loads((tmp_path / "state.json").read_text())["looked"]

    del folder
    return run


def nothing():
    """Nobody does anything after that round."""


def test_a_file_that_could_not_be_opened_once_is_told_by_the_next_round(rounds_of, folder, told, said, monkeypatch):
    path = delivered(folder, "2026-05-04", needless(1))
    whole, left = inflate.Inflating, [OSError(errno.EIO, "Input/output error")]

    def opened(log):
        if left:
            raise left.pop()
        return whole(log)

    monkeypatch.setattr(finding, "Inflating", opened)
    looked = rounds_of(nothing)

    assert said == [f"incomplete: {path}: Input/output error"]
    assert told == ["bucket-1"]
    assert looked == "2026-05-05T13:00:00Z"


def test_a_torn_file_is_said_once_holds_the_look_back_and_is_told_when_it_is_mended(rounds_of, folder, told, said):
    path = delivered(folder, "2026-05-04", needless(1))
    whole = path.read_bytes()
    path.write_bytes(whole[:40])
    noted = rounds_of(nothing, nothing, nothing, nothing)
    assert noted == "2026-05-04T13:00:00Z"
    assert (told, len(said)) == ([], 1)

    assert rounds_of(nothing, nothing, nothing, lambda: path.write_bytes(whole), nothing) == "2026-05-09T13:00:00Z"
    assert told == ["bucket-1"]
    assert len(said) == 2  # each watch once


def test_a_torn_file_that_is_taken_away_holds_nothing_back(rounds_of, folder):
    path = delivered(folder, "2026-05-04", needless(1))
    path.write_bytes(path.read_bytes()[:40])
    assert rounds_of(nothing, path.unlink) == "2026-05-06T13:00:00Z"


@pytest.mark.parametrize(("after", "last"), [(1, "2026-05-04T18:00:00Z"), (24, "2026-05-09T13:00:00Z")])
def test_one_that_is_being_mended_holds_the_look_back_until_it_was_read(rounds_of, folder, told, after, last):
    hours = timedelta(hours=after)
    path = delivered(folder, "2026-05-04", needless(1))
    whole = path.read_bytes()
    path.write_bytes(whole[:40])

    def mend():
        path.write_bytes(whole)
        moment = (NOON + timedelta(hours=1) + 4 * hours).timestamp()
        os.utime(path, (moment, moment))  # just when the next round looks

    assert rounds_of(nothing, nothing, nothing, mend, after=hours) == "2026-05-04T13:00:00Z"
    assert rounds_of(nothing, nothing, nothing, nothing, nothing, after=hours) == last
    assert told == ["bucket-1"]


def test_a_failure_that_comes_again_after_all_was_well_is_said_again(watching, monkeypatch, said):
    left = [("x", "away"), ("x", "away"), None, ("x", "away")]

    class Rounds(Given):
        waits = False

        def round(self):
            found = left.pop(0)
            yield Batch(unread=(Unread(path=found[0], reason=found[1]),) if found else ())

    @contextmanager
    def rounds(*_asked):
        yield Rounds()

    def sleep(_seconds):
        if not left:
            raise KeyboardInterrupt

    monkeypatch.setattr(module, "_rounds", rounds)
    with pytest.raises(KeyboardInterrupt):
        watching(sleep=sleep)

    assert said == ["incomplete: x: away"] * 2


def test_what_was_told_before_it_could_be_noted_is_told_again(watching, folder, told, tmp_path):
    delivered(folder, "2026-05-04", needless(1))
    (tmp_path / "a-folder").mkdir()

    with pytest.raises(JournalError):
        watching(state=tmp_path / "a-folder")
    watching()

    assert told == ["bucket-1", "bucket-1"]


def test_a_folder_for_what_was_told_that_is_not_there_is_said_before_anything_is_told(watching, folder, told):
    delivered(folder, "2026-05-04", needless(1))

    with pytest.raises(JournalError):
        watching(state=folder / "none" / "state.json")
    assert told == []
    assert not (folder / "none").exists()


def test_a_second_watch_of_one_source_is_refused_while_the_first_runs(watching, folder, told):
    delivered(folder, "2026-05-04", needless(1))

    def sleep(_seconds):
        with pytest.raises(UsageError, match="another watch"):
            watching()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watching(sleep=sleep)
    assert told == ["bucket-1"]
    watching()  # the first has ended


def test_a_message_is_let_go_after_its_event_was_told_and_noted(watching, tmp_path, monkeypatch):
    order = []

    class Rounds(Given):
        waits = True

        def round(self):
            yield Batch(
                logs=(Log(name="message 1", data=text(needless(1))),),
                unread=(Unread(path="x", reason="y"),),
                done=lambda: order.append(("done", len(json.loads((tmp_path / "state.json").read_text())["told"]))),
            )

    @contextmanager
    def rounds(*_asked):
        yield Rounds()

    monkeypatch.setattr(module, "_rounds", rounds)
    watching(tell=lambda event: order.append(event.event_id))

    assert order == ["bucket-1", ("done", 1)]


def test_one_that_cannot_be_let_go_is_said(watching, monkeypatch, said, told):
    def fails():
        raise QueueError("denied: sqs:DeleteMessage is missing")

    class Rounds(Given):
        waits = True

        def round(self):
            yield Batch(logs=(Log(name="message 1", data=text(needless(1))),), done=fails)

    @contextmanager
    def rounds(*_asked):
        yield Rounds()

    monkeypatch.setattr(module, "_rounds", rounds)

    assert watching().unread == 1
    assert told == ["bucket-1"]
    assert said == ["incomplete: the queue: what was told stays in it: denied: sqs:DeleteMessage is missing"]


def test_a_queue_is_watched_from_end_to_end(watching, monkeypatch, told, tmp_path):
    with fake_aws() as aws:

        @contextmanager
        def opened(*_asked):
            yield aws.session()

        monkeypatch.setattr(module, "opened", opened)
        rule = {"detail-type": "AWS API Call via CloudTrail", "detail": needless(1, eventTime="2020-01-01T00:00:00Z")}
        messages = [{"MessageId": "m", "ReceiptHandle": "r", "Body": json.dumps(rule)}]
        left = [js({"Messages": messages}), js({})]
        aws.answers["GetQueueUrl"] = js({"QueueUrl": f"{aws.url}/q"})
        aws.answers["ReceiveMessage"] = lambda _asked, _region: left.pop(0)
        aws.answers["DeleteMessage"] = js({})

        assert watching(source="sqs://root-woke").woke == 1

        assert told == ["bucket-1"]
        assert len(aws.asked("DeleteMessage")) == 1
        with pytest.raises(UsageError, match="it is no queue"):
            watching(source="sqs://", state=tmp_path / "other.json")
        aws.answers["GetQueueUrl"] = json_error("AccessDeniedException", "no")
        with pytest.raises(UsageError, match="sqs:GetQueueUrl is missing"):
            watching(source="sqs://root-woke")


def test_a_bucket_is_watched_from_end_to_end(watching, monkeypatch, said):
    with fake_aws() as aws:

        @contextmanager
        def opened(*_asked):
            yield aws.session()

        monkeypatch.setattr(module, "opened", opened)

        assert watching(source="s3://acme-logs").unread == 1
        assert "acme-logs" in said[0]
