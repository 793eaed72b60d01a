"""A trail report for people at a terminal: what they must know at night first, then the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from rootward.model.root_event import Detection, Gap, RootEvent, RootSession, RootTimeline, Verdict
from rootward.model.scan import Unread
from rootward.reports.evidence import advised, told
from rootward.reports.names import last_part, safe
from rootward.reports.scan.words import several
from rootward.reports.sheet import Sheet
from rootward.reports.trail import words
from rootward.reports.trail.rank import Ranks, changes, worst_first
from rootward.reports.trail.words import VERDICTS, listed, minute

_STYLES: dict[Verdict, str] = {
    "not_required": "high",
    "unknown": "medium",
    "conditional": "medium",
    "required_here": "low",
    "required": "low",
}
_ORDER = tuple(VERDICTS)
_MOST_SESSIONS, _MOST_DETECTIONS, _MOST_GROUPS, _MOST_UNREAD, _MOST_GAPS, _MOST_PATHS = 50, 50, 8, 20, 20, 8
_MOST_SHOWN = 3
"""Events of a detection."""
_MOST_CHANGES = 6
_LABEL = 11
"""Columns of the labels at the head."""
_GRAVE = frozenset({"critical", "high"})
"""What is told before the sessions."""

_DAY = timedelta(days=1)
_DEEP = " " * 4
_DEEPER = " " * 6

_ROLE = (
    "Give that work an IAM role that has these permissions, and put root's credentials away. If nobody can say who did "
    "it, treat root as stolen: change its password, delete its keys, look at its MFA devices."
)


def render(timeline: RootTimeline, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """Plain text, or with ANSI colours."""
    sheet = Sheet(width, color=color, unicode=unicode)
    _looked_in(sheet, timeline)
    _head(sheet, timeline)
    grave = tuple(one for one in timeline.detections if one.severity in _GRAVE)
    _detections(sheet, "To look at", grave)
    _sessions(sheet, timeline)
    _loose(sheet, timeline)
    others = tuple(one for one in timeline.detections if one.severity not in _GRAVE)
    _detections(sheet, "Also to look at" if grave else "To look at", others)
    _gaps(sheet, timeline.gaps)
    _unread(sheet, timeline.unread)
    return sheet.text()


def _looked_in(sheet: Sheet, timeline: RootTimeline) -> None:
    paths = listed(map(told, timeline.looked_in), _MOST_PATHS)
    sheet.add(f"{paths}: {words.looked(timeline)}", lead="Looked in ", label="plain")
    if timeline.accounts:
        sheet.add(listed(map(safe, timeline.accounts)), lead="Accounts  ", label="plain")
    if timeline.covered is not None:
        sheet.add(words.span(*timeline.covered), lead="The log   ", label="plain")
    for number, line in enumerate(words.validated(timeline)):
        sheet.add(line, lead=f"{'' if number else 'Validated':<10}", label="plain")
    if asked := words.asked(timeline):
        sheet.add(asked, lead="Asked     ", label="plain")
    for late in _falls_short(timeline):
        sheet.add(late, lead="          ", style="medium")


def _falls_short(timeline: RootTimeline) -> Iterator[str]:
    """Where the log begins later, or ends earlier, than was asked for by more than a day."""
    if timeline.covered is None:
        return
    begun, ended = timeline.covered
    if timeline.since is not None and begun - timeline.since > _DAY:
        yield f"The log begins {several((begun - timeline.since).days, 'day')} later: what was before is not known."
    end = min(timeline.until or timeline.taken_at, timeline.taken_at)
    if (timeline.since or timeline.until) and end - ended > _DAY:
        yield f"The log ends {several((end - ended).days, 'day')} earlier: what was after it is not known."


def _head(sheet: Sheet, timeline: RootTimeline) -> None:
    events, sessions = words.human(timeline), words.sittings(timeline)
    sheet.heading(words.title(timeline))
    if not events:
        sheet.add(words.slept(timeline), lead="  ")
        _left_out(sheet, timeline)
        return
    for label, text, style in _told_first(timeline, events, sessions):
        sheet.add(text, lead=f"  {label:<{_LABEL}}", style=style)
    if any(event.verdict == "not_required" for event in events):
        sheet.add(_ROLE, lead="  ")
    _left_out(sheet, timeline)


def _told_first(
    timeline: RootTimeline, events: Sequence[RootEvent], sessions: Sequence[RootSession]
) -> Iterator[tuple[str, str, str]]:
    """Label, text and style of each line."""
    newest, oldest = max(event.time for event in events), min(event.time for event in events)
    yield "When", f"last on {minute(newest)}{'' if newest == oldest else f', first on {minute(oldest)}'}", "plain"
    if where := listed(told(event.address) for event in events if event.address):
        yield "From", where, "plain"
    how = listed(
        (words.by_what(one.credential, one.key_id, mfa=one.mfa).removeprefix("with ") for one in sessions or events),
        between="; ",
    )
    yield "With", how, "high" if any(one.mfa is False for one in sessions) else "plain"
    yield "Changed", changes(sessions, Ranks(timeline), _MOST_CHANGES) or "nothing that the log shows", "plain"
    worst = min((event.verdict for event in events), key=_ORDER.index)
    yield "Needed", f"{several(len(events), 'event')}: {words.counts(events)}", _STYLES[worst]
    if enough := words.enough(events):
        yield "Instead", f"{listed(enough, 8)} would have been enough", "plain"
    if timeline.detections:
        yield "Look at", listed(f"{safe(one.id)} ({one.severity})" for one in timeline.detections), "plain"


def _left_out(sheet: Sheet, timeline: RootTimeline) -> None:
    for text in words.hints(timeline):
        sheet.add(text, lead="  ", style="label")


def _sessions(sheet: Sheet, timeline: RootTimeline) -> None:
    if not timeline.sessions:
        return
    sheet.heading("Sessions, worst first")
    by_session: dict[str, list[RootEvent]] = {}
    for event in timeline.events:
        by_session.setdefault(event.session or "", []).append(event)
    ranks = Ranks(timeline)
    ordered = worst_first(timeline, ranks)
    for session in ordered[:_MOST_SESSIONS]:
        _session(sheet, session, by_session.get(session.id, ()), ranks)
    _more(sheet, len(ordered) - _MOST_SESSIONS, "session")


def _session(sheet: Sheet, session: RootSession, events: Sequence[RootEvent], ranks: Ranks) -> None:
    span = words.span(session.begun, session.ended)
    style = _STYLES[session.verdict]
    sheet.add(f"{span}, account {safe(session.account)}", lead=f"  {VERDICTS[session.verdict]}  ", label=style)
    lines = [
        f"{words.by_what(session.credential, session.key_id, mfa=session.mfa)} {words.from_where(session.addresses)}"
    ]
    if session.actor == "central":
        by = f"opened by {told(session.opened_by)}" if session.opened_by else "nobody knows who opened it"
        task = f" for {safe(last_part(session.task_policy))}" if session.task_policy else ""
        lines.append(f"by AssumeRoot, {by}{task}")
    if session.agents:
        lines.append(f"by {listed(map(told, session.agents), 2)}")
    if session.changed:
        lines.append(f"changed {changes((session,), ranks, _MOST_CHANGES)}")
    for line in lines:
        sheet.add(line.strip(), lead=_DEEP)
    _verdicts(sheet, events)


def _verdicts(sheet: Sheet, events: Iterable[RootEvent]) -> None:
    """The events, those that are judged alike together, worst first."""
    groups: dict[tuple[Verdict, str], list[RootEvent]] = {}
    for event in events:
        groups.setdefault((event.verdict, event.why), []).append(event)
    ordered = sorted(groups.items(), key=lambda one: _ORDER.index(one[0][0]))
    for (verdict, why), alike in ordered[:_MOST_GROUPS]:
        calls = Counter(words.call(event) for event in sorted(alike, key=lambda event: event.time))
        named = listed((name if count == 1 else f"{name} ({count:,} times)" for name, count in calls.items()), 8)
        sheet.add(named, lead=f"{_DEEP}{VERDICTS[verdict]}: ", label=_STYLES[verdict])
        sheet.add(advised(why), lead=_DEEPER, style="label")
        if enough := words.enough(alike):
            policies = listed(safe(last_part(event.managed_policy)) for event in alike if event.managed_policy)
            managed = f"; AWS's own policy: {policies}" if policies else ""
            sheet.add(f"enough: {listed(enough, 8)}{managed}", lead=_DEEPER)
    _more(sheet, len(ordered) - _MOST_GROUPS, "group", _DEEP)


def _loose(sheet: Sheet, timeline: RootTimeline) -> None:
    known = {session.id for session in timeline.sessions}
    loose = [event for event in timeline.events if event.session not in known]
    if loose:
        sheet.heading("Outside of sessions")
        _verdicts(sheet, loose)


def _detections(sheet: Sheet, name: str, detections: Sequence[Detection]) -> None:
    if not detections:
        return
    sheet.heading(f"{name}: {len(detections):,}")
    for one in detections[:_MOST_DETECTIONS]:
        sheet.add(f"{advised(one.title)} ({safe(one.id)})", lead=f"  {one.severity:<8}  ", label=one.severity)
        sheet.add(advised(one.why), lead=_DEEP)
        for event in one.events[:_MOST_SHOWN]:
            failed = f", {told(event.error)}" if event.error else ""
            call = f"{told(event.source.partition('.')[0])} {told(event.name)}"
            by = told(last_part(event.principal))
            sheet.add(f"{minute(event.time)}: {call} by {by}{failed}", lead=_DEEP, style="label")
        if one.events:
            _more(sheet, one.count - min(len(one.events), _MOST_SHOWN), "event", _DEEP)
    _more(sheet, len(detections) - _MOST_DETECTIONS, "detection")


def _gaps(sheet: Sheet, gaps: Sequence[Gap]) -> None:
    if not gaps:
        return
    sheet.heading("Days without a log")
    for gap in gaps[:_MOST_GAPS]:
        days = f"{gap.first}" if gap.first == gap.last else f"{gap.first} to {gap.last}"
        sheet.add(f"account {safe(gap.account)}, {safe(gap.region)}", lead=f"  {days}  ", label="medium")
    _more(sheet, len(gaps) - _MOST_GAPS, "gap")
    text = "What was done then is not known. Files that were removed leave such gaps."
    sheet.add(text, lead="  ", style="label")


def _unread(sheet: Sheet, unread: Sequence[Unread]) -> None:
    if not unread:
        return
    sheet.heading(f"Not read: {len(unread):,}")
    for one in unread[:_MOST_UNREAD]:
        sheet.add(f"{told(one.path)}: {told(one.reason)}", lead="  ", style="medium")
    _more(sheet, len(unread) - _MOST_UNREAD, "thing")


def _more(sheet: Sheet, more: int, noun: str, indent: str = "  ") -> None:
    if more > 0:
        sheet.add(f"and {several(more, f'more {noun}')}: --format json has all", lead=indent, style="label")
