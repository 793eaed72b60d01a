"""A change in words: what it is about, what was and what becomes of it, and the calls that make it.

Everything here is safe to show. A new kind of change has a case in `subject` and one in `difference`.
"""

from __future__ import annotations

import json
from typing import Literal, assert_never

from rootward.model.change import (
    AccessKeyChange,
    ApiCall,
    AttachmentChange,
    Change,
    GroupChange,
    InlinePolicyChange,
    MembershipChange,
    PasswordPolicyChange,
)
from rootward.reports.evidence import minute
from rootward.reports.names import last_part, safe
from rootward.reports.plan import document, password_rules

Mark = Literal["+", "~", "-"]


def mark(change: Change) -> Mark:
    """`+` for what was not there before, `-` for what is not there after, `~` for what becomes another."""
    if change.before is None or change.before is False:
        return "+"
    return "-" if change.after is None or change.after is False else "~"


def subject(change: Change) -> str:
    """What the change is about, as `Access key KEY of ann`."""
    match change:
        case PasswordPolicyChange():
            return "Password policy of the account"
        case AccessKeyChange():
            return f"Access key {safe(change.key_id)} of {safe(change.user)}"
        case GroupChange():
            return f"Group {safe(change.name)}"
        case MembershipChange():
            return f"User {safe(change.user)} in group {safe(change.group)}"
        case AttachmentChange():
            policy = safe(last_part(change.policy_arn))
            return f"Policy {policy} on {change.holder.kind} {safe(change.holder.name)}"
        case InlinePolicyChange():
            return f"Inline policy {safe(change.name)} of {change.holder.kind} {safe(change.holder.name)}"
        case _:
            assert_never(change)


def difference(change: Change) -> tuple[str, ...]:
    """Lines that say what is before and what is after."""
    match change:
        case PasswordPolicyChange():
            return tuple(password_rules.difference(change.before, change.after))
        case AccessKeyChange():
            return _of_key(change)
        case GroupChange():
            path = () if change.path == "/" else (f"path: {safe(change.path)}",)
            return (_turn("not there", "there", after=change.after), *path)
        case MembershipChange():
            return (_turn("no member", "member", after=change.after),)
        case AttachmentChange():
            turn = _turn("not attached", "attached", after=change.after)
            return (f"{safe(change.policy_arn)}: {turn}",)
        case InlinePolicyChange():
            return document.difference(change.before, change.after)
        case _:
            assert_never(change)


def api_call(call: ApiCall) -> str:
    """`iam:UpdateAccessKey UserName=ann Status=Inactive`. Documents stand above it, and are not said twice."""
    return " ".join((call.action, *(f"{name}={_value(name, value)}" for name, value in call.parameters.items())))


def _of_key(change: AccessKeyChange) -> tuple[str, ...]:
    status = f"status: {change.before} → {change.after or 'deleted, for good'}"
    if not change.asks_for_rest:
        return (status,)
    used = "never used" if change.last_used is None else f"last used {minute(change.last_used)}"
    return (status, f"{used}; left as it is if it was used since")


def _turn(absent: str, present: str, *, after: bool) -> str:
    return f"{absent} → {present}" if after else f"{present} → {absent}"


def _value(name: str, value: str | int | bool) -> str:
    if not isinstance(value, str):
        return str(value).lower()
    if name.endswith("Document"):
        return "(as above)"
    shown = safe(value)
    return shown if shown and not any(character in shown for character in " \"'=") else json.dumps(shown)
