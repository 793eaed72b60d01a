from __future__ import annotations

import pytest

from rootward.model.change import ApiCall, GroupChange, PasswordPolicyChange
from rootward.model.credential import PasswordPolicy
from tests.checks.facts import ACCOUNT, account, arn, denied, password_policy


def change(before, after):
    return PasswordPolicyChange(account=ACCOUNT, before=before, after=after)


def test_the_whole_policy_is_one_call_that_leaves_nothing_to_the_weakest_value():
    (call,) = change(None, password_policy(max_age_days=90, hard_expiry=True)).calls()

    assert call == ApiCall(
        operation="UpdateAccountPasswordPolicy",
        parameters={
            "MinimumPasswordLength": 14,
            "RequireSymbols": True,
            "RequireNumbers": True,
            "RequireUppercaseCharacters": True,
            "RequireLowercaseCharacters": True,
            "AllowUsersToChangePassword": True,
            "HardExpiry": True,
            "MaxPasswordAge": 90,
            "PasswordReusePrevention": 24,
        },
    )


def test_what_never_expires_and_remembers_nothing_leaves_both_out_as_aws_takes_no_zero():
    (call,) = change(None, PasswordPolicy()).calls()

    assert {"MaxPasswordAge", "PasswordReusePrevention"}.isdisjoint(call.parameters)
    assert call.parameters["MinimumPasswordLength"] == 6


def test_no_policy_is_its_deletion():
    assert change(PasswordPolicy(), None).calls() == (ApiCall(operation="DeleteAccountPasswordPolicy", parameters={}),)


@pytest.mark.parametrize(
    ("before", "after", "risk"),
    [
        (None, password_policy(), "safe"),
        (password_policy(), None, "disruptive"),
        (password_policy(allow_users_to_change=False), None, "safe"),
        (password_policy(), password_policy(allow_users_to_change=False), "disruptive"),
        (password_policy(allow_users_to_change=False), password_policy(), "safe"),
        (None, password_policy(max_age_days=90), "disruptive"),
        (password_policy(), password_policy(max_age_days=90), "disruptive"),
        (password_policy(max_age_days=90), password_policy(max_age_days=60), "disruptive"),
        (password_policy(max_age_days=90), password_policy(max_age_days=90), "safe"),
        (password_policy(max_age_days=90), password_policy(max_age_days=365), "safe"),
        (password_policy(max_age_days=90), password_policy(), "safe"),
    ],
)
def test_a_sooner_expiry_and_a_lost_right_to_change_a_password_reach_people(before, after, risk):
    assert change(before, after).risk == risk


def test_its_state_is_the_policy_of_the_account():
    unread = denied("iam:GetAccountPasswordPolicy")

    assert change(None, None).state(account(password_policy=password_policy())) == password_policy()
    assert change(None, None).state(account(password_policy=None)) is None
    assert change(None, None).state(account(password_policy=unread)) == unread


def test_its_resource_is_the_account():
    assert change(None, PasswordPolicy()).resource == f"AWS::::Account:{ACCOUNT}"
    assert change(None, PasswordPolicy()).target == ("password-policy", ACCOUNT)


WEAK = PasswordPolicy(minimum_length=8, max_age_days=90)


def test_two_changes_of_other_fields_are_one_write_of_both():
    longer = change(WEAK, PasswordPolicy(minimum_length=14, max_age_days=90))
    lasting = change(WEAK, PasswordPolicy(minimum_length=8, require_symbols=True))
    both = change(WEAK, PasswordPolicy(minimum_length=14, require_symbols=True))

    assert longer.merged(lasting) == both
    assert lasting.merged(longer) == both
    assert longer.merged(both) == both


@pytest.mark.parametrize(
    "other",
    [
        change(WEAK, PasswordPolicy(minimum_length=16, max_age_days=90)),
        change(WEAK, None),
        change(PasswordPolicy(), PasswordPolicy(minimum_length=14)),
        change(None, PasswordPolicy(minimum_length=14)),
        GroupChange(name="ops", arn=arn("group", "ops"), before=False, after=True),
    ],
)
def test_what_contradicts_it_or_rests_on_another_policy_is_not_merged(other):
    longer = change(WEAK, PasswordPolicy(minimum_length=14, max_age_days=90))

    assert longer.merged(other) is None
    assert other.merged(longer) is None


def test_two_first_policies_are_one_only_if_they_are_the_same():
    assert change(None, WEAK).merged(change(None, WEAK)) == change(None, WEAK)
    assert change(None, WEAK).merged(change(None, PasswordPolicy())) is None
