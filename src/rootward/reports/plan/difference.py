"""What is before a change and what is after it, in lines. All of them are safe to show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rootward.model.change import (
    AccessKeyChange,
    AlternateContactChange,
    AnalyzerChange,
    AttachmentChange,
    BucketChange,
    BucketPolicyChange,
    Change,
    Edit,
    EventRuleChange,
    GroupChange,
    InlinePolicyChange,
    LoginProfileChange,
    MembershipChange,
    PasswordPolicyChange,
    RoleChange,
    RootCredentialChange,
    ServerCertificateChange,
    TopicChange,
    TrailChange,
    TrailLoggingChange,
    TrailSettings,
    UserChange,
    UserCredentialChange,
    VirtualDeviceChange,
)
from rootward.model.change.inline_policy import canonical
from rootward.model.monitoring import RuleTarget
from rootward.reports.evidence import minute
from rootward.reports.names import last_part, safe
from rootward.reports.plan import document, event_pattern, password_rules

_SETTINGS = {
    "multi_region": "covers all regions",
    "validates_files": "validates its log files",
    "global_services": "records global services",
}


def difference(change: Change, *, caught_in: int | None = None) -> tuple[str, ...]:
    """Lines that say what is before and what is after. `caught_in`: the step that shows the same event pattern."""
    if isinstance(change, EventRuleChange):
        return tuple(_of_rule(change, caught_in))
    return tuple(DIFFERENCES[type(change)](change))


def _of_key(change: AccessKeyChange | RootCredentialChange) -> tuple[str, ...]:
    status = f"status: {change.before} → {change.after or 'deleted, for good'}"
    if not change.asks_for_rest:
        return (status,)
    used = "never used" if change.last_used is None else f"last used {minute(change.last_used)}"
    return (status, f"{used}; left as it is if it was used since")


def _of_entity(change: GroupChange | UserChange) -> tuple[str, ...]:
    path = () if change.path == "/" else (f"path: {safe(change.path)}",)
    return (_turn("not there", "there", after=change.after), *path)


def _of_role(change: RoleChange) -> Iterator[str]:
    yield _turn("not there", "there", after=change.after)
    if change.path != "/":
        yield f"path: {safe(change.path)}"
    if change.after:
        yield "who may assume it:"
        yield from document.difference(None, change.trust_policy)


def _of_login(change: LoginProfileChange) -> Iterator[str]:
    if change.after:
        yield "none → one for the first sign-in, which must be changed there"
        yield "it is chosen when the step is made, shown once, and written down nowhere else"
        return
    yield "there → none: no sign-in to the console any more"
    if change.chosen_by == "owner":
        used = "never used" if change.last_used is None else f"last used {minute(change.last_used)}"
        yield f"{used}; left as it is if it was used since"


def _of_analyzer(change: AnalyzerChange) -> Iterator[str]:
    yield _turn("not there", "there", after=change.after)
    if change.after:
        yield "free of charge: it looks for access from outside the account"


def _of_trail(change: TrailChange) -> Iterator[str]:
    if change.before is None:
        yield f"not there → there; delivers to bucket {safe(change.bucket)}"
    elif change.after is None:
        yield "there → not there; its log files stay"
    for field, meaning in _SETTINGS.items():
        before, after = (None if one is None else _yes(one, field) for one in (change.before, change.after))
        if before != after and after is not None:
            yield f"{meaning}: {after if before is None else f'{before} → {after}'}"


def _yes(settings: TrailSettings, field: str) -> str:
    return "yes" if getattr(settings, field) else "no"


def _of_topic(change: TopicChange) -> Iterator[str]:
    yield _turn("not there", "there", after=change.after)
    if change.after:
        yield f"tells {safe(change.email)}, once the mail that AWS sends there is confirmed"
        yield "who may send to it:"
        yield from document.difference(None, change.policy)


def _of_rule(change: EventRuleChange, caught_in: int | None = None) -> Iterator[str]:
    before, after = change.before, change.after
    settings = after or before
    if settings is None:
        return
    if before is None or after is None:
        yield _turn("not there", "there", after=after is not None)
        yield f"state: {safe(settings.state)}"
    elif before.state != settings.state:
        yield f"state: {safe(before.state)} → {safe(settings.state)}"
    yield from (f"tells {_told(target)}" for target in settings.targets)
    if before is not None and after is not None:
        kept = {target.id for target in after.targets}
        yield from (f"tells no more: {_told(target)}" for target in before.targets if target.id not in kept)
        if canonical(before.pattern) == canonical(after.pattern):
            yield "catches: as before"
            return
    if caught_in is not None:
        yield f"catches: as in step {caught_in}"
        return
    yield "catches:" if before is None or after is None else "catches from now on:"
    yield from (f"  {line}" for line in event_pattern.lines(settings.pattern))


def _told(target: RuleTarget) -> str:
    return f"{safe(target.arn)}, by role {safe(last_part(target.role))}" if target.role else safe(target.arn)


def _of_contact(change: AlternateContactChange) -> Iterator[str]:
    yield _turn("none", "there", after=change.after)
    contact = change.contact
    yield f"{safe(contact.name)}, {safe(contact.title)}, {safe(contact.email)}, {safe(contact.phone)}"


def _turn(absent: str, present: str, *, after: bool) -> str:
    return f"{absent} → {present}" if after else f"{present} → {absent}"


def _presence(absent: str, present: str) -> Callable[[Any], tuple[str, ...]]:
    return lambda change: (_turn(absent, present, after=bool(change.after)),)


DIFFERENCES: Mapping[type[Edit], Callable[[Any], Iterator[str] | tuple[str, ...]]] = {
    AccessKeyChange: _of_key,
    AlternateContactChange: _of_contact,
    AnalyzerChange: _of_analyzer,
    AttachmentChange: lambda one: (f"{safe(one.policy_arn)}: {_turn('not attached', 'attached', after=one.after)}",),
    BucketChange: _presence("not there", "there: private and encrypted, as AWS makes every new bucket"),
    BucketPolicyChange: lambda one: document.difference(one.before, one.after),
    EventRuleChange: _of_rule,
    GroupChange: _of_entity,
    InlinePolicyChange: lambda one: document.difference(one.before, one.after),
    LoginProfileChange: _of_login,
    MembershipChange: _presence("no member", "member"),
    PasswordPolicyChange: lambda one: tuple(password_rules.difference(one.before, one.after)),
    RoleChange: _of_role,
    RootCredentialChange: _of_key,
    ServerCertificateChange: _presence("deleted, for good", "there"),
    TopicChange: _of_topic,
    TrailChange: _of_trail,
    TrailLoggingChange: _presence("stopped", "recording"),
    UserChange: _of_entity,
    UserCredentialChange: lambda one: (f"status: {one.before} → {one.after}",),
    VirtualDeviceChange: _presence("deleted, for good", "there, and belongs to nobody"),
}
"""Every kind of change."""
