"""Keys that are due, for people at a terminal: what to run here, then what others run."""

from __future__ import annotations

from rootward.model.keys_due import KeysDue
from rootward.reports.evidence import told
from rootward.reports.keys_due.words import HEADINGS, age, command_lines, nothing, use
from rootward.reports.sheet import Sheet

_INDENT = 4


def render(due: KeysDue, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """Plain text, or with ANSI colours. A command that is wider goes on behind a backslash."""
    sheet = Sheet(width, color=color, unicode=unicode)
    sheet.add(f"account {due.account.id}: access keys older than {due.older_than_days:,} days", style="heading")
    if not due.keys:
        sheet.add(nothing(due))
    for step, heading in HEADINGS.items():
        keys = [key for key in due.keys if key.next == step]
        if not keys:
            continue
        sheet.heading(heading)
        for key in keys:
            sheet.add(f"{age(key)}, {use(key)}", lead=f"  {told(key.user)}  ", label="plain")
            if key.places:
                sheet.add(f"on this machine: {', '.join(map(told, key.places))}", lead="    ")
            if key.reason:
                sheet.add(told(key.reason), lead="    ")
            sheet.whole("\n".join(command_lines(key, width - _INDENT)), indent=_INDENT)
    return sheet.text()
