"""`rootward collect`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from rootward.cli.options import FILE, collecting_of, live_options, source_of, trail_option
from rootward.cli.selection import selected
from rootward.cli.terminal import note, silent
from rootward.local.configuration import load_configuration
from rootward.workflows.snapshot import collect_to_file


@click.command("collect")
@live_options
@trail_option
@click.option("--only", multiple=True, metavar="NAME", help="Facts of this practice or check alone; may be repeated.")
@click.option("--redact", is_flag=True, help="Replace names, account numbers and ids by stable pseudonyms.")
@click.option("--output", "-o", type=FILE, required=True, help="The file to write; only you can read it.")
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
def command(only: tuple[str, ...], output: Path, *, redact: bool, quiet: bool, **options: Any) -> int:
    """Write an account's facts to a file, to be judged later or elsewhere.

    The file is an attack map of the account: it tells who may do what, and where the guard is down.
    Judge it with: rootward audit --from FILE
    """
    snapshot = collect_to_file(
        source_of(options),
        output,
        checks=selected(only),
        collecting=collecting_of(options),
        progress=silent if quiet else note,
        announce=note,
        redact=redact,
        trail=options["trail"],
        baseline=load_configuration(None, os.environ, Path()).baseline if options["trail"] else None,
    )
    for warning in snapshot.warnings:
        note(f"warning: {warning}")
    if snapshot.unread:
        note(f"incomplete: not read: {', '.join(snapshot.unread)}")
    if not quiet:
        note(f"account {snapshot.account} written to {output}")
    return 3 if snapshot.unread else 0
