"""Who may do something, for people at a terminal: the sure ones first."""

from __future__ import annotations

from collections.abc import Iterable

from rootward.model.access import Access, WhoCan
from rootward.reports.access import words
from rootward.reports.access.principals import Line, add_principals
from rootward.reports.evidence import minute
from rootward.reports.sheet import Sheet


def render(answer: WhoCan, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """Plain text, or with ANSI colours."""
    sheet = Sheet(width, color=color, unicode=unicode)
    sheet.add(f"{words.account(answer.account)}, taken {minute(answer.taken_at)}", lead="Account ", label="plain")
    sheet.blank()
    sheet.add(f"Who can do {words.asked(answer.question, answer.about)}", style="heading")
    if said := words.given(answer.question):
        sheet.add(said, lead="  where ", style="label")
    if answer.before_scps:
        sheet.add(words.BEFORE_SCPS, style="medium")
    sure = [one for one in answer.principals if one.ways[0].answer == "yes"]
    rest = [one for one in answer.principals if one.ways[0].answer != "yes"]
    _section(sheet, "Can", sure)
    _section(sheet, "Can under circumstances", [one for one in rest if not one.ways[0].unread])
    _section(sheet, "Not known: policies were not read", [one for one in rest if one.ways[0].unread])
    _section(sheet, "Can on some resources only", answer.on_some_resources)
    sheet.blank()
    if not sure:
        sheet.add("No user and no role surely can.")
    sheet.add(words.ROOT, style="label")
    return sheet.text()


def _section(sheet: Sheet, heading: str, listed: Iterable[Access]) -> None:
    add_principals(
        sheet,
        heading,
        [
            Line(one.kind, one.name, "; or ".join(words.way(way) for way in one.ways), bool(one.ways[0].through))
            for one in listed
        ],
    )
