"""The comparison for people at a terminal: a small table, and what is weaker in words."""

from __future__ import annotations

from rootward.model.policy_comparison import Comparison, Name, Rule
from rootward.reports.access.words import account
from rootward.reports.evidence import minute, told
from rootward.reports.plan.words import several
from rootward.reports.sheet import Sheet

_LABELS: dict[Name, str] = {
    "minimum_length": "Minimum length",
    "require_uppercase": "An uppercase letter",
    "require_lowercase": "A lowercase letter",
    "require_numbers": "A number",
    "require_symbols": "A symbol",
    "reuse_prevention": "Former passwords refused",
    "max_age_days": "Expiry",
    "hard_expiry": "Expired: an administrator resets it",
    "allow_users_to_change": "Users may change their own",
}

_HEAD = ("Rule", "Account", "Baseline", "")

_NO_POLICY = (
    "The account has no password policy. AWS's own rules are in force: 8 characters, three of the four classes, "
    "whichever they are."
)
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html"""

_NOT_ROOT = "It binds IAM users alone: neither root nor people who sign in by federation."


def render(comparison: Comparison, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """Plain text, or with ANSI colours."""
    sheet = Sheet(width, color=color, unicode=unicode)
    sheet.add(f"{account(comparison.account)}, taken {minute(comparison.taken_at)}", lead="Account ", label="plain")
    sheet.heading("Password policy")
    if not comparison.has_policy:
        sheet.add(_NO_POLICY)
    _table(sheet, comparison.rules)
    sheet.blank()
    for gap in comparison.gaps:
        told_of = "accepted" if gap.accepted else gap.severity
        sheet.add(f"{gap.check} ({told_of}): {told(gap.message)}", lead="  • ")
    if not comparison.gaps:
        sheet.add("No rule is weaker than the baseline's.")
    sheet.blank()
    sheet.add(_NOT_ROOT)
    return sheet.text()


def _table(sheet: Sheet, rules: tuple[Rule, ...]) -> None:
    """In columns; where there is no room for them a line for each rule, which is wrapped."""
    rows = [_HEAD, *(_row(rule) for rule in rules)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEAD))]
    if sum(widths) + 2 * len(widths) > sheet.width:
        for label, has, asks, verdict in rows[1:]:
            sheet.add(f"{label}: {has} (baseline: {asks}){f', {verdict}' if verdict else ''}", lead="  • ")
        return
    for row in rows:
        cells = (f"{cell:<{room}}" for cell, room in zip(row, widths, strict=True))
        sheet.whole("  ".join(cells).rstrip(), indent=2)


def _row(rule: Rule) -> tuple[str, str, str, str]:
    baseline = "-" if rule.name == "hard_expiry" else _asked(rule)
    return _LABELS[rule.name], _shown(rule.name, rule.account), baseline, _verdict(rule)


def _shown(name: Name, value: bool | int | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "never" if name == "max_age_days" else "none"
    if name == "max_age_days":
        return f"after {several(value, 'day')}"
    return f"the last {value}" if name == "reuse_prevention" else str(value)


def _asked(rule: Rule) -> str:
    value = rule.baseline
    if value is False:  # a class that the baseline does not ask for
        return "-"
    if isinstance(value, bool) or value is None:
        return _shown(rule.name, value)
    if rule.name == "minimum_length":
        return f"at least {value}"
    return f"within {several(value, 'day')}" if rule.name == "max_age_days" else _shown(rule.name, value)


def _verdict(rule: Rule) -> str:
    if rule.status == "fail":
        return "differs" if rule.name == "max_age_days" else "weaker"
    return "accepted" if rule.status == "accepted" else ""
