"""What is in force without a password policy: AWS's default."""

from __future__ import annotations

from rootward.checks.passwords.rules import in_force, required, whose
from tests.checks.facts import password_policy


def test_aws_s_default_asks_for_eight_characters_and_nothing_by_name():
    rules = in_force(None)

    assert rules.minimum_length == 8
    assert required(rules) == frozenset()
    assert (rules.reuse_prevention, rules.max_age_days, rules.allow_users_to_change) == (None, None, False)


def test_a_policy_stands_in_its_place_even_where_it_is_weaker():
    weak = password_policy(minimum_length=6, require_symbols=False)

    assert in_force(weak) is weak
    assert required(weak) == {"uppercase", "lowercase", "numbers"}
    assert whose(weak) == "the password policy"
