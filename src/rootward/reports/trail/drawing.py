"""A strip of days as a picture: a box for what root did in a column, in the style of the worst of it; the legend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date
from xml.etree import ElementTree as ET

from rootward.reports.names import safe
from rootward.reports.scan.words import several
from rootward.reports.trail import words
from rootward.reports.trail.element import inner
from rootward.reports.trail.strip import NEED_OF, NEEDS, Cell, Need, Strip
from rootward.reports.trail.words import listed

_NEEDS: dict[Need, str] = {
    need: " or ".join(name for verdict, name in words.VERDICTS.items() if NEED_OF[verdict] == need) for need in NEEDS
}
"""By the words of the verdicts: `cannot be told or needed under circumstances`."""
_MOST_CALLS = 6
_MONTH = 30.44
"""Days of a month, on average."""
_EVERY = (1, 2, 3, 6, 12, 24, 60, 120, 600, 1200, 6000, 12000)
"""Months from one that is told to the next."""
_FEW = 70
"""Days, up to which weeks are told rather than months."""

_NAMES, _WIDTH, _LANE, _TOP = 84, 876, 30, 22
"""Of a strip, in its own units: room for the lanes' names, room for the days, a lane's height, room for the months."""

_LABEL = 68
"""Of a day's name, with what is to be left after it."""
_APART = 14
"""More, where another follows it at once."""


def legend(body: ET.Element, *, has_gaps: bool) -> None:
    """Also the patterns, which all strips share."""
    patterns = inner(body, "svg", width="0", height="0", style="position:absolute", **{"aria-hidden": "true"})
    for name, mark, gap in (("stripes", "stripe", 5), ("hatching", "hatch", 6)):
        pattern = inner(
            patterns, "pattern", id=name, width=str(gap), height=str(gap), patternUnits="userSpaceOnUse",
            patternTransform="rotate(45)",
        )  # fmt: skip
        inner(pattern, "line", x1="0", y1="0", x2="0", y2=str(gap), **{"class": mark, "stroke-width": "3"})
    legend = inner(body, "ul", **{"class": "legend"})
    kinds = [*((need, _NEEDS[need]) for need in NEEDS), *([("gap", "no log")] if has_gaps else [])]
    for kind, name in kinds:
        item = inner(legend, "li")
        key = inner(item, "svg", viewBox="0 0 26 14", **{"class": "key", "aria-hidden": "true"})
        inner(key, "rect", x="1", y="1", width="24", height="12", rx="2", **{"class": kind})
        key.tail = name


def draw(figure: ET.Element, strip: Strip) -> None:
    """The strip, at the end of a figure."""
    height = _TOP + _LANE * len(strip.lanes) + 4
    row = inner(figure, "div", **{"class": "strip"})
    names = inner(row, "svg", viewBox=f"0 0 {_NAMES} {height}", **{"aria-hidden": "true"})
    # Where there is too little room, the days alone are moved.
    moved = inner(row, "div", **{"class": "days"})
    picture = inner(moved, "svg", viewBox=f"0 0 {_WIDTH} {height}", role="img")
    picture.set("aria-label", _in_words(strip))
    step = _WIDTH / strip.columns
    bottom = _TOP + _LANE * len(strip.lanes)
    for number in range(0, len(strip.lanes), 2):
        top = str(_TOP + _LANE * number)
        for part, width in ((names, _NAMES), (picture, _WIDTH)):
            inner(part, "rect", x="0", y=top, width=str(width), height=str(_LANE), **{"class": "band"})
    for column, is_missing in enumerate(strip.missing):
        if is_missing:
            gap = inner(
                picture, "rect", x=_number(column * step), y=str(_TOP), width=_number(step),
                height=str(bottom - _TOP), **{"class": "gap"},
            )  # fmt: skip
            inner(gap, "title", f"{_days(strip, column)}: no log")
    for column, label in _ticks(strip, step):
        x = column * step
        inner(picture, "line", x1=_number(x), y1="8", x2=_number(x), y2=str(bottom), **{"class": "tick"})
        inner(picture, "text", label, x=_number(x + 3), y="15")
    for number, (lane, cells) in enumerate(strip.lanes):
        middle = _TOP + _LANE * number + _LANE / 2
        inner(names, "text", lane, x="6", y=_number(middle + 4))
        for column, cell in enumerate(cells):
            if cell is not None:
                _cell(picture, strip, cell, column, middle, step)
    if strip.outside:
        days = listed(f"{event.time.astimezone(UTC).date()}" for event in strip.outside)
        outside = f"Not among these days, by its own time: {several(len(strip.outside), 'event')} of {days}"
        inner(figure, "p", outside, **{"class": "dim"})


def _cell(picture: ET.Element, strip: Strip, cell: Cell, column: int, middle: float, step: float) -> None:  # noqa: PLR0917 - where it stands
    """A box in the style of its worst event, with the number of its events where there is room for it."""
    wide = max(min(step - 2, 26), 5)
    x = min(max(column * step + (step - wide) / 2, 1), _WIDTH - wide - 1)  # with its border, within the picture
    group = inner(picture, "g")
    inner(group, "title", f"{_days(strip, column)}: {_cell_in_words(cell)}")
    inner(
        group, "rect", x=_number(x), y=_number(middle - 10), width=_number(wide), height="20", rx="3",
        **{"class": cell.worst},
    )  # fmt: skip
    number = f"{len(cell.events):,}"
    if wide >= 8 * len(number) + 3 and cell.worst != "doubtful":
        inner(
            group, "text", number, x=_number(x + wide / 2), y=_number(middle + 4),
            **{"class": "number", "text-anchor": "middle"},
        )  # fmt: skip


def _cell_in_words(cell: Cell) -> str:
    calls = Counter(words.call(event) for event in cell.events)
    named = listed((name if count == 1 else f"{name} ({count:,} times)" for name, count in calls.items()), _MOST_CALLS)
    return f"{named}; {words.counts(cell.events)}"


def _in_words(strip: Strip) -> str:
    """The strip for whoever does not see it."""
    parts = []
    for lane, cells in strip.lanes:
        filled = [cell for cell in cells if cell is not None]
        events = sum(len(cell.events) for cell in filled)
        parts.append(f"{lane}: {several(events, 'event')}" if events else f"{lane}: none")
    return f"Account {safe(strip.account)}, {strip.first} to {strip.ends(strip.columns - 1)}. {'; '.join(parts)}"


def _ticks(strip: Strip, step: float) -> Iterator[tuple[int, str]]:
    """Columns, and which day or month begins in each: of few days each seventh, else each first, second, third month.

    As many as there is room for, to the right of each.
    """
    last = (_WIDTH - _LABEL) / step
    if strip.days == 1 and strip.columns <= _FEW:
        yield from ((column, f"{strip.begins(column)}") for column in range(0, strip.columns, 7) if column <= last)
        return
    month = step * _MONTH / strip.days
    every = next((count for count in _EVERY if count * month >= _LABEL), _EVERY[-1])
    begun, ended = (day.year * 12 + day.month - 1 for day in (strip.first, strip.ends(strip.columns - 1)))
    told = []
    for number in range(-(-begun // every) * every, ended + 1, every):
        day = date(number // 12, number % 12 + 1, 1)
        if day >= strip.first and (column := (day - strip.first).days // strip.days) <= last:
            told.append((column, f"{day}"[:7]))
    if not told or told[0][0] * step >= _LABEL + _APART:
        yield 0, f"{strip.first}"
    yield from told


def _days(strip: Strip, column: int) -> str:
    begins, ends = strip.begins(column), strip.ends(column)
    return f"{begins}" if begins == ends else f"{begins} to {ends}"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
