"""`rootward secure`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click
import msgspec

from rootward.cli.approval import somebody_is_there
from rootward.cli.companion import Tally, TerminalCompanion, unless_q
from rootward.cli.ending import INTERRUPTED
from rootward.cli.hosting import TerminalHost, address, with_administrators
from rootward.cli.options import FILE, collecting_of
from rootward.cli.passwords import telling
from rootward.cli.running import asked_options, command_line, ended, live_source, note_gone, setting
from rootward.cli.terminal import look, note, write_report
from rootward.errors import UsageError
from rootward.local.blueprint_file import load_blueprint
from rootward.local.configuration import load_configuration
from rootward.reports.securing import render_secured
from rootward.workflows.plan import Planning
from rootward.workflows.secure import Way, secure
from rootward.workflows.source import Live, Practice


@click.command("secure")
@asked_options
@click.option("--config", type=FILE, envvar="ROOTWARD_CONFIG", help="Configuration file that is trusted in full.")
@click.option(
    "--user",
    "users",
    multiple=True,
    metavar="NAME",
    help="An administrator to make, for example mark; may be repeated.",
)
@click.option("--password-file", type=FILE, help="Write one-time passwords to a file that only you can read.")
@click.option("--alarm-email", metavar="ADDRESS", help="Who is told when root is used.")
def command(users: tuple[str, ...], password_file: Path | None, alarm_email: str | None, **options: Any) -> int:
    """Be led from a new account to one in which root sleeps.

    Goes through the five practices at your terminal, in order: what holds is said, what can be changed by a call is
    planned, shown, asked for, made and proved, and what only a person can do is explained with its place in the
    console, waited for and looked at. Leave whenever you like (q, Ctrl-C) and come back: what is done is not asked
    again. Come as root by 'aws login', which needs no access key, or as an administrator. Exit code: as that of
    'rootward apply', and 130 where you left before the end.
    """
    if not somebody_is_there():
        raise UsageError(
            "this leads a person through, and nobody is at a terminal here",
            advice="without one: rootward bootstrap --auto-approve, then rootward audit and rootward plan",
        )
    source = live_source(options)
    configuration = load_configuration(options["config"], os.environ, Path())
    for warning in configuration.warnings:
        note(f"warning: {warning}")
    baseline = configuration.baseline
    if alarm_email is not None:
        baseline = msgspec.structs.replace(baseline, alarm_email=address(alarm_email, "--alarm-email"))
    tally = Tally()
    told = telling(setting(options), password_file)
    if not options["quiet"]:
        told = msgspec.structs.replace(told, on_step=tally)
    way = secure(
        source,
        with_administrators(load_blueprint(options["config"]), users),
        planning=Planning(baseline=baseline, collecting=collecting_of(options)),
        host=TerminalHost(unless_q),
        companion=TerminalCompanion(source, told, tally, show_cli=options["show"] == "cli"),
        setting=told,
        announce=note,
        foreign_endpoint=options["allow_endpoint"],
    )
    return INTERRUPTED if way is None else _close(way, source)


def _close(way: Way, source: Live | Practice) -> int:
    """Say where somebody came to; the exit code. Raises the error that the way ended with."""
    shown = look()
    # Whoever was root works as somebody else from now on: the lines are for that one's own profile.
    own = Live() if way.secured.is_root and way.secured.is_through and isinstance(source, Live) else source
    text = render_secured(
        way.secured,
        None if isinstance(source, Practice) else lambda word: command_line(own, word),
        width=shown.width,
        color=shown.color,
        unicode=shown.unicode,
    )
    write_report(text, None)
    note_gone(source)
    if way.error is not None:
        raise way.error
    return _code(way)


def _code(way: Way) -> int:
    """That of a run that did not come to its end; else 130: somebody left early, 1: a gap that a run closed is open, 0.

    Raises the error that a run ended with.
    """
    code = ended(way.runs[-1]) if way.runs else 0
    if way.runs and way.runs[-1].applied.ending != "complete":
        return code
    if not way.secured.is_through:
        return INTERRUPTED
    return int(way.is_open)
