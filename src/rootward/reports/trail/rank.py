"""What comes first in a report: sessions by what was detected of them and by their verdicts, and changes likewise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from rootward.model.root_event import RootEvent, RootSession, RootTimeline, Severity
from rootward.reports.evidence import advised
from rootward.reports.trail.words import VERDICTS, call, listed

_SEVERITIES = get_args(Severity)
_NONE = len(_SEVERITIES)
_ORDER = tuple(VERDICTS)
_MOST_NAMES = 2


class Ranks:
    """How grave what was detected of events is: 0 critical, then high, medium, low, nothing."""

    def __init__(self, timeline: RootTimeline) -> None:
        self._of: dict[tuple[str, str], int] = {}
        for one in timeline.detections:
            rank = _SEVERITIES.index(one.severity)
            for key in ((one.account, one.id), ("", one.id)):
                self._of[key] = min(rank, self._of.get(key, _NONE))
        self._changes: dict[tuple[str, str], int] = {}
        for event in timeline.events:
            key = (event.session or "", call(event))
            self._changes[key] = min(self.event(event), self._changes.get(key, _NONE))
        self._sessions: dict[str, int] = {}
        for event in timeline.events:
            session = event.session or ""
            self._sessions[session] = min(self.event(event), self._sessions.get(session, _NONE))

    def event(self, event: RootEvent) -> int:
        """Of the gravest detection that it takes part in."""
        known = (self._of.get((event.account, one), self._of.get(("", one), _NONE)) for one in event.detections)
        return min(known, default=_NONE)

    def session(self, session: RootSession) -> int:
        """Of the gravest of its events."""
        return self._sessions.get(session.id, _NONE)

    def change(self, session: RootSession, call_of: str) -> int:
        """Of the gravest of its events that were such a call."""
        return self._changes.get((session.id, call_of), _NONE)


def worst_first(timeline: RootTimeline, ranks: Ranks) -> list[RootSession]:
    """By what was detected, then the verdict, then the newest."""
    return sorted(
        timeline.sessions, key=lambda one: (ranks.session(one), _ORDER.index(one.verdict), -one.ended.timestamp())
    )


def changes(sessions: Iterable[RootSession], ranks: Ranks, most: int) -> str:
    """`iam CreateUser user mia, leo and 2 more; s3 CreateBucket bucket acme-logs`, the graver first."""
    alike: dict[str, dict[str, None]] = {}
    graveness: dict[str, int] = {}
    for session in sessions:
        for change in session.changed:
            words = change.split(" ", 2)
            call_of = " ".join(words[:2])
            alike.setdefault(call_of, {})["".join(words[2:])] = None
            graveness[call_of] = min(ranks.change(session, call_of), graveness.get(call_of, _NONE))
    ordered = sorted(alike, key=graveness.__getitem__)  # stable: as they came
    several = any(len(names) > 1 for names in alike.values())
    return listed(
        (" ".join(filter(None, (advised(one), _together(alike[one])))) for one in ordered),
        most,
        between="; " if several else ", ",
    )


def _together(things: Iterable[str]) -> str:
    """`user mia, leo and 2 more`."""
    told = [advised(thing) for thing in things if thing]
    nouns = {thing.rpartition(" ")[0] for thing in told}
    if len(nouns) == 1 and (noun := next(iter(nouns))) and "," not in noun:
        return f"{noun} {listed((thing.rpartition(' ')[2] for thing in told), _MOST_NAMES)}"
    return listed(told, _MOST_NAMES)
