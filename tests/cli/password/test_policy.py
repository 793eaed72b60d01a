"""`rootward password policy` shows the rules, and sets them when it is asked to."""

from __future__ import annotations

import json

import pytest

from tests.acceptance.house import applier


def test_it_says_what_is_weaker_than_the_baseline(office):
    shown = office.run("password", "policy")

    assert shown.code == 1
    assert "  Minimum length                       8        at least 14  weaker\n" in shown.out
    assert "password-too-short (medium): the password policy asks for at least 8" in shown.out
    assert "to make it as strict: rootward password policy --set" in shown.err
    assert {call.operation for call in office.sandbox.calls if call.service == "iam"} == {
        "ListAccountAliases",
        "GetAccountPasswordPolicy",
    }


def test_set_asks_writes_once_and_undo_gives_back(office):
    office.type("yes")
    ran = office.run("password", "policy", "--set", "-q")
    writes = [call.operation for call in office.sandbox.calls if "PasswordPolicy" in call.operation]
    strict = office.minimum_length
    after = office.run("password", "policy", "-q")
    office.run("undo", "--auto-approve", "-q")

    assert ran.code == 0
    assert "password-too-short" in ran.out
    assert writes.count("UpdateAccountPasswordPolicy") == 1
    assert (strict, after.code, office.minimum_length) == (14, 0, 8)
    assert "No rule is weaker than the baseline's." in after.out


def test_a_no_changes_nothing(office):
    office.type("no")

    assert office.run("password", "policy", "--set", "-q").code == 130
    assert office.minimum_length == 8


def test_where_nobody_can_say_yes_it_has_to_be_said_before(office):
    refused = office.run("password", "policy", "--set")
    office.sandbox.calls.clear()
    made = office.run("password", "policy", "--set", "--auto-approve", "-q")

    assert (refused.code, made.code) == (2, 0)
    assert office.minimum_length == 14


def test_once_it_is_strict_nothing_is_left_to_set(office):
    office.run("password", "policy", "--set", "--auto-approve", "-q")
    office.sandbox.calls.clear()

    again = office.run("password", "policy", "--set", "--auto-approve", "-q")

    assert again.code == 0
    assert "UpdateAccountPasswordPolicy" not in [call.operation for call in office.sandbox.calls]


def test_only_the_policy_is_set(office):
    office.run("password", "policy", "--set", "--auto-approve", "-q")

    writes = {
        call.operation
        for call in office.sandbox.calls
        if not call.operation.startswith(("Get", "List", "Describe", "Generate"))
    }
    assert writes == {"UpdateAccountPasswordPolicy"}


def test_json_is_schema_1(office):
    shown = office.run("password", "policy", "--format", "json", "-q")
    told = json.loads(shown.out)

    assert (shown.code, told["schema"], told["has_policy"]) == (1, 1, True)
    assert {rule["name"]: rule["status"] for rule in told["rules"]}["minimum_length"] == "fail"
    assert told["gaps"][0]["check"] == "password-too-short"


def test_a_policy_that_is_denied_is_no_answer(office):
    office.sandbox.deny("iam:GetAccountPasswordPolicy")

    shown = office.run("password", "policy", "-q")

    assert (shown.code, shown.out) == (3, "")
    assert "allow iam:GetAccountPasswordPolicy" in shown.err


def test_a_snapshot_is_shown_and_cannot_be_set(office):
    office.run("collect", "-o", str(office.folder / "account.json"), "-q")

    shown = office.run("password", "policy", "--from", str(office.folder / "account.json"))
    refused = office.run("password", "policy", "--set", "--auto-approve", "--from", str(office.folder / "account.json"))

    assert (shown.code, refused.code) == (1, 2)
    assert "--set" not in shown.err


@pytest.mark.parametrize(
    "words", [("--auto-approve",), ("--show", "cli"), ("--allow-endpoint",), ("--set", "--format", "json")]
)
def test_options_that_would_say_nothing_are_refused(office, words):
    assert office.run("password", "policy", *words).code == 2
    assert office.minimum_length == 8


def test_a_laxer_baseline_asks_for_less(office, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lax = "[thresholds]\nmin_length = 8\nreuse_prevention = 0\nrequired_classes = []\n"
    (tmp_path / "rootward.toml").write_text(lax)

    shown = office.run("password", "policy", "-q")

    assert "at least 8\n" in shown.out
    assert "weaker" not in shown.out.replace("No rule is weaker", "")


def test_it_is_shown_and_set_under_the_policy_that_is_printed_for_it(office, monkeypatch):
    policy = office.run("permissions", "--command", "password-policy").out
    for name, value in applier(office.sandbox, policy).items():
        monkeypatch.setenv(name, value)

    shown = office.run("password", "policy", "-q")
    ran = office.run("password", "policy", "--set", "--auto-approve", "-q")

    assert (shown.code, ran.code, office.minimum_length) == (1, 0, 14)
    assert "AccessDenied" not in f"{shown.err} {ran.out} {ran.err}"


def test_what_a_file_that_merely_lies_there_may_not_say_is_told(office, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rootward.toml").write_text('break_glass = ["arn:aws:iam::123456789012:user/kim"]\n')

    assert "rootward: warning: rootward.toml" in office.run("password", "policy", "-q").err
