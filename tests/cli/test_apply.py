"""`rootward apply`: who is asked, what is refused and with which exit code, and what is said of what was done."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from rootward.checks.registry import CHECKS
from rootward.cli.running import exit_code
from rootward.iam_policy.actions import find
from rootward.local.journals import journals_of
from rootward.local.plan_file import read_plan, write_plan
from rootward.local.snapshot import write_snapshot
from rootward.model.applied import Applied, Proof, StepOutcome
from rootward.model.change import MembershipChange
from rootward.model.plan import Gap, PlannedAccount
from rootward.sandbox.faults import Deny
from rootward.workflows.permissions import policy_for_applying
from rootward.workflows.running.facts import collected
from tests.acceptance.house import ALIAS, APPLIER, applier, switched_off_long_ago
from tests.checks.facts import account, arn, password_policy
from tests.local.journal_files import kept
from tests.model.plans import journal, opened, plan, switched_off

AUTO = ("apply", "--auto-approve")
PASSWORDS = ("--only", "passwords")
FOUR_HOURS = 4 * 3600 + 1


def written(office):
    """The calls that may have changed something."""
    levels = {call.action: find(call.action) for call in office.sandbox.calls}
    return {action for action, found in levels.items() if found is None or found.access_level not in {"Read", "List"}}


def runs(office):
    return journals_of(office.sandbox.account_id, office.folder)


def refused(office, shown, code, *told):
    """One clear line, and nothing done."""
    assert shown.code == code
    for text in told:
        assert text in shown.err
    assert written(office) == set()
    assert runs(office) == ()


# --- one go


def test_without_a_plan_it_plans_shows_asks_and_applies(office):
    office.type("yes")

    shown = office.run("apply", *PASSWORDS)

    assert shown.code == 0
    assert "Password minimum length: 8 → 14" in shown.out
    assert f"Make 1 change in account {ALIAS}? Only 'yes' is taken: " in shown.err
    assert "rootward: step 1 done: ~ Password policy of the account\n" in shown.err
    assert "proved: 3 of 3 gaps closed" in shown.out
    assert "rootward: " not in shown.out
    assert office.minimum_length == 14


@pytest.mark.parametrize("answer", ["no", "", "y"])
def test_a_no_is_told_as_such_and_nothing_has_changed(office, answer):
    office.type(answer)

    shown = office.run("apply", *PASSWORDS)

    refused(office, shown, 130, "rootward: not approved: this run changed nothing\n")
    assert "interrupted" not in shown.err
    assert office.minimum_length == 8


@pytest.mark.parametrize("interrupts", [True, False])
def test_ctrl_c_and_the_end_of_the_input_at_the_question_change_nothing(office, interrupts):
    office.type(interrupts=interrupts)

    refused(office, office.run("apply", *PASSWORDS), 130, "this run changed nothing")


def test_where_nobody_can_be_asked_nothing_is_even_read(office):
    shown = office.run("apply", *PASSWORDS)

    assert shown.err.splitlines() == [
        "rootward: error: this asks before it changes anything, and nobody can answer here",
        "rootward: look at the plan (rootward plan), and say --auto-approve",
    ]
    assert (shown.code, shown.out, office.sandbox.calls) == (2, "", [])


def test_auto_approve_asks_nothing(office):
    shown = office.run(*AUTO, *PASSWORDS)

    assert shown.code == 0
    assert "Only 'yes' is taken" not in shown.err
    assert office.minimum_length == 14


def test_quiet_and_auto_approve_leave_the_report_of_what_was_done(office):
    shown = office.run(*AUTO, *PASSWORDS, "--quiet")

    assert shown.code == 0
    assert "Stage 1" not in shown.out
    assert "proved: 3 of 3 gaps closed" in shown.out
    (endpoint,) = shown.err.splitlines()
    assert "which is not AWS's own endpoint" in endpoint


def test_the_lines_of_the_aws_cli_are_shown_where_asked_for(office):
    office.type("no")

    assert "aws iam update-account-password-policy" in office.run("apply", *PASSWORDS, "--show", "cli").out


def test_everything_that_is_shown_fits_into_80_columns(office):
    shown = office.run(*AUTO)

    assert shown.code == 0
    assert max(len(line) for line in shown.out.splitlines()) <= 80


def test_where_nothing_is_to_be_changed_nobody_is_asked_and_all_is_well(office):
    office.type()

    shown = office.run("apply", "--only", "password-change-forbidden")

    assert shown.code == 0
    assert "Nothing to change" in shown.out
    assert "Only 'yes' is taken" not in shown.err


def test_a_practice_account_in_one_go(office):
    shown = office.run("apply", "--sandbox", "--auto-approve")

    assert shown.code == 0
    assert "proved: 22 of 22 gaps closed" in shown.out
    assert "irreversible, and left out without --allow-irreversible: steps 55 to 58" in shown.out
    assert "steps are left for you" in shown.err
    assert shown.err.splitlines()[-1] == (
        "rootward: this practice account is gone now; 'rootward sandbox serve' keeps one between commands"
    )
    assert office.sandbox.calls == []
    assert runs(office) == ()


def test_a_role_may_do_it(office):
    applier(office.sandbox, policy_for_applying(CHECKS))
    role = f"arn:aws:iam::{office.sandbox.account_id}:role/{APPLIER}"

    shown = office.run(*AUTO, *PASSWORDS, "--role-arn", role)

    assert shown.code == 0
    assert office.minimum_length == 14


# --- a plan's file


def test_a_plan_is_applied_from_its_file(office):
    path = office.planned("passwords")
    office.type("yes")

    shown = office.run("apply", path)

    assert shown.code == 0
    assert office.minimum_length == 14
    assert [one.plan.digest for one in runs(office)] == [read_plan(office.plan_file).digest]


def test_a_plan_that_was_applied_already_is_refused(office):
    path = office.planned("passwords")
    office.run(*AUTO, path)
    office.sandbox.calls.clear()

    shown = office.run(*AUTO, path)

    assert shown.code == 5
    assert "this plan was applied already" in shown.err
    assert written(office) == set()


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        (None, 2, "plan.json"),
        ("{", 2, "is not valid JSON"),
        ("[]", 2, "is JSON, but no plan"),
        ('{"schema": 2, "digest": "", "expires_at": ""}', 2, "is a plan of schema 2"),
    ],
)
def test_a_file_that_is_no_plan_is_one_line(office, text, code, told):
    if text is not None:
        office.plan_file.write_text(text)

    shown = office.run(*AUTO, str(office.plan_file))

    refused(office, shown, code, told)
    assert office.sandbox.calls == []


def test_a_plan_that_somebody_edited_is_refused(office):
    office.planned("passwords")
    edited = json.loads(office.plan_file.read_text())
    edited["steps"][0]["change"]["after"]["minimum_length"] = 6
    office.plan_file.write_text(json.dumps(edited))

    refused(office, office.run(*AUTO, str(office.plan_file)), 5, "was changed after it was made")


def test_a_plan_for_another_account_is_refused(office):
    there = PlannedAccount(id="999999999999", alias="other", partition="aws", caller="ann")
    now = datetime.now(UTC)
    made = plan(switched_off("key-1"), account=there, made_at=now, expires_at=now + timedelta(hours=1))
    write_plan(made, office.plan_file)

    shown = office.run(*AUTO, str(office.plan_file))

    refused(office, shown, 5, "the plan is for account 999999999999, and these credentials are for account")


def test_a_plan_by_facts_of_long_ago_is_refused(office):
    facts = office.folder / "account.json"
    write_snapshot(account(password_policy=password_policy(minimum_length=8)), facts)
    office.run("plan", "--from", str(facts), *PASSWORDS, "-o", str(office.plan_file))

    refused(office, office.run(*AUTO, str(office.plan_file)), 5, "the plan expired at 2026-02-01 12:00 UTC")


def test_a_plan_is_refused_where_somebody_changed_the_account_meanwhile(office):
    path = office.planned("passwords")
    office.iam.update_account_password_policy(MinimumPasswordLength=9)
    office.sandbox.calls.clear()

    shown = office.run(*AUTO, path)

    refused(office, shown, 5, "this run changed nothing: the account is not as the plan says: step 1: ")
    assert office.minimum_length == 9


@pytest.mark.parametrize("option", [("--only", "passwords"), ("--config", "rootward.toml"), ("--deep",)])
def test_options_of_planning_do_not_go_with_a_plan(office, option):
    path = office.planned("passwords")
    office.sandbox.calls.clear()

    refused(office, office.run(*AUTO, path, *option), 2, f"{option[0]} says how to plan, and PLAN is planned already")


def test_what_the_environment_says_of_planning_gives_way_to_a_plan(office, monkeypatch):
    path = office.planned("passwords")
    monkeypatch.setenv("ROOTWARD_ONLY", "mfa")
    monkeypatch.setenv("ROOTWARD_CONFIG", "nowhere.toml")

    assert office.run(*AUTO, path).code == 0
    assert office.minimum_length == 14


# --- what cannot be undone


@pytest.fixture
def with_retired_key(office):
    """The plan deletes a key that was switched off a hundred days ago; the key's id."""
    key_id = switched_off_long_ago(office.sandbox, office.folder)
    assert [step.risk for step in read_plan_of(office, "access-key-unused").steps] == ["disruptive", "irreversible"]
    office.sandbox.calls.clear()
    return key_id


def read_plan_of(office, *only):
    office.planned(*only)
    return read_plan(office.plan_file)


def keys_of(office, user):
    return [
        (key["AccessKeyId"], key["Status"]) for key in office.iam.list_access_keys(UserName=user)["AccessKeyMetadata"]
    ]


def test_auto_approve_leaves_out_what_cannot_be_undone_and_says_so(office, with_retired_key):
    shown = office.run(*AUTO, str(office.plan_file))

    assert shown.code == 0
    assert "1 step that cannot be undone: left out without --allow-irreversible" in shown.err
    assert "irreversible, and left out without --allow-irreversible: step 2" in shown.out
    assert keys_of(office, "retired") == [(with_retired_key, "Inactive")]
    assert [status for _, status in keys_of(office, "idle")] == ["Inactive"]


@pytest.mark.usefixtures("with_retired_key")
@pytest.mark.parametrize("name", [ALIAS, "123456789012"])
def test_the_accounts_name_given_allows_it(office, name):
    shown = office.run(*AUTO, f"--allow-irreversible={name}", str(office.plan_file))

    assert shown.code == 0
    assert keys_of(office, "retired") == []


@pytest.mark.usefixtures("with_retired_key")
def test_the_accounts_name_typed_allows_it(office):
    office.type(ALIAS, "yes")

    shown = office.run("apply", "--allow-irreversible", str(office.plan_file))

    assert shown.code == 0
    assert f"Type {ALIAS} or 123456789012 to allow" in shown.err
    assert keys_of(office, "retired") == []


def test_enter_in_place_of_the_name_leaves_it_out(office, with_retired_key):
    office.type("", "yes")

    shown = office.run("apply", "--allow-irreversible", str(office.plan_file))

    assert shown.code == 0
    assert keys_of(office, "retired") == [(with_retired_key, "Inactive")]


@pytest.mark.usefixtures("with_retired_key")
@pytest.mark.parametrize("how", ["typed", "given"])
def test_the_name_of_another_account_is_refused(office, how):
    office.type("production", "yes")
    option = "--allow-irreversible" if how == "typed" else "--allow-irreversible=production"

    shown = office.run("apply", option, str(office.plan_file))

    assert shown.code == 5
    assert "'production' is neither the alias nor the number of this account" in shown.err
    assert written(office) == set()


def test_a_name_that_nobody_can_type_is_one_line(office):
    shown = office.run(*AUTO, "--allow-irreversible", *PASSWORDS)

    assert (shown.code, shown.out, office.sandbox.calls) == (2, "", [])
    assert "nobody can type it here" in shown.err


# --- refused


def test_changes_do_not_go_to_a_foreign_endpoint_unless_allowed(office, monkeypatch):
    monkeypatch.setattr("rootward.aws.endpoint.is_loopback", lambda _url: False)

    shown = office.run(*AUTO, *PASSWORDS)

    refused(office, shown, 5, f"changes would be sent through {office.sandbox.endpoint_url}", "--allow-endpoint")
    assert office.run(*AUTO, *PASSWORDS, "--allow-endpoint").code == 0


def here(office, *changes):
    """The path of a plan of these changes for the account, made now."""
    account = PlannedAccount(
        id=office.sandbox.account_id,
        alias=ALIAS,
        partition="aws",
        caller="ann",
        endpoint=office.sandbox.endpoint_url,
    )
    now = datetime.now(UTC)
    write_plan(plan(*changes, account=account, made_at=now, expires_at=now + timedelta(hours=1)), office.plan_file)
    return str(office.plan_file)


def test_the_lockout_guard_explains_itself(office):
    path = here(
        office,
        MembershipChange(
            user="priya.raman",
            user_arn=arn("user", "priya.raman"),
            group="administrators",
            group_arn=arn("group", "administrators"),
            before=True,
            after=False,
        ),
    )

    shown = office.run(*AUTO, path)

    refused(
        office, shown, 5, "this run changed nothing: ", "register MFA for another administrator first", "break_glass"
    )


def test_a_user_who_lost_the_device_meanwhile_is_not_bound_to_mfa(office):
    path = office.planned("mfa-not-enforced")
    serial = f"arn:aws:iam::{office.sandbox.account_id}:mfa/kim-phone"
    office.iam.deactivate_mfa_device(UserName="kim", SerialNumber=serial)
    office.sandbox.calls.clear()

    shown = office.run(*AUTO, path)

    refused(office, shown, 5, "this run changed nothing: ", "kim")


def test_a_caller_who_may_not_write_is_told_what_is_missing(office):
    path = office.planned("passwords")
    office.iam.put_user_policy(
        UserName="planner",
        PolicyName="limits",
        PolicyDocument=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Deny", "Action": "iam:UpdateAccountPasswordPolicy", "Resource": "*"}],
            }
        ),
    )
    office.sandbox.calls.clear()

    shown = office.run(*AUTO, path)

    refused(office, shown, 5, f"{office.sandbox.caller_arn} may not iam:UpdateAccountPasswordPolicy")


def test_a_read_that_the_proof_needs_and_that_is_denied_stops_it_before_the_first_step(office):
    path = office.planned("passwords")
    office.sandbox.deny("iam:GetAccountAuthorizationDetails")
    office.sandbox.calls.clear()

    shown = office.run(*AUTO, path)

    refused(office, shown, 3, "this run changed nothing", "allow iam:GetAccountAuthorizationDetails")


def test_without_credentials_nothing_is_done(office, monkeypatch):
    path = office.planned("passwords")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    office.sandbox.calls.clear()

    refused(office, office.run(*AUTO, path), 4)


def test_a_journal_that_cannot_be_written_stops_it_before_the_first_step(office):
    path = office.planned("passwords")
    (office.folder / "journals").write_text("in the way")
    office.sandbox.calls.clear()

    shown = office.run(*AUTO, path)

    assert shown.code == 2
    assert written(office) == set()
    assert "journals" in shown.err


# --- stopped, and taken up again


def test_a_step_that_aws_refuses_stops_the_run_and_the_report_says_where(office):
    path = office.planned("policy-attached-to-user")
    office.sandbox.fault(Deny(actions=("iam:DetachUserPolicy",)))

    shown = office.run(*AUTO, path)

    assert shown.code == 3
    assert "failed" in shown.out
    assert "stopped at step " in shown.out or "stopped: step " in shown.out
    assert "iam:DetachUserPolicy" in shown.out
    assert "to go on:     rootward apply --resume" in shown.out


def test_with_nobody_there_what_would_be_taken_up_is_shown(office):
    path = office.planned("policy-attached-to-user")
    office.sandbox.fault(Deny(actions=("iam:DetachUserPolicy",)))
    office.run(*AUTO, path)
    office.sandbox.no_faults()

    shown = office.run("apply", "--resume")

    assert shown.code == 2
    assert "iam:DetachUserPolicy" in shown.out
    assert "rootward plan" not in shown.err
    assert "that is the plan: to make it, say --auto-approve" in shown.err


def test_a_run_that_was_stopped_is_taken_up_again(office):
    path = office.planned("policy-attached-to-user")
    office.sandbox.fault(Deny(actions=("iam:DetachUserPolicy",)))
    office.run(*AUTO, path)
    office.sandbox.no_faults()

    office.type("yes")
    shown = office.run("apply", "--resume")

    assert shown.code == 0
    assert "What is done is not done again." in shown.err
    assert "found already" in shown.out
    assert "proved: 1 of 1 gap closed" in shown.out
    assert len(runs(office)) == 1
    assert office.iam.list_attached_user_policies(UserName="direct")["AttachedPolicies"] == []


def test_a_run_is_taken_up_by_its_name_too(office):
    begun = journal(of=opened(read_plan_of(office, "passwords"), at=datetime.now(UTC)))
    kept(begun, office.folder)

    assert office.run(*AUTO, "--resume", begun.id).code == 0
    assert office.minimum_length == 14


def test_without_anything_unfinished_there_is_nothing_to_take_up(office):
    shown = office.run(*AUTO, "--resume")

    refused(office, shown, 2, "no run in account 123456789012 is unfinished", "make a plan: rootward plan")


def test_a_run_that_is_complete_is_not_taken_up(office):
    office.run(*AUTO, *PASSWORDS)
    (done,) = runs(office)

    shown = office.run(*AUTO, "--resume", done.id)

    assert shown.code == 2
    assert f"the run {done.id} is complete" in shown.err


def test_a_journal_that_is_not_there_is_named(office):
    refused(office, office.run(*AUTO, "--resume", "yesterday"), 2, "there is no journal 'yesterday'")


@pytest.mark.parametrize("words", [("plan.json",), ("--only", "passwords"), ("--config", "rootward.toml")])
def test_what_is_taken_up_needs_no_plan_and_no_options_of_planning(office, words):
    refused(office, office.run(*AUTO, *words, "--resume"), 2, "journal")


# --- guided steps

OLD_KEY = ("--only", "passwords", "--only", "access-key-old")
"""What is changed, and an old key, which its owner has to rotate."""


def test_no_wait_leaves_guided_steps_to_later(office):
    office.type("yes")

    shown = office.run("apply", *OLD_KEY, "--no-wait")

    assert shown.code == 0
    assert "1 step is left for you: they stand in the plan, and 'rootward audit' lists them" in shown.err


def test_a_guided_step_is_shown_and_waited_for_until_its_check_passes(office, monkeypatch):
    def later(*given):
        ((key_id, _),) = keys_of(office, "idle")
        office.iam.update_access_key(UserName="idle", AccessKeyId=key_id, Status="Inactive")
        office.sandbox.advance_clock(FOUR_HOURS)
        return collected(*given)

    monkeypatch.setattr("rootward.workflows.guide.collected", later)
    office.type("yes")

    shown = office.run("apply", *OLD_KEY)

    assert shown.code == 0
    assert ", for you: access key 1 of idle is 290 days old" in shown.err
    assert "aws iam list-access-keys --user-name idle" in shown.err
    assert "waiting until it is done (Ctrl-C: go on later)" in shown.err
    assert "done, access-key-old passes" in shown.err
    assert "closed  access-key-old (idle)" in shown.out


def test_ctrl_c_while_waiting_loses_nothing_of_the_report(office, monkeypatch):
    def interrupt(*_given):
        raise KeyboardInterrupt

    monkeypatch.setattr("rootward.workflows.guide.collected", interrupt)
    office.type("yes")

    shown = office.run("apply", *OLD_KEY)

    assert shown.code == 130
    assert "closed  password-too-short" in shown.out
    assert "to take back: rootward undo " in shown.out
    assert "the waiting was interrupted; every other step is made" in shown.err


# --- the exit code

GAP = Gap("access-key-unused", "arn:aws:iam::123456789012:user/ann")


@pytest.mark.parametrize(
    ("ending", "ends", "proved", "code"),
    [
        ("complete", ["done", "found"], ["closed"], 0),
        ("complete", ["done", "left out"], ["closed"], 0),
        ("complete", ["done", "done"], [], 0),
        ("complete", ["done", "done"], ["closed", "open", "unknown"], 1),
        ("complete", ["done", "done"], ["closed", "unknown"], 3),
        ("stopped", ["done", "failed"], ["closed"], 3),
        ("stopped", ["done", "unsure"], ["open"], 3),
        ("stopped", ["done", "not begun"], ["open"], 3),
        ("interrupted", ["done", "not begun"], ["open"], 130),
    ],
)
def test_the_exit_code_of_a_run(ending, ends, proved, code):
    ran = Applied(
        plan=plan(switched_off("key-1"), switched_off("key-2")),
        journal="20260131T120000Z-0000abcd",
        outcomes=tuple(StepOutcome(number=number, end=end) for number, end in enumerate(ends, start=1)),
        proofs=tuple(Proof(gap=GAP, status=status) for status in proved),
        ending=ending,
    )

    assert exit_code(ran) == code
