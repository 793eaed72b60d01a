"""The rules, applied to records: which records are one detection, and what it says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from rootward.model.root_event import Detection, Severity, ShownEvent
from rootward.trail.classify.actor import account_of
from rootward.trail.classify.detections.refusal import is_refused
from rootward.trail.classify.detections.registry import RULES
from rootward.trail.classify.detections.rule import Rule
from rootward.trail.classify.detections.who import is_human_root, shown_name
from rootward.trail.record import Record

SHOWN = 5
"""Events of a detection that are shown."""
_NAMED = 3
"""Different things that a sentence names."""
_ORDER: dict[Severity, int] = {"critical": 0, "high": 1, "medium": 2, "low": 3}


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A detection, and all the events that show it: itself it names the first few."""

    detection: Detection
    event_ids: tuple[str, ...]
    """In the order of time."""


def find(records: Iterable[Record]) -> tuple[Found, ...]:
    """What is to be looked at in the records, whatever their order: worst first, then the newest.

    Each record is another event, with an id of its own, as `judge` has them. A detection holds the events of one rule
    that are alike (mostly: by the same principal) in one account; attempts that were denied are one of their own.
    """
    return tuple(sorted(_found(sorted(records, key=_moment)), key=_worst_then_newest))


def _worst_then_newest(found: Found) -> tuple[int, float, str, str, str]:
    one = found.detection
    return _ORDER[one.severity], -one.last.timestamp(), one.id, one.account, one.why


def _moment(record: Record) -> tuple[datetime, str]:
    return record.time, record.event_id


class _Kind(NamedTuple):
    """What the events of one detection have in common."""

    account: str
    common: str
    refused: bool
    by_root: bool


def _found(records: Sequence[Record]) -> Iterator[Found]:
    for rule, needed in _sorted_out(records):
        groups: dict[_Kind, list[Record]] = defaultdict(list)
        for record in rule.chooses(needed):
            groups[_kind(rule, record)].append(record)
        for kind, group in groups.items():
            # A burst's choice comes burst by burst, and bursts of several kinds may meet here.
            group.sort(key=_moment)
            yield Found(detection=_detection(rule, kind, group), event_ids=tuple(record.event_id for record in group))


def _kind(rule: Rule, record: Record) -> _Kind:
    return _Kind(
        account=_account(record),
        common=_common(rule, record),
        refused=rule.refused is not None and is_refused(record),
        by_root=rule.by_root is not None and is_human_root(record),
    )


def _account(record: Record) -> str:
    """Where it happened; of root whose root it is, also where it reached into another account."""
    return account_of(record) if record.identity.is_root else record.account


def _sorted_out(records: Sequence[Record]) -> Iterator[tuple[Rule, Sequence[Record]]]:
    """Each rule with the records that it needs, in the order of time."""
    by_name: dict[str, list[Rule]] = defaultdict(list)
    by_another: list[Rule] = []
    for rule in RULES:
        if all(need.names for need in rule.needs):
            for name in {name for need in rule.needs for name in need.names}:
                by_name[name].append(rule)
        else:
            by_another.append(rule)
    needed: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        for rules in (by_name.get(record.name, ()), by_another):
            for rule in rules:
                if any(need.takes(record) for need in rule.needs):
                    needed[rule.id].append(record)
    return ((rule, needed[rule.id]) for rule in RULES if rule.id in needed)


def _common(rule: Rule, record: Record) -> str:
    if rule.alike == "principal":
        return record.identity.principal
    if rule.alike == "name":
        return shown_name(record)
    return record.address if rule.alike == "address" else ""


def _detection(rule: Rule, kind: _Kind, group: Sequence[Record]) -> Detection:
    return Detection(
        id=rule.id,
        severity=_severity(rule, kind),
        title=f"{rule.title}: tried, and denied" if kind.refused else rule.title,
        account=kind.account,
        why=_why(rule, kind, group),
        first=group[0].time,
        last=group[-1].time,
        count=len(group),
        events=tuple(_shown(record) for record in group[:SHOWN]),
    )


def _severity(rule: Rule, kind: _Kind) -> Severity:
    if kind.refused and rule.refused:
        return rule.refused
    return rule.by_root if kind.by_root and rule.by_root else rule.severity


def _why(rule: Rule, kind: _Kind, group: Sequence[Record]) -> str:
    """`arn:…:user/alice created access keys for others, 2 times, from 192.0.2.10: user bob and user carol.`."""
    if rule.alike == "account":
        who = f"In account {kind.account}" if kind.account else "In one account"
    elif rule.alike == "address":
        who = f"Somebody at {kind.common}" if kind.common else "Somebody"
    else:
        who = kind.common or "Somebody"
    did = f"was denied {_listed(record.name for record in group)}" if kind.refused else rule.did
    times = f", {len(group)} times" if len(group) > 1 else ""
    addresses = "" if rule.alike == "address" else _listed(record.address for record in group)
    things = "" if kind.refused else _listed(rule.on(record) or "" for record in group)
    return f"{who} {did}{times}{f', from {addresses}' if addresses else ''}{f': {things}' if things else ''}."


def _listed(words: Iterable[str]) -> str:
    """The few most frequent of them, and how many others: `a, b, c and 4 more`."""
    counted = Counter(word for word in words if word)
    ordered = sorted(counted, key=lambda word: (-counted[word], word))
    named, rest = ordered[:_NAMED], len(ordered) - _NAMED
    if rest > 0:
        return f"{', '.join(named)} and {rest} more"
    return " and ".join(filter(None, (", ".join(named[:-1]), *named[-1:])))


def _shown(record: Record) -> ShownEvent:
    return ShownEvent(
        event_id=record.event_id,
        time=record.time,
        account=record.account,
        region=record.region,
        name=record.name,
        source=record.source,
        principal=shown_name(record),
        address=record.address or None,
        error=record.error or None,
    )
