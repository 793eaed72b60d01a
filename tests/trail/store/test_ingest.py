"""What is put into the set is there once, whatever happens, and what is not read is said."""

import errno
import gzip
import json
import os
import stat
import sys
from collections.abc import Iterator
from itertools import permutations
from unittest import mock

import pytest
from filelock import FileLock

from rootward.errors import MissingExtraError, OutputError, UsageError
from rootward.model.scan import Unread
from rootward.trail.finding.find import find
from rootward.trail.finding.sought import Sought
from rootward.trail.log import Log
from rootward.trail.store import writing
from rootward.trail.store.index import Index
from rootward.trail.store.ingest import ingest
from rootward.trail.store.sql import Set
from rootward.trail.store.task import Task
from tests.trail.classify.events import ACCOUNT, at, raw
from tests.trail.store.samples import found, ids, log, parquet_files, stored_records, written


def made(number, **members):
    time = at(number) if isinstance(number, int) else at()
    return raw("s3", "CreateBucket", **{"eventID": f"e{number}", "eventTime": time, **members})


def wholes(records):
    """In an order that does not hang on what they say of files."""
    return sorted(record.whole for record in records)


@pytest.fixture
def into(tmp_path):
    return tmp_path / "set"


def test_rows_lie_by_account_region_and_day(into):
    ingest(
        [
            log("a", made(1), made(2, awsRegion="eu-west-1")),
            log("b", made(3, eventTime="2026-05-05T00:00:00Z", recipientAccountId="999988887777")),
        ],
        into,
        workers=1,
    )

    assert [name.rsplit("/", 1)[0] for name in parquet_files(into)] == [
        f"account={ACCOUNT}/region=eu-west-1/day=2026-05-04",
        f"account={ACCOUNT}/region=us-east-1/day=2026-05-04",
        "account=999988887777/region=us-east-1/day=2026-05-05",
    ]
    assert ids(into) == ["e1", "e2", "e3"]


def test_an_account_or_region_that_is_none_names_no_folder(into):
    ingest([log("a", made(1, recipientAccountId="../../etc", awsRegion="x/y"))], into, workers=1)

    assert parquet_files(into)[0].startswith("account=unknown/region=unknown/day=2026-05-04/")


def test_a_log_that_is_in_the_set_is_passed_over(into, tmp_path):
    first = written(tmp_path, "first.json.gz", made(1))
    ingest([first], into, workers=1)
    before = parquet_files(into)

    again = ingest([first, written(tmp_path, "second.json.gz", made(2)), log("-", made(3))], into, workers=1)
    third = ingest([log("-", made(3))], into, workers=1)

    assert (again.known, again.files, again.rows) == (1, 2, 2)
    assert (third.known, third.files) == (1, 0)
    assert set(before) < set(parquet_files(into))
    assert ids(into) == ["e1", "e2", "e3"]


def test_a_log_that_was_changed_is_read_again_and_its_events_count_once(into, tmp_path):
    ingest([written(tmp_path, "log.json.gz", made(1))], into, workers=1)

    again = ingest([written(tmp_path, "log.json.gz", made(1), made(2))], into, workers=1)

    assert again.files == 1
    assert ids(into, "events") == ["e1", "e2"]


def test_an_event_that_was_delivered_twice_is_kept_once_of_one_run_and_counts_once_of_two(into):
    once = ingest([log("a", made(1)), log("b", made(1), made(2))], into, workers=1)
    ingest([log("c", made(2), made(3))], into, workers=1)

    assert (once.rows, once.duplicates) == (2, 1)
    assert ids(into) == ["e1", "e2", "e2", "e3"]
    assert ids(into, "events") == ["e1", "e2", "e3"]


@pytest.mark.parametrize("rows_at_once", [1, 65536])
@pytest.mark.parametrize("order", list(permutations("abc")))
def test_deliveries_that_differ_are_all_there_and_of_others_that_of_the_first_log_in_whatever_order_they_come(
    into, monkeypatch, order, rows_at_once
):
    monkeypatch.setattr(writing, "_GROUP_ROWS", rows_at_once)
    by_log = {"a": made(1, errorCode="AccessDenied"), "b": made(1), "c": made(1, errorCode="AccessDenied")}
    logs = [log(name, by_log[name], made(2), made(f"-{name}")) for name in order]
    told = ingest(logs, into, workers=1)

    with Set(into, threads=1) as opened:
        rows = opened.ask("SELECT event_id, log, error FROM events ORDER BY 1, 2").rows
    assert rows[3:] == [("e1", "a", "AccessDenied"), ("e1", "b", ""), ("e2", "a", "")]
    # One that was written before is written again.
    assert (told.rows, told.duplicates) == ((6, 3) if rows_at_once > 1 else (9, 0))
    assert wholes(stored_records(into, Sought.ROOT)) == wholes(found(logs))


@pytest.mark.parametrize("order", [1, -1])
def test_what_one_log_says_twice_and_otherwise_is_there_twice_in_any_order(into, order):
    two = [made(1, userAgent="one"), made(1, userAgent="two")]
    assert ingest([log("a", *two[::order], *two)], into, workers=1).rows == 2

    with Set(into, threads=1) as opened:
        assert opened.ask("SELECT agent FROM events ORDER BY 1").rows == [("one",), ("two",)]


def test_an_event_that_is_said_to_be_of_another_region_or_account_is_another(into):
    one = log("a", made(1), made(2))
    other = log("b", made(1, awsRegion="eu-west-1"), made(2, recipientAccountId="999988887777"))
    ingest([one, other], into, workers=1)

    for view in ("events", "root_events"):
        assert ids(into, view) == ["e1", "e1", "e2", "e2"]
    with Set(into, threads=1) as opened:
        assert opened.ask("SELECT sum(events), sum(root) FROM days").rows == [(4, 4)]
        assert opened.ask("SELECT sum(events) FROM calls").rows == [(4,)]
    assert wholes(stored_records(into, Sought.ROOT)) == wholes(found([one, other]))


def test_what_one_process_has_read_is_kept_before_it_reads_on(into, tmp_path, monkeypatch):
    monkeypatch.setattr("rootward.trail.store.ingest._MOST_IN_PORTION", 1)
    kept: list[int] = []

    def logs():
        for number in range(4):
            kept.append(len(parquet_files(into)) - len(list((into / writing.WAITING).glob("*.parquet"))))
            yield written(tmp_path, f"{number}.json.gz", made(number))

    ingest(logs(), into, workers=1)
    # A portion is known to be whole when the log after it was seen.
    assert kept == [0, 0, 1, 2]


def test_what_is_not_read_is_said_each_time(into, tmp_path):
    whole = gzip.compress(json.dumps({"Records": [made(1), made(2)]}).encode())
    (tmp_path / "cut.json.gz").write_bytes(whole[:-20])
    (tmp_path / "empty.json").write_bytes(b"")
    (tmp_path / "other.json").write_bytes(b'{"version": 3}')
    logs = [Log(name=name, path=str(tmp_path / name)) for name in ("cut.json.gz", "empty.json", "other.json", "gone")]

    first = ingest(logs, into, workers=1)
    again = ingest(logs, into, workers=1)

    assert [one.path for one in first.unread if one.path != "cut.json.gz"] == ["empty.json", "gone", "other.json"]
    assert Unread(path="cut.json.gz", reason="its gzip data ends too soon") in first.unread
    assert again.unread == first.unread
    assert (again.known, again.files) == (3, 0)


def test_a_log_that_cannot_be_opened_is_tried_again(into, tmp_path):
    (tmp_path / "log.json.gz").mkdir()
    log_of = Log(name="log", path=str(tmp_path / "log.json.gz"))
    first = ingest([log_of], into, workers=1)
    (tmp_path / "log.json.gz").rmdir()
    written(tmp_path, "log.json.gz", made(1))

    assert [one.path for one in first.unread] == ["log"]
    assert ingest([log_of], into, workers=1).rows == 1


def test_records_without_name_or_time_are_counted_and_those_beside_them_kept(into):
    data = {
        "Records": [
            made(1),
            made(2, eventTime=None),
            made(3, eventTime="soon"),
            {"eventVersion": "1", "eventTime": at(1)},
        ]
    }

    told = ingest([Log(name="log", data=json.dumps(data).encode())], into, workers=1)

    assert ids(into) == ["e1"]
    assert [one.reason for one in told.unread] == [
        "1 of its records are left out: it has no eventName",
        "1 of its records are left out: it has no eventTime",
        "1 of its records are left out: its eventTime cannot be read",
    ]


@pytest.mark.parametrize(
    "identity",
    [
        {},
        {"userIdentity": None},
        *(
            {"userIdentity": who}
            for who in ({}, {"accountId": ACCOUNT}, {"principalId": ACCOUNT}, {"userName": "anna"})
        ),
        {"userIdentity": {"type": "", "invokedBy": "s3.amazonaws.com"}},
    ],
)
def test_a_record_of_nobodys_that_names_root_is_kept_and_said(into, identity):
    nobodys = {name: value for name, value in made(1).items() if name != "userIdentity"} | identity
    named = {**nobodys, "resources": [{"ARN": f"arn:aws:iam::{ACCOUNT}:root"}]}
    opening = {**named, "eventID": "e3", "eventName": "AssumeRoot"}

    one = log("log", {**nobodys, "eventID": "e0"}, named, opening, made(2))
    told = ingest([one], into, workers=1)

    assert ids(into) == ["e0", "e1", "e2", "e3"]
    assert [one.reason for one in told.unread] == ["1 record in it does not say who acted: it may have been root"]
    assert [one.reason for one in find([one], Sought.ROOT, workers=1).unread] == [one.reason for one in told.unread]


@pytest.mark.parametrize("who", [{"type": "AWSService"}, {"arn": f"arn:aws:iam::{ACCOUNT}:user/anna"}])
def test_who_has_a_type_or_an_arn_is_somebody(into, who):
    told = ingest([log("log", made(1, userIdentity=who, requestParameters={"userName": "Root"}))], into, workers=1)
    assert told.unread == ()


def test_where_no_record_says_who_acted_each_of_them_may_be_roots(into):
    nobodys = [{name: value for name, value in made(one).items() if name != "userIdentity"} for one in range(2)]
    insight = {**nobodys[0], "eventID": "e5", "eventCategory": "Insight"}

    assert [one.reason for one in ingest([log("all", *nobodys)], into, workers=1).unread] == [
        "2 records in it do not say who acted: it may have been root"
    ]
    assert ingest([log("some", *nobodys, made(3)), log("insight", insight), log("none")], into, workers=1).unread == ()


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(made(1)),
        json.dumps([made(1)]),
        f"{json.dumps(made(1))}\n\n",
        json.dumps({"detail-type": "AWS API Call via CloudTrail", "detail": made(1)}),
        json.dumps({"Events": [{"EventId": "e1", "CloudTrailEvent": json.dumps(made(1))}]}),
        json.dumps({"Records": [made(1)]}, indent=2),
        json.dumps({"Records": [made(1, userAgent=17, sourceIPAddress=None, userIdentity={"type": 3})]}),
        "\ufeff" + json.dumps({"Records": [made(1)]}),
    ],
)
def test_whatever_shape_a_log_has(into, text):
    told = ingest([Log(name="log", data=text.encode())], into, workers=1)

    assert (told.records, told.unread) == (1, ())
    assert ids(into) == ["e1"]


def test_a_large_record_is_a_row(into):
    ingest([log("a", made(1, requestParameters={"text": "long " * 4_000_000}), made(2))], into, workers=1)

    assert ids(into) == ["e1", "e2"]


def test_a_log_of_more_days_than_files_are_open_at_once(into):
    days = [made(1440 * number) for number in range(100)]
    told = ingest([log("a", *days, *(made(1440 * number + 1) for number in range(100)))], into, workers=1)

    assert told.rows == 200
    assert len({name.rsplit("/", 1)[0] for name in parquet_files(into)}) == 100
    assert len(ids(into)) == 200


def test_many_processes_give_the_same(into, tmp_path):
    logs = [
        written(tmp_path, f"{number}.json.gz", *(made(100 * number + more) for more in range(20)))
        for number in range(12)
    ]
    told = ingest(logs, into, workers=3)

    assert (told.files, told.rows) == (12, 240)
    assert ids(into) == sorted(f"e{100 * number + more}" for number in range(12) for more in range(20))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_only_the_owner_may_read_it(into):
    ingest([log("a", made(1))], into, workers=1)

    for path in (into, *into.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_folder_that_holds_something_else_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")

    with pytest.raises(UsageError, match="holds something else"):
        ingest([log("a", made(1))], tmp_path, workers=1)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != ".lock") == ["letter.txt"]


def test_a_set_of_another_schema_is_refused(into):
    into.mkdir()
    (into / "index.jsonl").write_text('{"set":"rootward trail","schema":0}\n')

    with pytest.raises(UsageError, match="another version"):
        ingest([log("a", made(1))], into, workers=1)


def test_two_runs_at_once_do_not_write_to_one_set(into):
    into.mkdir()
    with FileLock(into / ".lock"), pytest.raises(UsageError, match="another run"):
        ingest([log("a", made(1))], into, workers=1)


def test_a_lock_that_would_outlive_its_run_is_none(into, monkeypatch):
    asked = []

    def soft(*_given, **named):
        asked.append(named["fallback_to_soft"])
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    monkeypatch.setattr("filelock.FileLock", soft)
    with pytest.raises(OutputError, match="cannot be written"):
        ingest([log("a", made(1))], into, workers=1)
    assert asked == [False]


def test_without_pyarrow_a_line_says_what_to_install(into, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)

    with pytest.raises(MissingExtraError) as told:
        ingest([], into)
    assert told.value.advice == "install it: pip install 'rootward[trail]'"


@pytest.mark.parametrize("fails_at", [1, 2, 3, 4, 5, 6])
def test_a_full_disk_ends_it_and_the_next_run_goes_on(into, tmp_path, monkeypatch, fails_at):
    logs = [written(tmp_path, f"{number}.json.gz", made(number)) for number in range(3)]
    monkeypatch.setattr("rootward.trail.store.ingest._MOST_IN_PORTION", 1)
    calls, sync = [], os.fsync

    def full(handle):
        if not stat.S_ISDIR(os.fstat(handle).st_mode):  # not every file system lets a folder be flushed
            calls.append(handle)
        if len(calls) == fails_at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        ingest(logs, into, workers=1)

    ingest(logs, into, workers=1)
    assert ids(into) == ["e0", "e1", "e2"]
    assert not list((into / ".writing").iterdir())


def test_of_what_was_removed_from_the_set_the_logs_are_read_again(into, tmp_path):
    logs = [written(tmp_path, "log.json.gz", made(1), made(2, awsRegion="eu-west-1"))]
    ingest(logs, into, workers=1)
    (into / parquet_files(into)[0]).unlink()

    assert ingest(logs, into, workers=1).rows == 2
    assert ids(into) == ["e1", "e2"]


def test_an_interrupt_keeps_what_was_added(into, tmp_path, monkeypatch):
    logs = [written(tmp_path, f"{number}.json.gz", made(number)) for number in range(3)]
    monkeypatch.setattr("rootward.trail.store.ingest._MOST_IN_PORTION", 1)
    adds, add = [], Index.add

    def interrupted(index, line):
        add(index, line)
        adds.append(line)
        if len(adds) == 3:  # the task, and two portions
            raise KeyboardInterrupt

    monkeypatch.setattr(Index, "add", interrupted)
    told = ingest(logs, into, workers=1)

    assert told.interrupted
    assert "it was not read: interrupted" in {one.reason for one in told.unread}
    assert set(ids(into)) >= {"e0", "e1"}
    monkeypatch.undo()
    ingest(logs, into, workers=1)
    assert ids(into) == ["e0", "e1", "e2"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no folder to flush")
def test_the_new_name_of_an_index_is_flushed_with_its_folder(into, monkeypatch):
    synced, sync = [], os.fsync

    def noting(handle):
        found = os.fstat(handle)
        synced.append((found.st_dev, found.st_ino))
        sync(handle)

    monkeypatch.setattr(os, "fsync", noting)
    ingest([], into, workers=1)

    of_folder = into.stat()
    assert (of_folder.st_dev, of_folder.st_ino) in synced


@pytest.mark.skipif(os.name == "nt", reason="Windows has no folder to flush")
def test_a_folder_that_cannot_be_flushed_is_no_failure(into, monkeypatch):
    sync = os.fsync

    def failing(handle):
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        sync(handle)

    monkeypatch.setattr(os, "fsync", failing)
    ingest([log("a", made(1))], into, workers=1)
    assert ids(into) == ["e1"]


def test_what_names_a_log_in_a_mirror_names_its_place(into, tmp_path):
    mirrored = Log(name="s3://trail/log.json.gz", path=str(tmp_path / "log.json.gz"))
    (tmp_path / "log.json.gz").mkdir()
    ingest([mirrored], into, workers=1)
    with Set(into, threads=1) as opened:
        assert [name for name, _ in opened.unread] == ["s3://trail/log.json.gz"]

    (tmp_path / "log.json.gz").rmdir()
    whole = written(tmp_path, "log.json.gz", made(1))
    ingest([Log(name=mirrored.name, data=(tmp_path / "log.json.gz").read_bytes())], into, workers=1)
    assert whole.path == mirrored.path
    with Set(into, threads=1) as opened:
        assert opened.unread == ()


def test_a_record_of_nobodys_that_is_not_asked_for_is_left_out_in_silence(into):
    nobodys = {name: value for name, value in made(1).items() if name != "userIdentity"}
    named = {**nobodys, "resources": [{"ARN": f"arn:aws:iam::{ACCOUNT}:root"}]}

    told = ingest([log("log", named, made(2))], into, workers=1, task=Task(accounts=("999988887777",)))
    assert (told.rows, told.left_out, told.unread) == (0, 2, ())


def test_a_set_tells_of_an_ingest_that_met_a_full_disk_before_it_added_anything(into, monkeypatch):
    ingest([log("a", made(1))], into, workers=1)
    with monkeypatch.context() as patched:
        patched.setattr(
            "rootward.trail.store.ingest.Writing.end", mock.Mock(side_effect=OSError(errno.ENOSPC, "No space left"))
        )
        with pytest.raises(OutputError, match="No space left"):
            ingest([log("b", made(2))], into, workers=1, task=Task(sources=("b",)))

    with Set(into, threads=1) as opened:
        assert opened.unended == (Task(sources=("b",)),)
    ingest([log("b", made(2))], into, workers=1, task=Task(sources=("b",)))
    with Set(into, threads=1) as opened:
        assert opened.unended == ()


def test_one_of_which_nothing_is_to_be_had_leaves_a_set_as_it_was(into):
    ingest([log("a", made(1))], into, workers=1)
    before = (into / "index.jsonl").read_bytes()

    def refused() -> Iterator[Log]:
        yield from ()
        raise UsageError("standard input is closed")

    with pytest.raises(UsageError, match="standard input is closed"):
        ingest(refused(), into, workers=1, task=Task(sources=("-",)))
    assert (into / "index.jsonl").read_bytes() == before


def test_one_that_is_refused_when_it_has_added_something_did_not_come_to_its_end(into, tmp_path, monkeypatch):
    monkeypatch.setattr("rootward.trail.store.ingest._MOST_IN_PORTION", 1)

    def broken_off():
        yield written(tmp_path, "1.json.gz", made(1))
        yield written(tmp_path, "2.json.gz", made(2))
        raise UsageError("standard input is closed")

    with pytest.raises(UsageError, match="standard input is closed"):
        ingest(broken_off(), into, workers=1, task=Task(sources=("logs",)))
    with Set(into, threads=1) as opened:
        assert opened.unended == (Task(sources=("logs",)),)
    assert ids(into)[0] == "e1"
