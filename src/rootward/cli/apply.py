"""`rootward apply`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from rootward.cli.approval import somebody_is_there
from rootward.cli.guiding import TerminalGuide
from rootward.cli.options import FILE, collecting_of
from rootward.cli.passwords import reminded, telling
from rootward.cli.plan import exit_code as held_back
from rootward.cli.running import (
    WithIrreversible,
    asking,
    close,
    irreversible_option,
    live_source,
    running_options,
    setting,
)
from rootward.cli.selection import selected
from rootward.cli.terminal import note
from rootward.errors import UsageError
from rootward.local.configuration import load_configuration
from rootward.model.finding import PRACTICES
from rootward.model.plan import Plan
from rootward.workflows.apply import apply_plan, resume
from rootward.workflows.plan import Planning

_LATEST = ""
"""What a bare `--resume` stands for."""


@click.command("apply", cls=WithIrreversible)
@click.argument("plan", type=FILE, required=False)
@running_options
@irreversible_option
@click.option("--config", type=FILE, envvar="ROOTWARD_CONFIG", help="Configuration file that is trusted in full.")
@click.option(
    "--only",
    multiple=True,
    envvar="ROOTWARD_ONLY",
    metavar="NAME",
    help=f"Without PLAN: a practice ({', '.join(PRACTICES)}) or a check; may be repeated.",
)
@click.option("--deep", is_flag=True, help="Without PLAN: read also what costs a call for each user concerned.")
@click.option(
    "--resume",
    "resumed",
    is_flag=False,
    flag_value=_LATEST,
    metavar="[JOURNAL]",
    help="Take up a run that was cut off or stopped: the last one, or the one named.",
)
@click.option("--no-wait", is_flag=True, help="List guided steps, and do not wait for them.")
@click.option("--password-file", type=FILE, help="Write one-time passwords to a file that only you can read.")
def command(plan: Path | None, resumed: str | None, *, no_wait: bool, **options: Any) -> int:
    """Make the changes of a plan, and prove that the gaps are closed.

    PLAN is what 'rootward plan -o' wrote. Without it a plan is made, shown and asked for. Each step is looked at before
    it is made and read again after; nobody is locked out; every step is written to a journal, so that 'rootward undo'
    can take it back. Exit code: 0 all done and proved, 1 a gap is still open, 3 stopped or not proved, 5 refused, 130
    where you say no.
    """
    source = live_source(options)
    told = telling(setting(options), options["password_file"])
    guide = TerminalGuide(waits=not no_wait and not options["auto_approve"] and somebody_is_there())
    if resumed is not None:
        if plan is not None:
            raise UsageError("--resume takes the plan from the journal", advice="leave PLAN out")
        _refuse_planning("--resume goes on with a plan that is in the journal")
        with reminded(told):
            ran = resume(
                source,
                resumed or None,
                ask=asking(options, resuming=True, previews=True),
                guide=guide,
                setting=told,
                announce=note,
                foreign_endpoint=options["allow_endpoint"],
            )
            return close(ran, source)
    ask = asking(options)
    with reminded(told):
        ran = apply_plan(
            source,
            None if plan is None else _read(plan),
            planning=_planning(options) if plan is None else Planning(),
            ask=ask,
            guide=guide,
            setting=told,
            announce=note,
            foreign_endpoint=options["allow_endpoint"],
        )
        code = close(ran, source)
    # What a plan that is at hand holds back was told when it was made.
    return code or (held_back(ask.shown) if plan is None and ask.shown is not None else 0)


def _read(path: Path) -> Plan:
    from rootward.local.plan_file import read_plan

    _refuse_planning("PLAN is planned already")
    return read_plan(path)


def _refuse_planning(why: str) -> None:
    """Raise UsageError for an option of planning that was typed; one from the environment gives way without a word."""
    context = click.get_current_context()
    for name in ("only", "config", "deep"):
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            raise UsageError(f"--{name} says how to plan, and {why}", advice=f"leave --{name} out")


def _planning(options: dict[str, Any]) -> Planning:
    configuration = load_configuration(options["config"], os.environ, Path())
    for warning in configuration.warnings:
        note(f"warning: {warning}")
    return Planning(
        baseline=configuration.baseline, checks=selected(options["only"]), collecting=collecting_of(options)
    )
