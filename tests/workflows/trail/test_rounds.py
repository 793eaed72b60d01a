"""Where a watch looks: what is new in a folder, a bucket or a queue is given once, and late files are not missed."""

from __future__ import annotations

import errno
import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rootward.aws import trail_bucket
from rootward.aws.crew import Crew
from rootward.aws.reading import Reading
from rootward.aws.trail_bucket import Unlisted
from rootward.aws.trail_queue import TrailQueue
from rootward.errors import UsageError
from rootward.sandbox import serve
from rootward.trail.sources.wanted import Wanted
from rootward.workflows.trail.bucket_rounds import BucketRounds
from rootward.workflows.trail.folder_rounds import FolderRounds
from rootward.workflows.trail.queue_rounds import QueueRounds
from tests.aws.fake_aws import fake_aws, js, json_error
from tests.aws.practice import session_of
from tests.cli.trail.trails import delivered, log, needless
from tests.trail.classify.events import ACCOUNT, NOON

BUCKET = "acme-trail-logs"
SINCE = Wanted(since=NOON - timedelta(hours=1))


def names(batches):
    return [one.name for batch in batches for one in batch.logs]


def unread(batches):
    return [f"{one.path}: {one.reason}" for batch in batches for one in batch.unread]


class TestFolder:
    def rounds(self, folder, **how):
        return FolderRounds(str(folder), SINCE, **{"once": False, "now": lambda: NOON, **how})

    def test_a_file_is_given_once_and_again_when_it_changed(self, tmp_path):
        path = delivered(tmp_path, "2026-05-04", needless(1))
        rounds = self.rounds(tmp_path)
        assert names(rounds.round()) == [str(path)]
        assert names(rounds.round()) == []

        path.write_bytes(log(needless(1), needless(2)))
        assert names(rounds.round()) == [str(path)]

    def test_old_days_are_passed_over(self, tmp_path):
        delivered(tmp_path, "2026-05-03", needless(1))
        assert names(self.rounds(tmp_path).round()) == []

    def test_a_file_that_is_being_written_is_left_to_the_next_round(self, tmp_path):
        path = delivered(tmp_path, "2026-05-04", needless(1))
        os.utime(path, (NOON.timestamp(), NOON.timestamp()))
        later = iter([NOON, NOON, NOON + timedelta(seconds=30), NOON + timedelta(seconds=30)])
        rounds = self.rounds(tmp_path, now=lambda: next(later))

        assert names(rounds.round()) == []
        assert names(rounds.round()) == [str(path)]

    def test_but_not_where_there_is_no_next_one(self, tmp_path):
        path = delivered(tmp_path, "2026-05-04", needless(1))
        os.utime(path, (NOON.timestamp(), NOON.timestamp()))
        assert names(self.rounds(tmp_path, once=True).round()) == [str(path)]

    def test_a_folder_that_is_not_there_is_a_mistake_at_first_and_said_later(self, tmp_path):
        with pytest.raises(UsageError):
            list(self.rounds(tmp_path / "none").round())
        folder = tmp_path / "there"
        folder.mkdir()
        rounds = self.rounds(folder)
        list(rounds.round())
        folder.rmdir()
        assert unread(rounds.round()) == [f"{folder}: {folder}: no such file or folder"]

    def test_old_days_that_were_asked_for_are_given_whenever_they_come(self, tmp_path):
        asked = FolderRounds(
            str(tmp_path), Wanted(since=NOON - timedelta(days=30)), once=False, now=lambda: NOON, later=None
        )
        assert names(asked.round()) == []
        path = delivered(tmp_path, "2026-04-10", needless(1))
        assert names(asked.round()) == [str(path)]

    def test_those_that_nobody_asked_for_are_looked_for_two_days_back(self, tmp_path):
        rounds = FolderRounds(str(tmp_path), Wanted(since=NOON - timedelta(days=30)), once=False, now=lambda: NOON)
        assert names(rounds.round()) == []
        delivered(tmp_path, "2026-04-10", needless(1))
        path = delivered(tmp_path, "2026-05-02", needless(1))
        assert names(rounds.round()) == [str(path)]

    def test_and_back_to_the_last_round_in_which_all_was_read(self, tmp_path):
        clock = [NOON]
        folder = tmp_path / "there"
        folder.mkdir()
        rounds = self.rounds(folder, now=lambda: clock[0])
        list(rounds.round())
        folder.rename(tmp_path / "away")
        path = delivered(tmp_path / "away", "2026-05-05", needless(1))
        clock[0] += timedelta(days=9)
        assert unread(rounds.round()) != []

        (tmp_path / "away").rename(folder)
        assert names(rounds.round()) == [str(folder / path.relative_to(tmp_path / "away"))]

    @pytest.mark.skipif(os.name == "nt", reason="POSIX's modes")
    def test_a_file_whose_mode_changed_is_given_again_as_it_may_be_readable_now(self, tmp_path):
        path = delivered(tmp_path, "2026-05-04", needless(1))
        path.chmod(0o200)
        rounds = self.rounds(tmp_path)
        assert names(rounds.round()) == [str(path)]
        path.chmod(0o600)
        assert names(rounds.round()) == [str(path)]

    def test_what_was_missed_is_given_again_until_it_is_read_however_long_ago_its_day_is(self, tmp_path):
        clock = [NOON]
        path = str(delivered(tmp_path, "2026-05-04", needless(1)))
        rounds = self.rounds(tmp_path, now=lambda: clock[0])
        for _ in range(4):
            for batch in rounds.round():
                assert names([batch]) == [path]
                rounds.missed([path])
            assert not rounds.is_whole
            clock[0] += timedelta(days=3)

        assert names(rounds.round()) == [path]
        assert rounds.is_whole
        assert names(rounds.round()) == []

    def test_one_that_nothing_can_be_known_of_is_given_so_that_its_reader_says_why(self, tmp_path, monkeypatch):
        path = delivered(tmp_path, "2026-05-04", needless(1))
        stat = Path.stat

        def fails(self, **how):
            if self == path:
                raise OSError(errno.EIO, "Input/output error")
            return stat(self, **how)

        rounds = self.rounds(tmp_path)
        with monkeypatch.context() as patch:
            patch.setattr(Path, "stat", fails)
            assert names(rounds.round()) == [str(path)]
        assert names(rounds.round()) == [str(path)]
        assert names(rounds.round()) == []

    def test_a_file_of_a_day_long_past_that_is_being_written_is_given_by_the_next_round(self, tmp_path):
        clock = [NOON]
        folder = tmp_path / "there"
        folder.mkdir()
        rounds = self.rounds(folder, now=lambda: clock[0])
        list(rounds.round())
        folder.rename(tmp_path / "away")
        clock[0] += timedelta(days=9)
        list(rounds.round())

        (tmp_path / "away").rename(folder)
        path = delivered(folder, "2026-05-05", needless(1))
        os.utime(path, (clock[0].timestamp(), clock[0].timestamp()))
        assert names(rounds.round()) == []
        assert not rounds.is_whole
        clock[0] += timedelta(seconds=30)
        assert names(rounds.round()) == [str(path)]

    def test_many_files_are_given_in_portions_and_what_is_no_file_is_said(self, tmp_path, monkeypatch):
        monkeypatch.setattr("rootward.workflows.trail.folder_rounds.MOST_IN_BATCH", 2)
        paths = sorted(str(delivered(tmp_path, "2026-05-04", needless(number))) for number in range(3))
        (tmp_path / "odd.json").symlink_to(tmp_path / "nowhere")

        batches = list(self.rounds(tmp_path).round())

        assert [len(batch.logs) for batch in batches] == [2, 1]
        assert names(batches) == paths
        assert unread(batches) == [f"{tmp_path / 'odd.json'}: it is no file"]

    def test_standard_input_cannot_be_watched(self):
        with pytest.raises(UsageError, match="cannot be watched"):
            self.rounds("-")


@pytest.fixture(scope="module")
def sandbox():
    with serve("startup") as practice:
        yield practice


@pytest.fixture
def s3(sandbox):
    beginning = sandbox.save()
    client: Any = session_of(sandbox).client("s3")
    client.create_bucket(Bucket=BUCKET)
    yield client
    sandbox.restore(beginning)


def key(at, letters, *, region="us-east-1", account=ACCOUNT, above=""):
    """A log file's of that minute."""
    folder = f"{above}AWSLogs/{account}/CloudTrail/{region}/{at:%Y/%m/%d}/"
    return f"{folder}{account}_CloudTrail_{region}_{at:%Y%m%dT%H%MZ}_{letters}.json.gz"


class TestBucket:
    @pytest.fixture
    def clock(self):
        return {"now": NOON, "seconds": 0.0}

    @pytest.fixture
    def rounds(self, s3, sandbox, clock):
        del s3
        with Crew(4, "test") as crew:
            reading = Reading(session_of(sandbox), crew, deadline_seconds=60)

            def made(word=f"s3://{BUCKET}", wanted=SINCE):
                return BucketRounds(
                    reading, crew, word, wanted, now=lambda: clock["now"], clock=lambda: clock["seconds"]
                )

            yield made

    @pytest.fixture
    def put(self, s3):
        def keep(name):
            s3.put_object(Bucket=BUCKET, Key=name, Body=log(needless(1)))
            return f"s3://{BUCKET}/{name}"

        return keep

    def test_each_file_is_given_once_in_every_layout(self, rounds, put):
        first = [
            put(key(NOON, "a")),
            put(key(NOON, "a", region="eu-west-1", account="444455556666", above="o-abcdefghij/")),
            put(key(NOON, "a").replace("AWSLogs/", "AWSLogs/o-abcdefghij/")),
        ]
        put(key(NOON - timedelta(days=2), "old"))
        one = rounds()
        assert sorted(names(one.round())) == sorted(first)
        assert names(one.round()) == []

        new = put(key(NOON + timedelta(minutes=5), "b"))
        assert names(one.round()) == [new]

    def test_a_file_that_comes_late_with_an_earlier_name_is_not_missed(self, rounds, put):
        put(key(NOON, "m"))
        one = rounds()
        list(one.round())

        late = [put(key(NOON, "a")), put(key(NOON - timedelta(minutes=40), "z"))]
        assert sorted(names(one.round())) == sorted(late)

    def test_many_files_are_given_in_portions(self, rounds, put, monkeypatch):
        monkeypatch.setattr("rootward.workflows.trail.bucket_rounds.MOST_IN_BATCH", 2)
        for letter in "abc":
            put(key(NOON, letter))
        assert [len(batch.logs) for batch in rounds().round()] == [0, 2, 1]

    def test_what_could_not_be_got_is_tried_again(self, rounds, put, sandbox):
        mine = put(key(NOON, "a"))
        one = rounds()
        sandbox.deny("s3:GetObject")
        assert unread(one.round())[0].startswith(f"{mine}: denied: s3:GetObject")
        sandbox.allow_all()
        assert names(one.round()) == [mine]

    def test_also_where_a_later_one_was_got(self, rounds, put, monkeypatch):
        mine, later = put(key(NOON - timedelta(hours=5), "a")), put(key(NOON, "b"))
        one = rounds(wanted=Wanted(since=NOON - timedelta(hours=6)))

        def get(reading, bucket, listed):
            return (
                Unlisted(key=listed.key, reason="away") if mine.endswith(listed.key) else got(reading, bucket, listed)
            )

        got = trail_bucket.get
        with monkeypatch.context() as patch:
            patch.setattr(trail_bucket, "get", get)
            assert names(one.round()) == [later]
            assert names(one.round()) == []

        assert names(one.round()) == [mine]
        assert names(one.round()) == []

    @pytest.mark.parametrize("denied", ["s3:GetObject", "s3:ListBucket"])
    def test_old_days_that_were_asked_for_are_listed_until_they_could_be_read(
        self, rounds, put, sandbox, clock, denied
    ):
        mine = put(key(NOON - timedelta(days=6), "a"))
        one = rounds(wanted=Wanted(since=NOON - timedelta(days=7)))
        sandbox.deny(denied)
        assert unread(one.round()) != []
        clock["now"] += timedelta(days=4)
        assert unread(one.round()) != []

        sandbox.allow_all()
        assert names(one.round()) == [mine]
        sandbox.calls.clear()
        assert names(one.round()) == []
        assert [call.operation for call in sandbox.calls] == ["ListObjectsV2"] * 2

    def test_a_day_that_could_not_be_listed_is_listed_when_it_is_long_past(self, rounds, put, sandbox, clock):
        put(key(NOON, "a"))
        one = rounds()
        list(one.round())
        mine = put(key(NOON + timedelta(hours=1), "b"))
        sandbox.deny("s3:ListBucket")
        for _ in range(4):
            assert unread(one.round()) != []
            clock["now"] += timedelta(days=1)

        sandbox.allow_all()
        assert names(one.round()) == [mine]

    def test_days_on_which_the_machine_slept_are_listed(self, rounds, put, clock):
        put(key(NOON, "a"))
        one = rounds()
        list(one.round())
        mine = [put(key(NOON + timedelta(days=day), "a")) for day in (1, 2, 3)]
        clock["now"] = NOON + timedelta(days=5)
        assert names(one.round()) == mine

    @pytest.mark.parametrize(
        "odd",
        [
            key(NOON, "forged").replace("T1200Z", "T2359Z"),
            key(NOON, "forged").replace("_20260504", "_99991231"),
            key(NOON, "forged").replace("_20260504", "_00010101"),
            key(NOON, "forged").replace(f"/{ACCOUNT}_", "/999999999999_"),
            key(NOON, "forged").replace("_us-east-1_", "_us-west-2_"),
        ],
    )
    def test_an_odd_name_silences_no_other(self, rounds, put, clock, odd):
        first = [put(key(NOON, "a")), put(odd)]
        one = rounds()
        assert sorted(names(one.round())) == sorted(first)

        for hours in (1, 2, 3):
            clock["now"] = NOON + timedelta(hours=hours)
            mine = put(key(clock["now"], "a"))
            assert names(one.round()) == [mine]

    def test_a_file_that_lies_deeper_is_given_once(self, rounds, put):
        mine = put(key(NOON, "a").replace("/2026/05/04/", "/2026/05/04/copy/"))
        one = rounds()
        assert names(one.round()) == [mine]
        assert names(one.round()) == []

    def test_a_prefix_may_be_called_like_a_region(self, rounds, put):
        mine = put(key(NOON, "a", above="us-east-1/"))
        assert names(rounds(f"s3://{BUCKET}/us-east-1/").round()) == [mine]

    def test_the_new_day_is_followed(self, rounds, put, clock):
        put(key(NOON, "a"))
        one = rounds()
        list(one.round())
        clock["now"] = NOON + timedelta(hours=13)

        last = put(key(NOON + timedelta(hours=11), "z"))
        new = put(key(NOON + timedelta(hours=13), "a"))
        assert names(one.round()) == [last, new]
        clock["now"] = NOON + timedelta(days=2)
        assert names(one.round()) == []

    def test_a_quiet_round_lists_two_folders_of_a_region(self, rounds, put, sandbox):
        put(key(NOON, "a"))
        one = rounds()
        list(one.round())
        sandbox.calls.clear()

        list(one.round())
        assert [call.operation for call in sandbox.calls] == ["ListObjectsV2"] * 2

    def test_a_new_region_is_found_within_the_hour(self, rounds, put, clock):
        put(key(NOON, "a"))
        one = rounds()
        list(one.round())
        new = put(key(NOON, "b", region="eu-west-1"))
        assert names(one.round()) == []

        clock["seconds"] = 3601.0
        assert names(one.round()) == [new]

    def test_a_prefix_may_lead_into_a_region(self, rounds, put):
        mine = put(key(NOON, "a"))
        put(key(NOON, "a", region="eu-west-1"))
        for prefix in (key(NOON, "a").rpartition("/2026")[0], f"AWSLogs/{ACCOUNT}/CloudTrail/us-east-1/2026/05/"):
            assert names(rounds(f"s3://{BUCKET}/{prefix}").round()) == [mine]

    def test_regions_and_accounts_that_are_not_asked_for_are_left_out(self, rounds, put):
        put(key(NOON, "a"))
        mine = put(key(NOON, "a", region="eu-west-1"))
        wanted = Wanted(since=NOON, regions=frozenset({"eu-west-1"}))
        assert names(rounds(wanted=wanted).round()) == [mine]

    def test_a_bucket_without_logs_and_one_that_is_not_there_are_said(self, rounds, put):
        put("readme.txt")
        assert "no folder AWSLogs/ACCOUNT/CloudTrail/REGION/" in unread(rounds().round())[0]
        assert unread(rounds("s3://acme-nowhere").round()) == ["s3://acme-nowhere/: there is no such bucket"]


BY_S3 = {
    "Records": [
        {"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": BUCKET}, "object": {"key": key(NOON, "a")}}}
    ]
}
BY_RULE = {"detail-type": "AWS API Call via CloudTrail", "detail": needless(7)}


def message(number, body):
    return {"MessageId": f"m{number}", "ReceiptHandle": f"r{number}", "Body": json.dumps(body)}


class TestQueue:
    @pytest.fixture
    def aws(self):
        with fake_aws() as fake:
            fake.answers["DeleteMessage"] = js({})
            fake.answers["GetQueueUrl"] = js({"QueueUrl": f"{fake.url}/q"})
            yield fake

    @pytest.fixture
    def batches(self, aws):
        def given(*messages, once=True):
            left = [list(messages), []]
            aws.answers["ReceiveMessage"] = lambda _asked, _region: js({"Messages": left.pop(0)} if left[0] else {})
            with aws.reading() as reading:
                yield from QueueRounds(reading, TrailQueue(reading, "sqs://q"), once=once).round()

        return given

    def deleted(self, aws):
        return [asked["ReceiptHandle"] for asked in aws.asked("DeleteMessage")]

    def test_an_event_of_a_rule_is_deleted_after_it_was_told_and_not_before(self, aws, batches):
        for batch in batches(message(1, BY_RULE)):
            assert json.loads(batch.logs[0].data) == BY_RULE
            assert self.deleted(aws) == []
            batch.done()
        assert self.deleted(aws) == ["r1"]

    def test_an_object_that_a_message_names_is_got(self, aws, batches):
        aws.answers[f"/{BUCKET}/{key(NOON, 'a')}"] = js([needless(1)])
        (batch,) = batches(message(1, BY_S3))
        assert batch.logs[0].name == f"s3://{BUCKET}/{key(NOON, 'a')}"
        assert json.loads(batch.logs[0].data) == [needless(1)]

    def test_a_message_whose_object_cannot_be_got_stays(self, aws, batches):
        for batch in batches(message(1, BY_S3)):
            assert unread([batch])[0].startswith(f"s3://{BUCKET}/AWSLogs/")
            batch.done()
        assert self.deleted(aws) == []

    def test_a_message_that_nobody_understands_stays_and_is_said(self, aws, batches):
        for batch in batches(message(1, {"hello": 1})):
            assert unread([batch]) == ["message m1: it tells of no log file or event, and stays there"]
            batch.done()
        assert self.deleted(aws) == []

    def test_a_test_of_s3_and_a_digest_are_deleted(self, aws, batches):
        digest = json.loads(json.dumps(BY_S3).replace("CloudTrail", "CloudTrail-Digest"))
        for batch in batches(message(1, {"Event": "s3:TestEvent"}), message(2, digest)):
            assert not batch.logs
            batch.done()
        assert self.deleted(aws) == ["r1", "r2"]

    def test_a_queue_that_gives_no_answer_is_said(self, aws, batches):
        given = batches()
        aws.answers["ReceiveMessage"] = json_error("AccessDeniedException", "no")
        with aws.reading() as reading:
            rounds = QueueRounds(reading, TrailQueue(reading, "sqs://q"), once=True)
            assert unread(rounds.round()) == ["the queue: denied: sqs:ReceiveMessage is missing (AccessDenied: no)"]
            assert not rounds.waits  # or it would be asked without a pause
        given.close()

    def test_a_watch_waits_at_the_queue_itself(self, aws, batches):
        list(batches(once=False))
        assert [asked["WaitTimeSeconds"] for asked in aws.asked("ReceiveMessage")] == [20]
