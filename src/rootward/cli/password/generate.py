"""`rootward password generate`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from rootward.cli.options import FILE
from rootward.cli.secret_input import NoPasswordInArguments
from rootward.cli.terminal import note, write_report
from rootward.engine.password.rules import LEAST, MOST
from rootward.local.configuration import load_configuration
from rootward.local.files import write_new
from rootward.workflows.password_generate import Chosen, generate_password


@click.command("generate", cls=NoPasswordInArguments)
@click.option(
    "--length", type=click.IntRange(LEAST, MOST), help="Characters (default: 24, or more where asked; root: 32)."
)
@click.option("--root", "for_root", is_flag=True, help="For the root user: 32 characters.")
@click.option("--config", type=FILE, envvar="ROOTWARD_CONFIG", help="Configuration file that is trusted in full.")
@click.option("--output", "-o", type=FILE, help="Write it to a new file that only you can read.")
@click.option("--quiet", "-q", is_flag=True, help="The password alone, and no word on it.")
def command(length: int | None, config: Path | None, output: Path | None, *, for_root: bool, quiet: bool) -> int:
    """Choose a password that AWS takes and nobody guesses.

    Upper and lower case, numbers and symbols, all four; none that look alike (I l 1, O 0); a letter or a number first.
    The password alone goes to standard output, so that it can be piped into a password manager; what is to be said of
    it goes to standard error. Nothing keeps it.
    """
    if output is not None and str(output) == "-":
        output = None
    configuration = load_configuration(config, os.environ, Path())
    for warning in configuration.warnings:
        note(f"warning: {warning}")
    chosen = generate_password(configuration.baseline, length=length, for_root=for_root)
    if output is None:
        write_report(chosen.password.reveal(), None)
    else:
        write_new(output, chosen.password.reveal().encode())
    if chosen.is_short:
        note(f"warning: the baseline asks for {chosen.asked} characters, and this has {chosen.length}")
    if not quiet:
        _tell(chosen, output)
    return 0


def _tell(chosen: Chosen, output: Path | None) -> None:
    note(f"{chosen.length} characters, {chosen.bits} bits of chance: 2^{chosen.bits - 1} guesses on average")
    if output is not None:
        note(f"it is in {output}, which only you can read: keep it in a password manager, and delete the file")
    elif sys.stdout is not None and sys.stdout.isatty():
        note("it stands in this terminal's scroll-back: keep it in a password manager, then clear the screen")
