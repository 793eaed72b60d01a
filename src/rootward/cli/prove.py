"""`rootward prove`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rootward.cli.options import FILE, account_options
from rootward.cli.running import exit_code, live_source
from rootward.cli.terminal import look, note, silent, write_report
from rootward.local.plan_file import read_plan
from rootward.reports.plan.applied import render_applied
from rootward.workflows.prove import prove
from rootward.workflows.running.run import Setting


@click.command("prove")
@click.argument("plan", type=FILE)
@account_options
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
def command(plan: Path, *, quiet: bool, **options: Any) -> int:
    """Look again whether what a plan changed still holds.

    Whether each step is as it was made, and each gap still closed; reads only. 'rootward apply' proves by itself; this
    looks later. Exit code: 0 proved, 1 a gap is open again, 3 a step does not hold, or something could not be read.
    """
    applied = prove(
        live_source(options),
        read_plan(plan),
        setting=Setting(progress=silent if quiet else note, collect_seconds=options["deadline"]),
        announce=note,
    )
    shown = look()
    write_report(render_applied(applied, width=shown.width, color=shown.color, unicode=shown.unicode), None)
    return exit_code(applied)
