"""The password policy is mended part by part, in one write, and no rule gets weaker."""

from __future__ import annotations

from itertools import product

import msgspec
import pytest

from rootward.checks.passwords.mending import of_baseline
from rootward.checks.passwords.rules import AWS_DEFAULT, required
from rootward.model.baseline import Baseline, CharacterClass
from rootward.model.change import PasswordPolicyChange
from rootward.model.credential import PasswordPolicy
from tests.checks.asking import status
from tests.checks.facts import ACCOUNT, account, denied, password_policy, report, root_row, user_row
from tests.checks.proposing import a_finding, applied, changes, failing, proposal, refusal, remedy, undone

OF_THE_POLICY = (
    "password-policy-missing",
    "password-too-short",
    "password-reuse-allowed",
    "password-complexity-low",
    "password-expiry-off-baseline",
    "password-change-forbidden",
)
WEAK = PasswordPolicy(minimum_length=8, max_age_days=180)
ANN = report(root_row(), user_row("ann", password_enabled=True))


def mended(check, policy, **asked):
    """What the check makes of the policy."""
    (only,) = changes(proposal(check, account(password_policy=policy, credential_report=ANN), **asked))
    assert isinstance(only, PasswordPolicyChange)
    assert (only.account, only.before) == (ACCOUNT, policy)
    assert only.after is not None
    return only.after


def of_the_account(check):
    return a_finding(check, account().resource)


def merged(policy, **thresholds):
    """The one write that comes of all that the checks propose."""
    facts = account(password_policy=policy, credential_report=ANN)
    asked = [check for check in OF_THE_POLICY if failing(check, facts, **thresholds)]
    several = [change for check in asked for change in changes(proposal(check, facts, **thresholds))]
    together, *others = several
    for other in others:
        both = together.merged(other)
        assert both is not None
        together = both
    return asked, together


@pytest.mark.parametrize(
    ("check", "part"),
    [
        ("password-too-short", {"minimum_length": 14}),
        ("password-reuse-allowed", {"reuse_prevention": 24}),
        (
            "password-complexity-low",
            {"require_uppercase": True, "require_lowercase": True, "require_numbers": True, "require_symbols": True},
        ),
        ("password-expiry-off-baseline", {"max_age_days": None}),
        ("password-change-forbidden", {"allow_users_to_change": True}),
    ],
)
def test_each_check_mends_its_own_part_and_no_other(check, part):
    assert mended(check, WEAK) == msgspec.structs.replace(WEAK, **part)


def test_a_weak_policy_is_mended_whole_in_one_write_with_nothing_lost():
    weak = PasswordPolicy(minimum_length=8, require_numbers=True, max_age_days=180, hard_expiry=True)
    asked, together = merged(weak)

    assert asked == list(OF_THE_POLICY[1:])
    assert together.after == password_policy(hard_expiry=True)
    (call,) = together.calls()
    assert dict(call.parameters) == {
        "MinimumPasswordLength": 14,
        "RequireSymbols": True,
        "RequireNumbers": True,
        "RequireUppercaseCharacters": True,
        "RequireLowercaseCharacters": True,
        "AllowUsersToChangePassword": True,
        "HardExpiry": True,
        "PasswordReusePrevention": 24,
    }


def test_where_there_is_no_policy_every_check_proposes_the_whole_one_of_the_baseline():
    asked, together = merged(None, max_password_age_days=90)

    assert asked == list(OF_THE_POLICY)
    assert together == PasswordPolicyChange(account=ACCOUNT, before=None, after=password_policy(max_age_days=90))


@pytest.mark.parametrize(
    ("policy", "days", "asked"),
    [
        (None, 0, [one for one in OF_THE_POLICY if one != "password-expiry-off-baseline"]),
        (None, 90, list(OF_THE_POLICY)),
        (WEAK, 0, list(OF_THE_POLICY[1:])),
        (WEAK, 90, list(OF_THE_POLICY[1:])),
        (PasswordPolicy(), 90, list(OF_THE_POLICY[1:])),
    ],
)
def test_once_it_is_made_the_check_passes_and_undone_the_policy_is_what_it_was(policy, days, asked):
    facts = account(password_policy=policy, credential_report=ANN)

    assert [check for check in OF_THE_POLICY if failing(check, facts, max_password_age_days=days)] == asked
    for check in asked:
        made = proposal(check, facts, max_password_age_days=days)
        after = applied(made, facts)
        assert status(check, after, max_password_age_days=days) == "pass"
        assert undone(made, after) == facts


STRICT = PasswordPolicy(
    minimum_length=20,
    require_symbols=True,
    require_numbers=True,
    require_uppercase=True,
    require_lowercase=True,
    allow_users_to_change=True,
    max_age_days=30,
    reuse_prevention=24,
    hard_expiry=True,
)


def test_what_is_stricter_than_the_baseline_stays():
    strict = msgspec.structs.replace(STRICT, require_symbols=False)
    asked, together = merged(
        strict, min_length=8, reuse_prevention=5, max_password_age_days=90, required_classes=("symbols",)
    )

    assert asked == ["password-complexity-low"]
    assert together.after == STRICT


@pytest.mark.parametrize("check", ["password-too-short", "password-reuse-allowed"])
def test_no_remedy_lowers_what_it_is_there_to_raise(check):
    """Asked though nothing fails."""
    assert mended(check, STRICT, finding=of_the_account(check), min_length=8, reuse_prevention=5) == STRICT


def test_a_shorter_time_that_the_baseline_allows_stays():
    check, monthly = "password-expiry-off-baseline", password_policy(max_age_days=30)

    assert mended(check, monthly, finding=of_the_account(check), max_password_age_days=90) == monthly


def test_expiry_becomes_what_the_baseline_chose():
    check = "password-expiry-off-baseline"

    assert mended(check, password_policy(max_age_days=365)) == password_policy()
    assert mended(check, password_policy(), max_password_age_days=90) == password_policy(max_age_days=90)
    assert mended(check, password_policy(max_age_days=365), max_password_age_days=90).max_age_days == 90


@pytest.mark.parametrize("days", [None, 365])
def test_where_passwords_come_to_expire_users_may_set_new_ones(days):
    """Otherwise an administrator would have to, for each of them."""
    check, forbidding = "password-expiry-off-baseline", password_policy(max_age_days=days, allow_users_to_change=False)

    assert mended(check, forbidding, max_password_age_days=90) == password_policy(max_age_days=90)


def test_where_expiry_is_taken_away_who_may_change_passwords_stays():
    check, forbidding = "password-expiry-off-baseline", password_policy(max_age_days=90, allow_users_to_change=False)

    assert mended(check, forbidding) == password_policy(allow_users_to_change=False)


@pytest.mark.parametrize("days", [None, 365])
def test_expiry_is_not_tightened_where_it_would_lock_people_out_at_once(days):
    facts = account(password_policy=password_policy(max_age_days=days, hard_expiry=True))
    refused = refusal("password-expiry-off-baseline", facts, max_password_age_days=90)

    assert not refused.lacks_facts
    assert refused.reason.startswith("HardExpiry is on: ")
    assert refused.reason.endswith("; switch HardExpiry off first")


def test_expiry_that_locks_people_out_is_taken_away_where_the_baseline_wants_none():
    locking = password_policy(max_age_days=90, hard_expiry=True)

    assert mended("password-expiry-off-baseline", locking) == password_policy(hard_expiry=True)


@pytest.mark.parametrize("check", OF_THE_POLICY)
def test_a_policy_that_was_not_read_is_not_written(check):
    unread = account(password_policy=denied("iam:GetAccountPasswordPolicy"))
    refused = refusal(check, unread, finding=of_the_account(check))

    assert refused.lacks_facts
    assert refused.reason == "the password policy was not read: access denied"


def test_the_first_policy_is_no_weaker_than_aws_s_default_whatever_the_baseline_asks():
    classes: tuple[CharacterClass, ...] = ("uppercase", "lowercase", "numbers", "symbols")
    for length, kept in product((6, 8, 9, 128), (0, 5, 24)):
        for chosen in (classes[:size] for size in range(5)):
            made = of_baseline(Baseline(min_length=length, reuse_prevention=kept, required_classes=chosen))

            assert made.minimum_length == max(length, AWS_DEFAULT.minimum_length)
            assert len(required(made)) == max(len(chosen), 3)
            assert required(made) >= set(chosen)
            assert made.reuse_prevention == (kept or None)
            assert (made.allow_users_to_change, made.hard_expiry, made.max_age_days) == (True, False, None)


def test_classes_that_the_baseline_names_are_asked_for_first():
    assert required(of_baseline(Baseline(required_classes=("symbols",)))) == {"symbols", "uppercase", "lowercase"}
    assert required(of_baseline(Baseline(required_classes=("symbols", "symbols")))) == {
        "symbols",
        "uppercase",
        "lowercase",
    }


@pytest.mark.parametrize("check", OF_THE_POLICY)
def test_one_operation_is_all_that_is_needed(check):
    assert remedy(check).operations == ("UpdateAccountPasswordPolicy",)
    assert remedy(check).later is None
