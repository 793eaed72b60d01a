"""`rootward plan`."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from rootward.cli.options import FILE, collecting_of, file_options, live_options, source_of
from rootward.cli.running import command_line
from rootward.cli.selection import selected
from rootward.cli.terminal import look, note, silent, write_report
from rootward.errors import UsageError
from rootward.local.configuration import load_configuration
from rootward.model.finding import PRACTICES
from rootward.model.plan import PLAN_HOURS, Plan
from rootward.workflows.plan import Planning, plan_source


@click.command("plan")
@live_options
@file_options
@click.option("--config", type=FILE, envvar="ROOTWARD_CONFIG", help="Configuration file that is trusted in full.")
@click.option(
    "--only",
    multiple=True,
    envvar="ROOTWARD_ONLY",
    metavar="NAME",
    help=f"A practice ({', '.join(PRACTICES)}) or a check; may be repeated.",
)
@click.option(
    "--output", "-o", type=FILE, help="Write the plan to a file that only you can read, for 'rootward apply'."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the plan is shown.",
)
@click.option(
    "--show",
    type=click.Choice(["cli", "terraform", "cloudformation"]),
    help="cli: show the AWS CLI's line for each call; terraform, cloudformation: show the plan as code.",
)
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
def command(form: str, output: Path | None, show: str | None, **options: Any) -> int:
    """Show every change that would close the gaps, and change nothing.

    Each is shown with before and after. Reads as 'rootward audit' does, and access keys by their ids. 'rootward apply'
    takes the file that -o writes. As code the plan is what Terraform or CloudFormation can make of it, with a list of
    what they cannot. Exit code: 5 where the lockout guard held something back, 3 where a fact that a fix needs could
    not be read, 0 otherwise.
    """
    if form == "json" and show in _CODE:
        raise UsageError(f"--format json and --show {show} are two forms of the plan", advice="give one of them")
    checks = selected(options["only"])
    source = source_of(options)
    configuration = load_configuration(options["config"], os.environ, Path())
    planning = Planning(baseline=configuration.baseline, checks=checks, collecting=collecting_of(options))
    plan = plan_source(source, planning, progress=silent if options["quiet"] else note, announce=note)
    for warning in configuration.warnings:
        note(f"warning: {warning}")
    if output is not None:
        from rootward.local.plan_file import write_plan

        write_plan(plan, output)
    expired = plan.expires_at < datetime.now(UTC)
    again = command_line(source, "apply", *(_words(options) if output is None else (str(output),)))
    _show(plan, form, show, "" if expired else again)
    if expired:
        note(f"the facts are of {plan.made_at:%Y-%m-%d %H:%M} UTC: too old to apply ({PLAN_HOURS} hours); collect anew")
    elif output is not None:
        note(f"plan in {output}; apply it until {plan.expires_at:%Y-%m-%d %H:%M} UTC: {again}")
    return exit_code(plan)


def _words(options: dict[str, Any]) -> tuple[str, ...]:
    """The options that make the same plan again."""
    config = ("--config", str(options["config"])) if options["config"] else ()
    deep = ("--deep",) if options["deep"] else ()
    return (*config, *deep, *(word for name in options["only"] for word in ("--only", name)))


def exit_code(plan: Plan) -> int:
    """5: the lockout guard held something back; 3: facts were missing; 0."""
    reasons = {one.by for one in plan.withheld}
    return 5 if "lockout" in reasons else 3 if "facts" in reasons else 0


def _show(plan: Plan, form: str, show: str | None, hint: str) -> None:
    if show in _CODE:
        write_report(_CODE[show](plan), None)
        return
    if form == "json":
        from rootward.reports.plan.json import render_plan_json

        write_report(render_plan_json(plan), None)
        return
    from rootward.reports.plan.text import render_plan

    shown = look()
    cli = show == "cli"
    write_report(
        render_plan(plan, width=shown.width, color=shown.color, unicode=shown.unicode, show_cli=cli, hint=hint), None
    )


def _terraform(plan: Plan) -> str:
    from rootward.reports.plan.terraform import terraform

    return terraform(plan)


def _cloudformation(plan: Plan) -> str:
    from rootward.reports.plan.cloudformation import cloudformation

    return cloudformation(plan)


_CODE: dict[str | None, Callable[[Plan], str]] = {"terraform": _terraform, "cloudformation": _cloudformation}
"""Infrastructure as code, by what `--show` calls it."""
