"""What is known of the terminal, and the two places a run writes to: the report to stdout, all else to stderr."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple, TextIO

from rootward.cli import stdout
from rootward.cli.stderr import say
from rootward.errors import OutputError
from rootward.reports.evidence import advised, told

_MARKS = "→•·…"


class Look(NamedTuple):
    """How text may look where it is going."""

    width: int
    color: bool
    unicode: bool


def look(output: Path | None = None) -> Look:
    """The look of stdout, or of a file: plain, 80 columns."""
    if output is not None:
        return Look(80, color=False, unicode=True)
    if sys.stdout is None:
        return Look(80, color=False, unicode=False)
    terminal = sys.stdout.isatty()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    width = _columns() if terminal or os.environ.get("COLUMNS") else 80
    return Look(max(width, 40), color=terminal and not plain, unicode=_can_show(sys.stdout))


def _columns() -> int:
    from shutil import get_terminal_size  # a report to a file, or to another program, needs none

    return get_terminal_size((80, 24)).columns


def _can_show(stream: TextIO) -> bool:
    try:
        _MARKS.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def write_report(text: str, output: Path | None) -> None:
    """The report alone: to stdout, or to a file that only its owner can read. Raises OutputError."""
    if output is not None:
        from rootward.local.files import write_owner_only

        write_owner_only(output, text.encode("utf-8", "backslashreplace"))
        return
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        # The same bytes on every machine: Windows would write \r\n.
        reconfigure(errors="backslashreplace", newline="\n")
    if reason := stdout.write(text if text.endswith("\n") else f"{text}\n"):
        raise OutputError(f"standard output cannot be written: {reason}", advice="-o writes the report to a file")


def note(line: str) -> None:
    """One line of progress, warning or closing, on stderr."""
    say(told(line))


def advise(line: str) -> None:
    """The same of what rootward itself says to do next, with whole key ids. Nothing that AWS or a file said."""
    say(advised(line))


def silent(_line: str) -> None:
    """Progress of a quiet run."""
