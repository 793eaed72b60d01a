"""A password policy in the console's words."""

from __future__ import annotations

import msgspec
import pytest

from rootward.model.credential import PasswordPolicy
from rootward.reports.plan.password_rules import difference
from tests.checks.facts import password_policy

STRICT = password_policy()


def test_only_what_differs_is_said():
    assert list(difference(password_policy(minimum_length=8), STRICT)) == ["Password minimum length: 8 → 14"]


def test_equal_policies_differ_in_nothing():
    assert list(difference(STRICT, STRICT)) == []


def test_a_first_policy_is_said_whole():
    lines = list(difference(None, STRICT))

    assert lines[0] == "before: the account has no policy of its own"
    assert lines[1:3] == ["Password minimum length: 14", "Require at least one uppercase letter: yes"]
    assert len(lines) == 1 + len(PasswordPolicy.__struct_fields__)


def test_a_policy_that_goes_is_said_whole():
    lines = list(difference(STRICT, None))

    assert lines[-1] == "after: the account has no policy of its own"
    assert len(lines) == 1 + len(PasswordPolicy.__struct_fields__)


@pytest.mark.parametrize(
    ("field", "value", "line"),
    [
        ("minimum_length", 20, "Password minimum length: 14 → 20"),
        ("require_uppercase", False, "Require at least one uppercase letter: yes → no"),
        ("require_lowercase", False, "Require at least one lowercase letter: yes → no"),
        ("require_numbers", False, "Require at least one number: yes → no"),
        ("require_symbols", False, "Require at least one non-alphanumeric character: yes → no"),
        ("allow_users_to_change", False, "Allow users to change their own password: yes → no"),
        ("max_age_days", 90, "Password expiration: off → after 90 days"),
        ("max_age_days", 1, "Password expiration: off → after 1 day"),
        ("reuse_prevention", None, "Prevent password reuse: the last 24 → off"),
        ("hard_expiry", True, "Password expiration requires administrator reset: no → yes"),
    ],
)
def test_every_rule_has_its_words(field, value, line):
    assert list(difference(STRICT, msgspec.structs.replace(STRICT, **{field: value}))) == [line]
