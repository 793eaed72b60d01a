from __future__ import annotations

from typing import Any

import msgspec
import pytest

from rootward.model.change import ApiCall, Missing, OneTimePassword
from rootward.model.unknown import Unknown
from tests.checks.facts import (
    NA,
    NO_INFORMATION,
    NOW,
    account,
    ago,
    arn,
    denied,
    identities,
    report,
    root_row,
    user,
    user_row,
)
from tests.model.change import kinds

ANN = user_row("ann", password_enabled=True, password_last_used=ago(1), password_last_changed=ago(90), mfa_active=True)
BOB, CAT = user_row("bob"), user_row("cat", password_enabled=denied("iam:GetCredentialReport"))
ACCOUNT = account(
    identities=identities(users=tuple(map(user, ("ann", "bob", "cat", "new")))),
    credential_report=report(root_row(), ANN, BOB, CAT),
)

given: Any = kinds.login


def taken(name, **fields):
    return given(name, after=False, **{"chosen_by": "owner", **fields})


def rows(account):
    return account.credential_report.rows[1:]


def test_a_first_password_is_for_one_sign_in_and_whoever_makes_the_call_chooses_it():
    assert given("bob").calls() == (
        ApiCall(
            operation="CreateLoginProfile",
            parameters={"UserName": "bob", "Password": OneTimePassword("bob"), "PasswordResetRequired": True},
            resource=arn("user", "bob"),
        ),
    )


def test_it_is_taken_away_by_its_owner():
    assert given("bob").inverse().calls() == (
        ApiCall(operation="DeleteLoginProfile", parameters={"UserName": "bob"}, resource=arn("user", "bob")),
    )


@pytest.mark.parametrize(
    ("change", "risk"), [(given("bob"), "safe"), (given("bob").inverse(), "disruptive"), (taken("ann"), "irreversible")]
)
def test_a_password_that_its_owner_chose_does_not_come_back(change, risk):
    assert change.risk == risk
    assert (change.inverse() is None) == (risk == "irreversible")


def test_no_password_is_in_it():
    assert msgspec.to_builtins(given("bob")) == {
        "kind": "login-profile",
        "user": "bob",
        "user_arn": arn("user", "bob"),
        "before": False,
        "after": True,
        "chosen_by": "rootward",
        "last_used": None,
    }


def test_its_state_is_what_the_report_says():
    unread = denied("iam:GetCredentialReport")

    assert (given("ann").state(ACCOUNT), given("bob").state(ACCOUNT)) == (True, False)
    assert given("ann").state(account(credential_report=unread)) == unread


def test_where_the_report_does_not_say_it_is_not_known():
    states = [given("cat").state(ACCOUNT), given("new").state(ACCOUNT)]

    assert states == [
        Unknown("failed", detail="the credential report does not say whether cat has a password"),
        Unknown("failed", detail="the credential report does not show new"),
    ]
    assert given("cat").effect(ACCOUNT) == ACCOUNT
    assert given("new").effect(ACCOUNT) == ACCOUNT


def test_whoever_is_not_there_is_missing():
    assert given("gone").state(ACCOUNT) == Missing(arn("user", "gone"))
    assert given("gone").effect(ACCOUNT) == ACCOUNT


def test_whoever_is_new_is_given_one_after_the_user_is_made():
    before = kinds.user("eve").effect(ACCOUNT)

    assert given("eve").state(before) is False
    assert given("eve").effect(before).credential_report.rows[-1].password_enabled is True


def test_a_new_password_was_never_used_and_the_other_rows_stay():
    made = msgspec.structs.replace(
        BOB, password_enabled=True, password_last_used=NO_INFORMATION, password_last_changed=NOW
    )

    assert rows(given("bob").effect(ACCOUNT)) == (ANN, made, CAT)


def test_without_a_password_a_device_stays():
    gone = msgspec.structs.replace(ANN, password_enabled=False, password_last_used=NA, password_last_changed=NA)

    assert rows(taken("ann").effect(ACCOUNT)) == (gone, BOB, CAT)
    assert gone.mfa_active is True


def test_what_is_so_already_keeps_its_dates():
    assert given("ann").effect(ACCOUNT) == ACCOUNT


def test_its_resource_is_the_user():
    assert (given("ann").resource, given("ann").makes) == (arn("user", "ann"), None)
