"""`rootward scan baseline`."""

from __future__ import annotations

from typing import Any

import click

from rootward.cli.ending import INTERRUPTED
from rootward.cli.options import FILE
from rootward.cli.terminal import note, silent


@click.command("baseline")
@click.argument("paths", nargs=-1, metavar="[PATHS | - | RANGE]...")
@click.option("--history", is_flag=True, help="Scan all that the repositories PATHS hold, not the files there.")
@click.option("--account-numbers", is_flag=True, help="Find account numbers, too.")
@click.option("--no-repo-allow", is_flag=True, help="Look past rules that lie in what is scanned.")
@click.option("--config", type=FILE, envvar="ROOTWARD_CONFIG", help="Configuration file that is trusted in full.")
@click.option(
    "--output",
    "-o",
    type=FILE,
    help="The file to write, which --baseline then names (default: .rootward-baseline.jsonl at the root of the "
    "repository, which is read unasked).",
)
@click.option("--prune", is_flag=True, help="With --history and no PATHS: take out what no file has any more.")
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
def command(paths: tuple[str, ...], **options: Any) -> int:
    """Write what is found today to a file, to be passed over later.

    A secret is known by its fingerprint, wherever it stands. The file holds no place, line number or time, and git
    merges two branches' by itself, for which a line is put into .gitattributes. To one that is there, what is new is
    added. Exit code: 0; 3 where something could not be read.
    """
    from rootward.workflows.scan_baseline import write_baseline
    from rootward.workflows.scanning.naming import sources_of
    from rootward.workflows.scanning.order import Order

    order = Order(
        sources=sources_of(paths, history=options["history"]),
        account_numbers=options["account_numbers"],
        attribution=False,
        repository_rules=not options["no_repo_allow"],
        config=options["config"],
    )
    written = write_baseline(
        order,
        options["output"],
        pruned=options["prune"],
        progress=silent if options["quiet"] else note,
        announce=note,
    )
    for unread in written.unread:
        note(f"incomplete: {unread.path}: {unread.reason}")
    if written.interrupted:
        note(f"interrupted: {written.path} was not written")
        return INTERRUPTED
    if written.unlisted:
        note(f"{written.unlisted} without a fingerprint are not in it: a mark on the line or a path can allow them")
    if written.attributes:
        note(f"{written.attributes}: a line added, so that git merges baselines by itself")
    if written.asks_for:
        note(f"for git to merge baselines by itself, put into .gitattributes beside it: {written.asks_for}")
    if options["prune"] and not written.pruned:
        note("nothing was taken out: what could not be read may hold it")
    gone = "taken out" if written.pruned else "not found this time"
    note(f"{written.path}: {written.known} known, {written.added} of them new; {written.gone} {gone}")
    return 3 if written.unread else 0
