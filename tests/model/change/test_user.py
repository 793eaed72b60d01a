from __future__ import annotations

from typing import Any

from rootward.model.change import ApiCall
from rootward.model.unknown import Absent
from tests.checks.facts import NOW, account, arn, denied, identities, report, root_row, user, user_row
from tests.model.change import kinds

ANN = user("ann", groups=("ops",))
ROWS = report(root_row(), user_row("ann", password_enabled=True))
ACCOUNT = account(identities=identities(users=(ANN,)), credential_report=ROWS)

made: Any = kinds.user


def test_a_user_is_made_where_the_path_says():
    assert made("new").calls() == (
        ApiCall(operation="CreateUser", parameters={"UserName": "new"}, resource=arn("user", "new")),
    )
    assert made("new", path="/teams/").calls()[0].parameters == {"UserName": "new", "Path": "/teams/"}


def test_it_is_taken_away_by_its_name():
    assert made("new", path="/teams/").inverse().calls() == (
        ApiCall(operation="DeleteUser", parameters={"UserName": "new"}, resource=arn("user", "new")),
    )


def test_whoever_is_deleted_can_do_nothing_any_more():
    assert (made("new").risk, made("new").inverse().risk) == ("safe", "disruptive")


def test_it_makes_the_user_and_its_inverse_makes_nothing():
    assert (made("new").makes, made("new").inverse().makes) == (arn("user", "new"), None)


def test_small_and_capital_letters_make_no_other_user():
    assert made("ANN").state(ACCOUNT) is True
    assert made("ANN").target == made("ann").target
    assert made("ANN").inverse().effect(ACCOUNT).identities == identities()


def test_its_state_is_whether_it_is_there():
    unread = denied("iam:GetAccountAuthorizationDetails")

    assert made("new").state(ACCOUNT) is False
    assert made("new").state(account(identities=unread)) == unread


def test_a_new_user_has_nothing_and_the_credential_report_will_say_so():
    after = made("new", path="/teams/").effect(ACCOUNT)

    assert after.identities.users == (ANN, user("new", path="/teams/", created=NOW))
    assert after.credential_report.rows == (*ROWS.rows, user_row("new", created=NOW))
    assert after.credential_report.rows[-1].password_last_used == Absent("N/A")


def test_whoever_is_gone_is_in_no_list_and_in_no_report():
    after = made("ann", after=False).effect(ACCOUNT)

    assert (after.identities.users, after.credential_report.rows) == ((), (root_row(),))


def test_a_user_who_is_there_already_keeps_everything():
    assert made("ann").effect(ACCOUNT) == ACCOUNT


def test_without_a_report_the_user_is_there_all_the_same():
    unread = account(identities=identities(), credential_report=denied("iam:GetCredentialReport"))

    assert made("new").effect(unread).identities.users == (user("new", created=NOW),)
    assert made("new").effect(unread).credential_report == unread.credential_report
