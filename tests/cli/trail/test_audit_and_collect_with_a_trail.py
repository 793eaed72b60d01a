"""`--trail` of `audit` and of `collect`."""

from __future__ import annotations

import json

import msgspec
import pytest

from rootward.cli.main import main
from rootward.local.snapshot import read_snapshot
from rootward.model.monitoring import RootActivity
from rootward.sandbox import serve
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


def test_checks_that_read_no_log_leave_it_alone(snapshot, capsys):
    assert audited(capsys, "--from", snapshot, "--only", "passwords", "--trail", "nowhere")[0] in {0, 1}


def test_a_log_that_is_not_there_is_exit_2(snapshot, capsys):
    assert main(["audit", "--from", str(snapshot), "--trail", "nowhere"]) == 2
    assert "nowhere: no such file or folder" in capsys.readouterr().err


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
