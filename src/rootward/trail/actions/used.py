"""Count, over any number of events, which actions each principal used.

Two tallies of parts of a log make the tally of the whole, whatever the parts are: they may be counted side by side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec

from rootward.model.used_actions import PrincipalKind, PrincipalUse, UnmappedCall, UsedAction, UsedActions
from rootward.trail.actions.call import Call, is_data, outcome_of, principal_of
from rootward.trail.actions.narrowing import MOST, named
from rootward.trail.actions.table import (
    Unmapped,
    actions_of,
    data_services,
    is_call,
    label,
    needles,
    prefixes_of,
    telling,
)

_KINDS: tuple[PrincipalKind, ...] = ("root", "user", "role", "service", "other")
_LENGTH = len("2026-11-27T20:33:00Z")
_REST = frozenset(f":{minute:02}:{second:02}Z" for minute in range(60) for second in range(60))
"""What follows the hour in a time as CloudTrail writes it."""


class _Key(NamedTuple):
    """Events that count together."""

    kind: PrincipalKind
    principal: str
    source: str
    name: str
    outcome: str
    members: tuple[str, ...]
    """Of the request, those that change what it needs."""


class _Count(msgspec.Struct, gc=False):
    count: int
    first: str
    last: str


class _Alike(msgspec.Struct, gc=False):
    """Events that are alike in all but their time and what they are about."""

    key: _Key | None
    """None: they are no calls."""
    needles: tuple[bytes, ...]
    """What stands in the request of one that needs other actions."""
    names: bool
    """Whether it is noted what they are about."""
    count: int
    first: str
    last: str


Names = Callable[[str], bool]

_Members = tuple[tuple[PrincipalKind, str], str | None, str | None, str | None, str | None, str | None, bool | None]
"""Who, and a record's eventSource, eventName, errorCode, eventType, eventCategory and managementEvent."""


class Tally:
    """What was counted so far. It can be pickled, but for `names`."""

    def __init__(self, names: Names | None = None) -> None:
        """`names`: of which principals it is noted what their calls were about, which costs time; None: of all."""
        self._names = names
        self._alike: dict[_Members, _Alike] = {}
        """What is not in what follows yet."""
        self._counts: dict[_Key, _Count] = {}
        self._resources: dict[tuple[str, str], set[str] | None] = {}
        """By principal and action the ARNs that its uses named; None: one named none, or there are too many."""
        self._data: set[str] = set()
        """Labels of the sources of data events."""
        self._first = ""
        self._last = ""

    def __getstate__(self) -> dict[str, object]:
        self._fold()
        return {**self.__dict__, "_names": None}

    def add(self, calls: Iterable[Call]) -> int:
        """Count events; gives how many of them could not be, since they have no name or no time."""
        left = 0
        known = self._alike.get
        for call in calls:
            who = principal_of(bytes(call.who))
            raw = (who, call.source, call.name, call.error, call.type, call.category, call.management)
            at = call.time or ""
            one = known(raw)
            # Most stand between the first and the last that are alike: of those the time is looked at no closer.
            if one is None or len(at) != _LENGTH or not one.first <= at <= one.last:
                if not (at[13:] in _REST and _is_hour(at[:13])):
                    at = _moment(at)
                if not call.name or not at:
                    left += 1
                    continue
                if one is None:
                    one = self._alike[raw] = self._begun(raw, at)
                one.first = min(one.first, at)
                one.last = max(one.last, at)
            if one.key is not None and (one.names or (one.needles and call.may_have(one.needles))):
                self._look(one.key, one, call, at)
            else:
                one.count += 1
        return left

    def merge(self, other: Tally) -> None:
        """Count what another counted."""
        other._fold()
        for key, count in other._counts.items():
            self._count(key, count.count, count.first, count.last)
        for one, arns in other._resources.items():
            self._name(one, arns)
        self._data |= other._data
        if other._first:
            self._span(other._first, other._last)

    def used(self, *, unread: int = 0, missing_days: int = 0) -> UsedActions | None:
        """All of it; None: no event was counted."""
        self._fold()
        if not self._first:
            return None
        by_principal: dict[tuple[PrincipalKind, str], list[tuple[_Key, _Count]]] = defaultdict(list)
        for key, count in self._counts.items():
            by_principal[key.kind, key.principal].append((key, count))
        data = {prefix for source in self._data for prefix in prefixes_of(source)}
        return UsedActions(
            since=_time(self._first),
            until=_time(self._last),
            principals=tuple(
                self._use(kind, principal, by_principal[kind, principal])
                for kind, principal in sorted(by_principal, key=lambda one: (_KINDS.index(one[0]), one[1]))
            ),
            without_data_events=tuple(prefix for prefix in data_services() if prefix not in data),
            unread=unread,
            missing_days=missing_days,
        )

    def _fold(self) -> None:
        for one in self._alike.values():
            self._span(one.first, one.last)
            if one.key is not None and one.count:
                self._count(one.key, one.count, one.first, one.last)
        self._alike = {}

    def _begun(self, raw: _Members, at: str) -> _Alike:
        key, asked, data = _sort_of(*raw)
        if data:
            self._data.add(data)
        names = key is not None and key.outcome == "used" and (self._names is None or self._names(key.principal))
        return _Alike(key=key, needles=asked, names=names, count=0, first=at, last=at)

    def _look(self, key: _Key, one: _Alike, call: Call, at: str) -> None:
        """Count one whose request is looked at, and note which resources it named."""
        if one.needles:
            key = key._replace(members=telling(key.source, key.name, call.request_members()))
        self._count(key, 1, at, at)
        needed = actions_of(key.source, key.name, key.members)
        if not one.names or isinstance(needed, Unmapped):
            return
        request = None
        for action in needed:
            of = (key.principal, action)
            if self._resources.get(of, ()) is None:
                continue  # one that was used before named none
            if request is None:
                request = call.request_members()
            self._name(of, set(named(action, call, request)) or None)

    def _name(self, one: tuple[str, str], arns: set[str] | None) -> None:
        known = self._resources.get(one, set())
        both = None if known is None or arns is None else known | arns
        self._resources[one] = None if both is None or len(both) > MOST else both

    def _count(self, key: _Key, count: int, first: str, last: str) -> None:
        known = self._counts.get(key)
        if known is None:
            self._counts[key] = _Count(count, first, last)
            return
        known.count += count
        known.first = min(known.first, first)
        known.last = max(known.last, last)

    def _span(self, first: str, last: str) -> None:
        self._first = min(self._first, first) if self._first else first
        self._last = max(self._last, last)

    def _use(self, kind: PrincipalKind, principal: str, counted: list[tuple[_Key, _Count]]) -> PrincipalUse:
        by_outcome: dict[str, dict[str, _Count]] = defaultdict(dict)
        unmapped: dict[tuple[str, str, str], int] = defaultdict(int)
        for key, count in counted:
            needed = actions_of(key.source, key.name, key.members)
            if isinstance(needed, Unmapped):
                unmapped[needed.source, needed.name, needed.reason] += count.count
                continue
            for action in needed:
                _join(by_outcome[key.outcome], action, count)
        return PrincipalUse(
            principal=principal,
            kind=kind,
            used=tuple(self._told(principal, by_outcome["used"])),
            denied=tuple(_actions(by_outcome["denied"])),
            undecided=tuple(_actions(by_outcome["undecided"])),
            unmapped=tuple(
                UnmappedCall(source=source, name=name, count=count, reason=reason, services=prefixes_of(source))
                for (source, name, reason), count in sorted(unmapped.items())
            ),
        )

    def _told(self, principal: str, counts: dict[str, _Count]) -> Iterator[UsedAction]:
        for one in _actions(counts):
            arns = self._resources.get((principal, one.action)) or ()
            yield msgspec.structs.replace(one, resources=tuple(sorted(arns)))


@lru_cache(maxsize=1 << 14)
def _sort_of(  # noqa: PLR0917 - the members that tell events apart
    who: tuple[PrincipalKind, str],
    source: str | None,
    name: str | None,
    error: str | None,
    kind: str | None,
    category: str | None,
    management: bool | None,
) -> tuple[_Key | None, tuple[bytes, ...], str]:
    """What such events count as, what to look for in their requests, and the label of their source.

    None where they are no calls; the label is empty where they are no data events.
    """
    data = label(source or "") if is_data(category, management) else ""
    if not is_call(kind or ""):
        return None, (), data
    key = _Key(*who, source or "", name or "", outcome_of(error or ""), ())
    return key, needles(key.source, key.name) if key.outcome == "used" else (), data


def _join(counts: dict[str, _Count], action: str, more: _Count) -> None:
    known = counts.get(action)
    counts[action] = (
        more
        if known is None
        else _Count(known.count + more.count, min(known.first, more.first), max(known.last, more.last))
    )


def _actions(counts: dict[str, _Count]) -> Iterator[UsedAction]:
    for action, count in sorted(counts.items()):
        yield UsedAction(action=action, count=count.count, first=_time(count.first), last=_time(count.last))


def _moment(told: str) -> str:
    """As text in the one form whose order is that of time; empty where it is none."""
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return ""
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=1 << 12)
def _is_hour(told: str) -> bool:
    """Of `2026-11-27T21`."""
    try:
        return datetime.strptime(told, "%Y-%m-%dT%H").strftime("%Y-%m-%dT%H") == told  # noqa: DTZ007 - of any zone
    except ValueError:
        return False


def _time(told: str) -> datetime:
    return datetime.fromisoformat(told)
