"""The rules, applied to records: which records are one detection, and what it says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from rootward.model.root_event import Detection, Severity, ShownEvent
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


def detect(records: Iterable[Record]) -> tuple[Detection, ...]:
    """What is to be looked at in the records, whatever their order: worst first, then the newest.

    Records with the same event id are one event. A detection holds the events of one rule that are alike (mostly: by
    the same principal) in one account; attempts that were denied are one of their own.
    """
    found = list(_found(_in_time(records)))
    found.sort(key=lambda one: (_ORDER[one.severity], -one.last.timestamp(), one.id, one.account, one.why))
    return tuple(found)


def _in_time(records: Iterable[Record]) -> list[Record]:
    distinct: dict[str, Record] = {}
    for record in records:
        other = distinct.setdefault(record.event_id, record)
        if other is not record and other != record:
            distinct[record.event_id] = min(other, record, key=_whole)
    return sorted(distinct.values(), key=lambda record: (record.time, record.event_id))


def _whole(record: Record) -> bytes:
    return msgspec.json.encode(record, order="deterministic")


def _found(records: Sequence[Record]) -> Iterator[Detection]:
    for rule, needed in _sorted_out(records):
        groups: dict[tuple[str, str, bool], list[Record]] = defaultdict(list)
        for record in rule.chooses(needed):
            refused = rule.refused is not None and is_refused(record)
            groups[record.account, _common(rule, record), refused].append(record)
        for (account, common, refused), group in groups.items():
            yield _detection(rule, account, common, group, refused=refused)


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


def _detection(rule: Rule, account: str, common: str, group: list[Record], *, refused: bool) -> Detection:
    # A burst's choice comes group by group, and groups of different kinds may meet here.
    group.sort(key=lambda record: (record.time, record.event_id))
    return Detection(
        id=rule.id,
        severity=_severity(rule, group, refused=refused),
        title=rule.title,
        account=account,
        why=_why(rule, account, common, group, refused=refused),
        first=group[0].time,
        last=group[-1].time,
        count=len(group),
        events=tuple(_shown(record) for record in group[:SHOWN]),
    )


def _severity(rule: Rule, group: Sequence[Record], *, refused: bool) -> Severity:
    said = {rule.refused if refused and rule.refused else rule.severity}
    if rule.by_root and any(is_human_root(record) for record in group):
        said.add(rule.by_root)
    return min(said, key=_ORDER.__getitem__)


def _why(rule: Rule, account: str, common: str, group: Sequence[Record], *, refused: bool) -> str:
    """`arn:…:user/alice created access keys for others, 2 times, from 192.0.2.10: user bob and user carol.`."""
    if rule.alike == "account":
        who = f"In account {account}" if account else "In one account"
    elif rule.alike == "address":
        who = f"Somebody at {common}" if common else "Somebody"
    else:
        who = common or "Somebody"
    did = f"was denied {_listed(record.name for record in group)}" if refused else rule.did
    times = f", {len(group)} times" if len(group) > 1 else ""
    addresses = "" if rule.alike == "address" else _listed(record.address for record in group)
    things = "" if refused else _listed(rule.on(record) or "" for record in group)
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
