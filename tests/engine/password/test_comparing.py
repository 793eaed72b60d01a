"""The account's rules for passwords beside the baseline's: which is weaker."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.errors import IncompleteError, SnapshotError
from rootward.model.baseline import AcceptedRisk, Baseline
from rootward.model.credential import PasswordPolicy
from rootward.model.unknown import Unknown
from rootward.workflows.password_policy import CHECKS, compare_account
from rootward.workflows.plan import Planning, plan_account
from tests.checks.facts import account

STRICT = PasswordPolicy(
    minimum_length=14,
    require_symbols=True,
    require_numbers=True,
    require_uppercase=True,
    require_lowercase=True,
    allow_users_to_change=True,
    reuse_prevention=24,
)


def compared(policy, **baseline):
    return compare_account(account(password_policy=policy), Baseline(**baseline))


def open_rules(policy, **baseline):
    return [rule.name for rule in compared(policy, **baseline).rules if rule.is_open]


def changed(**fields):
    return msgspec.structs.replace(STRICT, **fields)


@pytest.mark.parametrize(
    ("policy", "rules"),
    [
        (STRICT, []),
        (changed(minimum_length=13), ["minimum_length"]),
        (changed(minimum_length=128), []),
        (changed(require_symbols=False), ["require_symbols"]),
        (changed(require_uppercase=False, require_numbers=False), ["require_uppercase", "require_numbers"]),
        (changed(reuse_prevention=23), ["reuse_prevention"]),
        (changed(reuse_prevention=None), ["reuse_prevention"]),
        (changed(max_age_days=90), ["max_age_days"]),
        (changed(allow_users_to_change=False), ["allow_users_to_change"]),
        (changed(hard_expiry=True), []),
    ],
)
def test_a_rule_is_open_where_it_is_weaker_than_the_baseline(policy, rules):
    assert open_rules(policy) == rules


def test_what_the_baseline_does_not_ask_for_is_never_weaker():
    weak = PasswordPolicy(minimum_length=6, allow_users_to_change=True)

    assert open_rules(weak, min_length=6, required_classes=(), reuse_prevention=0) == []


def test_an_expiry_that_the_baseline_asks_for():
    assert open_rules(STRICT, max_password_age_days=90) == ["max_age_days"]
    assert open_rules(changed(max_age_days=60), max_password_age_days=90) == []


def test_without_a_policy_awss_default_is_held_against_the_baseline():
    comparison = compared(None)

    assert (comparison.has_policy, comparison.is_weaker) == (False, True)
    assert [rule.account for rule in comparison.rules if rule.name == "minimum_length"] == [8]


def test_an_accepted_risk_is_not_weaker():
    risk = AcceptedRisk(
        check="password-too-short",
        resource="*",
        reason="an old system",
        owner="ann",
        expires=account().taken_at.date(),
    )
    comparison = compared(changed(minimum_length=8), accepted_risks=(risk,))

    assert not comparison.is_weaker
    assert [gap.accepted for gap in comparison.gaps] == [True]


@pytest.mark.parametrize(
    ("why", "error", "said"),
    [
        (Unknown("not_collected"), SnapshotError, "the facts hold no password policy"),
        (Unknown("denied", "iam:GetAccountPasswordPolicy", "AccessDenied"), IncompleteError, "could not be read"),
        (Unknown("failed", "iam:GetAccountPasswordPolicy", "no answer"), IncompleteError, "no answer"),
    ],
)
def test_a_policy_that_was_not_read_is_no_comparison(why, error, said):
    with pytest.raises(error, match=said):
        compared(why)


POLICIES = st.none() | st.builds(
    PasswordPolicy,
    minimum_length=st.integers(6, 20),
    require_symbols=st.booleans(),
    require_numbers=st.booleans(),
    require_uppercase=st.booleans(),
    require_lowercase=st.booleans(),
    allow_users_to_change=st.booleans(),
    max_age_days=st.none() | st.integers(1, 200),
    reuse_prevention=st.none() | st.integers(1, 24),
)
BASELINES = st.builds(
    Baseline,
    min_length=st.integers(6, 20),
    reuse_prevention=st.integers(0, 24),
    required_classes=st.lists(
        st.sampled_from(("uppercase", "lowercase", "numbers", "symbols")), unique=True, max_size=4
    ).map(tuple),
    max_password_age_days=st.integers(0, 200),
)


@given(POLICIES, BASELINES)
def test_what_is_weaker_is_what_a_plan_would_change_and_once_changed_nothing_is(policy, baseline):
    facts = account(password_policy=policy)
    comparison = compare_account(facts, baseline)
    plan = plan_account(facts, Planning(baseline=baseline, checks=CHECKS[1:]))

    assert comparison.is_weaker == bool(plan.steps)
    assert comparison.is_weaker == any(rule.is_open for rule in comparison.rules)
    after = plan.steps[0].change.effect(facts) if plan.steps else facts
    assert not compare_account(after, baseline).is_weaker
