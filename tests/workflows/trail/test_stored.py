"""A set that ingest made is reported on as its logs are: the same events, sessions, detections, accounts and days."""

from __future__ import annotations

import errno
import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis.strategies as st
import msgspec
import pyarrow.parquet as pq
import pytest
from hypothesis import given

from rootward.errors import UsageError
from rootward.model.scan import Unread
from rootward.processes.crew import Lost
from rootward.trail.log import Log
from rootward.trail.sources.wanted import Wanted
from rootward.trail.store.index import known_by, placed
from rootward.trail.store.ingest import ingest as put
from rootward.trail.store.schema import NAMES
from rootward.trail.store.sql import Set
from rootward.workflows.trail.cloud import Cloud
from rootward.workflows.trail.ingest import ingest
from rootward.workflows.trail.report import Asked, report
from tests.cli.trail.trails import assume_root, by_user, delivered, log, needless, required, signed_in
from tests.trail.classify.events import ACCOUNT, central, raw
from tests.trail.store.generated import FEW, first_of_each, records

DATA = Path(__file__).parents[4] / "shared" / "data"
NOW = datetime(2026, 5, 10, tzinfo=UTC)
OTHER = "999988887777"


def quiet(_line: str) -> None:
    """Nobody listens."""


def told(source, wanted=Wanted(), **asked):  # noqa: B008 - it is frozen
    found = report(Asked(sources=(str(source),), wanted=wanted, workers=1, **asked), progress=quiet, now=lambda: NOW)
    return found.timeline, found.inexcusable


def alike(source, wanted=Wanted(), **asked):  # noqa: B008
    """What is told, but for where was looked, and how much was read of what."""
    timeline, inexcusable = told(source, wanted, **asked)
    files = timeline.read.files
    return msgspec.structs.replace(timeline, looked_in=(), covered=None, read=None), files, inexcusable


def ingested(logs, folder, wanted=Wanted()):  # noqa: B008
    return ingest([str(logs)], folder, wanted, workers=1, progress=quiet)


@pytest.fixture
def logs(tmp_path):
    """Logs of two accounts, of which one was quiet for two days; of one event there are two deliveries."""
    folder = tmp_path / "logs"
    delivered(folder, "2026-05-04", signed_in(), needless(2), by_user(3))
    delivered(folder, "2026-05-04", needless(2), assume_root(), region="eu-west-1")
    delivered(folder, "2026-05-07", required(4321), raw("s3", "PutBucketPolicy", userIdentity=central()))
    delivered(folder, "2026-05-05", by_user(1500, recipientAccountId=OTHER), account=OTHER)
    return folder


@pytest.fixture
def kept(logs, tmp_path):
    """The set that was made of them."""
    ingested(logs, tmp_path / "set")
    return tmp_path / "set"


ASKED = [
    Wanted(),
    Wanted(accounts=frozenset({ACCOUNT})),
    Wanted(accounts=frozenset({OTHER})),
    Wanted(regions=frozenset({"eu-west-1"})),
    Wanted(since=datetime(2026, 5, 4, 12, 2, tzinfo=UTC)),
    Wanted(since=datetime(2026, 5, 6, tzinfo=UTC)),
    Wanted(until=datetime(2026, 5, 4, 12, 2, tzinfo=UTC)),
]


@pytest.mark.parametrize("wanted", ASKED)
@pytest.mark.parametrize("everything", [False, True])
def test_a_set_tells_what_its_logs_tell(logs, kept, wanted, everything):
    assert alike(kept, wanted, all=everything) == alike(logs, wanted, all=everything)


def test_something_of_each_kind_is_told(kept):
    timeline, inexcusable = told(kept, all=True)

    assert {one.actor for one in timeline.events} == {"root", "central"}
    assert (timeline.accounts, timeline.gaps[0].first.isoformat()) == ((ACCOUNT, OTHER), "2026-05-05")
    assert (timeline.read.files, timeline.read.records, timeline.read.bytes) == (4, 8, 0)
    assert inexcusable > 0
    assert timeline.unread == ()


@FEW
@given(listed=st.lists(records(), max_size=12), again=st.integers(0, 12), everything=st.booleans())
def test_so_it_does_of_records_of_any_shape(tmp_path_factory, listed, again, everything):
    listed = first_of_each(listed)
    folder = tmp_path_factory.mktemp("any")
    delivered(folder / "logs", "2026-05-04", *listed)
    delivered(folder / "logs", "2026-05-05", *listed[:again])
    ingested(folder / "logs", folder / "set")

    for member in ("events", "sessions", "detections", "left_out"):
        of_set, of_logs = (getattr(told(folder / name, all=everything)[0], member) for name in ("set", "logs"))
        assert of_set == of_logs


@pytest.mark.parametrize("name", ["cloudtrail_invictus", "cloudtrail_stratus"])
@pytest.mark.parametrize("everything", [False, True])
def test_so_it_does_of_real_logs(tmp_path, name, everything):
    if not (DATA / name).is_dir():
        pytest.skip("../shared/data is not here")
    ingested(DATA / name, tmp_path / "set")

    of_set, *rest = alike(tmp_path / "set", all=everything)
    of_logs, *same = alike(DATA / name, all=everything)
    # The names of these files tell of no account: the set has them of its events.
    assert bool(of_set.detections) is everything
    assert msgspec.structs.replace(of_set, accounts=()) == msgspec.structs.replace(of_logs, accounts=())
    assert rest == same


def test_a_day_of_digests_alone_is_no_gap(logs, tmp_path):
    place = logs / "AWSLogs" / ACCOUNT / "CloudTrail-Digest" / "us-east-1" / "2026" / "05" / "05"
    place.mkdir(parents=True)
    (place / f"{ACCOUNT}_CloudTrail-Digest_us-east-1_acme_us-east-1_20260505T010000Z.json.gz").write_bytes(b"")
    ingested(logs, tmp_path / "set")

    timeline, _ = told(tmp_path / "set")
    assert timeline.gaps == told(logs)[0].gaps
    assert [gap.first.isoformat() for gap in timeline.gaps if gap.account == ACCOUNT] == ["2026-05-06"]
    index = (tmp_path / "set" / "index.jsonl").read_text()
    ingested(logs, tmp_path / "set")
    assert (tmp_path / "set" / "index.jsonl").read_text() == index


def test_a_set_and_logs_are_told_together_and_each_event_once(logs, kept):
    delivered(logs, "2026-05-08", needless(5800))
    found = report(Asked(sources=(str(kept), str(logs)), workers=1), progress=quiet, now=lambda: NOW)

    assert alike(logs)[0].events == found.timeline.events
    assert found.timeline.read.files == 9


def test_what_was_not_read_when_it_was_made_is_told_again(logs, tmp_path):
    bad = delivered(logs, "2026-05-08", needless(5800))
    bad.write_bytes(log(needless(5800))[:-12])
    ingested(logs, tmp_path / "set")

    (unread,) = told(tmp_path / "set")[0].unread
    assert unread.path == str(bad)
    assert told(tmp_path / "set", Wanted(accounts=frozenset({OTHER})))[0].unread == ()


def test_a_part_that_is_gone_is_told(kept):
    gone = next(kept.glob(f"account={OTHER}/*/*/*.parquet"))
    gone.unlink()

    (unread,) = told(kept)[0].unread
    assert (unread.path, unread.reason.startswith("it is gone")) == (str(gone), True)


def test_a_part_that_was_cut_is_named_and_the_rest_is_told_and_it_is_mended(logs, kept):
    before = told(kept)[0].events
    (part,) = kept.glob(f"account={ACCOUNT}/region=us-east-1/day=2026-05-04/*.parquet")
    os.truncate(part, 500)

    timeline, _ = told(kept)
    assert [(one.path, "not the size" in one.reason) for one in timeline.unread] == [(str(part), True)]
    assert 0 < len(timeline.events) < len(before)

    assert ingested(logs, kept).files == 4
    timeline, _ = told(kept)
    assert (timeline.events, timeline.unread) == (before, ())


def test_of_a_part_that_was_cut_it_is_told_until_its_logs_are_read_again(logs, kept, tmp_path):
    before = told(kept)[0].events
    (part,) = kept.glob(f"account={ACCOUNT}/region=us-east-1/day=2026-05-04/*.parquet")
    os.truncate(part, 500)
    delivered(tmp_path / "others", "2026-05-04", by_user(5))
    ingested(tmp_path / "others", kept)

    assert not part.exists()
    (reason,) = unended(kept)
    assert str(logs) in reason
    ingested(logs, kept)
    timeline, _ = told(kept)
    assert (timeline.events, timeline.unread) == (before, ())


def damage(part):
    """What a file tells of itself stands at its end: it is as long as it was."""
    whole = part.read_bytes()
    part.write_bytes(whole[:4] + bytes(1000) + whole[1004:])


@pytest.mark.parametrize("harm", [damage, lambda part: part.write_bytes(bytes(part.stat().st_size))])
def test_a_part_that_is_damaged_and_as_long_as_it_was_is_named_and_mended_when_it_is_removed(logs, kept, harm):
    before = told(kept)[0].events
    (part,) = kept.glob(f"account={ACCOUNT}/region=us-east-1/day=2026-05-04/*.parquet")
    harm(part)

    timeline, _ = told(kept)
    assert [(one.path, "remove that file" in one.reason) for one in timeline.unread] == [(str(part), True)]
    assert 0 < len(timeline.events) < len(before)

    part.unlink()
    ingested(logs, kept)
    timeline, _ = told(kept)
    assert (timeline.events, timeline.unread) == (before, ())


@pytest.mark.parametrize("asked", [{}, {"all": True}])
def test_so_are_those_of_which_only_the_text_is_damaged(kept, asked):
    parts = sorted(kept.glob("account=*/*/*/*.parquet"))
    for part in parts:
        file = pq.ParquetFile(part)
        column = file.metadata.row_group(0).column(NAMES.index("agent"))
        start, end = column.dictionary_page_offset, column.data_page_offset + 8
        whole = part.read_bytes()
        part.write_bytes(whole[:start] + bytes(end - start) + whole[end:])

    timeline, _ = told(kept, **asked)
    assert [one.path for one in timeline.unread] == [str(part) for part in parts]
    with Set(kept, threads=1) as opened:
        assert opened.used(Wanted()) is not None  # no agent is a part of them
        assert opened.ask("SELECT max(agent) FROM events").rows == [(None,)]
        assert sorted(opened.unreadable) == [part.relative_to(kept).as_posix() for part in parts]


def test_what_fails_though_no_part_is_damaged_is_told(kept, monkeypatch):
    def failing(*_given, **_named):
        raise UsageError("out of memory")

    monkeypatch.setattr("rootward.trail.store.sql.Set.records", failing)
    timeline, _ = told(kept)
    assert timeline.unread == (Unread(path=str(kept), reason="out of memory"),)

    monkeypatch.setattr("rootward.trail.store.sql._opened", failing)
    with pytest.raises(UsageError, match="out of memory"):
        told(kept)


def test_an_ingest_of_which_a_process_ended_is_told_until_its_logs_are_read(logs, tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("rootward.trail.store.ingest.writer", lambda _folder: Lost)
        assert {one.reason for one in ingested(logs, tmp_path / "set").unread} == {"the process that read it ended"}
    assert len(unended(tmp_path / "set")) == 1

    ingested(logs, tmp_path / "set")
    assert told(tmp_path / "set")[0].unread == ()


def test_one_that_is_interrupted_is_told_as_far_as_it_came(kept, monkeypatch):
    def interrupted(*_given):
        raise KeyboardInterrupt

    monkeypatch.setattr("rootward.trail.store.sql.Set.records", interrupted)
    found = report(Asked(sources=(str(kept), str(kept)), workers=1), progress=quiet, now=lambda: NOW)

    assert found.interrupted
    assert [(one.path, "interrupted" in one.reason) for one in found.timeline.unread] == [(str(kept), True)]


def test_an_account_that_it_does_not_know_is_told(kept):
    timeline, _ = told(kept, Wanted(accounts=frozenset({"444455556666"})))

    assert [one.path for one in timeline.unread] == ["--account 444455556666", str(kept)]


def test_accounts_of_logs_whose_names_tell_nothing_are_those_of_their_events(tmp_path):
    (tmp_path / "log.json").write_bytes(log(by_user(), needless(2)))
    ingested(tmp_path / "log.json", tmp_path / "set")

    assert told(tmp_path / "set")[0].accounts == (ACCOUNT,)
    assert told(tmp_path / "set", Wanted(accounts=frozenset({OTHER})))[0].unread == (
        Unread(path=f"--account {OTHER}", reason=f"no record of account {OTHER} was read"),
    )


def test_an_empty_set_is_nothing_that_was_read(tmp_path):
    put([], tmp_path / "set", workers=1)

    (unread,) = told(tmp_path / "set")[0].unread
    assert unread == Unread(path=str(tmp_path / "set"), reason="it is an empty set: no log was read into it")


def test_an_index_that_lies_among_logs_hides_none_of_them_silently(logs, tmp_path):
    put([], tmp_path / "set", workers=1)
    (logs / "index.jsonl").write_bytes((tmp_path / "set" / "index.jsonl").read_bytes())

    (unread,) = told(logs)[0].unread
    assert unread.reason.endswith("the 4 other files in it are not read")


def test_a_file_in_the_folder_of_a_set_is_none_of_it(kept):
    (kept / "more.json").write_bytes(log(needless(9)))

    timeline, _ = told(kept)
    assert timeline.unread == (Unread(path=str(kept), reason="it is a set: 1 other file in it is not read"),)
    assert timeline.events


def unended(folder):
    """What a set tells of ingests that did not come to their ends."""
    return [one.reason for one in told(folder)[0].unread if "did not come to its end" in one.reason]


def cut_short(source, folder, monkeypatch, portions=1, wanted=Wanted()):  # noqa: B008 - it is frozen
    """An ingest that Ctrl-C ends behind so many portions."""
    with monkeypatch.context() as patched:
        patched.setattr("rootward.trail.store.ingest._MOST_IN_PORTION", 1)
        taken: list[object] = []

        def interrupted(*given):
            if len(taken) == portions:
                raise KeyboardInterrupt
            taken.append(given)
            placed(*given)

        patched.setattr("rootward.trail.store.ingest.placed", interrupted)
        assert ingested(source, folder, wanted).interrupted


@pytest.mark.parametrize("portions", [0, 1, 2])
def test_an_ingest_that_did_not_end_is_told_until_one_of_the_same_ends(logs, tmp_path, monkeypatch, portions):
    cut_short(logs, tmp_path / "set", monkeypatch, portions)

    assert [str(logs) in reason for reason in unended(tmp_path / "set")] == [True]
    delivered(tmp_path / "others", "2026-05-04", by_user(5))
    ingested(tmp_path / "others", tmp_path / "set")
    ingested(logs, tmp_path / "set", Wanted(accounts=frozenset({OTHER})))
    assert len(unended(tmp_path / "set")) == 1

    ingested(logs, tmp_path / "set")
    assert alike(tmp_path / "set")[0].events == alike(logs)[0].events
    assert told(tmp_path / "set")[0].unread == ()


def test_an_ingest_of_the_last_days_goes_on_with_one_of_an_hour_ago(logs, tmp_path, monkeypatch):
    since = datetime(2026, 5, 4, 10, tzinfo=UTC)
    cut_short(logs, tmp_path / "set", monkeypatch, wanted=Wanted(since=since))
    ingested(logs, tmp_path / "set", Wanted(since=since + timedelta(days=1)))
    assert "since 2026-05-04" in unended(tmp_path / "set")[0]

    ingested(logs, tmp_path / "set", Wanted(since=since + timedelta(hours=1)))
    assert unended(tmp_path / "set") == []


def test_of_several_sources_each_may_end_by_itself(logs, tmp_path):
    delivered(tmp_path / "others", "2026-05-04", by_user(5))
    index = tmp_path / "set" / "index.jsonl"
    cloud = Cloud(progress=quiet)
    cloud.interrupted = True
    ingest([str(logs), str(tmp_path / "others")], tmp_path / "set", Wanted(), workers=1, cloud=cloud, progress=quiet)
    assert len(unended(tmp_path / "set")) == 1

    ingested(logs, tmp_path / "set")
    (left,) = unended(tmp_path / "set")
    assert (str(logs) in left, str(tmp_path / "others") in left) == (False, True)
    ingested(tmp_path / "others", tmp_path / "set")
    assert unended(tmp_path / "set") == []
    before = index.read_bytes()
    ingested(tmp_path / "others", tmp_path / "set")
    assert index.read_bytes() == before


def test_a_path_that_is_not_there_begins_nothing(logs, kept, tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        ingest([str(logs), str(tmp_path / "nowhere")], kept, Wanted(), workers=1, progress=quiet)

    assert unended(kept) == []


def test_a_log_that_was_mended_is_no_longer_among_what_was_not_read(logs, tmp_path):
    bad = delivered(logs, "2026-05-08", needless(5800))
    bad.write_bytes(log(needless(5800))[:-12])
    ingested(logs, tmp_path / "set")
    assert [one.path for one in told(tmp_path / "set")[0].unread] == [str(bad)]

    bad.write_bytes(log(needless(5800)))
    assert ingested(logs, tmp_path / "set").unread == ()
    assert alike(tmp_path / "set") == alike(logs)


@pytest.mark.parametrize(
    "identity", [[{"type": "Root"}], 7, "Root", f"arn:aws:iam::{ACCOUNT}:root", [f"arn:aws:iam::{ACCOUNT}:root"]]
)
def test_an_identity_that_is_no_object_is_told_of_the_set_and_of_the_log(tmp_path, identity):
    record = {**by_user(), "userIdentity": identity, "resources": [{"ARN": f"arn:aws:iam::{ACCOUNT}:root"}]}
    delivered(tmp_path / "logs", "2026-05-04", needless(2), record)

    (unread,) = ingested(tmp_path / "logs", tmp_path / "set").unread
    (of_logs,) = told(tmp_path / "logs")[0].unread
    assert unread.path == of_logs.path
    assert "who acted: it may have been root" in unread.reason
    assert "who acted: it may have been root" in of_logs.reason
    assert told(tmp_path / "set")[0].unread == (unread,)


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize(
    "other",
    [
        {"eventSource": "ec2.amazonaws.com"},
        {"eventName": "ListBuckets"},
        {"userIdentity": {"type": "Root", "arn": "arn:aws:iam::999988887777:root", "principalId": "999988887777"}},
        by_user(),
    ],
)
def test_another_event_that_has_the_id_of_one_hides_it_not(tmp_path, other, apart):
    event = needless(2)
    # It stands before the other, so that it is taken for the first delivery.
    another = {**event, **other, "eventID": event["eventID"], "eventTime": event["eventTime"]}
    for number, listed in enumerate([[another], [event]] if apart else [[another, event]]):
        delivered(tmp_path / "logs", f"2026-05-0{4 + number}", *listed)
        ingested(tmp_path / "logs", tmp_path / "set")

    names = [(one.name, one.source) for one in told(tmp_path / "set")[0].events]
    assert (event["eventName"], event["eventSource"]) in names
    assert len(names) == (1 if "userIdentity" in other and other["userIdentity"]["type"] != "Root" else 2)
    with Set(tmp_path / "set", threads=1) as opened:
        assert opened.ask("SELECT count(*) FROM events").rows == [(2,)]


def test_an_id_that_is_made_up_for_it_hides_no_event_of_roots_in_logs_nor_in_a_set(tmp_path):
    hidden = needless(2)
    opening = {**assume_root(), "eventID": hidden["eventID"], "eventSource": "account.amazonaws.com"}
    decoy = {**needless(3), "eventID": f"{hidden['eventID']}~2", "eventName": "PutAccountName"}
    delivered(tmp_path / "logs", "2026-05-04", hidden)
    delivered(tmp_path / "logs", "2026-05-05", opening, decoy)
    ingested(tmp_path / "logs", tmp_path / "set")

    assert alike(tmp_path / "logs") == alike(tmp_path / "set")
    names = [one.name for one in told(tmp_path / "logs")[0].events]
    assert sorted(names) == sorted(["PutAccountName", hidden["eventName"]])


def test_deliveries_that_differ_are_told_in_logs_and_in_a_set(tmp_path):
    folder = tmp_path / "logs"
    folder.mkdir()
    refused = {**needless(2), "errorCode": "AccessDenied"}
    for name, one in (("z.json.gz", refused), ("a.json.gz", needless(2)), ("m.json.gz", refused)):
        (folder / name).write_bytes(log(one))
    words = [str(folder / name) for name in ("z.json.gz", "m.json.gz", "a.json.gz")]
    ingest(words, tmp_path / "set", Wanted(), workers=1, progress=quiet)

    for source in (folder, tmp_path / "set"):
        assert {one.error for one in told(source)[0].events} == {None, "AccessDenied"}
    assert told(folder)[0].events == told(tmp_path / "set")[0].events


def test_what_a_set_does_not_keep_makes_no_event_of_logs_and_a_set_two(tmp_path):
    token = "FwoGZXIvYXdzE" + "Qx7" * 40 + "=="
    answered = needless(1, responseElements={"credentials": {"sessionToken": token}}, additionalEventData={"b": token})
    delivered(tmp_path / "logs", "2026-05-04", answered, needless(2))
    ingested(tmp_path / "logs", tmp_path / "set")

    sources = (str(tmp_path / "set"), str(tmp_path / "logs"))
    found = report(Asked(sources=sources, workers=1), progress=quiet, now=lambda: NOW)
    assert found.timeline.events == told(tmp_path / "logs")[0].events
    assert len(found.timeline.events) == 2


@pytest.mark.parametrize("apart", [False, True])
def test_one_that_is_said_to_have_been_before_the_time_that_is_asked_for_hides_no_event(tmp_path, apart):
    real = needless(60 * 24 * 2)
    listed = [{**real, "eventTime": needless(1)["eventTime"]}, real]
    for one in [[each] for each in listed] if apart else [listed]:
        delivered(tmp_path / "logs", "2026-05-06", *one)
    ingested(tmp_path / "logs", tmp_path / "set")

    for source in ("logs", "set"):
        for since in (datetime(2026, 5, 6, tzinfo=UTC), datetime(2026, 5, 6, 12, tzinfo=UTC)):
            timeline, _ = told(tmp_path / source, Wanted(since=since))
            assert [one.name for one in timeline.events] == [real["eventName"]]


def test_a_delivery_that_is_asked_for_is_told_where_the_first_one_is_not(tmp_path):
    """It was delivered once more, days later and to a folder whose name comes first."""
    delivered(tmp_path / "logs" / "z", "2026-05-04", needless(2))
    delivered(tmp_path / "logs" / "a", "2026-05-08", needless(2))
    ingested(tmp_path / "logs", tmp_path / "set")

    wanted = Wanted(until=datetime(2026, 5, 5, tzinfo=UTC))
    assert [one.name for one in told(tmp_path / "logs", wanted)[0].events] == [needless(2)["eventName"]]
    assert alike(tmp_path / "logs", wanted)[0].events == alike(tmp_path / "set", wanted)[0].events


def test_records_that_stand_twice_in_one_object_are_all_read(tmp_path):
    folder = tmp_path / "logs"
    folder.mkdir()
    texts = [json.dumps({"Records": [needless(number)]})[1:-1] for number in (1, 2)]
    for number, (first, second) in enumerate([texts, [texts[0].replace("Records", "\\u0052ecords"), texts[1]]]):
        (folder / f"{number}.json").write_text("{" + first + "," + second + "}")
        ingested(folder / f"{number}.json", tmp_path / f"set{number}")
        events = {one.event_id for one in told(tmp_path / f"set{number}")[0].events}
        assert events == {needless(1)["eventID"], needless(2)["eventID"]}


def test_a_set_below_a_folder_of_logs_is_named_and_not_read_as_one(logs):
    ingested(logs, logs / "set")

    (unread,) = told(logs)[0].unread
    assert (unread.path, "where it is named itself" in unread.reason) == (str(logs / "set"), True)


def test_a_set_cannot_be_validated(kept):
    found = report(Asked(sources=(str(kept),), workers=1, validate=True), progress=quiet, now=lambda: NOW)

    assert [one.path for one in found.timeline.unread] == [str(kept)]
    assert "neither log files nor digest files" in found.timeline.unread[0].reason
    assert found.timeline.events


@pytest.fixture
def denied(monkeypatch):
    """Files that may not be opened, by their paths."""
    paths: set[str] = set()

    def opening(path, mode):
        if str(path) in paths:
            raise PermissionError(errno.EACCES, "Permission denied")
        return open(path, mode)  # noqa: PTH123 - as the other does

    monkeypatch.setattr("rootward.trail.finding.inflate.open", opening, raising=False)
    return paths


def test_a_log_that_was_denied_is_told_until_it_is_read(logs, tmp_path, denied):
    path = delivered(logs, "2026-05-08", needless(5800))
    denied.add(str(path))
    ingested(logs, tmp_path / "set")

    assert told(tmp_path / "set")[0].unread == (Unread(path=str(path), reason="Permission denied"),)
    assert alike(tmp_path / "set")[0] == alike(logs)[0]
    index = (tmp_path / "set" / "index.jsonl").read_bytes()
    assert [one.path for one in ingested(logs, tmp_path / "set").unread] == [str(path)]
    assert (tmp_path / "set" / "index.jsonl").read_bytes() == index  # it has nothing new to tell

    delivered(tmp_path / "others", "2026-05-04", by_user(5))
    ingested(tmp_path / "others", tmp_path / "set")
    assert [one.path for one in told(tmp_path / "set")[0].unread] == [str(path)]
    assert told(tmp_path / "set", Wanted(accounts=frozenset({OTHER})))[0].unread == ()

    denied.clear()
    ingested(logs, tmp_path / "set")
    assert told(tmp_path / "set")[0].unread == ()
    assert needless(5800)["eventID"] in {one.event_id for one in told(tmp_path / "set")[0].events}


def test_a_log_that_was_denied_is_told_no_more_when_it_is_gone(logs, tmp_path, denied):
    path = delivered(logs, "2026-05-08", needless(5800))
    denied.add(str(path))
    ingested(logs, tmp_path / "set")
    path.unlink()
    assert [one.path for one in told(tmp_path / "set")[0].unread] == [str(path)]

    ingested(logs, tmp_path / "set")
    assert told(tmp_path / "set")[0].unread == ()


def test_one_that_was_denied_is_told_no_more_when_an_ingest_of_less_has_read_it(logs, tmp_path, denied):
    path = delivered(logs, "2026-05-08", needless(5800))
    denied.add(str(path))
    ingested(logs, tmp_path / "set")
    ingested(logs, tmp_path / "set", Wanted(since=datetime(2026, 5, 9, tzinfo=UTC)))
    assert [one.path for one in told(tmp_path / "set")[0].unread] == [str(path)]

    denied.clear()
    ingested(logs, tmp_path / "set", Wanted(since=datetime(2026, 5, 8, tzinfo=UTC)))
    assert told(tmp_path / "set")[0].unread == ()


def test_one_that_vanished_while_it_was_listed_is_told(logs, tmp_path, monkeypatch):
    path = delivered(logs, "2026-05-08", needless(5800))

    def vanishing(log):
        if log.name == str(path):
            raise PermissionError(errno.EACCES, "Permission denied")
        return known_by(log)

    monkeypatch.setattr("rootward.trail.store.ingest.known_by", vanishing)
    ingested(logs, tmp_path / "set")
    assert [one.path for one in told(tmp_path / "set")[0].unread] == [str(path)]


def test_a_folder_that_could_not_be_listed_is_told_until_it_is(logs, tmp_path, monkeypatch):
    folder, scandir = str(logs / "AWSLogs" / OTHER), os.scandir

    def listing(path):
        if str(path) == folder:
            raise PermissionError(errno.EACCES, "Permission denied")
        return scandir(path)

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", listing)
        ingested(logs, tmp_path / "set")
    assert told(tmp_path / "set")[0].unread == (Unread(path=folder, reason="Permission denied"),)

    # Of one account alone nobody can say what else lies there.
    ingested(logs, tmp_path / "set", Wanted(accounts=frozenset({OTHER})))
    assert [one.path for one in told(tmp_path / "set")[0].unread] == [folder]
    ingested(logs, tmp_path / "set")
    assert told(tmp_path / "set")[0].unread == ()


class Bucket(Cloud):
    """One of two objects, of which it denies some."""

    def __init__(self, *denied):
        super().__init__(progress=quiet)
        self._denied = denied

    def logs(self, word, _wanted, _saw):
        for number in (1, 2):
            name = f"{word}/AWSLogs/{number}.json"
            if number in self._denied:
                yield Unread(path=name, reason="denied: s3:GetObject")
            else:
                yield Log(name=name, data=log(needless(number)))


def test_an_object_that_was_denied_is_told_until_it_is_read(tmp_path):
    def ingesting(*denied):
        return ingest(["s3://trail"], tmp_path / "set", Wanted(), workers=1, cloud=Bucket(*denied), progress=quiet)

    ingesting(2)
    assert told(tmp_path / "set")[0].unread == (
        Unread(path="s3://trail/AWSLogs/2.json", reason="denied: s3:GetObject"),
    )
    ingesting(1)
    assert [one.path for one in told(tmp_path / "set")[0].unread] == ["s3://trail/AWSLogs/1.json"]
    ingesting()
    assert told(tmp_path / "set")[0].unread == ()


def test_a_source_without_a_log_leaves_nothing_unread(logs, tmp_path):
    ingested(logs, tmp_path / "set")
    unread = ingested(logs, tmp_path / "set", Wanted(since=datetime(2026, 5, 9, tzinfo=UTC))).unread

    assert [one.path for one in unread] == [str(logs)]
    assert told(tmp_path / "set")[0].unread == ()


def test_a_set_amid_its_own_logs_is_none_of_what_it_could_not_read(logs):
    for _ in range(2):
        ingested(logs, logs / "set")
    assert told(logs / "set")[0].unread == ()


def test_a_set_whose_first_line_alone_is_there_is_told(tmp_path):
    put([], tmp_path / "set", workers=1)
    index = tmp_path / "set" / "index.jsonl"
    index.write_bytes(index.read_bytes().splitlines(keepends=True)[0])

    (unread,) = told(tmp_path / "set")[0].unread
    assert "an ingest did not come to its end" in unread.reason
    assert "empty set" in unread.reason


def plain(folder, *records):
    """A file whose name tells nothing."""
    folder.mkdir(exist_ok=True)
    (folder / "plain.json").write_bytes(log(*records))
    return folder / "plain.json"


def everywhere():
    """An event of another account, of another region and of another day each, and one that has none of that."""
    return (
        needless(1),
        needless(2, recipientAccountId=OTHER, userIdentity={**needless()["userIdentity"], "accountId": OTHER}),
        needless(3, awsRegion="eu-west-1"),
        needless(4 + 1440),
    )


def kept_of(folder):
    """The events of a set, each as often as it is there."""
    with Set(folder, threads=1) as opened:
        return [row[0] for row in opened.ask("SELECT event_id FROM trail ORDER BY 1").rows]


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Wanted(accounts=frozenset({ACCOUNT})), [1, 3, 1444]),
        (Wanted(regions=frozenset({"us-east-1"})), [1, 2, 1444]),
        (Wanted(since=datetime(2026, 5, 5, tzinfo=UTC)), [1444]),
        (Wanted(until=datetime(2026, 5, 5, tzinfo=UTC)), [1, 2, 3]),
        (Wanted(until=datetime(2026, 5, 5, 1, tzinfo=UTC)), [1, 2, 3, 1444]),  # days count
        (Wanted(accounts=frozenset({ACCOUNT}), regions=frozenset({"eu-west-1"})), [3]),
    ],
)
def test_of_a_file_whose_name_tells_nothing_each_record_tells_whether_it_is_asked_for(tmp_path, wanted, numbers):
    source = plain(tmp_path, *everywhere())
    got = ingested(source, tmp_path / "set", wanted)

    assert kept_of(tmp_path / "set") == sorted(f"bucket-{number}" for number in numbers)
    assert (got.left_out, got.unread) == (4 - len(numbers), ())


def test_what_was_left_out_is_read_when_it_is_asked_for(tmp_path):
    source = plain(tmp_path, *everywhere())
    few = Wanted(accounts=frozenset({ACCOUNT}))
    ingested(source, tmp_path / "set", few)

    assert ingested(source, tmp_path / "set", few).known == 1
    whole = ingested(source, tmp_path / "set")
    assert (whole.files, whole.known) == (1, 0)
    assert set(kept_of(tmp_path / "set")) == {"bucket-1", "bucket-2", "bucket-3", "bucket-1444"}
    assert alike(tmp_path / "set")[0].events == alike(source)[0].events
    for wanted in (few, Wanted(regions=frozenset({"eu-west-1"})), Wanted()):
        assert ingested(source, tmp_path / "set", wanted).known == 1


def test_one_of_which_nothing_was_left_out_is_known_whole(tmp_path):
    source = plain(tmp_path, needless(1), needless(2))
    ingested(source, tmp_path / "set", Wanted(accounts=frozenset({ACCOUNT})))

    assert ingested(source, tmp_path / "set").known == 1


def test_a_file_whose_name_tells_what_is_asked_for_is_taken_whole(logs, tmp_path):
    (path,) = (logs / "AWSLogs" / OTHER).rglob("*.json.gz")
    path.write_bytes(log(needless(1500, recipientAccountId=ACCOUNT), needless(1400)))
    wanted = Wanted(accounts=frozenset({OTHER}), since=datetime(2026, 5, 5, tzinfo=UTC))

    assert ingested(logs, tmp_path / "set", wanted).left_out == 0
    assert kept_of(tmp_path / "set") == ["bucket-1400", "bucket-1500"]


def test_a_file_that_is_named_and_is_of_another_account_is_asked_record_by_record(logs, tmp_path):
    (path,) = (logs / "AWSLogs" / OTHER).rglob("*.json.gz")
    path.write_bytes(log(needless(1500), by_user(1501, recipientAccountId=OTHER, userIdentity={"accountId": OTHER})))

    ingested(path, tmp_path / "set", Wanted(accounts=frozenset({ACCOUNT})))
    assert kept_of(tmp_path / "set") == ["bucket-1500"]


def test_a_call_that_opens_a_root_session_is_kept_of_whichever_account_it_is(tmp_path):
    source = plain(tmp_path, assume_root(), needless(2), by_user(3, recipientAccountId=OTHER))
    wanted = Wanted(accounts=frozenset({ACCOUNT}))
    ingested(source, tmp_path / "set", wanted)

    assert alike(tmp_path / "set", wanted, all=True)[0].events == alike(source, wanted, all=True)[0].events
    with Set(tmp_path / "set", threads=1) as opened:
        names = opened.ask("SELECT name FROM events ORDER BY 1").rows
    assert ("AssumeRoot",) in names


def cut(path, *records):
    """The file, of which the end is missing."""
    path.write_bytes(log(*records)[:-12])


def test_what_was_not_read_of_a_whole_file_still_counts_when_a_part_of_it_is_read(tmp_path):
    source = plain(tmp_path, *everywhere())
    cut(source, *everywhere())
    ingested(source, tmp_path / "set")
    source.write_bytes(log(*everywhere()))

    ingested(source, tmp_path / "set", Wanted(accounts=frozenset({ACCOUNT})))
    assert [one.path for one in told(tmp_path / "set")[0].unread] == [str(source)]
    ingested(source, tmp_path / "set")
    assert told(tmp_path / "set")[0].unread == ()


@pytest.mark.parametrize("listed", [everywhere(), (needless(1), needless(3))])
def test_what_was_not_read_of_a_part_counts_until_that_part_is_read(tmp_path, listed):
    few = Wanted(accounts=frozenset({ACCOUNT}))
    source = plain(tmp_path, *listed)
    cut(source, *listed)
    ingested(source, tmp_path / "set", few)
    source.write_bytes(log(*everywhere()))

    ingested(source, tmp_path / "set", Wanted(accounts=frozenset({OTHER})))
    assert [one.path for one in told(tmp_path / "set")[0].unread] == [str(source)]
    ingested(source, tmp_path / "set", few)
    assert told(tmp_path / "set")[0].unread == ()


def test_a_whole_file_that_was_denied_still_counts_when_a_part_of_it_is_read(tmp_path, denied):
    source = plain(tmp_path / "logs", *everywhere())
    denied.add(str(source))
    ingested(source.parent, tmp_path / "set")
    denied.clear()

    ingested(source.parent, tmp_path / "set", Wanted(accounts=frozenset({ACCOUNT})))
    assert [one.path for one in told(tmp_path / "set")[0].unread] == [str(source)]
    ingested(source.parent, tmp_path / "set")
    assert told(tmp_path / "set")[0].unread == ()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are text")
def test_names_that_are_no_text_are_spelled(logs, tmp_path, denied):
    one, other = (os.fsdecode(os.fsencode(logs) + name) for name in (b"/\xfe.json", b"/\xff.json"))
    for path in (one, other):
        Path(path).write_bytes(log(needless(9)))
    link = Path(os.fsdecode(os.fsencode(logs) + b"/\xfd"))
    link.symlink_to(tmp_path)
    denied.add(other)
    ingested(logs, tmp_path / "set")

    assert needless(9)["eventID"] in {event.event_id for event in told(tmp_path / "set")[0].events}
    assert [name.path for name in told(tmp_path / "set")[0].unread] == [f"{logs}/\\xfd", f"{logs}/\\xff.json"]
    denied.clear()
    link.unlink()
    ingested(logs, tmp_path / "set")
    assert told(tmp_path / "set")[0].unread == ()
