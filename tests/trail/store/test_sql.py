"""The set is asked in SQL, and only read; nothing else of this machine is."""

import sys

import pytest

from rootward.errors import MissingExtraError, UsageError
from rootward.trail.store.ingest import ingest
from rootward.trail.store.sql import Set
from tests.trail.classify.events import ACCOUNT, raw
from tests.trail.store.samples import log


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
