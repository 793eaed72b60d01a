"""Standard error, where all is written that is no report: a line each time, wrapped where somebody reads it.

Nothing here loads more than the interpreter has loaded already, but where a line is wrapped: an answer told again uses
it.
"""

from __future__ import annotations

import os
import sys

_LEAST = 40
_PLAIN = 80


def say(line: str) -> None:
    """One line, which is safe to show. A pipe or a file, which a machine reads, has it on one line whatever its length.

    Raises OSError where it cannot be written.
    """
    if sys.stderr is None:
        return
    reconfigure = getattr(sys.stderr, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    sys.stderr.write(_laid_out(line))
    sys.stderr.flush()


def _laid_out(line: str) -> str:
    if not sys.stderr.isatty():
        return f"rootward: {line}\n"
    from rootward.reports.note import note

    return note(line, _width())


def _width() -> int:
    """Of the terminal, as reports have it: COLUMNS says better."""
    told = os.environ.get("COLUMNS", "")
    try:
        columns = int(told) if told.isdecimal() else os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError):
        columns = 0
    return max(columns or _PLAIN, _LEAST)
