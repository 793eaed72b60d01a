"""`rootward trail sql`."""

from __future__ import annotations

import contextlib
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rootward.cli.options import FILE
from rootward.cli.terminal import look, note, write_report
from rootward.errors import UsageError
from rootward.model.scan import Unread
from rootward.reports.unread import unread_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rootward.trail.store.sql import Set

_PROMPT = "trail> "
_MOST_INPUT = 1 << 20
_MOST_NAMES = 5
"""Files of a set that are named in one line."""
_GREETING = (
    "views: events, root_events, used_actions, days, calls; DESCRIBE events tells the columns; an empty line ends"
)


@click.command("sql")
@click.argument("query", required=False)
@click.option("--from", "folder", type=FILE, metavar="FOLDER", help="Where the set lies (default: your data folder).")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json"]),
    default="text",
    show_default=True,
    help="How the answer is written; text cuts what is wide.",
)
@click.option("--output", "-o", type=FILE, help="Write the answer to a file that only you can read.")
def command(query: str | None, folder: Path | None, form: str, output: Path | None) -> int:
    """Ask a set of logs in SQL, by DuckDB.

    `rootward trail ingest` makes the set. QUERY is one SELECT over the views events, root_events, used_actions, days
    and calls; without it, it is read from standard input, or asked for at a terminal. The set is only read, and nothing
    else on this machine is. Exit code: 2 where there is no set, or the query is wrong; 3 where something is not in the
    set: a part of it is gone or damaged, an ingest did not come to its end, or could not read a log.
    """
    from rootward.workflows.trail.ingest import default_folder
    from rootward.workflows.trail.sql import asked

    with asked(default_folder() if folder is None else folder) as opened:
        asking = _Asking(opened)
        asking.note()
        if query is None and sys.stdin is not None and sys.stdin.isatty():
            _prompt(asking, form)
        else:
            write_report(asking.answer(_read() if query is None else query, form, output), output)
        return 3 if any(_lacking(opened)) else 0


class _Asking:
    """A set that is asked, and what was said of it."""

    def __init__(self, opened: Set) -> None:
        self._opened = opened
        self._said: set[str] = set()

    def note(self) -> None:
        """Say what answers do not count, once."""
        for line in _lacking(self._opened):
            if line not in self._said:
                note(line)
                self._said.add(line)

    def answer(self, query: str, form: str, output: Path | None) -> str:
        """As it is shown. What is damaged may be found only when it is asked for. Raises UsageError."""
        try:
            return _answer(self._opened, query, form, output)
        finally:
            self.note()


def _lacking(opened: Set) -> Iterator[str]:
    """What the answer does not count."""
    if opened.missing:
        of = "its" if len(opened.missing) == 1 else "their"
        yield f"incomplete: {_names(opened.missing)}: gone from the set; 'rootward trail ingest' reads {of} logs again"
    if opened.unreadable:
        them, of = ("it", "its") if len(opened.unreadable) == 1 else ("them", "their")
        names = _names(opened.unreadable)
        yield f"incomplete: {names}: damaged; remove {them}, and 'rootward trail ingest' reads {of} logs again"
    if opened.unended:
        yield "incomplete: an ingest did not come to its end: the same 'rootward trail ingest' goes on"
    yield from unread_lines([Unread(path=name, reason=why) for name, why in opened.unread])


def _names(files: tuple[str, ...]) -> str:
    """Of a few each."""
    shown = ", ".join(files[:_MOST_NAMES])
    return f"{shown}, and {len(files) - _MOST_NAMES:,} more" if len(files) > _MOST_NAMES else shown


def _answer(opened: Set, query: str, form: str, output: Path | None) -> str:
    from rootward.workflows.trail.sql import answer

    found = answer(opened, query)
    shown = look(output)
    render = import_module(f"rootward.reports.trail_sql.{form}").render
    text: str = render(found.columns, found.rows, width=shown.width, unicode=shown.unicode)
    return text


def _read() -> str:
    if sys.stdin is None:
        raise UsageError("standard input is closed", advice="give it a query, or write one behind the command")
    text = sys.stdin.buffer.read(_MOST_INPUT + 1)
    if len(text) > _MOST_INPUT:
        raise UsageError("standard input has more than a query")
    return text.decode("utf-8-sig", "replace")


def _prompt(asking: _Asking, form: str) -> None:
    """A statement a line, until an empty line or the end of input."""
    with contextlib.suppress(ImportError):  # Windows has none
        import readline  # noqa: F401 - it lets the line be edited, and earlier ones be had again
    note(_GREETING)
    while True:
        try:
            line = input(_PROMPT).strip()
        except EOFError:
            note("")
            return
        if not line:
            return
        try:
            write_report(asking.answer(line, form, None), None)
        except UsageError as error:
            note(str(error))
