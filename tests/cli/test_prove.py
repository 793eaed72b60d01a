"""`rootward prove`: whether what a plan changed still holds, later."""

from __future__ import annotations

import pytest

from rootward.iam_policy.actions import find
from rootward.local.plan_file import write_plan
from tests.cli.conftest import Office
from tests.model.plans import plan, switched_off


@pytest.fixture
def applied(office: Office) -> Office:
    """The password policy was mended, and a user's policies moved to a group, by a plan that lies in its file."""
    path = office.planned("passwords", "policy-attached-to-user")
    assert office.run("apply", "--auto-approve", path).code == 0
    office.sandbox.calls.clear()
    return office


def proved(office, *words):
    return office.run("prove", str(office.plan_file), *words)


def test_what_was_applied_holds_and_its_gaps_are_closed(applied):
    shown = proved(applied)

    assert shown.code == 0
    assert "holds" in shown.out
    assert "proved: 4 of 4 gaps closed" in shown.out
    assert "rootward: " not in shown.out


def test_proving_only_reads(applied):
    proved(applied)

    levels = {found.access_level for call in applied.sandbox.calls if (found := find(call.action))}
    assert levels <= {"Read", "List"}


def test_a_plan_that_was_not_applied_does_not_hold(office):
    office.planned("passwords")

    shown = proved(office)

    assert shown.code == 3
    assert "does not hold" in shown.out
    assert "0 of 3 gaps closed, 3 open" in shown.out


def test_what_somebody_changed_back_does_not_hold(applied):
    applied.iam.update_account_password_policy(MinimumPasswordLength=8)

    shown = proved(applied)

    assert shown.code == 3
    assert "does not hold  ~ Password policy of the account" in shown.out
    assert "open    password-too-short" in shown.out


def test_a_gap_that_is_open_again_though_every_step_holds(applied):
    applied.iam.attach_user_policy(UserName="direct", PolicyArn="arn:aws:iam::aws:policy/AmazonSNSReadOnlyAccess")

    shown = proved(applied)

    assert shown.code == 1
    assert "does not hold" not in shown.out
    assert "open    policy-attached-to-user (direct)" in shown.out


def test_a_look_that_is_denied_is_incomplete_and_says_what_to_allow(applied):
    applied.sandbox.deny("iam:ListGroupsForUser")

    shown = proved(applied)

    assert (shown.code, shown.out) == (3, "")
    assert "allow iam:ListGroupsForUser" in shown.err


def test_a_fact_that_is_denied_leaves_its_gaps_unknown(applied):
    applied.sandbox.deny("iam:GetAccountAuthorizationDetails")

    shown = proved(applied)

    assert shown.code == 3
    assert "unknown  policy-attached-to-user (direct)" in shown.out


def test_a_plan_that_has_expired_can_be_proved(office):
    account = plan().account
    there = type(account)(id=office.sandbox.account_id, alias="acme", partition="aws", caller="ann")
    write_plan(plan(switched_off("key-1", "idle"), account=there), office.plan_file)

    shown = proved(office)

    assert shown.code == 3
    assert "does not hold  ~ Access key key-1 of idle" in shown.out


def test_a_plan_for_another_account_is_refused(office):
    account = plan().account
    there = type(account)(id="999999999999", alias="other", partition="aws", caller="ann")
    write_plan(plan(switched_off("key-1"), account=there), office.plan_file)

    shown = proved(office)

    assert (shown.code, shown.out) == (5, "")
    assert "the plan is for account 999999999999" in shown.err


@pytest.mark.parametrize(("text", "told"), [(None, "plan.json"), ("{", "is not valid JSON"), ("[]", "but no plan")])
def test_a_file_that_is_no_plan_is_one_line(office, text, told):
    if text is not None:
        office.plan_file.write_text(text)

    shown = proved(office)

    assert (shown.code, shown.out, office.sandbox.calls) == (2, "", [])
    assert told in shown.err


def test_without_a_plan_it_says_what_is_missing(office):
    shown = office.run("prove")

    assert shown.code == 2
    assert "Missing argument 'PLAN'" in shown.err


def test_quiet_says_where_it_goes_and_nothing_else(applied):
    (endpoint,) = proved(applied, "--quiet").err.splitlines()

    assert "which is not AWS's own endpoint" in endpoint


def test_everything_that_is_shown_fits_into_80_columns(applied):
    assert max(len(line) for line in proved(applied).out.splitlines()) <= 80


def test_a_plan_of_nothing_is_proved(office):
    office.planned("password-change-forbidden")

    assert proved(office).code == 0
