"""Count, over any number of events, which actions each principal used.

Two tallies of parts of a log make the tally of the whole, whatever the parts are: they may be counted side by side.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import lru_cache, partial
from operator import getitem, itemgetter

import msgspec

from rootward.model.used_actions import PrincipalKind, PrincipalUse, UnmappedCall, UsedAction, UsedActions
from rootward.trail.actions.call import BareCall, Call, is_data, outcome_of, principal_of
from rootward.trail.actions.known import Known
from rootward.trail.actions.narrowing import MOST, named
from rootward.trail.actions.rows import LENGTH, UNNAMED, Count, Progress, Row, Rows, Sort
from rootward.trail.actions.table import (
    Unmapped,
    actions_of,
    asked,
    data_services,
    is_call,
    label,
    prefixes_of,
    telling,
)
from rootward.trail.moment import moment_of
from rootward.trail.record import BAD_TIME, NO_NAME, NO_TIME

_KINDS: tuple[PrincipalKind, ...] = ("root", "user", "role", "service", "other")
_SHAPE, _AS_ZEROS = b"0000-00-00T00:00:00Z", bytes.maketrans(b"123456789", b"000000000")
"""Of a time as CloudTrail writes it."""
_TENS = b"012345"
"""Of minutes and seconds."""
_HOUR: Callable[[str], str] = itemgetter(slice(0, 13))


Names = Callable[[str], bool]
Resources = dict[tuple[str, str], set[str] | None]
"""By principal and action the ARNs that its uses named; None: one named none, or there are too many."""

_Members = tuple[str | None, str | None, str | None, str | None, bool | None, str | None]
"""A record's eventSource, eventName, errorCode, eventType, managementEvent and eventCategory."""
_MOST_IDENTITIES = 1 << 14
_MOST_KNOWN = 1 << 17


class Tally:
    """What was counted so far. It can be pickled, but for `names`."""

    def __init__(self, names: Names | None = None) -> None:
        """`names`: of which principals it is noted what their calls were about, which costs time; None: of all."""
        self._names = names
        self._rows = Rows()
        self._resources: Resources = {}
        self._principals = Known(self._known_of, _MOST_IDENTITIES)
        self._identities = Known(self._known_by, _MOST_IDENTITIES)

    def __getstate__(self) -> dict[str, object]:
        return {"_rows": self._rows, "_resources": self._resources}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(Tally().__dict__, **state)

    def add(self, calls: Iterable[BareCall]) -> Counter[str]:
        """Count events; gives how many of them could not be, by why: what a record that is none is told by."""
        calls = list(calls)
        times = [call.time or "" for call in calls]
        if set(map(len, times)) != {LENGTH} or not _are_moments(times):
            times = list(map(_moment, times))
        known = map(self._identities.__getitem__, [bytes(call.who) for call in calls])
        members = [(call.source, call.name, call.error, call.type, call.management, call.category) for call in calls]
        left = Counter[str]()
        for call, time, row in zip(calls, times, map(getitem, known, members), strict=True):
            # Most stand between the first and the last of a row.
            if row.first <= time <= row.last:
                row.count += 1
                continue
            if row.of is not None:
                if row.names or call.may_have(row.asked):
                    if not self._look(row, call, time):
                        left[_why(call)] += 1
                    continue
                row = row.of  # noqa: PLW2901 - it goes on as one of that
                if row.first <= time <= row.last:
                    row.count += 1
                    continue
            if not _place(row, time):
                left[_why(call)] += 1
        return left

    def take(self, counts: Iterable[Count], resources: Resources) -> None:
        """Count what is counted elsewhere, and note the resources that were named there."""
        self._rows.add(counts)
        for one, arns in resources.items():
            self._name(one, arns)

    def progress(self) -> tuple[Progress, Resources]:
        """How far it has come, for another process that was told each time before: see `together`."""
        return self._rows.progress(), self._resources

    def used(self, *, unread: int = 0, missing_days: int = 0) -> UsedActions | None:
        """All of it; None: no event was counted."""
        counts = list(self._rows.counts())
        if not counts:
            return None
        by_principal: dict[tuple[PrincipalKind, str], list[Count]] = defaultdict(list)
        for one in counts:
            if one.sort.outcome:
                by_principal[one.sort.kind, one.sort.principal].append(one)
        data = {prefix for source in {one.sort.data for one in counts} for prefix in prefixes_of(source)}
        return UsedActions(
            since=_time(min(one.first for one in counts)),
            until=_time(max(one.last for one in counts)),
            principals=tuple(
                self._use(kind, principal, by_principal[kind, principal])
                for kind, principal in sorted(by_principal, key=lambda one: (_KINDS.index(one[0]), one[1]))
            ),
            without_data_events=tuple(prefix for prefix in data_services() if prefix not in data),
            unread=unread,
            missing_days=missing_days,
        )

    def _known_by(self, identity: bytes) -> Known[_Members, Row]:
        return self._principals[principal_of(identity)]

    def _known_of(self, principal: tuple[PrincipalKind, str]) -> Known[_Members, Row]:
        return Known(partial(self._row, principal), _MOST_KNOWN)

    def _row(self, principal: tuple[PrincipalKind, str], members: _Members) -> Row:
        """Where events of a principal with those members count."""
        source, name, error, kind, management, category = members
        if not name:
            return Row(UNNAMED)
        data = label(source or "") if is_data(category, management) else ""
        if not is_call(kind or ""):
            return self._rows.row(Sort("other", "", "", "", "", (), data))
        row = self._rows.row(Sort(*principal, source or "", name, outcome_of(error or ""), (), data))
        if row.sort.outcome != "used":
            return row
        request, names = asked(source or "", name), self._names is None or self._names(row.sort.principal)
        return Row(row.sort, row, asked=request, names=names) if request or names else row

    def _look(self, row: Row, call: BareCall, time: str) -> bool:
        """Count one whose request is looked at, and note which resources it named; False: it has no time."""
        sort = row.sort
        if row.asked:
            sort = sort._replace(members=telling(sort.source, sort.name, call.request_members()))
        if not _place(self._rows.row(sort), time):
            return False
        if row.names and isinstance(call, Call):
            self._note(sort, call)
        return True

    def _note(self, sort: Sort, call: Call) -> None:
        """The resources that it named."""
        needed = actions_of(sort.source, sort.name, sort.members)
        if isinstance(needed, Unmapped):
            return
        request = None
        for action in needed:
            of = (sort.principal, action)
            if self._resources.get(of, ()) is None:
                continue  # one that was used before named none
            if request is None:
                request = call.request_members()
            self._name(of, set(named(action, call, request)) or None)

    def _name(self, one: tuple[str, str], arns: set[str] | None) -> None:
        known = self._resources.get(one, set())
        both = None if known is None or arns is None else known | arns
        self._resources[one] = None if both is None or len(both) > MOST else both

    def _use(self, kind: PrincipalKind, principal: str, counts: list[Count]) -> PrincipalUse:
        by_outcome: dict[str, dict[str, Count]] = defaultdict(dict)
        unmapped: dict[tuple[str, str, str], int] = defaultdict(int)
        for one in counts:
            needed = actions_of(one.sort.source, one.sort.name, one.sort.members)
            if isinstance(needed, Unmapped):
                unmapped[needed.source, needed.name, needed.reason] += one.number
                continue
            for action in needed:
                _join(by_outcome[one.sort.outcome], action, one)
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

    def _told(self, principal: str, counts: dict[str, Count]) -> Iterator[UsedAction]:
        for one in _actions(counts):
            arns = self._resources.get((principal, one.action)) or ()
            yield msgspec.structs.replace(one, resources=tuple(sorted(arns)))


def _place(row: Row, time: str) -> bool:
    """Count an event; False: it has no name or no time."""
    if row.sort is UNNAMED or not time:
        return False
    row.add(1, time, time)
    return True


def _why(call: BareCall) -> str:
    """Why an event is not counted."""
    if not call.name:
        return NO_NAME
    return BAD_TIME if call.time else NO_TIME


def _join(counts: dict[str, Count], action: str, more: Count) -> None:
    known = counts.get(action)
    if known is not None:
        more = Count(more.sort, known.number + more.number, min(known.first, more.first), max(known.last, more.last))
    counts[action] = more


def _actions(counts: dict[str, Count]) -> Iterator[UsedAction]:
    for action, count in sorted(counts.items()):
        yield UsedAction(action=action, count=count.number, first=_time(count.first), last=_time(count.last))


def _moment(told: str) -> str:
    """As text in the one form whose order is that of time; empty where it is none."""
    moment = moment_of(told)
    return "" if moment is None else f"{moment.replace(microsecond=0, tzinfo=None).isoformat()}Z"


def _are_moments(times: list[str]) -> bool:
    """Whether texts of that length are moments in the one form whose order is that of time: all of them at once."""
    text = "".join(times).encode()
    if text.translate(_AS_ZEROS) != _SHAPE * len(times):
        return False
    if text[14::LENGTH].strip(_TENS) or text[17::LENGTH].strip(_TENS):
        return False
    # A log file tells of some minutes.
    is_of_one_hour = text.count(text[:13]) == len(times)
    return all(map(_is_hour, {_HOUR(times[0])} if is_of_one_hour else set(map(_HOUR, times))))


@lru_cache(maxsize=1 << 12)
def _is_hour(told: str) -> bool:
    """Of `2026-11-27T21`."""
    try:
        hour = datetime.strptime(told, "%Y-%m-%dT%H")  # noqa: DTZ007 - of any zone
        return hour.strftime("%Y-%m-%dT%H") == told and moment_of(told) is not None
    except ValueError:
        return False


def _time(told: str) -> datetime:
    return datetime.fromisoformat(told)
