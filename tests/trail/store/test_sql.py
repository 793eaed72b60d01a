"""The set is asked in SQL, and only read; nothing else of this machine is."""

import random
import sys
from unittest import mock

import duckdb
import pytest

from rootward.errors import MissingExtraError, UsageError
from rootward.trail.store.ingest import ingest
from rootward.trail.store.sql import Set
from tests.trail.classify.events import ACCOUNT, at, raw
from tests.trail.store.samples import log, parquet_files


@pytest.fixture
def folder(tmp_path):
    ingest([log("a", raw("s3", "CreateBucket", requestParameters={"bucketName": "acme"}))], tmp_path / "set", workers=1)
    return tmp_path / "set"


def ask(folder, query):
    with Set(folder, threads=1) as opened:
        return opened.ask(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT account, region, CAST(day AS VARCHAR), name FROM events",
        "FROM root_events SELECT account, region, CAST(day AS VARCHAR), name;",
        "WITH one AS (SELECT * FROM trail) SELECT account, region, CAST(day AS VARCHAR), name FROM one",
    ],
)
def test_a_query_is_answered(folder, query):
    assert ask(folder, query).rows == [(ACCOUNT, "us-east-1", "2026-05-04", "CreateBucket")]


def test_json_can_be_looked_into(folder):
    found = ask(
        folder, "SELECT json_extract_string(request, '$.bucketName'), json_extract(response, '$.a') FROM events"
    )

    assert found.rows == [("acme", None)]


@pytest.mark.parametrize("query", ["DESCRIBE events", "SHOW TABLES", "SUMMARIZE events", "EXPLAIN SELECT 1"])
def test_what_tells_of_the_set_is_answered(folder, query):
    assert ask(folder, query).rows


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_text('{outside}')",
        "SELECT * FROM '{outside}'",
        "SELECT * FROM read_csv('{outside}')",
        "SELECT * FROM read_text('{set}/../outside.csv')",
        "SELECT * FROM glob('{parent}/*')",
        "COPY (SELECT 1) TO '{set}/new.csv'",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{set}/new.csv'",
        "EXPLAIN COPY (SELECT 1) TO '{set}/new.csv'",
        "ATTACH '{set}/new.db'",
        "EXPORT DATABASE '{set}/new'",
        "CREATE TABLE more AS SELECT 1",
        "DROP VIEW events",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "PRAGMA database_list",
        "INSTALL httpfs",
        "LOAD httpfs",
        "CALL pragma_version()",
        "SELECT 1; COPY (SELECT 1) TO '{set}/new.csv'",
        "SELECT * FROM folder",
        "SELECT getenv('HOME')",
        "SELEC 1",
        "SELECT nothing FROM events",
        "",
        "SELECT '\ud800'",
    ],
)
def test_what_is_no_question_about_the_set_is_refused_in_a_line(folder, query):
    outside = folder.parent / "outside.csv"
    outside.write_text("a,b\n1,2\n")
    before = sorted(folder.rglob("*"))

    with pytest.raises(UsageError) as told:
        ask(folder, query.format(outside=outside, set=folder, parent=folder.parent))

    assert "\n" not in str(told.value)
    assert sorted(folder.rglob("*")) == before


def test_a_folder_without_a_set_says_how_to_make_one(tmp_path):
    with pytest.raises(UsageError, match="holds no set") as told:
        ask(tmp_path, "SELECT 1")
    assert "rootward trail ingest" in told.value.advice


def test_a_set_of_logs_without_events_is_empty(tmp_path):
    ingest([log("a")], tmp_path / "set", workers=1)

    assert ask(tmp_path / "set", "SELECT count(*) FROM events").rows == [(0,)]
    assert ask(tmp_path / "set", "SELECT count(*) FROM used_actions").rows == [(0,)]


@pytest.mark.parametrize("name", ["a set", "it's [one]", "100%", "a*b"])
def test_a_folder_of_any_name(tmp_path, name):
    ingest([log("a", raw("s3", "CreateBucket"))], tmp_path / name, workers=1)

    assert ask(tmp_path / name, "SELECT count(*) FROM events").rows == [(1,)]


@pytest.mark.parametrize("package", ["duckdb", "ibis"])
def test_without_a_package_a_line_says_what_to_install(folder, monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(MissingExtraError):
        ask(folder, "SELECT 1")


@pytest.fixture
def days(tmp_path):
    """A set of three days, with a file of each."""
    made = (raw("s3", "CreateBucket", eventID=f"e{day}", eventTime=at(day * 1440)) for day in range(3))
    ingest([log("a", *made)], tmp_path / "days", workers=1)
    return tmp_path / "days"


def overwritten(path, first, last=None):
    """The file, as long as it was, with other bytes from one place on to another."""
    data = bytearray(path.read_bytes())
    data[first:last] = random.Random(7).randbytes(len(data[first:last]))  # noqa: S311 - damage is no secret
    path.write_bytes(data)


@pytest.mark.parametrize("part", [0, 1, 2])
@pytest.mark.parametrize(("first", "last"), [(-200, None), (50, 400), (4, -300)])
def test_a_part_that_is_damaged_is_left_out_and_named_and_the_rest_is_answered(days, part, first, last):
    name = parquet_files(days)[part]
    overwritten(days / name, first, last)

    with Set(days, threads=1) as opened:
        rows = opened.ask("SELECT * FROM events ORDER BY event_time").rows
        assert [row[0] for row in rows] == [f"e{day}" for day in range(3) if day != part]
        assert opened.unreadable == (name,)
        assert opened.ask("SELECT count(*) FROM root_events").rows == [(2,)]


def test_where_all_parts_are_damaged_nothing_is_answered_and_all_are_named(days):
    for name in parquet_files(days):
        overwritten(days / name, 50, 400)

    with Set(days, threads=1) as opened:
        assert opened.ask("SELECT * FROM events").rows == []
        assert opened.unreadable == tuple(parquet_files(days))


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize("letter", [b"r", b"\x84"])
def test_a_part_that_says_that_it_has_other_columns_is_damaged(days, number, letter):
    name = parquet_files(days)[number]
    data = bytearray((days / name).read_bytes())
    at_fault = data.index(b"event_region", len(data) - int.from_bytes(data[-8:-4], "little") - 8)
    data[at_fault : at_fault + 1] = letter  # of its name, in what the file tells of itself
    (days / name).write_bytes(data)

    with Set(days, threads=1) as opened:
        assert len(opened.ask("SELECT event_region FROM events").rows) == 2
        assert opened.unreadable == (name,)


@pytest.mark.parametrize("query", ["SELECT nothing FROM events", "SELEC 1", "SELECT * FROM nowhere", "DROP VIEW days"])
def test_for_a_query_that_is_wrong_no_part_is_read(days, query):
    with Set(days, threads=1) as opened, mock.patch.object(Set, "damaged") as damaged:
        with pytest.raises(UsageError):
            opened.ask(query)
        damaged.assert_not_called()


def test_what_fails_though_no_part_is_damaged_is_told_as_it_is(days):
    with Set(days, threads=1) as opened:
        with pytest.raises(UsageError, match="Conversion Error"):
            opened.ask("SELECT CAST(name AS INTEGER) FROM events")
        assert opened.unreadable == ()


def test_while_parts_are_looked_at_an_interrupt_ends_that_and_calls_none_of_them_damaged(days):
    with Set(days, threads=1) as opened, mock.patch("duckdb.connect") as connect:
        connection = connect.return_value.__enter__.return_value

        def interrupted(_query):
            opened.interrupt()
            assert connection.interrupt.called
            raise duckdb.InterruptException("Interrupted!")

        connection.execute.side_effect = interrupted
        with pytest.raises(UsageError, match="Interrupted"):
            opened.damaged()
        assert opened.unreadable == ()
    opened.interrupt()  # of what is closed nothing is left to end


def test_a_set_that_an_ingest_could_not_even_begin_is_one_that_did_not_come_to_its_end(tmp_path):
    ingest([log("a", raw("s3", "CreateBucket"))], tmp_path / "set", workers=1)
    index = tmp_path / "set" / "index.jsonl"
    (part,) = (tmp_path / "set").rglob("*.parquet")
    with Set(tmp_path / "set", threads=1) as opened:
        assert opened.unended == ()

    part.unlink()
    index.write_bytes(index.read_bytes().splitlines(keepends=True)[0])
    with Set(tmp_path / "set", threads=1) as opened:
        assert opened.ask("SELECT count(*) FROM events").rows == [(0,)]
        assert len(opened.unended) == 1

    ingest([], tmp_path / "set", workers=1)
    with Set(tmp_path / "set", threads=1) as opened:
        assert opened.unended == ()


def test_what_fails_again_though_what_is_damaged_was_left_out_is_told(days):
    overwritten(days / parquet_files(days)[1], 50, 400)
    with Set(days, threads=1) as opened:
        with mock.patch.object(opened, "_found", side_effect=duckdb.IOException("IO Error: no more")) as found:
            with pytest.raises(UsageError, match="no more"):
                opened.ask("SELECT * FROM events")
            assert found.call_count == 2
        assert opened.unreadable == (parquet_files(days)[1],)
