"""The account's rules for passwords beside the baseline's, as a table and as JSON."""

from __future__ import annotations

import json

import msgspec

from rootward.model.baseline import AcceptedRisk, Baseline
from rootward.model.credential import PasswordPolicy
from rootward.reports.password_policy import json as as_json
from rootward.reports.password_policy import text as as_text
from rootward.workflows.password_policy import compare_account
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


def changed(**fields):
    return msgspec.structs.replace(STRICT, **fields)


def shown(comparison, **look):
    return as_text.render(comparison, **look)


def test_where_there_is_no_policy_it_says_whose_rules_are_in_force():
    assert "The account has no password policy." in shown(compared(None))


def test_an_accepted_risk_is_shown():
    risk = AcceptedRisk(
        check="password-too-short",
        resource="*",
        reason="an old system",
        owner="ann",
        expires=account().taken_at.date(),
    )
    text = shown(compared(changed(minimum_length=8), accepted_risks=(risk,)))

    assert "password-too-short (accepted)" in text
    assert "weaker" not in text


def test_the_table_at_80_columns():
    lines = shown(compared(changed(minimum_length=8, max_age_days=365, reuse_prevention=None))).splitlines()

    assert lines[3:13] == [
        "  Rule                                 Account         Baseline",
        "  Minimum length                       8               at least 14  weaker",
        "  An uppercase letter                  yes             yes",
        "  A lowercase letter                   yes             yes",
        "  A number                             yes             yes",
        "  A symbol                             yes             yes",
        "  Former passwords refused             none            the last 24  weaker",
        "  Expiry                               after 365 days  never        differs",
        "  Expired: an administrator resets it  no              -",
        "  Users may change their own           yes             yes",
    ]
    assert max(map(len, lines)) <= 80


def test_where_the_table_has_no_room_each_rule_has_a_line():
    text = shown(compared(changed(minimum_length=8)), width=40, unicode=False)

    assert "  * Minimum length: 8 (baseline: at\n    least 14), weaker\n" in text
    assert max(map(len, text.splitlines())) <= 40
    assert text.isascii()


def test_an_alias_with_markup_and_control_characters_stays_text():
    alias = "[red]\x1b[31m\u202e<b>\n"
    comparison = compare_account(account(password_policy=STRICT, alias=alias), Baseline())

    assert not {"\x1b", "\u202e"} & {*shown(comparison), *as_json.render(comparison)}
    assert json.loads(as_json.render(comparison))["account"]["alias"] == alias


def test_an_account_without_an_alias_is_told_by_its_number():
    comparison = compare_account(account(password_policy=STRICT, alias=None), Baseline())

    assert json.loads(as_json.render(comparison))["account"]["alias"] is None
    assert shown(comparison).startswith("Account 123456789012, taken")
