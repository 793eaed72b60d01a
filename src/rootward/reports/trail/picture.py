"""A trail report as a page with a picture: a strip of days, what root did on each, and whether it took root.

One file, with nothing to fetch and nothing that runs. It reads in light and dark, and on paper; no colour stands alone:
what was not needed is solid, what cannot be told is striped, what was needed is hollow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from xml.etree import ElementTree as ET

from rootward.model.root_event import RootEvent, RootSession, RootTimeline, Verdict
from rootward.reports.evidence import advised, told
from rootward.reports.names import last_part, safe
from rootward.reports.scan.words import several
from rootward.reports.trail import words
from rootward.reports.trail.rank import Ranks, changes
from rootward.reports.trail.strip import NEEDS, Cell, Need, Strip, strips
from rootward.reports.trail.words import VERDICTS, listed, minute, second

_NEEDS: dict[Need, str] = {"needless": "not needed", "doubtful": "cannot be told", "needed": "needed"}
_OF_VERDICT: dict[Verdict, Need] = {
    "not_required": "needless",
    "unknown": "doubtful",
    "conditional": "doubtful",
    "required_here": "needed",
    "required": "needed",
}
_MOST_STRIPS, _MOST_ROWS, _MOST_CALLS = 24, 200, 6
_FEW = 70
"""Days, up to which weeks are told rather than months."""

_LEFT, _WIDTH, _LANE, _TOP = 84, 960, 30, 22
"""Of a strip, in its own units: room for the lanes' names, all of it, a lane's height, room for the months."""

_LABEL = 68
"""Of a day, and what is to be left between two."""

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2024; --dim: #5c6670; --paper: #ffffff; --line: #d5dae0; --band: #f4f6f8;
  --needless: #c0262d; --doubtful: #9a6700; --needed: #1a6fb5; --gap: #8a949e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --dim: #9aa5b0; --paper: #14171a; --line: #39414a;
  --band: #1d2126; --needless: #ff6b6b; --doubtful: #e0b341; --needed: #6cb6ff; --gap: #6b7580; } }
@media print { :root { color-scheme: light; --ink: #000000; --dim: #444444; --paper: #ffffff; --line: #bbbbbb;
  --band: #f4f4f4; --needless: #c0262d; --doubtful: #9a6700; --needed: #1a6fb5; --gap: #888888; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } figure, tr { break-inside: avoid; } }
body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 62rem;
  margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word; }
td p, dd { overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; } .dim { color: var(--dim); } figure { margin: 1rem 0; }
figcaption { font-weight: 600; margin-bottom: .25rem; } svg { width: 100%; height: auto; display: block; }
svg text { font: 12px system-ui, sans-serif; fill: var(--dim); } svg .number { fill: var(--ink); font-weight: 600; }
.band { fill: var(--band); } .tick { stroke: var(--line); }
.needless { fill: var(--needless); stroke: var(--needless); } svg .needless + .number { fill: var(--paper); }
.doubtful { fill: url(#stripes); stroke: var(--doubtful); stroke-width: 1.5; }
.needed { fill: var(--paper); stroke: var(--needed); stroke-width: 2; }
.stripe { stroke: var(--doubtful); } .hatch { stroke: var(--gap); } .gap { fill: url(#hatching); }
.key { display: inline-block; width: 1.6rem; height: .9rem; vertical-align: -.1rem; margin-right: .3rem; }
ul.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .75rem 0; }
dt { color: var(--dim); } dd { margin: 0; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0; border-top: 1px solid var(--line); }
th { color: var(--dim); font-weight: 600; } td:first-child { white-space: nowrap; }
.verdict { font-weight: 600; } .text-needless { color: var(--needless); } .text-doubtful { color: var(--doubtful); }
.text-needed { color: var(--needed); }
"""


def render(timeline: RootTimeline, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """An HTML page. The options change nothing but that without `unicode` it holds ASCII alone."""
    del width, color
    page = ET.Element("html", lang="en")
    head = _in(page, "head")
    _in(head, "meta", charset="utf-8")
    _in(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    # Nothing is fetched and nothing runs, whatever a record says.
    policy = {"http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"}
    ET.SubElement(head, "meta", policy)
    _in(head, "title", "When root woke")
    _in(head, "style", " ".join(_STYLE.split()))
    body = _in(page, "body")
    _head(body, timeline)
    _strips(body, timeline)
    _sessions(body, timeline)
    _detections(body, timeline)
    _gaps(body, timeline)
    _unread(body, timeline)
    footer = f"rootward {timeline.rootward}, {second(timeline.taken_at)}"
    _in(body, "p", footer, **{"class": "dim"})
    text = ET.tostring(page, encoding="unicode" if unicode else "us-ascii", method="html")
    return f"<!DOCTYPE html>\n{text if isinstance(text, str) else text.decode('ascii')}\n"


def _in(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    """A new element in it. The tree escapes whatever is text."""
    element = ET.SubElement(parent, tag, attributes)
    element.text = text or None
    return element


def _head(body: ET.Element, timeline: RootTimeline) -> None:
    events, sessions = words.human(timeline), words.sittings(timeline)
    _in(body, "h1", words.title(timeline))
    looked = f"{listed(map(told, timeline.looked_in), 4)}: {words.looked(timeline)}"
    _in(body, "p", looked, **{"class": "dim"})
    if timeline.covered is not None:
        _in(body, "p", f"The log tells of {words.span(*timeline.covered)}.", **{"class": "dim"})
    for line in words.validated(timeline):
        _in(body, "p", line, **{"class": "dim"})
    if asked := words.asked(timeline):
        _in(body, "p", f"Asked: {asked}.", **{"class": "dim"})
    if not events:
        for text in words.hints(timeline):
            _in(body, "p", text, **{"class": "dim"})
        return
    facts = _in(body, "dl")
    for name, value in _facts(timeline, events, sessions):
        _in(facts, "dt", name)
        _in(facts, "dd", value)


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
    _in(body, "h2", "Days" if drawn[0].days == 1 else f"Columns of {drawn[0].days} days")
    _legend(body, has_gaps=bool(timeline.gaps))
    for strip in drawn[:_MOST_STRIPS]:
        figure = _in(body, "figure")
        _in(figure, "figcaption", f"Account {safe(strip.account) or 'unknown'}")
        _draw(figure, strip)
    if len(drawn) > _MOST_STRIPS:
        more = several(len(drawn) - _MOST_STRIPS, "more account")
        _in(body, "p", f"and {more}", **{"class": "dim"})


def _legend(body: ET.Element, *, has_gaps: bool) -> None:
    """Also the patterns, which all strips share."""
    patterns = _in(body, "svg", width="0", height="0", style="position:absolute", **{"aria-hidden": "true"})
    for name, mark, gap in (("stripes", "stripe", 5), ("hatching", "hatch", 6)):
        pattern = _in(
            patterns, "pattern", id=name, width=str(gap), height=str(gap), patternUnits="userSpaceOnUse",
            patternTransform="rotate(45)",
        )  # fmt: skip
        _in(pattern, "line", x1="0", y1="0", x2="0", y2=str(gap), **{"class": mark, "stroke-width": "3"})
    legend = _in(body, "ul", **{"class": "legend"})
    kinds = [*((need, _NEEDS[need]) for need in NEEDS), *([("gap", "no log")] if has_gaps else [])]
    for kind, name in kinds:
        item = _in(legend, "li")
        key = _in(item, "svg", viewBox="0 0 26 14", **{"class": "key", "aria-hidden": "true"})
        _in(key, "rect", x="1", y="1", width="24", height="12", rx="2", **{"class": kind})
        key.tail = name


def _draw(figure: ET.Element, strip: Strip) -> None:
    height = _TOP + _LANE * len(strip.lanes) + 4
    picture = _in(figure, "svg", viewBox=f"0 0 {_WIDTH} {height}", role="img")
    picture.set("aria-label", _in_words(strip))
    step = (_WIDTH - _LEFT) / strip.columns
    bottom = _TOP + _LANE * len(strip.lanes)
    for number in range(0, len(strip.lanes), 2):
        top = _TOP + _LANE * number
        _in(picture, "rect", x="0", y=str(top), width=str(_WIDTH), height=str(_LANE), **{"class": "band"})
    for column, is_missing in enumerate(strip.missing):
        if is_missing:
            gap = _in(
                picture, "rect", x=_number(_LEFT + column * step), y=str(_TOP), width=_number(step),
                height=str(bottom - _TOP), **{"class": "gap"},
            )  # fmt: skip
            _in(gap, "title", f"{_days(strip, column)}: no log")
    for column, label in _ticks(strip, step):
        x = _LEFT + column * step
        _in(picture, "line", x1=_number(x), y1="8", x2=_number(x), y2=str(bottom), **{"class": "tick"})
        if x + _LABEL <= _WIDTH:
            _in(picture, "text", label, x=_number(x + 3), y="15")
    for number, (lane, cells) in enumerate(strip.lanes):
        middle = _TOP + _LANE * number + _LANE / 2
        _in(picture, "text", lane, x="6", y=_number(middle + 4))
        for column, cell in enumerate(cells):
            if cell is not None:
                _cell(picture, strip, cell, column, middle, step)


def _cell(picture: ET.Element, strip: Strip, cell: Cell, column: int, middle: float, step: float) -> None:  # noqa: PLR0917 - where it stands
    """A box in the style of its worst event, with the number of its events where there is room for it."""
    wide = max(min(step - 2, 26), 5)
    x = _LEFT + column * step + (step - wide) / 2
    group = _in(picture, "g")
    _in(group, "title", f"{_days(strip, column)}: {_cell_in_words(cell)}")
    _in(
        group, "rect", x=_number(x), y=_number(middle - 10), width=_number(wide), height="20", rx="3",
        **{"class": cell.worst},
    )  # fmt: skip
    number = f"{len(cell.events):,}"
    if wide >= 8 * len(number) + 3 and cell.worst != "doubtful":
        _in(
            group, "text", number, x=_number(x + wide / 2), y=_number(middle + 4),
            **{"class": "number", "text-anchor": "middle"},
        )  # fmt: skip


def _cell_in_words(cell: Cell) -> str:
    calls = Counter(words.call(event) for event in cell.events)
    named = listed((name if count == 1 else f"{name} ({count:,} times)" for name, count in calls.items()), _MOST_CALLS)
    needs = ", ".join(f"{cell.count(need):,} {_NEEDS[need]}" for need in NEEDS if cell.count(need))
    return f"{named}; {needs}"


def _in_words(strip: Strip) -> str:
    """The strip for whoever does not see it."""
    parts = []
    for lane, cells in strip.lanes:
        filled = [cell for cell in cells if cell is not None]
        events = sum(len(cell.events) for cell in filled)
        parts.append(f"{lane}: {several(events, 'event')}" if events else f"{lane}: none")
    return f"Account {safe(strip.account)}, {strip.first} to {strip.ends(strip.columns - 1)}. {'; '.join(parts)}"


def _ticks(strip: Strip, step: float) -> Iterator[tuple[int, str]]:
    """The columns in which a month begins, with its name, as far as there is room; of few days each seventh."""
    if strip.days == 1 and strip.columns <= _FEW:
        yield from ((column, f"{strip.begins(column)}") for column in range(0, strip.columns, 7))
        return
    last = -1_000.0
    for column in range(strip.columns):
        begins, ends = strip.begins(column), strip.ends(column)
        month = begins if begins.day == 1 else _next_month(begins)
        if column == 0 or (month is not None and month <= ends):
            if (column * step) - last < _LABEL:
                continue
            last = column * step
            yield column, f"{begins}" if column == 0 else f"{month}"[:7]


def _next_month(day: date) -> date | None:
    """Its first day; None: the calendar ends before it."""
    year, month = divmod(day.year * 12 + day.month, 12)
    return date(year, month + 1, 1) if year <= date.max.year else None


def _days(strip: Strip, column: int) -> str:
    begins, ends = strip.begins(column), strip.ends(column)
    return f"{begins}" if begins == ends else f"{begins} to {ends}"


def _sessions(body: ET.Element, timeline: RootTimeline) -> None:
    if not timeline.sessions:
        return
    _in(body, "h2", "Sessions, the newest first")
    rows = _table(body, "When", "Needed", "How", "What it changed, and what would have been enough")
    by_session: dict[str, list[RootEvent]] = {}
    for event in timeline.events:
        by_session.setdefault(event.session or "", []).append(event)
    for session in timeline.sessions[:_MOST_ROWS]:
        row = _in(rows, "tr")
        _in(row, "td", words.span(session.begun, session.ended))
        _in(row, "td", VERDICTS[session.verdict], **{"class": f"verdict text-{_OF_VERDICT[session.verdict]}"})
        how = _in(row, "td")
        for line in _how(session):
            _in(how, "p", line)
        what = _in(row, "td")
        for line in _what(session, by_session.get(session.id, ())):
            _in(what, "p", line)
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
    _in(body, "h2", "To look at")
    rows = _table(body, "Last", "Severity", "What")
    for one in timeline.detections[:_MOST_ROWS]:
        row = _in(rows, "tr")
        _in(row, "td", minute(one.last))
        kind = "needless" if one.severity in {"critical", "high"} else "doubtful"
        _in(row, "td", one.severity, **{"class": f"verdict text-{kind}"})
        what = _in(row, "td")
        _in(
            what, "p", f"{advised(one.title)} ({safe(one.id)}, {several(one.count, 'event' if one.events else 'file')})"
        )
        _in(what, "p", advised(one.why), **{"class": "dim"})
    _more(body, len(timeline.detections), "detection")


def _gaps(body: ET.Element, timeline: RootTimeline) -> None:
    if not timeline.gaps:
        return
    _in(body, "h2", "Days without a log")
    for gap in timeline.gaps[:_MOST_ROWS]:
        days = f"{gap.first}" if gap.first == gap.last else f"{gap.first} to {gap.last}"
        _in(body, "p", f"{days}: account {safe(gap.account)}, {safe(gap.region)}")
    _more(body, len(timeline.gaps), "gap")


def _unread(body: ET.Element, timeline: RootTimeline) -> None:
    if not timeline.unread:
        return
    _in(body, "h2", f"Not read: {len(timeline.unread):,}")
    for one in timeline.unread[:_MOST_ROWS]:
        _in(body, "p", f"{told(one.path)}: {told(one.reason)}")
    _more(body, len(timeline.unread), "thing")


def _table(body: ET.Element, *names: str) -> ET.Element:
    table = _in(body, "table")
    row = _in(_in(table, "thead"), "tr")
    for name in names:
        _in(row, "th", name, scope="col")
    return _in(table, "tbody")


def _more(body: ET.Element, count: int, noun: str) -> None:
    if count > _MOST_ROWS:
        text = f"and {several(count - _MOST_ROWS, f'more {noun}')}: --format json has all"
        _in(body, "p", text, **{"class": "dim"})


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
