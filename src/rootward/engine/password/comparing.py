"""The account's password policy beside the baseline's: each rule, and what the check that asks about it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from rootward.checks.passwords.rules import in_force, required
from rootward.model.access import AskedAccount
from rootward.model.account import Account
from rootward.model.baseline import Baseline, CharacterClass
from rootward.model.credential import PasswordPolicy
from rootward.model.finding import Finding
from rootward.model.policy_comparison import Comparison, Gap, Name, Rule
from rootward.model.unknown import Unknown

LENGTH, COMPLEXITY, REUSE = "password-too-short", "password-complexity-low", "password-reuse-allowed"
EXPIRY, CHANGE = "password-expiry-off-baseline", "password-change-forbidden"

CHECKS = (LENGTH, COMPLEXITY, REUSE, EXPIRY, CHANGE)
"""Those that ask about a rule."""

_CLASSES: tuple[tuple[Name, CharacterClass], ...] = (
    ("require_uppercase", "uppercase"),
    ("require_lowercase", "lowercase"),
    ("require_numbers", "numbers"),
    ("require_symbols", "symbols"),
)


def compared(
    account: Account, policy: PasswordPolicy | None, baseline: Baseline, findings: Iterable[Finding], version: str
) -> Comparison:
    """The comparison. `policy`: the account's; `findings`: of `CHECKS`."""
    by_check = {finding.check: finding for finding in findings}
    alias = None if isinstance(account.alias, Unknown) else account.alias
    return Comparison(
        rootward=version,
        taken_at=account.taken_at,
        account=AskedAccount(id=account.id, alias=alias, partition=account.partition),
        has_policy=policy is not None,
        rules=_rules(in_force(policy), baseline, by_check),
        gaps=tuple(
            Gap(check=one.check, severity=one.severity, accepted=one.status == "accepted", message=one.message)
            for name in CHECKS
            if (one := by_check.get(name)) is not None and one.status in {"fail", "accepted"}
        ),
    )


def _rules(rules: PasswordPolicy, baseline: Baseline, by_check: Mapping[str, Finding]) -> tuple[Rule, ...]:
    def rule(name: Name, account: bool | int | None, asked: bool | int | None, check: str) -> Rule:
        status = by_check[check].status if check in by_check else None
        return Rule(name=name, account=account, baseline=asked, check=check, status=status)

    has = required(rules)
    classes = (rule(name, each in has, each in baseline.required_classes, COMPLEXITY) for name, each in _CLASSES)
    return (
        rule("minimum_length", rules.minimum_length, baseline.min_length, LENGTH),
        *(_by_itself(one) for one in classes),
        rule("reuse_prevention", rules.reuse_prevention, baseline.reuse_prevention or None, REUSE),
        rule("max_age_days", rules.max_age_days, baseline.max_password_age_days or None, EXPIRY),
        Rule(name="hard_expiry", account=rules.hard_expiry, baseline=None, check=None, status=None),
        rule("allow_users_to_change", rules.allow_users_to_change, True, CHANGE),  # noqa: FBT003 - the value asked for
    )


def _by_itself(rule: Rule) -> Rule:
    """The rule of one class: the check speaks of all of them."""
    is_missing = rule.baseline is True and rule.account is False
    return rule if is_missing or rule.status is None else msgspec.structs.replace(rule, status="pass")
