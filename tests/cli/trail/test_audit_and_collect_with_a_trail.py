"""`--trail` of `audit` and of `collect`."""

from __future__ import annotations

import errno
import json

import msgspec
import pytest

from rootward.cli.main import main
from rootward.local.snapshot import read_snapshot
from rootward.model.monitoring import RootActivity
from rootward.sandbox import serve
from tests.checks.facts import ago, key, report, root_row
from tests.cli.trail.trails import needless
from tests.workflows.trail.logs import facts, month, of_account

CHECK = "root-used-for-daily-work"


@pytest.fixture
def snapshot(tmp_path):
    """An account's facts, without anything of a log."""
    path = tmp_path / "account.json"
    path.write_bytes(msgspec.json.encode(facts()))
    return path


def audited(capsys, *words):
    code = main(["audit", "-q", "--format", "json", *map(str, words)])
    shown = capsys.readouterr()
    return code, {one["check"]: one for one in json.loads(shown.out)["findings"]}, shown.err


def test_a_log_lets_the_check_answer(snapshot, tmp_path, capsys):
    logs = month(tmp_path / "logs", (3.5, of_account(needless())))

    code, without, _ = audited(capsys, "--from", snapshot, "--only", CHECK)
    assert (code, without[CHECK]["status"]) == (0, "unknown")
    assert "rootward audit --trail" in without[CHECK]["message"]
    code, found, _ = audited(capsys, "--from", snapshot, "--only", CHECK, "--trail", logs)
    assert (code, found[CHECK]["status"], found[CHECK]["severity"]) == (1, "fail", "high")


def test_several_places_are_read(snapshot, tmp_path, capsys):
    month(tmp_path / "one", without=tuple(range(10, 33)))
    month(tmp_path / "two", without=tuple(range(10)))

    code, found, _ = audited(
        capsys, "--from", snapshot, "--only", CHECK, "--trail", tmp_path / "one", "--trail", tmp_path / "two"
    )
    assert (code, found[CHECK]["status"]) == (0, "pass")


def test_what_could_not_be_read_makes_the_exit_code_3(snapshot, tmp_path, capsys):
    (month(tmp_path / "logs") / "bad.json").write_bytes(b"{")

    code, found, errors = audited(capsys, "--from", snapshot, "--only", CHECK, "--trail", tmp_path / "logs")
    assert (code, found[CHECK]["unknown_because"]) == (3, "failed")
    assert errors.splitlines()[0].startswith("rootward: incomplete: ")


def test_a_set_of_logs_of_which_one_was_denied_passes_nothing(snapshot, tmp_path, capsys, monkeypatch):
    logs = month(tmp_path / "logs")
    denied = str(max(logs.rglob("*.json.gz")))

    def opening(path, mode):
        if str(path) == denied:
            raise PermissionError(errno.EACCES, "Permission denied")
        return open(path, mode)  # noqa: PTH123 - as the other does

    with monkeypatch.context() as patched:
        patched.setattr("rootward.trail.finding.inflate.open", opening, raising=False)
        assert main(["trail", "ingest", "-q", str(logs), "--into", str(tmp_path / "set")]) == 3
    capsys.readouterr()

    words = ("--from", snapshot, "--only", CHECK, "--trail", tmp_path / "set")
    code, found, errors = audited(capsys, *words)
    assert (code, found[CHECK]["status"], found[CHECK]["unknown_because"]) == (3, "unknown", "failed")
    assert errors.splitlines()[0] == f"rootward: incomplete: {denied}: Permission denied"
    assert main(["trail", "ingest", "-q", str(logs), "--into", str(tmp_path / "set")]) == 0
    assert audited(capsys, *words)[1][CHECK]["status"] == "pass"


def test_checks_that_read_no_log_leave_it_alone(snapshot, capsys):
    assert audited(capsys, "--from", snapshot, "--only", "passwords", "--trail", "nowhere")[0] in {0, 1}


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("nowhere", "nowhere: no such file or folder"),
        ("", "a log is named by nothing"),
        ("s3://", "s3://: no bucket is named"),
    ],
)
def test_a_log_that_is_not_there_is_exit_2_before_anything_else_is_read(tmp_path, monkeypatch, capsys, word, line):
    for module in ("audit", "snapshot"):
        monkeypatch.setattr(f"rootward.workflows.{module}.obtain", lambda *_given: pytest.fail("it was read"))

    for words in (("audit",), ("collect", "-o", str(tmp_path / "account.json"))):
        assert main([*words, "--sandbox", "--trail", word]) == 2
        assert line in capsys.readouterr().err


def test_a_log_that_the_credential_report_contradicts_lets_no_root_use_pass(tmp_path, capsys):
    used = report(root_row(keys=(key(active=True, last_used=ago(3)), key())))
    path = tmp_path / "account.json"
    path.write_bytes(msgspec.json.encode(facts(credential_report=used)))
    asked = ("--from", path, "--only", "root-used-recently", "--only", CHECK)

    code, without, _ = audited(capsys, *asked)
    assert (code, without["root-used-recently"]["status"]) == (1, "fail")
    code, found, _ = audited(capsys, *asked, "--trail", month(tmp_path / "logs"))
    assert (code, found["root-used-recently"]["status"], found[CHECK]["status"]) == (1, "fail", "unknown")
    told = "the log of us-east-1 does not show the use of its access key 1 on 2026-01-28 at 12:00 UTC"
    assert told in found["root-used-recently"]["message"]
    assert told in found[CHECK]["message"]


def test_a_snapshot_carries_what_the_log_told(tmp_path, monkeypatch, capsys):
    logs = tmp_path / "log.json"
    with serve("hardened") as sandbox:
        for name, value in sandbox.environment.items():
            monkeypatch.setenv(name, value)
        made = of_account(needless(eventTime=f"{sandbox.now:%Y-%m-%dT%H:%M:%SZ}"), sandbox.account_id)
        logs.write_bytes(json.dumps({"Records": [made]}).encode())
        for words in ((), ("--redact",)):
            path = tmp_path / f"account{len(words)}.json"
            assert main(["collect", "-q", "-o", str(path), "--trail", str(logs), *words]) == 0
            activity = read_snapshot(path).root_activity
            assert isinstance(activity, RootActivity)
            assert [one.name for one in activity.needless] == ["CreateBucket"]
            capsys.readouterr()
            assert audited(capsys, "--from", path, "--only", CHECK)[1][CHECK]["status"] == "fail"
