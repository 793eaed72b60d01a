"""`rootward trail report`: the report on stdout, what is to be known besides on stderr, and the exit code."""

from __future__ import annotations

import csv
import importlib
import io
import json
import os
import signal
import subprocess
import sys

import msgspec
import pytest

from rootward.cli.main import main
from rootward.model.account import Account
from rootward.model.monitoring import Organization
from rootward.trail.classify.judge import judge
from rootward.trail.finding.find import find
from rootward.workflows.trail.report import chosen
from tests.cli.trail.trails import assume_root, by_user, delivered, log, needless, required, signed_in, text
from tests.trail.classify.events import ACCOUNT, NOON, central


def told(shown):
    return json.loads(shown.out)


@pytest.fixture
def woken(folder):
    """Root signed in with MFA and made a bucket, while a user looked around."""
    (folder / "log.json.gz").write_bytes(log(by_user(), signed_in(), needless(2)))
    return folder


def test_what_did_not_take_root_is_told_with_what_would_have_been_enough(woken, reports):
    del woken
    shown = reports("log.json.gz")

    assert shown.code == 1
    assert "Root woke 1 time, without need" in shown.out
    assert "s3:CreateBucket would have been enough" in shown.out
    assert shown.err.splitlines()[-1].startswith("rootward: root woke 1 time: 2 events (2 not needed)")


def test_json_is_the_contract(woken, reports):
    del woken
    timeline = told(reports("--format", "json", "log.json.gz"))

    assert timeline["schema"] == 1
    assert [(one["name"], one["verdict"], one["actor"]) for one in timeline["events"]] == [
        ("CreateBucket", "not_required", "root"),
        ("ConsoleLogin", "not_required", "root"),
    ]
    assert timeline["events"][0]["permissions"] == ["s3:CreateBucket"]
    (session,) = timeline["sessions"]
    assert {one["session"] for one in timeline["events"]} == {session["id"]}
    assert timeline["looked_in"] == ["log.json.gz"]
    assert timeline["accounts"] == [ACCOUNT]
    assert timeline["unread"] == []


def test_every_format_is_written(woken, reports):
    for form in ("text", "json", "csv", "html"):
        shown = reports("-q", "--format", form, "-o", f"report.{form}", "log.json.gz")
        assert shown == (1, "", "")
        assert "CreateBucket" in (woken / f"report.{form}").read_text("utf-8")
    if os.name == "posix":
        assert (woken / "report.html").stat().st_mode & 0o777 == 0o600
    assert len(list(csv.DictReader(io.StringIO((woken / "report.csv").read_text("utf-8"))))) == 2


def test_where_root_slept_the_exit_code_is_0(folder, reports):
    (folder / "log.json").write_bytes(text(by_user()))

    shown = reports("log.json")
    assert shown.code == 0
    assert "Root slept, as far as the log tells." in shown.out
    assert shown.err == "rootward: no event of root\n"


def test_what_took_root_does_not_count(folder, reports):
    (folder / "log.json").write_bytes(text(required()))

    assert told(reports("--format", "json", "--fail-on", "critical", "log.json"))["events"][0]["verdict"] == "required"
    assert reports("--fail-on", "never", "log.json").code == 0


def test_fail_on_says_how_grave_a_detection_has_to_be(folder, reports):
    (folder / "log.json").write_bytes(text(signed_in(0, mfa="No"), required(3)))
    severities = [one["severity"] for one in told(reports("--format", "json", "log.json"))["detections"]]

    assert "critical" in severities or "high" in severities
    assert reports("--fail-on", "high", "log.json").code == 1
    assert reports("--fail-on", "never", "log.json").code == 0


def test_never_is_of_needless_work_too_and_not_of_what_was_not_read(woken, reports):
    assert reports("--fail-on", "critical", "log.json.gz").code == 1
    assert reports("--fail-on", "never", "log.json.gz").code == 0
    (woken / "bad.json").write_bytes(b"{")
    assert reports("--fail-on", "never", ".").code == 3


def test_help_says_that_needless_work_counts_whatever_is_detected(reports):
    told_of = " ".join(reports("--help").out.split())

    assert (
        "Exit 1 for detections of this severity or a higher one, and wherever root did what did not take root; 'never' "
        "for nothing that is found."
    ) in told_of


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"ROOTWARD_TRAIL_FAIL_ON": "never"}, 0),
        ({"ROOTWARD_TRAIL_FAIL_ON": "high"}, 1),
        ({"ROOTWARD_FAIL_ON": "never", "ROOTWARD_FORMAT": "markdown"}, 1),  # of the audit
    ],
)
def test_variables_say_what_the_exit_code_is(woken, reports, monkeypatch, variables, code):
    del woken
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert reports("log.json.gz").code == code
    assert reports("--fail-on", "low", "log.json.gz").code == 1


def test_a_variable_says_how_the_report_is_written(woken, reports, monkeypatch):
    del woken
    monkeypatch.setenv("ROOTWARD_TRAIL_FORMAT", "json")

    assert told(reports("log.json.gz"))["schema"] == 1
    assert reports("--format", "csv", "log.json.gz").out.startswith('"time","account"')


@pytest.mark.parametrize("name", ["ROOTWARD_TRAIL_FORMAT", "ROOTWARD_TRAIL_FAIL_ON"])
def test_a_variable_that_says_nothing_is_refused(woken, reports, monkeypatch, name):
    del woken
    monkeypatch.setenv(name, "grave")

    shown = reports("log.json.gz")
    assert shown.code == 2
    assert "'grave' is not one of" in shown.err


def test_what_others_than_root_did_is_detected_with_all(folder, reports):
    stopped = by_user(eventName="StopLogging", eventSource="cloudtrail.amazonaws.com", readOnly=False)
    (folder / "log.json").write_bytes(text(stopped))

    assert reports("log.json").code == 0
    shown = reports("--all", "--format", "json", "log.json")
    assert shown.code == 1
    assert [one["id"] for one in told(shown)["detections"]] == ["trail-stopped"]


def test_central_sessions_are_listed_with_all_alone(folder, reports):
    inside = needless(3, userIdentity=central(), eventName="DeleteBucketPolicy")
    (folder / "log.json").write_bytes(text(assume_root(), inside))

    plain = told(reports("--format", "json", "log.json"))
    assert (plain["events"], plain["left_out"]) == ([], 1)
    whole = told(reports("--all", "--format", "json", "log.json"))
    assert [one["actor"] for one in whole["events"]] == ["central"]
    assert whole["sessions"][0]["opened_by"].startswith("arn:aws:sts::999988887777:")
    assert whole["left_out"] == 0


def test_standard_input_is_a_log(monkeypatch, reports):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(log(needless()))))

    shown = reports("--format", "json", "-")
    assert (shown.code, told(shown)["looked_in"]) == (1, ["-"])
    assert len(told(shown)["events"]) == 1


def test_an_event_that_is_delivered_twice_counts_once(folder, reports):
    for name in ("a.json", "b.json"):
        (folder / name).write_bytes(text(needless()))

    timeline = told(reports("--format", "json", "."))
    assert len(timeline["events"]) == 1
    assert timeline["read"]["duplicates"] == 1
    assert timeline["read"]["files"] == 2


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), {"bucket-1", "bucket-2000"}),
        (("--since", "2026-05-05"), {"bucket-2000"}),
        (("--until", "2026-05-04"), {"bucket-1"}),
        (("--since", "2026-05-04T12:00", "--until", "2026-05-04T14:01+02:00"), set()),
        (("--since", "2026-05-04T12:00Z", "--until", "2026-05-04T12:01:01Z"), {"bucket-1"}),
        (("--account", ACCOUNT), {"bucket-1", "bucket-2000"}),
        (("--account", "999988887777"), set()),
        (("--region", "us-east-1", "--region", "eu-west-1"), {"bucket-1", "bucket-2000"}),
        (("--region", "eu-west-1"), set()),
    ],
)
def test_accounts_regions_and_times_can_be_asked_for(folder, reports, words, found):
    (folder / "log.json").write_bytes(text(needless(1), needless(2000)))  # minutes after noon of 2026-05-04

    assert {one["event_id"] for one in told(reports("--format", "json", *words, "log.json"))["events"]} == found


def test_so_long_ago_is_a_time_too(folder, reports):
    (folder / "log.json").write_bytes(text(needless(1)))

    assert len(told(reports("--format", "json", "--since", "9000d", "log.json"))["events"]) == 1
    assert told(reports("--format", "json", "--until", "9000d", "log.json"))["events"] == []


def test_files_of_other_days_and_accounts_are_not_opened(folder, reports):
    delivered(folder, "2026-05-01", needless(1))
    delivered(folder, "2026-05-04", needless(2))
    delivered(folder, "2026-05-04", needless(3), account="999988887777")

    timeline = told(reports("--format", "json", "--since", "2026-05-04", "--account", ACCOUNT, "."))
    assert timeline["read"]["files"] == 1
    assert [one["event_id"] for one in timeline["events"]] == ["bucket-2"]


def test_days_without_a_log_are_told(folder, reports):
    for day in ("2026-05-01", "2026-05-02", "2026-05-05"):
        delivered(folder, day, by_user())

    shown = reports(".")
    assert "2026-05-03 to 2026-05-04" in shown.out
    assert shown.err.endswith("; 2 days without a log\n")
    assert shown.code == 0
    assert days_without(reports("--format", "json", "--since", "2026-05-05", ".")) == []
    assert days_without(reports("--format", "json", "--since", "2026-05-04", ".")) == ["2026-05-04 to 2026-05-04"]


def days_without(shown):
    """Of which there is no log, as JSON tells it."""
    return [f"{one['first']} to {one['last']}" for one in told(shown)["gaps"]]


@pytest.fixture(params=["logs", "set"])
def with_a_hole(folder, request, capsys):
    """A log of three days, of which the second is missing; or a set of it."""
    for day in ("2026-05-03", "2026-05-05"):
        delivered(folder / "logs", day, by_user(eventTime=f"{day}T12:03:00Z", eventID=day))
    if request.param == "set":
        assert main(["trail", "ingest", "logs", "--into", "set", "-q"]) == 0
        capsys.readouterr()
    return request.param


def test_of_a_day_without_a_log_nobody_knows_whether_root_woke(with_a_hole, reports):
    asked = ("--since", "2026-05-04", "--until", "2026-05-04", with_a_hole)

    shown = reports(*asked)
    assert shown.code == 0
    assert "Whether root woke is not known." in shown.out
    assert "slept" not in shown.out
    assert "No event of root" not in shown.out
    assert "2026-05-04  account 111122223333, all regions" in shown.out
    assert shown.err == "rootward: no log of what was asked for; 1 day without a log\n"
    assert days_without(reports("--format", "json", *asked)) == ["2026-05-04 to 2026-05-04"]
    page = reports("--format", "html", *asked).out
    assert "Whether root woke is not known." in page
    assert "No event of root" not in page


def test_days_without_a_log_are_those_that_were_asked_for(with_a_hole, reports):
    asked = ("--since", "2026-05-03", "--until", "2026-05-03", with_a_hole)

    shown = reports(*asked)
    assert "Root slept, as far as the log tells." in shown.out
    assert shown.err == "rootward: no event of root\n"
    assert days_without(reports("--format", "json", *asked)) == []
    around = ("--format", "json", "--since", "2026-05-02", "--until", "2026-05-07", with_a_hole)
    assert days_without(reports(*around)) == [
        "2026-05-02 to 2026-05-02",
        "2026-05-04 to 2026-05-04",
        "2026-05-06 to 2026-05-07",
    ]


def test_days_to_come_lack_no_log(with_a_hole, reports):
    *_, last = days_without(reports("--format", "json", "--until", "2150-01-01", with_a_hole))

    assert last.startswith("2026-05-06 to 20")
    assert last < "2026-05-06 to 2150"


def test_facts_of_the_account_say_what_it_is(folder, reports, tmp_path):
    email = signed_in(eventName="EmailUpdated", responseElements={"EmailUpdated": "Success"}, additionalEventData=None)
    (folder / "log.json").write_bytes(text(email))
    member = Organization(id="o-abcdefghij", management_account="999988887777", feature_set="ALL")

    for name, organization, verdict in (("alone", None, "required_here"), ("member", member, "not_required")):
        path = tmp_path / f"{name}.json"
        path.write_bytes(msgspec.json.encode(Account(id=ACCOUNT, taken_at=NOON, organization=organization)))
        (one,) = told(reports("--format", "json", "--from", path, "log.json"))["events"]
        assert one["verdict"] == verdict


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ((), "no log is named"),
        (("",), "a log is named by nothing"),
        (("--cache", "nowhere", "."), "--cache keeps log files of a bucket, and none is named"),
        (("nowhere",), "nowhere: no such file or folder"),
        (("--account", "12", "."), "--account 12: an account number has twelve digits"),
        (("--since", "yesterday", "."), "'yesterday' is no moment"),
        (("--since", "2026-05-05", "--until", "2026-05-04", "."), "is not before --until"),
        (("--since", "2026-13-01", "."), "'2026-13-01' is no moment"),
        (("--from", "nowhere.json", "."), "nowhere.json"),
        (("--fail-on", "grave", "."), "'grave' is not one of"),
        (("--format", "xml", "."), "'xml' is not one of"),
    ],
)
def test_a_command_line_that_cannot_be_used_is_one_clear_line(reports, words, line):
    shown = reports(*words)

    assert shown.code == 2
    assert line in shown.err
    assert shown.out == ""
    assert len(shown.err.splitlines()) <= 3


def test_the_group_lists_its_commands(capsys):
    assert main(["trail", "--help"]) == 0
    assert "report" in capsys.readouterr().out


@pytest.mark.parametrize("words", [("--help",), ("trail", "--help"), ("trail", "report", "--help")])
def test_help_loads_nothing_heavy(words):
    script = (
        f"import sys\nfrom rootward.cli.main import main\nmain({list(words)!r})\nprint(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)

    assert set(done.stderr.split()).isdisjoint(
        {
            "rich",
            "boto3",
            "duckdb",
            "ibis",
            "pyarrow",
            "cryptography",
            "isal",
            "rootward.trail",
            "rootward.model.account",
        }
    )


def test_a_report_loads_no_engine(woken):
    script = (
        "import sys\nfrom rootward.cli.main import main\n"
        "main(['trail', 'report', '-q', 'log.json.gz'])\nprint(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=woken)

    assert set(done.stderr.split()).isdisjoint({"boto3", "botocore", "duckdb", "ibis", "pyarrow", "cryptography"})


def test_an_interruption_is_130_and_what_was_found_is_told(woken, reports, monkeypatch):
    del woken

    def interrupted(*given, **named):
        return msgspec.structs.replace(find(*given, **named), interrupted=True)

    monkeypatch.setattr("rootward.workflows.trail.searching.find", interrupted)
    shown = reports("log.json.gz")

    assert shown.code == 130
    assert "Root woke 1 time" in shown.out
    assert shown.err.endswith("rootward: interrupted\n")


def interrupting(of, times=1):
    """The function, into the first calls of which Ctrl-C comes."""
    left = [None] * times

    def called(*given, **named):
        if left:
            left.pop()
            signal.raise_signal(signal.SIGINT)
        return of(*given, **named)

    return called


@pytest.mark.parametrize(
    "where",
    [
        "rootward.workflows.trail.searching.records_of",
        "rootward.workflows.trail.report.judge",
        "rootward.reports.trail.text.render",
        "rootward.cli.trail.report.write_report",
    ],
)
@pytest.mark.parametrize("words", [(), ("-o", "report.txt")])
def test_what_was_read_is_reported_wherever_the_interruption_comes(woken, reports, monkeypatch, where, words):
    module, _, name = where.rpartition(".")
    monkeypatch.setattr(where, interrupting(getattr(importlib.import_module(module), name)))
    shown = reports(*words, "log.json.gz")

    assert shown.code == 130
    assert "Root woke 1 time" in ((woken / "report.txt").read_text("utf-8") if words else shown.out)
    assert shown.err.endswith("rootward: interrupted\n")
    assert shown.err.count("interrupted") == 1
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_second_interruption_ends_it(woken, reports, monkeypatch):
    del woken
    monkeypatch.setattr("rootward.workflows.trail.report.chosen", interrupting(chosen))
    monkeypatch.setattr("rootward.workflows.trail.report.judge", interrupting(judge))

    shown = reports("log.json.gz")
    assert (shown.code, shown.out, shown.err.strip()) == (130, "", "rootward: interrupted")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--account", "111122223334"), "no record of account 111122223334 was read"),
        (("--account", ACCOUNT, "--account", "111122223334"), "no record of account 111122223334 was read"),
        (("--region", "us-esat-1"), "no record of region us-esat-1 was read"),
    ],
)
@pytest.mark.parametrize("name", ["log.json", "log.json.gz", "."])
def test_what_was_asked_for_and_is_in_no_log_is_not_read(folder, reports, words, line, name):
    (folder / "log.json").write_bytes(text(by_user()))
    (folder / "log.json.gz").write_bytes(log(by_user()))

    shown = reports(*words, name)
    assert shown.code == 3
    assert line in shown.err
    assert line in " ".join(shown.out.split())
    slept = "Root slept, as far as what was read tells." if ACCOUNT in words else "Whether root woke is not known."
    assert slept in shown.out


@pytest.mark.parametrize("words", [("--account", ACCOUNT), ("--region", "us-east-1", "--region", "eu-west-1")])
def test_where_root_slept_in_what_was_asked_for_the_exit_code_is_0(folder, reports, words):
    (folder / "log.json").write_bytes(text(by_user()))
    delivered(folder / "logs", "2026-05-04", by_user())

    assert reports(*words, "log.json").code == 0
    assert reports(*words, "logs").code == 0


def test_json_says_what_was_asked_for(woken, reports):
    del woken
    timeline = told(reports("--format", "json", "--account", ACCOUNT, "--region", "us-east-1", "log.json.gz"))

    assert timeline["asked"] == {"accounts": [ACCOUNT], "regions": ["us-east-1"], "all": False}


@pytest.mark.parametrize("form", ["text", "json", "csv", "html"])
@pytest.mark.parametrize("moment", ["2199-12-31T23:59:59Z", "2000-01-01T00:00:00Z"])
def test_the_first_and_the_last_moment_that_are_read_are_told_in_every_format(folder, reports, form, moment):
    (folder / "log.json").write_bytes(text(needless(1, eventTime=moment), needless(2)))

    shown = reports("--format", form, "log.json")
    assert shown.code in {1, 3}
    assert "internal" not in shown.err
    assert moment[:10] in shown.out
