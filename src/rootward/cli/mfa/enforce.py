"""`rootward mfa enforce`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from rootward.cli.guiding import TerminalGuide
from rootward.cli.options import FILE, collecting_of
from rootward.cli.plan import exit_code as held_back
from rootward.cli.running import asking, close, command_line, live_source, running_options, setting
from rootward.cli.terminal import look, note, silent, write_report
from rootward.local.configuration import load_configuration
from rootward.model.enforcement import Enforcement
from rootward.model.plan import Plan
from rootward.workflows.enforce import enforce, enforcement_plan
from rootward.workflows.plan import Planning
from rootward.workflows.source import Live, Practice


@click.command("enforce")
@running_options
@click.option("--config", type=FILE, envvar="ROOTWARD_CONFIG", help="Configuration file that is trusted in full.")
@click.option(
    "--session-user",
    "session_users",
    multiple=True,
    metavar="NAME",
    help="A user whose access keys serve 'rootward mfa session' alone: their use holds nothing back; may be repeated.",
)
@click.option("--output", "-o", type=FILE, help="Write the plan to a file for 'rootward apply', and change nothing.")
def command(**options: Any) -> int:
    """Bind users to MFA, and give those a way in who have none yet.

    Says first whom it would cut off today, and why: no device, programs at work in a user's name, or not known. None of
    them is bound. Who has no device and may not register one joins the group 'mfa-enrolment', which lets its members
    register one, and nothing more; everybody else with a device joins 'mfa-enforced', which denies nearly all without
    MFA. A person who works with an own access key through 'rootward mfa session' looks like a program: name those with
    --session-user, or session_users under [mfa] of the configuration. The plan is shown and asked for. Run it again
    once they have registered: it binds them, and takes them out of 'mfa-enrolment'. 'rootward undo' takes it back. Exit
    code: 0 everybody is bound; 1 somebody is not yet; else as that of 'rootward apply': 130 where you say no.
    """
    source = live_source(options)
    configuration = load_configuration(options["config"], os.environ, Path())
    for warning in configuration.warnings:
        note(f"warning: {warning}")
    planning = Planning(baseline=configuration.baseline, collecting=collecting_of(options))
    told = _Told()
    if options["output"] is not None:
        return _written(source, planning, told, options)
    ask = asking(options)
    ran = enforce(
        source,
        planning=planning,
        tell=told,
        ask=ask,
        guide=TerminalGuide(waits=False),
        setting=setting(options),
        announce=note,
        foreign_endpoint=options["allow_endpoint"],
        session_users=options["session_users"],
    )
    code = close(ran, source)
    if told.is_open:
        note("run it again once they have registered a device, or what holds them back is gone: it binds them then")
    return code or _code(ask.shown, told)


class _Told:
    """Shows whom it would cut off, and remembers whether anybody is left."""

    def __init__(self) -> None:
        self.is_open = False

    def __call__(self, enforcement: Enforcement) -> None:
        from rootward.reports.enforcement import render

        self.is_open = enforcement.is_open
        shown = look()
        write_report(render(enforcement, width=shown.width, color=shown.color, unicode=shown.unicode), None)


def _written(source: Live | Practice, planning: Planning, told: _Told, options: dict[str, Any]) -> int:
    from rootward.local.plan_file import write_plan

    output = options["output"]
    progress = silent if options["quiet"] else note
    plan = enforcement_plan(
        source,
        planning=planning,
        tell=told,
        progress=progress,
        announce=note,
        session_users=options["session_users"],
    )
    write_plan(plan, output)
    again = command_line(source, "apply", str(output))
    note(f"plan in {output}; apply it until {plan.expires_at:%Y-%m-%d %H:%M} UTC: {again}")
    return _code(plan, told)


def _code(plan: Plan | None, told: _Told) -> int:
    """5: the lockout guard held something back; 3: facts were missing; 1: somebody is not bound yet; 0."""
    return (0 if plan is None else held_back(plan)) or int(told.is_open)
