"""Principals, and what is said of each: by name, or together where many get there in the same way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec
from rich.cells import cell_len

from rootward.model.access import Kind
from rootward.reports.evidence import told
from rootward.reports.sheet import Sheet

_WIDEST = 24
"""Longer names stand on a line of their own."""
_CROWD = 5
"""So many of whom the same is said stand together."""
_MOST, _SHOWN = 50, 20
"""Of more than the first, so many are named."""


class Line(msgspec.Struct, frozen=True):
    """What is said of a principal."""

    kind: Kind
    name: str
    said: str
    by_role: bool
    """Whether it gets there by roles: whoever gets there by the same ones stands with it."""


def add_principals(sheet: Sheet, heading: str, lines: Sequence[Line]) -> None:
    """A section, unless there is nobody: first single ones, then those of whom the same is said."""
    if not lines:
        return
    sheet.heading(heading)
    alike = Counter(line.said for line in lines)
    apart = [line for line in lines if not line.by_role and alike[line.said] < _CROWD]
    _by_name(sheet, apart)
    together: dict[str, list[Line]] = {}
    for line in lines:
        if line not in apart:
            together.setdefault(line.said, []).append(line)
    for said, group in together.items():
        sheet.add(said, lead="  • ")
        for kind in dict.fromkeys(line.kind for line in group):
            add_names(sheet, kind, [line.name for line in group if line.kind == kind], indent=4)


def add_names(sheet: Sheet, kind: Kind, names: Sequence[str], *, indent: int, style: str = "plain") -> None:
    """The names of several of a kind, and how many there are."""
    shown = names if len(names) <= _MOST else names[:_SHOWN]
    said = ", ".join(told(name) for name in shown)
    rest = len(names) - len(shown)
    more = f", and {rest:,} more: --format json has all" if rest else ""
    lead = f"{len(names):,} {kind}s  " if len(names) > 1 else f"{kind}  "
    sheet.add(f"{said}{more}", lead=f"{' ' * indent}{lead}", style=style)


def _by_name(sheet: Sheet, lines: Sequence[Line]) -> None:
    """A line, or more, for each: what is said stands in a column behind the names."""
    names = [told(line.name) for line in lines]
    widest = max((cell_len(name) for name in names if cell_len(name) <= _WIDEST), default=0)
    for line, name in zip(lines, names, strict=True):
        lead = f"  {line.kind}  "
        if cell_len(name) > widest:
            sheet.add(name, lead=lead)
            sheet.add(line.said, lead=" " * (len(lead) + 2), style="label")
        else:
            sheet.add(line.said, lead=f"{lead}{name}{' ' * (widest - cell_len(name))}  ", label="plain", style="label")
