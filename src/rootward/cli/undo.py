"""`rootward undo`."""

from __future__ import annotations

from typing import Any

import click

from rootward.cli.running import asking, close, live_source, running_options, setting
from rootward.cli.terminal import note
from rootward.workflows.undo import undo


@click.command("undo")
@click.argument("journal", required=False)
@running_options
def command(journal: str | None, **options: Any) -> int:
    """Take back what 'rootward apply' changed.

    Last change first. JOURNAL is the run's name, as 'rootward apply' printed it, or its file; without it, the last run
    that changed this account from this machine. What cannot be undone is said before. Exit codes: as of apply.
    """
    source = live_source(options)
    ran = undo(
        source,
        journal,
        ask=asking(options),
        setting=setting(options),
        announce=note,
        foreign_endpoint=options["allow_endpoint"],
    )
    return close(ran, source)
