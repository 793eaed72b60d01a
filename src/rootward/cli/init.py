"""`rootward init`."""

from __future__ import annotations

from pathlib import Path

import click

from rootward.cli.options import FILE
from rootward.cli.terminal import note
from rootward.workflows.initialize import write_configuration


@click.command("init")
@click.option("--output", "-o", type=FILE, default=Path("rootward.toml"), show_default=True, help="The file to write.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def command(output: Path, *, force: bool) -> int:
    """Write a commented rootward.toml.

    It holds every threshold, with its default and what it means.
    """
    write_configuration(output, replace=force)
    note(f"{output} written: every line is a default; change what you hold your account to")
    return 0
