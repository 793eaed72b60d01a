"""The report says for hours what it said before a run: what a look says of a password counts."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from rootward.model.change import LoginProfileChange
from rootward.sandbox import serve
from rootward.workflows.running.live import looked_at, looked_at_since
from tests.aws.practice import iam_of, reading_of, session_of
from tests.checks.facts import NO_INFORMATION, NOW, account, arn, identities, report, root_row, user, user_row
from tests.model import plans

TAKEN = LoginProfileChange(user="cleo", user_arn=arn("user", "cleo"), before=True, after=False, chosen_by="owner")
FOR_ONE_SIGN_IN = "a-Word-4-one-Sign-in"
SWITCHED_OFF = plans.switched_off("key-1")


@pytest.fixture(scope="module")
def practice():
    """Cleo has no password any more."""
    with serve("hardened") as sandbox:
        iam_of(sandbox).create_user(UserName="cleo")
        yield sandbox


@pytest.fixture
def given(practice):
    """Cleo has a password again."""
    iam_of(practice).create_login_profile(UserName="cleo", Password=FOR_ONE_SIGN_IN)
    yield
    iam_of(practice).delete_login_profile(UserName="cleo")


def stale():
    """The report still shows a password of cleo's."""
    row = user_row("cleo", password_enabled=True, password_last_used=NO_INFORMATION)
    return account(credential_report=report(root_row(), row), identities=identities(users=(user("cleo"),)))


def passwords(facts):
    return [row.password_enabled for row in facts.credential_report.users]


def test_what_a_look_says_is_gone_is_gone(practice):
    with reading_of(practice) as reading:
        assert passwords(looked_at(reading, stale(), [SWITCHED_OFF, TAKEN])) == [False]
        assert [call.operation for call in practice.calls] == ["GetLoginProfile", "GetUser"]


@pytest.mark.usefixtures("given")
def test_what_a_look_says_is_there_again_is_what_the_report_says(practice):
    with reading_of(practice) as reading:
        assert looked_at(reading, stale(), [TAKEN]) == stale()


def test_where_a_look_is_denied_the_report_stands(practice):
    practice.deny("iam:GetLoginProfile")
    try:
        with reading_of(practice) as reading:
            assert looked_at(reading, stale(), [TAKEN]) == stale()
    finally:
        practice.allow_all()


@pytest.mark.parametrize(("hours", "expected"), [(0, False), (5, False), (5.1, True)])
def test_a_later_plan_looks_at_what_was_made_since_the_report_may_have_been(practice, hours, expected):
    done = plans.result(2, at=NOW - timedelta(hours=hours))
    made = plans.journal(plans.intent(2), done, of=plans.opened(plans.plan(SWITCHED_OFF, TAKEN)))

    assert passwords(looked_at_since(session_of(practice), stale(), (made,))) == [expected]


def test_where_no_run_made_or_took_a_password_nothing_is_looked_at(practice):
    made = plans.journal(plans.intent(1), plans.result(1), of=plans.opened(plans.plan(SWITCHED_OFF, TAKEN)))
    session = session_of(practice)
    practice.calls.clear()

    assert looked_at_since(session, stale(), (made,)) == stale()
    assert not practice.calls


def test_a_step_that_failed_changed_nothing(practice):
    entries = plans.intent(1), plans.result(1, "failed")
    made = plans.journal(*entries, of=plans.opened(plans.plan(TAKEN)))

    assert looked_at_since(session_of(practice), stale(), (msgspec.structs.replace(made),)) == stale()
