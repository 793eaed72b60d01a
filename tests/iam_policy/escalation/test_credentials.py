from __future__ import annotations

import pytest

from rootward.iam_policy.escalation.credentials import Credentials
from tests.checks.facts import NA, account, active_key, ago, arn, denied, key, listed_key, report, root_row, user_row

ZOE, BEN, ANN = arn("user", "zoe"), arn("user", "ben"), arn("user", "ann")
HIDDEN = denied("iam:GetCredentialReport")


def test_passwords_and_mfa_are_those_of_the_credential_report():
    rows = report(
        root_row(),
        user_row("zoe", password_enabled=True),
        user_row("ben", mfa_active=True),
        user_row("ann", password_enabled=HIDDEN, mfa_active=HIDDEN),
    )
    known = Credentials(account(credential_report=rows))

    assert [known.has_password(who) for who in (ZOE, BEN, ANN)] == [True, False, None]
    assert [known.has_mfa(who) for who in (ZOE, BEN, ANN)] == [False, True, None]


def test_without_a_row_nothing_is_known():
    for facts in ({"credential_report": HIDDEN}, {"credential_report": report(root_row())}):
        known = Credentials(account(**facts))

        assert known.has_password(ZOE) is None
        assert known.has_mfa(ZOE) is None
        assert known.may_have_another_key(ZOE, "zoe") is None


@pytest.mark.parametrize(
    ("keys", "may_have_another"),
    [
        ((key(), key()), True),
        ((active_key(9), key()), True),
        ((key(), active_key(9)), True),
        ((active_key(9), active_key(9)), False),
        ((active_key(9), active_key(9, active=False)), False),  # its date tells it from none
        ((active_key(9), active_key(9, last_rotated=NA)), False),
        ((active_key(9), key(active=HIDDEN)), None),
        ((active_key(9), key(last_rotated=HIDDEN)), None),
        ((active_key(9), key(active=HIDDEN, last_rotated=ago(9))), None),
        ((key(), key(active=HIDDEN)), True),
    ],
)
def test_a_user_has_two_access_keys_at_most(keys, may_have_another):
    known = Credentials(account(credential_report=report(root_row(), user_row("zoe", keys=keys))))

    assert known.may_have_another_key(ZOE, "zoe") is may_have_another


@pytest.mark.parametrize(
    ("owners", "may_have_another"),
    [(("zoe", "zoe"), False), (("zoe", "ben"), True), (("ben", "ben"), True), ((), True)],
)
def test_keys_that_were_listed_count_by_their_owner(owners, may_have_another):
    listed = tuple(listed_key(owner, 9, id=f"key-{place}") for place, owner in enumerate(owners))
    rows = report(root_row(), user_row("zoe"), user_row("ben"))

    known = Credentials(account(credential_report=rows, access_keys=listed))

    assert known.may_have_another_key(ZOE, "zoe") is may_have_another


def test_keys_that_were_not_listed_are_those_of_the_report():
    rows = report(root_row(), user_row("zoe", keys=(active_key(9), active_key(9))))

    known = Credentials(account(credential_report=rows, access_keys=denied("iam:ListAccessKeys")))

    assert known.may_have_another_key(ZOE, "zoe") is False
