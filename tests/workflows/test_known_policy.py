"""The password policy, where it is known; and what to do where it is not."""

from __future__ import annotations

import pytest

from rootward.errors import IncompleteError, SnapshotError
from rootward.model.account import NOT_COLLECTED
from rootward.model.unknown import Unknown
from rootward.workflows.known_policy import known_policy
from tests.checks.facts import account, denied, password_policy

GET = "iam:GetAccountPasswordPolicy"


@pytest.mark.parametrize("policy", [None, password_policy(minimum_length=10)])
def test_a_policy_that_is_known_is_given_and_none_is_none(policy):
    assert known_policy(account(password_policy=policy)) == policy


@pytest.mark.parametrize(
    ("without_it", "advice"),
    [("", f"allow {GET}"), ("leave the account out", f"allow {GET}, or leave the account out")],
)
def test_a_policy_that_was_denied_is_none_that_is_known(without_it, advice):
    with pytest.raises(IncompleteError, match="the account's password policy could not be read") as caught:
        known_policy(account(password_policy=denied(GET)), without_it=without_it)

    assert caught.value.advice == advice


def test_where_aws_did_not_answer_there_is_nothing_to_allow():
    with pytest.raises(IncompleteError, match="no answer") as caught:
        known_policy(account(password_policy=Unknown("failed", GET, "no answer")), without_it="leave the account out")

    assert caught.value.advice == "try again, or give it longer with --deadline"


def test_facts_without_the_policy_are_to_be_collected():
    with pytest.raises(SnapshotError, match="the facts hold no password policy") as caught:
        known_policy(account(password_policy=NOT_COLLECTED))

    assert caught.value.advice == "collect it: rootward collect -o FILE --only passwords"
