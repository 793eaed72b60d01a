"""`rootward plan`: the plan on stdout, all else on stderr, the file, and the exit code."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec
import pytest

from rootward.checks.registry import CHECKS
from rootward.cli.running import command_line
from rootward.local.plan_file import read_plan
from rootward.local.snapshot import write_snapshot
from rootward.model.plan import Plan
from rootward.workflows.permissions import policy_for_planning
from rootward.workflows.source import Live, Practice, Snapshot
from tests.acceptance.house import applier, uploaded_long_ago
from tests.checks.facts import account, active_key, identities, listed_key, report, root_row, user, user_row

PASSWORDS = ("plan", "--only", "passwords")


def test_the_plan_alone_goes_to_stdout_and_progress_to_stderr(office):
    shown = office.run(*PASSWORDS)

    endpoint, caller, *progress = shown.err.splitlines()
    assert shown.code == 0
    assert shown.out.startswith("Plan ")
    assert "Password minimum length: 8 → 14" in shown.out
    assert "rootward: " not in shown.out
    assert endpoint.endswith(", which is not AWS's own endpoint")
    assert caller == f"rootward: account 123456789012 as {office.sandbox.caller_arn}"
    assert all(line.startswith("rootward: read ") for line in progress)


def test_planning_changes_nothing(office):
    office.run("plan")

    assert office.minimum_length == 8


def test_no_line_of_a_whole_plan_is_wider_than_80_columns(office):
    shown = office.run("plan")

    assert max(len(line) for line in shown.out.splitlines()) <= 80


def test_json_is_the_plan_whose_digest_is_its_own(office):
    shown = office.run(*PASSWORDS, "--format", "json")

    plan = msgspec.json.decode(shown.out, type=Plan)
    assert plan.is_as_made
    assert [step.change.calls()[0].operation for step in plan.steps] == ["UpdateAccountPasswordPolicy"]


def test_quiet_says_where_it_goes_and_nothing_else(office):
    (line,) = office.run(*PASSWORDS, "--quiet").err.splitlines()

    assert "which is not AWS's own endpoint" in line


def test_the_file_holds_the_plan_for_its_owner_only_and_is_named_with_what_comes_next(office):
    shown = office.run(*PASSWORDS, "--format", "json", "-o", str(office.plan_file))

    assert read_plan(office.plan_file) == msgspec.json.decode(shown.out, type=Plan)
    assert sys.platform == "win32" or office.plan_file.stat().st_mode & 0o077 == 0
    last = shown.err.splitlines()[-1]
    assert last.startswith(f"rootward: plan in {office.plan_file}; apply it until ")
    assert last.endswith(f": rootward apply {office.plan_file}")


def test_a_file_that_cannot_be_written_is_one_line(office):
    shown = office.run(*PASSWORDS, "-o", str(office.folder / "nowhere" / "plan.json"))

    assert (shown.code, shown.out) == (2, "")
    assert "cannot be written" in shown.err


@pytest.mark.parametrize(
    ("named", "checks"),
    [
        ("password-too-short", ["password-too-short"]),
        ("password-too-short,password-reuse-allowed", ["password-too-short", "password-reuse-allowed"]),
    ],
)
def test_only_what_was_asked_for_is_planned(office, named, checks):
    plan = msgspec.json.decode(office.run("plan", "--only", named, "--format", "json").out, type=Plan)

    assert list(plan.checks) == checks
    assert {gap.check for step in plan.steps for gap in step.closes} == set(checks)


def test_what_comes_next_plans_the_same_again(office):
    assert office.run(*PASSWORDS).out.splitlines()[-1] == "next: rootward apply --only passwords"


def test_the_environment_may_say_what_to_plan(office, monkeypatch):
    monkeypatch.setenv("ROOTWARD_ONLY", "password-too-short")

    assert json.loads(office.run("plan", "--format", "json").out)["checks"] == ["password-too-short"]


def test_a_mistyped_check_gets_a_suggestion(office):
    shown = office.run("plan", "--only", "password-to-short")

    assert (shown.code, shown.out) == (2, "")
    assert "did you mean 'password-too-short'?" in shown.err


def test_the_lines_of_the_aws_cli_stand_in_the_place_of_the_calls(office):
    shown = office.run(*PASSWORDS, "--show", "cli")

    assert "aws iam update-account-password-policy --minimum-password-length 14" in shown.out
    assert "iam:UpdateAccountPasswordPolicy" not in shown.out


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("terraform", 'resource "aws_iam_account_password_policy" "account" {'),
        ("cloudformation", "#   aws iam update-account-password-policy --minimum-password-length 14 "),
    ],
)
def test_the_plan_as_code_alone_goes_to_stdout(office, form, written):
    shown = office.run(*PASSWORDS, "--show", form, "-o", str(office.plan_file))

    assert shown.code == 0
    assert shown.out.startswith(f"# Plan {read_plan(office.plan_file).digest[:12]} for account 123456789012")
    assert written in shown.out
    assert "rootward apply" not in shown.out
    assert f"rootward: plan in {office.plan_file}; apply it until " in shown.err


@pytest.mark.parametrize("form", ["terraform", "cloudformation"])
def test_code_says_nothing_less_where_something_was_held_back(office, long_ago, form):
    shown = office.run("plan", "--from", long_ago, "--only", "access-key-unused", "--show", form)

    assert shown.code == 5
    assert "# --- Withheld: the plan does not close these\n# access-key-unused (bot): " in shown.out


def test_where_nothing_is_to_be_changed_it_says_so(office):
    shown = office.run("plan", "--only", "password-change-forbidden")

    assert shown.code == 0
    assert "Nothing to change: no check that was asked found a gap that it can close." in shown.out


def test_a_fact_that_a_fix_needs_and_that_was_denied_is_incomplete(office):
    office.sandbox.deny("iam:ListAccessKeys")

    shown = office.run("plan", "--only", "access-key-unused")

    assert shown.code == 3
    assert "For want of facts:" in shown.out
    assert "iam:ListAccessKeys" in shown.out


def test_a_plan_can_be_made_by_the_facts_that_somebody_else_collected(office):
    facts = str(office.folder / "account.json")
    office.run("collect", "--deep", "-o", facts)
    office.sandbox.calls.clear()

    shown = office.run("plan", "--from", facts, "-o", str(office.plan_file))

    assert shown.code == 0
    assert office.sandbox.calls == []
    touched = {step.change.resource.rpartition("/")[2] for step in read_plan(office.plan_file).steps}
    assert {"idle", "direct", "kim", "mfa-enforced"} <= touched


def test_facts_without_the_ids_of_keys_are_not_enough(office):
    facts = str(office.folder / "account.json")
    office.run("collect", "-o", facts)

    shown = office.run("plan", "--from", facts, "--only", "access-key-unused")

    assert shown.code == 3
    assert "`rootward plan` reads them" in shown.out


LONG_AGO = account(
    identities=identities(users=(user("bot"),)),
    credential_report=report(root_row(), user_row("bot", keys=(active_key(300, 200), active_key(10, 1)))),
    access_keys=(listed_key("bot", 300),),
)
"""Of January 2026; and nobody but root administers the account."""


@pytest.fixture
def long_ago(tmp_path):
    path = tmp_path / "account.json"
    write_snapshot(LONG_AGO, path)
    return str(path)


def test_facts_that_are_too_old_to_apply_are_said_to_be(office, long_ago):
    shown = office.run("plan", "--from", long_ago, "--only", "passwords", "-o", str(office.plan_file))

    assert shown.code == 0
    assert "next: " not in shown.out
    assert shown.err == ("rootward: the facts are of 2026-01-31 12:00 UTC: too old to apply (24 hours); collect anew\n")
    assert office.plan_file.is_file()


def test_what_the_lockout_guard_holds_back_is_refused(office, long_ago):
    shown = office.run("plan", "--from", long_ago, "--only", "access-key-unused")

    assert shown.code == 5
    assert "By the lockout guard:" in shown.out
    assert "access-key-unused (bot)" in shown.out


def test_two_sources_are_one_too_many(office, long_ago):
    shown = office.run("plan", "--from", long_ago, "--sandbox")

    assert (shown.code, shown.out) == (2, "")
    assert "--from and --sandbox name two different sources" in shown.err


def test_a_configuration_that_cannot_be_read_is_named(office):
    broken = office.folder / "rootward.toml"
    broken.write_text("[thresholds]\nunused_days = 'few'\n")

    shown = office.run(*PASSWORDS, "--config", str(broken))

    assert (shown.code, shown.out) == (2, "")
    assert str(broken) in shown.err


def test_thresholds_of_a_configuration_decide_and_stay_with_the_plan(office):
    config = office.folder / "strict.toml"
    config.write_text("[thresholds]\nmin_length = 20\n")

    shown = office.run(*PASSWORDS, "--config", str(config), "-o", str(office.plan_file))

    assert "Password minimum length: 8 → 20" in shown.out
    assert read_plan(office.plan_file).baseline.min_length == 20


def test_without_credentials_nothing_is_planned(office, monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    shown = office.run(*PASSWORDS)

    assert (shown.code, shown.out) == (4, "")


def test_a_journal_that_cannot_be_read_is_named(office):
    journals = office.folder / "journals" / office.sandbox.account_id
    journals.mkdir(parents=True)
    (journals / "broken.jsonl").write_text("{}\n{}\n")

    shown = office.run(*PASSWORDS)

    assert (shown.code, shown.out) == (2, "")
    assert "line 1 of the journal" in shown.err
    assert "broken.jsonl" in shown.err


def test_a_practice_account_is_named_in_what_comes_next(office):
    shown = office.run(*PASSWORDS, "--sandbox", "password-too-short.fail", "-o", str(office.plan_file))

    assert shown.code == 0
    assert f"next: rootward apply {office.plan_file} --sandbox password-too-short.fail" in shown.out


ROLE = "arn:aws:iam::123456789012:role/rootward-applier"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (Live(), "rootward apply 'my plan.json'"),
        (Live(profile="prod", region="eu-west-1"), "rootward apply 'my plan.json' --profile prod --region eu-west-1"),
        (Live(role_arn=ROLE), f"rootward apply 'my plan.json' --role-arn {ROLE}"),
        (Practice(scenario="startup"), "rootward apply 'my plan.json' --sandbox startup"),
        (Snapshot(path=Path("account.json")), "rootward apply 'my plan.json'"),
    ],
)
def test_what_comes_next_goes_to_the_same_account(source, words):
    assert command_line(source, "apply", "my plan.json") == words


def test_a_plan_is_made_in_a_role(office):
    applier(office.sandbox, policy_for_planning(CHECKS))

    shown = office.run(*PASSWORDS, "--role-arn", ROLE, "--region", "eu-west-1")

    assert shown.code == 0
    assert "by arn:aws:sts::123456789012:assumed-role/rootward-applier/" in shown.out
    assert shown.out.splitlines()[-1] == (f"next: rootward apply --only passwords --region eu-west-1 --role-arn {ROLE}")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--deadline", "0"), "Invalid value for '--deadline'"),
        (("--format", "yaml"), "Invalid value for '--format'"),
        (("--show", "calls"), "Invalid value for '--show'"),
        (("--show", "terraform", "--format", "json"), "--format json and --show terraform are two forms of the plan"),
        (("--sandbox", "nowhere"), "there is no scenario 'nowhere'"),
        (("--sandbox", "startup", "--scenario", "hardened"), "name two different scenarios"),
        (("--profile", "nobody"), "nobody"),
        (("--from", "nowhere.json"), "nowhere.json"),
    ],
)
def test_a_command_line_that_makes_no_sense_is_one_line(office, words, told):
    shown = office.run("plan", *words)

    assert shown.code in {2, 4}
    assert shown.out == ""
    assert told in shown.err


def test_an_old_ssh_key_is_found_where_single_users_are_asked(office):
    uploaded_long_ago(office.sandbox, "idle")

    assert "SSH public key" not in office.run("plan", "--only", "user-certificate-old").out
    shown = office.run("plan", "--only", "user-certificate-old", "--deep")

    assert "~ SSH public key" in shown.out
    assert "next: rootward apply --deep --only user-certificate-old" in shown.out


def test_what_is_planned_by_single_users_is_applied(office):
    uploaded_long_ago(office.sandbox, "idle")

    shown = office.run("apply", "--auto-approve", "--only", "user-certificate-old", "--deep")

    assert shown.code == 0
    (key,) = office.iam.list_ssh_public_keys(UserName="idle")["SSHPublicKeys"]
    assert key["Status"] == "Inactive"
