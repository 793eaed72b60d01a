"""`rootward trail policy`: the policy on stdout, what is to be known besides on stderr, and the exit code."""

from __future__ import annotations

import json
import signal

import pytest

from rootward.cli.main import main
from rootward.reports.trail_policy.text import render
from rootward.workflows.trail.counting import count
from tests.cli.conftest import Shown
from tests.cli.trail.trails import delivered, log
from tests.trail.actions.calls import ANNA, event


@pytest.fixture
def proposes(folder, capsys):
    """`rootward trail policy` for anna, who listed users, attached a policy and was kept from making one."""
    (folder / "log.json.gz").write_bytes(
        log(
            event("iam", "ListUsers"),
            event("iam", "AttachRolePolicy", {"roleName": "web"}),
            event("iam", "CreatePolicy", errorCode="AccessDenied"),
            event("s3", "GetStorageLensDashboardDataInternal"),
        )
    )

    def run(*words, principal=ANNA):
        code = main(["trail", "policy", "--workers", "1", "--principal", principal, *map(str, words)])
        return Shown(code, *capsys.readouterr())

    return run


def test_the_policy_is_shown_with_what_it_does_not_tell(proposes):
    shown = proposes("log.json.gz")

    assert shown.code == 0
    text = shown.out
    assert json.loads(text[text.index("{") : text.rindex("}") + 1]) == {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": ["iam:AttachRolePolicy", "iam:ListUsers"], "Resource": "*"}],
    }
    assert "Changes who may do what: 1" in text
    assert "Refused, and not in the policy for that: 1" in text
    assert "GetStorageLensDashboardDataInternal of s3.amazonaws.com (1 time)" in text
    assert "It holds no data events of" in text
    assert shown.err.splitlines()[-1] == f"rootward: 1 policy document for 2 actions of 1 service by {ANNA}"


def test_json_is_the_contract(proposes):
    told = json.loads(proposes("--format", "json", "log.json.gz").out)

    assert told["schema"] == 1
    assert told["principal"] == ANNA
    assert [one["action"] for one in told["actions"]] == ["iam:AttachRolePolicy", "iam:ListUsers"]
    assert [one["action"] for one in told["denied"]] == ["iam:CreatePolicy"]
    assert told["documents"][0]["Version"] == "2012-10-17"
    assert "lambda" in told["without_data_events"]
    assert told["unread"] == []


def test_it_is_written_to_a_file(proposes, folder):
    assert proposes("-q", "--format", "json", "-o", "policy.json", "log.json.gz") == (0, "", "")
    assert json.loads((folder / "policy.json").read_text())["principal"] == ANNA


def test_who_is_not_in_the_log_is_exit_2(proposes):
    shown = proposes("log.json.gz", principal=f"{ANNA}bel")

    assert (shown.code, shown.out) == (2, "")
    assert f"the nearest are {ANNA}" in shown.err


def test_what_was_not_read_is_exit_3(proposes, folder):
    (folder / "bad.json.gz").write_bytes(b"{")
    shown = proposes(folder)

    assert shown.code == 3
    assert "iam:ListUsers" in shown.out
    assert "Not read: 1" in shown.out
    assert shown.err.splitlines()[0].startswith("rootward: incomplete: ")


def test_a_log_that_is_not_there_and_a_principal_that_is_not_told_are_exit_2(proposes, capsys):
    assert proposes("nowhere").code == 2
    assert main(["trail", "policy", "log.json.gz"]) == 2
    assert "--principal" in capsys.readouterr().err


def test_of_much_that_was_not_read_the_first_is_told(proposes, folder):
    for number in range(25):
        (folder / f"{number:02}.json").write_bytes(b"{")
    errors = proposes(folder).err.splitlines()

    assert len([line for line in errors if line.startswith("rootward: incomplete: ")]) == 21
    assert "rootward: incomplete: and 5 more" in errors


def test_days_without_a_log_are_told(proposes, folder):
    for day in ("2026-05-04", "2026-05-07"):
        delivered(folder, day, event("iam", "ListUsers"))

    assert "there is no log of 2 days" in proposes(folder).err


def test_an_interruption_is_130_and_what_was_counted_is_told(proposes, monkeypatch):
    def interrupted(*given, **named):
        return count(*given, **named)._replace(interrupted=True)

    monkeypatch.setattr("rootward.workflows.trail.policy.count", interrupted)
    shown = proposes("log.json.gz")

    assert shown.code == 130
    assert "iam:ListUsers" in shown.out
    assert shown.err.endswith("rootward: interrupted\n")


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ((1, 3), "there is no log of 1 day: what was done then is not known"),
        ((1, 4), "there is no log of 2 days: what was done then is not known"),
    ],
)
def test_days_without_a_log_are_counted(proposes, folder, days, told):
    for day in days:
        delivered(folder / "logs", f"2026-05-{day:02}", event("iam", "ListUsers", eventID=f"{day}"))

    assert f"rootward: {told}\n" in proposes("logs").err


def test_what_was_read_is_told_where_the_interruption_comes_after_it(proposes, monkeypatch):
    def interrupted(*given, **named):
        signal.raise_signal(signal.SIGINT)
        return render(*given, **named)

    monkeypatch.setattr("rootward.reports.trail_policy.text.render", interrupted)
    shown = proposes("log.json.gz")

    assert shown.code == 130
    assert "iam:ListUsers" in shown.out
    assert shown.err.endswith("rootward: interrupted\n")


def test_a_log_without_a_name_is_a_mistake(proposes):
    assert proposes("").code == 2
