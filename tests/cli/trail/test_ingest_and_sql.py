"""`rootward trail ingest` and `rootward trail sql`, at the command line."""

import csv
import io
import json
import sys

import pytest

from rootward.cli.main import main
from tests.cli.conftest import Shown, Terminal
from tests.cli.trail.trails import by_user, delivered, needless, signed_in
from tests.trail.classify.events import ACCOUNT


@pytest.fixture
def trail(folder, capsys):
    """`rootward trail`, with these words."""
    delivered(folder / "logs", "2026-05-04", signed_in(), needless(1), by_user(2))

    def run(*words):
        code = main(["trail", *map(str, words)])
        shown = Shown(code, *capsys.readouterr())
        assert "Traceback" not in shown.err
        return shown

    return run


@pytest.fixture
def asks(trail):
    """The set of these logs, asked."""
    assert trail("ingest", "logs", "--into", "set").code == 0
    return lambda *words: trail("sql", "--from", "set", *words)


def test_logs_are_added_once(trail):
    first = trail("ingest", "logs", "--into", "set")
    again = trail("ingest", "logs", "--into", "set")

    assert first.out.startswith("3 events of 1 log file (")
    assert again.out == "0 events of 0 log files (0 B) added to set, 1 was there already\n"
    assert (first.code, again.code) == (0, 0)


def test_what_is_not_read_is_said_and_the_rest_is_there(trail, folder):
    (folder / "logs" / "broken.json.gz").write_bytes(b"\x1f\x8b no gzip")

    told = trail("ingest", "logs", "--into", "set", "-q")

    assert told.code == 3
    assert "incomplete: logs/broken.json.gz: its gzip data is damaged" in told.err
    assert json.loads(trail("sql", "--from", "set", "--format", "json", "SELECT count(*) n FROM events").out) == [
        {"n": 3}
    ]


def test_a_path_that_is_not_there_is_usage(trail):
    assert trail("ingest", "nowhere", "--into", "set").code == 2


def test_the_set_lies_in_the_users_folder_unless_told(trail, folder, monkeypatch):
    monkeypatch.setattr("rootward.workflows.trail.ingest.default_folder", lambda: folder / "own")

    assert trail("ingest", "logs").code == 0
    assert (folder / "own" / "index.jsonl").is_file()
    assert "CreateBucket" in trail("sql", "SELECT name FROM root_events").out


def test_a_table_fits_the_terminal_and_counts_its_rows(asks, monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    told = asks("SELECT name, identity_arn, agent FROM events ORDER BY event_time")

    assert told.out.splitlines()[0].split() == ["name", "identity_arn", "agent"]
    assert told.out.splitlines()[-1] == "(3 rows)"
    assert max(map(len, told.out.splitlines())) <= 50


def test_csv_and_json_cut_nothing(asks):
    query = "SELECT account, event_time, read_only, error, request FROM events WHERE name = 'CreateBucket'"

    assert json.loads(asks("--format", "json", query).out) == [
        {
            "account": ACCOUNT,
            "event_time": "2026-05-04T12:01:00Z",
            "read_only": False,
            "error": "",
            "request": '{"bucketName":"acme-1"}',
        }
    ]
    assert list(csv.reader(io.StringIO(asks("--format", "csv", query).out)))[1] == [
        *(ACCOUNT, "2026-05-04T12:01:00Z", "false", "", '{"bucketName":"acme-1"}'),
    ]


@pytest.mark.parametrize("form", ["text", "csv", "json"])
def test_a_hostile_value_stays_text(asks, form):
    told = asks("--format", form, "SELECT '=1+1' || chr(27) || chr(8238) || chr(10) || 'x' AS \"a\tb\", 1.5 AS n").out

    assert not {"\x1b", "\u202e", "\t"} & set(told)
    if form == "csv":
        assert told.splitlines()[1].startswith("\"'=1+1")


def test_values_of_any_kind_are_shown(asks):
    query = (
        "SELECT NULL a, [1, 2] b, {'k': DATE '2026-05-04'} c, 'nan'::DOUBLE d, '\\xAA'::BLOB e, TIME '10:00' f,"
        " TIMESTAMP '2026-05-04 10:00:00' g, 1.25::DECIMAL(5, 2) h"
    )

    assert json.loads(asks("--format", "json", query).out) == [
        {
            "a": None,
            "b": [1, 2],
            "c": {"k": "2026-05-04"},
            "d": "nan",
            "e": "aa",
            "f": "10:00:00",
            "g": "2026-05-04T10:00:00",
            "h": "1.25",
        }
    ]
    assert "[1,2]" in asks(query).out


def test_a_query_that_is_wrong_is_a_line_and_usage(asks):
    told = asks("SELECT nothing FROM events")

    assert told.code == 2
    assert len(told.err.splitlines()) == 1
    assert asks("DROP VIEW events").code == 2


def test_the_answer_can_go_to_a_file(asks, folder):
    assert asks("SELECT 1 AS one", "-o", "answer.txt").out == ""
    assert "one" in (folder / "answer.txt").read_text()


def test_a_query_is_read_from_standard_input(asks, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"SELECT count(*) AS n\nFROM events")))

    assert "3" in asks().out.split()


def test_at_a_terminal_it_asks_line_by_line(asks, monkeypatch):
    monkeypatch.setattr(sys, "stdin", Terminal("SELECT 41 + 1 AS n", "SELEC", "SELECT 7 AS m", ""))
    told = asks()

    assert told.code == 0
    assert "42" in told.out
    assert "7" in told.out
    assert "syntax error" in told.err


def test_a_terminal_that_is_closed_ends_it(asks, monkeypatch):
    monkeypatch.setattr(sys, "stdin", Terminal("SELECT 41 + 1 AS n"))

    assert asks().code == 0


def test_a_folder_without_a_set_says_how_to_make_one(trail):
    told = trail("sql", "--from", "nowhere", "SELECT 1")

    assert told.code == 2
    assert "rootward trail ingest" in told.err


def test_a_set_that_a_file_is_gone_from_says_so_and_ends_with_3(asks, folder):
    for file in (folder / "set").rglob("*.parquet"):
        file.unlink()
    told = asks("SELECT count(*) AS n FROM events")
    assert told.code == 3
    assert "incomplete: account=" in told.err
    assert "gone from the set" in told.err


def test_a_set_says_of_what_it_has_not_all_and_ends_with_3(asks, folder):
    (part,) = (folder / "set").rglob("*.parquet")
    part.write_bytes(bytes(part.stat().st_size))
    with (folder / "set" / "index.jsonl").open("ab") as index:
        index.write(b'{"begun":{"sources":["/logs"]}}\n')
    told = asks("SELECT count(*) AS n FROM events")

    assert told.code == 3
    assert f"incomplete: {part.relative_to(folder / 'set')}: damaged; remove it" in told.err
    assert "an ingest did not come to its end" in told.err


def test_an_index_that_was_torn_is_said(trail, folder):
    trail("ingest", "logs", "--into", "set")
    with (folder / "set" / "index.jsonl").open("ab") as index:
        index.write(b"garbage\n")
    told = trail("ingest", "logs", "--into", "set", "-q")
    assert (told.code, "was torn, and is cut off" in told.err) == (0, True)


def reported(shown):
    """A report's events, sessions and detections."""
    report = json.loads(shown.out)
    return {member: report[member] for member in ("events", "sessions", "detections", "accounts", "covered")}


def test_a_report_takes_the_set_in_place_of_its_logs(trail, asks):
    assert asks("SELECT 1").code == 0
    of_logs, of_set = (trail("report", name, "--format", "json", "-q") for name in ("logs", "set"))

    assert (of_set.code, of_set.err) == (of_logs.code, "")
    assert reported(of_set) == reported(of_logs)
    assert trail("report", "set").out.splitlines()[0] == "Looked in set: 1 file, 3 records"


def test_a_report_takes_the_set_in_the_data_folder_by_an_option(trail, folder, monkeypatch):
    monkeypatch.setattr("rootward.workflows.trail.ingest.default_folder", lambda: folder / "data")
    none = trail("report", "--ingested")
    assert none.code == 2
    assert f"{folder / 'data'} holds no set" in none.err

    trail("ingest", "logs", "--into", "data")
    assert reported(trail("report", "--ingested", "--format", "json")) == reported(
        trail("report", "logs", "--format", "json")
    )


def test_a_set_is_not_ingested(trail, asks):
    assert asks("SELECT 1").code == 0
    shown = trail("ingest", "set", "--into", "other")

    assert shown.code == 3
    assert "'trail report' takes it where it is named itself" in shown.err


@pytest.mark.parametrize("words", [(), ("--once",)])
def test_a_set_is_not_watched(trail, asks, words):
    assert asks("SELECT 1").code == 0
    shown = trail("watch", "set", "--state", "state", *words)

    assert (shown.code, shown.out) == (2, "")
    assert shown.err.startswith(
        "rootward: error: set is a set that 'rootward trail ingest' made, and no log comes into it"
    )


def test_a_policy_is_proposed_by_the_set_of_the_data_folder(trail, asks, folder, monkeypatch):
    assert asks("SELECT 1").code == 0
    monkeypatch.setattr("rootward.workflows.trail.ingest.default_folder", lambda: folder / "set")

    anna = f"arn:aws:iam::{ACCOUNT}:user/anna"
    shown, named = (trail("policy", "--principal", anna, word) for word in ("--ingested", "set"))
    assert (shown.code, shown.out) == (0, named.out)


def test_of_a_set_nothing_is_validated_and_that_is_said_once(trail, asks):
    assert asks("SELECT 1").code == 0
    shown = trail("report", "set", "--validate", "--fail-on", "never")

    assert shown.code == 3
    assert "a set holds neither log files nor digest files" in shown.err
    assert "are as CloudTrail delivered" not in shown.out + shown.err
    assert "Validated nothing: signatures not verified: there is no digest file" in shown.out


def test_a_policy_is_proposed_by_the_set_as_by_its_logs(trail, folder):
    read = {"eventName": "GetObject", "requestParameters": {"bucketName": "acme", "key": "a.txt"}, "readOnly": True}
    delivered(folder / "logs", "2026-05-05", by_user(1500, **read), by_user(1501))
    trail("ingest", "logs", "--into", "set")

    anna = ("--principal", f"arn:aws:iam::{ACCOUNT}:user/anna", "--format", "json", "-q")
    of_logs, of_set = (trail("policy", name, *anna) for name in ("logs", "set"))
    assert (of_set.code, of_set.out) == (0, of_logs.out)
    assert "arn:aws:s3:::acme/a.txt" in of_set.out
    assert trail("policy", "set", "--principal", "nobody").code == 2


def test_no_secret_of_the_logs_is_in_a_report_of_the_set(trail, folder):
    secret = "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY"
    delivered(folder / "logs", "2026-05-05", needless(1500, requestParameters={"bucketName": f"acme {secret}"}))
    trail("ingest", "logs", "--into", "set")

    for form in ("text", "json", "csv", "html"):
        shown = trail("report", "set", "--all", "--format", form)
        assert "CreateBucket" in shown.out
        assert secret not in shown.out + shown.err


def test_a_query_of_a_set_whose_ingest_could_not_begin_says_so_and_ends_with_3(trail, asks, folder):
    assert asks("SELECT 1").code == 0
    index = folder / "set" / "index.jsonl"
    index.write_bytes(index.read_bytes().splitlines(keepends=True)[0])

    for words in (("sql", "--from", "set", "SELECT count(*) n FROM events"), ("report", "set")):
        told = trail(*words)
        assert (told.code, "an ingest did not come to its end" in told.out + told.err) == (3, True)


def test_a_query_of_a_set_says_what_was_not_read_and_ends_with_3(trail, folder):
    (folder / "logs" / "broken.json.gz").write_bytes(b"\x1f\x8b no gzip")
    (folder / "logs" / "link").symlink_to(folder, target_is_directory=True)
    trail("ingest", "logs", "--into", "set")
    told = trail("sql", "--from", "set", "SELECT count(*) n FROM events")

    assert told.code == 3
    assert "3" in told.out.split()
    named = {line.removeprefix("rootward: incomplete: ").split(": ")[0] for line in told.err.splitlines()}
    assert named == {"logs/broken.json.gz", "logs/link"}


def test_a_part_whose_damage_a_query_meets_is_said_once_and_the_rest_is_answered(trail, folder, monkeypatch):
    delivered(folder / "logs", "2026-05-05", by_user(1500))
    trail("ingest", "logs", "--into", "set")
    part = max((folder / "set").rglob("*.parquet"))
    whole = part.read_bytes()
    part.write_bytes(whole[:50] + bytes(350) + whole[400:])
    told = trail("sql", "--from", "set", "SELECT event_id, agent FROM events")

    assert told.code == 3
    assert "(3 rows)" in told.out
    (line,) = told.err.splitlines()
    assert line.startswith(f"rootward: incomplete: {part.relative_to(folder / 'set')}: damaged; remove it, and ")
    monkeypatch.setattr(sys, "stdin", Terminal("SELECT * FROM events", "SELECT * FROM events", ""))
    assert trail("sql", "--from", "set").err.count("damaged; remove it") == 1


def test_what_is_not_asked_for_is_left_out_and_counted(trail, folder):
    (folder / "plain.json").write_text(json.dumps({"Records": [needless(1), needless(2, awsRegion="eu-west-1")]}))
    told = trail("ingest", "plain.json", "--into", "set", "--region", "eu-west-1")

    assert told.code == 0
    assert told.out.startswith("1 event of 1 log file (")
    assert told.out.endswith(" added to set, 1 left out as not asked for\n")


def test_a_sign_in_that_failed_is_an_error(trail, folder):
    failure = {"ConsoleLogin": "Failure"}
    failed = signed_in(1500, responseElements=failure, errorMessage="Failed authentication")
    delivered(folder / "logs", "2026-05-05", failed)
    trail("ingest", "logs", "--into", "set")

    def rows(query):
        return json.loads(trail("sql", "--from", "set", "--format", "json", query).out)

    assert rows("SELECT error FROM root_events WHERE event_id = 'sign-in-1500'") == [{"error": "Failed authentication"}]
    assert rows("SELECT CAST(errors AS INT) n FROM calls WHERE name = 'ConsoleLogin'") == [{"n": 1}]
    assert rows("SELECT CAST(errors AS INT) n FROM days ORDER BY day") == [{"n": 0}, {"n": 1}]
