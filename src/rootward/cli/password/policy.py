"""`rootward password policy`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from rootward.cli.options import FILE, collecting_of, file_options, source_of
from rootward.cli.plan import exit_code as held_back
from rootward.cli.running import asking, close, command_line, live_source, running_options, setting
from rootward.cli.secret_input import NoPasswordInArguments
from rootward.cli.terminal import look, note, silent, write_report
from rootward.errors import UsageError
from rootward.local.configuration import load_configuration
from rootward.model.baseline import Baseline
from rootward.workflows.apply import apply_plan
from rootward.workflows.password_policy import CHECKS, compare_source
from rootward.workflows.plan import Planning
from rootward.workflows.source import Live, Practice

_OF_READING = ("form", "output", "snapshot", "credential_report", "authorization_details")
_OF_CHANGING = ("auto_approve", "show", "allow_endpoint")
_SPELLED = {"form": "format", "snapshot": "from"}


@click.command("policy", cls=NoPasswordInArguments)
@running_options
@file_options
@click.option(
    "--set", "sets", is_flag=True, help="Make the policy as strict as the baseline: planned, shown, asked for."
)
@click.option("--config", type=FILE, envvar="ROOTWARD_CONFIG", help="Configuration file that is trusted in full.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How it is written.",
)
@click.option("--output", "-o", type=FILE, help="Write it to a file that only you can read.")
def command(*, sets: bool, **options: Any) -> int:
    """Show the account's password policy, or set it.

    Shows each rule beside what the baseline asks for, and says what is weaker. --set plans what makes it as strict,
    shows the plan and asks; nothing that is stricter already gets weaker, and 'rootward undo' writes the old policy
    back. The policy binds IAM users, and not root. Exit code: 0 as strict as the baseline, 1 weaker, 3 not read; with
    --set as that of 'rootward apply'.
    """
    _refuse_mixed(sets=sets)
    configuration = load_configuration(options["config"], os.environ, Path())
    for warning in configuration.warnings:
        note(f"warning: {warning}")
    return _set(configuration.baseline, options) if sets else _shown(configuration.baseline, options)


def _refuse_mixed(*, sets: bool) -> None:
    """Raise UsageError for an option that was typed and says nothing here."""
    context = click.get_current_context()
    for name in _OF_READING if sets else _OF_CHANGING:
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            option = f"--{_SPELLED.get(name, name).replace('_', '-')}"
            if sets:
                raise UsageError(
                    f"{option} is for showing the policy, and --set changes it", advice=f"leave {option} out"
                )
            raise UsageError(f"{option} says how to change the policy, and nothing is changed", advice="add --set")


def _shown(baseline: Baseline, options: dict[str, Any]) -> int:
    from rootward.reports.password_policy import json, text

    source = source_of(options)
    comparison = compare_source(
        source,
        baseline,
        collecting=collecting_of(options),
        progress=silent if options["quiet"] else note,
        announce=note,
    )
    look_ = look(options["output"])
    render = json.render if options["form"] == "json" else text.render
    write_report(render(comparison, width=look_.width, color=look_.color, unicode=look_.unicode), options["output"])
    if not comparison.is_weaker:
        return 0
    if isinstance(source, Live | Practice):
        note(f"to make it as strict: {command_line(source, 'password', 'policy', '--set')}")
    return 1


def _set(baseline: Baseline, options: dict[str, Any]) -> int:
    source = live_source(options)
    ask = asking(options)
    ran = apply_plan(
        source,
        None,
        planning=Planning(baseline=baseline, checks=CHECKS, collecting=collecting_of(options)),
        ask=ask,
        setting=setting(options),
        announce=note,
        foreign_endpoint=options["allow_endpoint"],
    )
    return close(ran, source) or (0 if ask.shown is None else held_back(ask.shown))
