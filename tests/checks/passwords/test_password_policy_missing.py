"""password-policy-missing: nobody set a policy, and somebody has a console password, or may have one."""

from __future__ import annotations

import pytest

from rootward.model.account import NOT_COLLECTED
from rootward.model.unknown import Unknown
from tests.checks.asking import only
from tests.checks.facts import account, denied, identities, password_policy, report, root_row, user, user_row

CHECK = "password-policy-missing"
NO_REPORT = denied("iam:GetCredentialReport")
ODD = Unknown("failed", detail="odd")


def users(**enabled):
    return report(root_row(), *(user_row(name, password_enabled=cell) for name, cell in enabled.items()))


@pytest.mark.parametrize("credential_report", [users(), users(mark=True), NO_REPORT])
def test_a_policy_passes_however_weak(credential_report):
    weak = password_policy(minimum_length=6)

    assert only(CHECK, account(password_policy=weak, credential_report=credential_report)).status == "pass"


def test_no_policy_fails_where_somebody_has_a_console_password():
    verdict = only(CHECK, account(password_policy=None, credential_report=users(bot=False, mark=True)))

    assert (verdict.status, verdict.resource) == ("fail", account().resource)
    assert verdict.message == "the account has no password policy, and users have a console password"


@pytest.mark.parametrize("credential_report", [NO_REPORT, users(bot=False, mark=ODD)])
def test_no_policy_fails_where_somebody_may_have_one(credential_report):
    verdict = only(CHECK, account(password_policy=None, credential_report=credential_report))

    assert verdict.status == "fail"
    assert "users may have a console password" in verdict.message


@pytest.mark.parametrize("credential_report", [users(), users(bot=False, mark=False)])
def test_without_console_users_the_question_does_not_arise(credential_report):
    # Root's own password does not count: a password policy does not bind it.
    verdict = only(CHECK, account(password_policy=None, credential_report=credential_report))

    assert verdict.status == "not_applicable"


def test_a_denied_policy_is_unknown():
    no_policy = denied("iam:GetAccountPasswordPolicy")
    verdict = only(CHECK, account(password_policy=no_policy))

    assert (verdict.status, verdict.unknowns) == ("unknown", (no_policy,))


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (identities(users=(user("ann"),)), "unknown"),
        (identities(users=(user("bot"),)), "not_applicable"),
        (denied("iam:GetAccountAuthorizationDetails"), "unknown"),
        (NOT_COLLECTED, "not_applicable"),
    ],
)
def test_a_user_whom_the_report_does_not_show_may_have_a_console_password(listed, expected):
    facts = account(password_policy=None, credential_report=users(bot=False), identities=listed)

    assert only(CHECK, facts).status == expected


def test_a_console_user_in_the_report_decides_whoever_is_not_in_it():
    facts = account(
        password_policy=None, credential_report=users(mark=True), identities=identities(users=(user("ann"),))
    )

    assert only(CHECK, facts).status == "fail"
