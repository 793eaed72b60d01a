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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rootward.trail.store.sql import Set

_PROMPT = "trail> "
_MOST_INPUT = 1 << 20
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
    else on this machine is. Exit code: 2 where there is no set, or the query is wrong; 3 where a part of it is gone.
    """
    from rootward.workflows.trail.ingest import default_folder
    from rootward.workflows.trail.sql import asked

    with asked(default_folder() if folder is None else folder) as opened:
        for line in _lacking(opened):
            note(line)
        if query is None and sys.stdin is not None and sys.stdin.isatty():
            _prompt(opened, form)
        else:
            write_report(_answer(opened, _read() if query is None else query, form, output), output)
        return 3 if any(_lacking(opened)) else 0


def _lacking(opened: Set) -> Iterator[str]:
    """What the answer does not count."""
    if opened.missing:
        yield f"incomplete: {_names(opened.missing)}: gone from the set; 'rootward trail ingest' reads its logs again"
    if opened.unreadable:
        names = _names(opened.unreadable)
        yield f"incomplete: {names}: damaged; remove it, and 'rootward trail ingest' reads its logs again"
    if opened.unended:
        yield "incomplete: an ingest did not come to its end: the same 'rootward trail ingest' goes on"


def _names(files: tuple[str, ...]) -> str:
    return f"{files[0]}, and {len(files) - 1:,} more" if len(files) > 1 else files[0]


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


def _prompt(opened: Set, form: str) -> None:
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
            write_report(_answer(opened, line, form, None), None)
        except UsageError as error:
            note(str(error))
