"""Users by the report's rows, and those whom it does not show."""

from __future__ import annotations

import pytest

from rootward.checks.registry import BY_ID, CHECKS
from rootward.checks.report_users import of_each_user, out_of_sight, users_without_row
from rootward.checks.verdict import passes
from rootward.model.account import NOT_COLLECTED, Account
from rootward.model.unknown import Unknown
from tests.checks.asking import only, status, verdicts
from tests.checks.facts import account, ago, arn, denied, identities, report, root_row, user, user_row

NO_LIST = denied("iam:GetAccountAuthorizationDetails")
ANN = arn("user", "ann")
BY_USER = (
    "user-mfa-missing",
    "access-key-old",
    "access-key-unused",
    "access-key-second",
    "user-certificate-old",
    "console-password-unused",
)

of_each_such_check = pytest.mark.parametrize("check", BY_USER)


def of(*rows, users=(), hours=3, **facts):
    """An account with these rows in a report so many hours old, and these users in its list."""
    shown = report(root_row(), *rows, generated_at=ago(hours / 24))
    return account(**{"credential_report": shown, "identities": identities(users=users), **facts})


def said(facts: Account):
    """Each answer's status and resource, where every row passes."""
    answers = of_each_user(facts, lambda row: (passes(row.arn),))
    return [(one.status, one.resource) for one in answers]


def test_a_listed_user_without_a_row_is_unknown_and_named_with_the_report_s_date():
    (verdict,) = of_each_user(of(users=(user("ann"),)), lambda row: (passes(row.arn),))

    assert (verdict.status, verdict.resource) == ("unknown", ANN)
    assert verdict.message == (
        "cannot tell: ann is not in the credential report of 2026-01-31 09:00 UTC (created after it?)"
    )
    assert [one.reason for one in verdict.unknowns] == ["failed"]


def test_a_user_younger_than_the_report_is_unknown_and_said_to_be_so():
    (verdict,) = of_each_user(of(users=(user("ann", created=ago(0.1)),)), lambda row: (passes(row.arn),))

    assert verdict.message == "cannot tell: ann was created after the credential report of 2026-01-31 09:00 UTC"


def test_users_with_rows_are_judged_by_them_and_so_are_those_deleted_since():
    assert said(of(user_row("ann"), user_row("gone"), users=(user("ann"),))) == [
        ("pass", ANN),
        ("pass", arn("user", "gone")),
    ]


def test_a_user_of_a_path_is_known_by_name():
    moved = user("ann", path="/team/", arn=arn("user", "team/ann"))

    assert said(of(user_row("ann"), users=(moved,))) == [("pass", ANN)]


def test_a_user_created_anew_under_an_old_name_is_not_the_row_s():
    assert said(of(user_row("ann"), users=(user("ann", created=ago(0.1)),))) == [("pass", ANN), ("unknown", ANN)]


def test_a_row_of_the_same_creation_is_the_user_s_even_where_clocks_disagree():
    moment = ago(0.1)

    assert said(of(user_row("ann", created=moment), users=(user("ann", created=moment),))) == [("pass", ANN)]


def test_a_user_called_like_root_s_row_is_a_user():
    assert said(of(users=(user("<root_account>"),))) == [("unknown", arn("user", "<root_account>"))]


def test_without_users_in_either_there_are_none():
    assert said(of()) == [("pass", account().resource)]


@pytest.mark.parametrize("reason", ["denied", "failed"])
def test_where_users_could_not_be_listed_the_account_is_unknown_beside_the_rows(reason):
    unread = Unknown(reason, "iam:GetAccountAuthorizationDetails", "no")

    assert said(of(user_row("ann"), identities=unread)) == [("pass", ANN), ("unknown", account().resource)]
    assert said(of(identities=unread)) == [("unknown", account().resource)]


def test_a_report_alone_is_judged_by_its_rows():
    assert said(of(user_row("ann"), identities=NOT_COLLECTED)) == [("pass", ANN)]
    assert said(of(identities=NOT_COLLECTED)) == [("pass", account().resource)]


def test_an_unread_report_is_one_unknown():
    unread = denied("iam:GetCredentialReport")

    assert said(of(users=(user("ann"),), credential_report=unread)) == [("unknown", account().resource)]


def test_users_without_a_row_come_by_name():
    facts = of(user_row("bob"), users=tuple(map(user, ("cat", "bob", "ann"))))

    assert [one.name for one in users_without_row(facts, report(user_row("bob")))] == ["ann", "cat"]
    assert len(out_of_sight(facts, report(user_row("bob")))) == 2


def test_nobody_is_out_of_sight_where_all_have_rows():
    assert out_of_sight(of(users=(user("ann"),)), report(user_row("ann"))) == ()
    assert out_of_sight(of(identities=NO_LIST), report()) == (NO_LIST,)


@of_each_such_check
def test_no_check_passes_a_user_whom_the_report_does_not_show(check):
    verdict = only(check, of(users=(user("ann"),)))

    assert (verdict.status, verdict.resource) == ("unknown", ANN)


@of_each_such_check
def test_the_unseen_user_hides_nobody_else_s_answer(check):
    answers = verdicts(check, of(user_row("bob"), users=(user("ann"), user("bob"))))

    assert [(one.status, one.resource) for one in answers] == [("pass", arn("user", "bob")), ("unknown", ANN)]


@of_each_such_check
def test_a_denied_list_of_users_leaves_no_pass(check):
    assert status(check, of(user_row("bob"), identities=NO_LIST)) == "unknown"
    assert status(check, of(user_row("bob"), identities=NOT_COLLECTED)) == "pass"


@pytest.mark.parametrize("check", ["access-key-unused", "console-password-unused"])
def test_a_break_glass_user_is_exempt_without_a_row_too(check):
    assert only(check, of(users=(user("ann"),)), break_glass=(ANN,)).status == "not_applicable"


def test_a_break_glass_user_s_factor_is_asked_without_a_row_too():
    assert only("user-mfa-missing", of(users=(user("ann"),)), break_glass=(ANN,)).status == "unknown"


def test_every_check_that_reads_the_users_of_the_report_declares_their_list():
    for check in (*BY_USER, "password-policy-missing", "users-not-federated"):
        assert {"credential_report", "identities"} <= set(BY_ID[check].facts)
    assert set(BY_USER) <= {check.id for check in CHECKS}
