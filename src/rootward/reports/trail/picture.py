"""A trail report as a page with a picture: a strip of days, what root did on each, and whether it took root.

One file, with nothing to fetch and nothing that runs. It reads in light and dark, and on paper; no colour stands alone:
what was not needed is solid, what cannot be told or was needed under circumstances striped, what was needed hollow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from rootward.model.root_event import RootEvent, RootSession, RootTimeline
from rootward.reports.evidence import advised, told
from rootward.reports.names import last_part, safe
from rootward.reports.scan.words import several
from rootward.reports.trail import words
from rootward.reports.trail.drawing import draw, legend
from rootward.reports.trail.element import inner
from rootward.reports.trail.rank import Ranks, changes
from rootward.reports.trail.strip import NEED_OF, strips
from rootward.reports.trail.style import STYLE
from rootward.reports.trail.words import VERDICTS, listed, minute, second

_MOST_STRIPS, _MOST_ROWS = 24, 200


def render(timeline: RootTimeline, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """An HTML page. The options change nothing but that without `unicode` it holds ASCII alone."""
    del width, color
    page = ET.Element("html", lang="en")
    head = inner(page, "head")
    inner(head, "meta", charset="utf-8")
    inner(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    # Nothing is fetched and nothing runs, whatever a record says.
    policy = {"http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"}
    ET.SubElement(head, "meta", policy)
    inner(head, "title", "When root woke")
    inner(head, "style", " ".join(STYLE.split()))
    body = inner(page, "body")
    _head(body, timeline)
    _strips(body, timeline)
    _sessions(body, timeline)
    _detections(body, timeline)
    _gaps(body, timeline)
    _unread(body, timeline)
    footer = f"rootward {timeline.rootward}, {second(timeline.taken_at)}"
    inner(body, "p", footer, **{"class": "dim"})
    text = ET.tostring(page, encoding="unicode" if unicode else "us-ascii", method="html")
    return f"<!DOCTYPE html>\n{text if isinstance(text, str) else text.decode('ascii')}\n"


def _head(body: ET.Element, timeline: RootTimeline) -> None:
    events, sessions = words.human(timeline), words.sittings(timeline)
    inner(body, "h1", words.title(timeline))
    looked = f"{listed(map(told, timeline.looked_in), 4)}: {words.looked(timeline)}"
    inner(body, "p", looked, **{"class": "dim"})
    if timeline.covered is not None:
        inner(body, "p", f"The log tells of {words.span(*timeline.covered)}.", **{"class": "dim"})
    for line in words.validated(timeline):
        inner(body, "p", line, **{"class": "dim"})
    if asked := words.asked(timeline):
        inner(body, "p", f"Asked: {asked}.", **{"class": "dim"})
    if not events:
        inner(body, "p", words.slept(timeline))
        for text in words.hints(timeline):
            inner(body, "p", text, **{"class": "dim"})
        return
    facts = inner(body, "dl")
    for name, value in _facts(timeline, events, sessions):
        inner(facts, "dt", name)
        inner(facts, "dd", value)


def _facts(
    timeline: RootTimeline, events: Sequence[RootEvent], sessions: Sequence[RootSession]
) -> Iterator[tuple[str, str]]:
    yield "Last", minute(max(event.time for event in events))
    if where := listed(told(event.address) for event in events if event.address):
        yield "From", where
    yield "Events", words.counts(events)
    if changed := changes(sessions, Ranks(timeline), 8):
        yield "Changed", changed
    if enough := words.enough(events):
        yield "Instead", f"{listed(enough, 12)} would have been enough"
    if timeline.left_out:
        yield "Left out", f"{several(timeline.left_out, 'event')} by services or AssumeRoot sessions"


def _strips(body: ET.Element, timeline: RootTimeline) -> None:
    drawn = strips(timeline)
    if not drawn:
        return
    inner(body, "h2", "Days" if drawn[0].days == 1 else f"Days, {drawn[0].days} to a column")
    legend(body, has_gaps=bool(timeline.gaps))
    for strip in drawn[:_MOST_STRIPS]:
        figure = inner(body, "figure")
        inner(figure, "figcaption", f"Account {safe(strip.account) or 'unknown'}")
        draw(figure, strip)
    if len(drawn) > _MOST_STRIPS:
        more = several(len(drawn) - _MOST_STRIPS, "more account")
        inner(body, "p", f"and {more}", **{"class": "dim"})


def _sessions(body: ET.Element, timeline: RootTimeline) -> None:
    if not timeline.sessions:
        return
    inner(body, "h2", "Sessions, the newest first")
    rows = _table(body, "When", "Needed", "How", "What it changed, and what would have been enough")
    by_session: dict[str, list[RootEvent]] = {}
    for event in timeline.events:
        by_session.setdefault(event.session or "", []).append(event)
    for session in timeline.sessions[:_MOST_ROWS]:
        row = inner(rows, "tr")
        inner(row, "td", words.span(session.begun, session.ended))
        inner(row, "td", VERDICTS[session.verdict], **{"class": f"verdict text-{NEED_OF[session.verdict]}"})
        how = inner(row, "td")
        for line in _how(session):
            inner(how, "p", line)
        what = inner(row, "td")
        for line in _what(session, by_session.get(session.id, ())):
            inner(what, "p", line)
    _more(body, len(timeline.sessions), "session")


def _how(session: RootSession) -> Iterator[str]:
    yield words.by_what(session.credential, session.key_id, mfa=session.mfa)
    if session.actor == "central":
        who = f"opened by {told(session.opened_by)}" if session.opened_by else "of nobody knows whom"
        yield f"by AssumeRoot, {who}"
    if where := words.from_where(session.addresses):
        yield where
    if session.agents:
        yield listed(map(told, session.agents), 2)
    yield f"account {safe(session.account)}"


def _what(session: RootSession, events: Sequence[RootEvent]) -> Iterator[str]:
    yield listed(map(advised, session.changed), 12) if session.changed else "It changed nothing."
    yield f"{several(len(session.events), 'event')}: {words.counts(events)}" if events else ""
    if enough := words.enough(events):
        policies = listed(safe(last_part(event.managed_policy)) for event in events if event.managed_policy)
        managed = f" (AWS's own policy: {policies})" if policies else ""
        yield f"Enough: {listed(enough, 12)}{managed}"


def _detections(body: ET.Element, timeline: RootTimeline) -> None:
    if not timeline.detections:
        return
    inner(body, "h2", "To look at")
    rows = _table(body, "Last", "Severity", "What")
    for one in timeline.detections[:_MOST_ROWS]:
        row = inner(rows, "tr")
        inner(row, "td", minute(one.last))
        kind = "needless" if one.severity in {"critical", "high"} else "doubtful"
        inner(row, "td", one.severity, **{"class": f"verdict text-{kind}"})
        what = inner(row, "td")
        inner(
            what, "p", f"{advised(one.title)} ({safe(one.id)}, {several(one.count, 'event' if one.events else 'file')})"
        )
        inner(what, "p", advised(one.why), **{"class": "dim"})
    _more(body, len(timeline.detections), "detection")


def _gaps(body: ET.Element, timeline: RootTimeline) -> None:
    if not timeline.gaps:
        return
    inner(body, "h2", "Days without a log")
    for gap in timeline.gaps[:_MOST_ROWS]:
        days = f"{gap.first}" if gap.first == gap.last else f"{gap.first} to {gap.last}"
        inner(body, "p", f"{days}: account {safe(gap.account)}, {safe(gap.region)}")
    _more(body, len(timeline.gaps), "gap")


def _unread(body: ET.Element, timeline: RootTimeline) -> None:
    if not timeline.unread:
        return
    inner(body, "h2", f"Not read: {len(timeline.unread):,}")
    for one in timeline.unread[:_MOST_ROWS]:
        inner(body, "p", f"{told(one.path)}: {told(one.reason)}")
    _more(body, len(timeline.unread), "thing")


def _table(body: ET.Element, *names: str) -> ET.Element:
    table = inner(body, "table")
    row = inner(inner(table, "thead"), "tr")
    for name in names:
        inner(row, "th", name, scope="col")
    return inner(table, "tbody")


def _more(body: ET.Element, count: int, noun: str) -> None:
    if count > _MOST_ROWS:
        text = f"and {several(count - _MOST_ROWS, f'more {noun}')}: --format json has all"
        inner(body, "p", text, **{"class": "dim"})
