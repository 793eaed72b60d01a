"""`rootward audit`, whole: a practice account behind an endpoint, the report on stdout, the exit code."""

from __future__ import annotations

import json
import sys

import pytest

from rootward.checks.registry import CHECKS
from rootward.cli.main import main
from rootward.sandbox import serve
from rootward.workflows.permissions import actions_for


@pytest.fixture(scope="module")
def startup():
    with serve("startup") as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def hardened():
    with serve("hardened") as sandbox:
        yield sandbox


def pointed_at(sandbox, monkeypatch):
    for name, value in sandbox.environment.items():
        monkeypatch.setenv(name, value)
    return sandbox


@pytest.fixture
def on_startup(startup, monkeypatch):
    yield pointed_at(startup, monkeypatch)
    startup.allow_all()


@pytest.fixture
def on_hardened(hardened, monkeypatch):
    yield pointed_at(hardened, monkeypatch)
    hardened.allow_all()


def audited(capsys, *arguments):
    code = main(["audit", "--format", "json", *arguments])
    shown = capsys.readouterr()
    return code, json.loads(shown.out), shown.err


def statuses(report):
    return {finding["check"]: finding["status"] for finding in reversed(report["findings"])}


@pytest.mark.usefixtures("on_startup")
def test_the_startup_account_has_findings_in_every_practice(capsys):
    code, report, _ = audited(capsys)

    assert code == 1
    assert report["account"]["root_state"] == "exposed"
    failing = {finding["practice"] for finding in report["findings"] if finding["status"] == "fail"}
    assert failing == {"identities", "mfa", "access_keys", "passwords", "root_use"}


@pytest.mark.usefixtures("on_hardened")
def test_the_hardened_account_is_clean(capsys):
    code, report, _ = audited(capsys)

    assert code == 0
    assert report["account"]["root_state"] == "protected"
    assert report["summary"]["fail"] == 0
    assert report["summary"]["score"] == 100


@pytest.mark.usefixtures("on_startup")
def test_every_check_that_ran_is_in_the_findings(capsys):
    _, report, _ = audited(capsys)

    assert set(statuses(report)) == {check.id for check in CHECKS}
    counted = report["summary"]
    assert sum(counted[status] for status in ("fail", "pass", "unknown", "not_applicable", "accepted")) == len(CHECKS)


def test_all_reads_denied_is_incomplete_and_every_check_unknown(on_startup, capsys):
    on_startup.deny_all()

    code, report, errors = audited(capsys)

    assert code == 3
    of_this_machine = {"access-key-leaked", "access-key-on-disk"}
    asked_of_aws = [finding for finding in report["findings"] if finding["check"] not in of_this_machine]
    assert {finding["status"] for finding in asked_of_aws} == {"unknown"}
    assert set(statuses(report)) == {check.id for check in CHECKS}
    missing = {action for finding in report["findings"] for action in finding["missing_permissions"]}
    of_newcomers = {"iam:GetAccessKeyLastUsed", "iam:GetLoginProfile", "iam:ListAccessKeys", "iam:ListMFADevices"}
    # No check rests on the alias; users who are newer than the credential report are asked where that was read.
    assert missing == set(actions_for(CHECKS)) - {"iam:ListAccountAliases", *of_newcomers}
    assert report["summary"]["score"] is None
    assert "incomplete" in errors


def test_all_reads_denied_lists_the_missing_permissions_as_a_policy(on_startup, capsys):
    on_startup.deny_all()

    assert main(["audit"]) == 3
    shown = capsys.readouterr().out
    policy = json.loads(shown[shown.index("  {\n") : shown.rindex("  }\n") + 4])
    assert "iam:GetAccountAuthorizationDetails" in policy["Statement"][0]["Action"]


@pytest.mark.usefixtures("on_startup")
def test_only_one_practice(capsys):
    _, report, _ = audited(capsys, "--only", "passwords")

    assert {finding["practice"] for finding in report["findings"]} == {"passwords"}


@pytest.mark.usefixtures("on_startup")
def test_fail_on_never_is_exit_0(capsys):
    assert audited(capsys, "--fail-on", "never")[0] == 0


@pytest.mark.usefixtures("on_startup")
def test_the_report_alone_goes_to_stdout_and_the_account_is_named_before_anything_else(capsys):
    main(["audit"])

    shown = capsys.readouterr()
    endpoint, caller, *_ = shown.err.splitlines()
    assert endpoint.startswith("rootward: through http://127.0.0.1:")
    assert endpoint.endswith(", which is not AWS's own endpoint")
    assert caller.startswith("rootward: account 123456789012 as arn:aws:")
    assert "rootward: " not in shown.out


@pytest.mark.usefixtures("on_startup")
def test_quiet_says_nothing_but_the_endpoint_on_stderr(capsys):
    main(["audit", "--quiet", "--only", "passwords"])

    (line,) = capsys.readouterr().err.splitlines()
    assert "which is not AWS's own endpoint" in line


def test_quiet_still_says_what_could_not_be_read(on_startup, capsys):
    on_startup.deny_all()

    main(["audit", "--quiet"])

    _, line = capsys.readouterr().err.splitlines()
    assert line.startswith("rootward: incomplete: ")


@pytest.mark.usefixtures("on_startup")
def test_the_report_can_go_to_a_file_of_ones_own(tmp_path, capsys):
    path = tmp_path / "report.md"

    assert main(["audit", "--format", "markdown", "-o", str(path)]) == 1

    assert capsys.readouterr().out == ""
    assert "Root is exposed" in path.read_text("utf-8")
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--sandbox", "--from", "a.json"], "--from and --sandbox name two different sources of facts"),
        (["--profile", "p", "--from", "a.json"], "--from and --profile name two different sources of facts"),
        (["--from", "there-is-no.json"], "there-is-no.json"),
        (["--only", "root-mfa-mising"], "there is no practice or check 'root-mfa-mising'"),
        (["--scenario", "startupp"], "startupp"),
        (["--config", "there-is-no.toml"], "there-is-no.toml"),
    ],
)
def test_a_command_line_that_cannot_be_used_is_one_clear_line(capsys, arguments, line):
    assert main(["audit", *arguments]) == 2

    shown = capsys.readouterr()
    assert line in shown.err
    assert shown.out == ""
    assert len(shown.err.splitlines()) <= 3


def test_no_credentials_is_exit_4(capsys):
    assert main(["audit"]) == 4

    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("rootward: error: ")
    assert "Traceback" not in "".join(lines)


def test_without_the_extra_the_line_names_it(capsys, monkeypatch):
    monkeypatch.setattr("rootward.sandbox.server.find_spec", lambda _name: None)

    assert main(["audit", "--sandbox"]) == 2
    assert "pip install 'rootward[sandbox]'" in capsys.readouterr().err


def test_a_snapshot_gives_the_same_report_as_the_account_it_was_taken_of(on_startup, tmp_path, capsys):
    path = tmp_path / "account.json"
    assert main(["collect", "-o", str(path)]) == 0
    capsys.readouterr()

    code, from_file, _ = audited(capsys, "--from", str(path))
    assert code == 1
    _, live, _ = audited(capsys)
    assert statuses(from_file) == statuses(live)
    del on_startup


@pytest.mark.skipif(sys.platform == "win32", reason="a working directory cannot be deleted there")
def test_a_working_directory_that_is_deleted_holds_no_configuration(tmp_path, monkeypatch, capsys):
    report = tmp_path / "report.csv"
    report.write_text("user,arn\n<root_account>,arn:aws:iam::123456789012:root\n", encoding="utf-8")
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    here.rmdir()

    _, found, _ = audited(capsys, "--credential-report", str(report))

    assert found["account"]["id"] == "123456789012"
