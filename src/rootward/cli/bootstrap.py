"""`rootward bootstrap`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click
import msgspec

from rootward.cli.approval import answer, somebody_is_there
from rootward.cli.guiding import TerminalGuide
from rootward.cli.hosting import TerminalHost, address, with_administrators
from rootward.cli.options import FILE, collecting_of
from rootward.cli.passwords import reminded, telling
from rootward.cli.plan import exit_code as exit_code_of_plan
from rootward.cli.running import (
    asking,
    command_line,
    ended,
    live_source,
    note_gone,
    report,
    running_options,
    setting,
)
from rootward.cli.terminal import note, silent
from rootward.local.blueprint_file import load_blueprint
from rootward.local.configuration import load_configuration
from rootward.model.blueprint import Blueprint
from rootward.model.plan import Plan
from rootward.workflows.bootstrap import bootstrap, bootstrap_plan, is_short
from rootward.workflows.plan import Planning
from rootward.workflows.rounds import Host
from rootward.workflows.source import Live, Practice


@click.command("bootstrap")
@running_options
@click.option("--config", type=FILE, envvar="ROOTWARD_CONFIG", help="Configuration file that is trusted in full.")
@click.option(
    "--user",
    "users",
    multiple=True,
    metavar="NAME",
    help="An administrator to make, for example mark; may be repeated.",
)
@click.option(
    "--identity-center", is_flag=True, help="People come by IAM Identity Center: make no user, say what to assign."
)
@click.option("--password-file", type=FILE, help="Write one-time passwords to a file that only you can read.")
@click.option("--alarm-email", metavar="ADDRESS", help="Who is told when root is used.")
@click.option("--no-wait", is_flag=True, help="List guided steps, and do not wait for them.")
@click.option("--output", "-o", type=FILE, help="Write the plan to a file for 'rootward apply', and change nothing.")
def command(
    users: tuple[str, ...],
    password_file: Path | None,
    alarm_email: str | None,
    *,
    identity_center: bool,
    no_wait: bool,
    **options: Any,
) -> int:
    """Set up a new account so that root may sleep.

    Makes the group 'administrators' and a first user in it, with a one-time password; a strict password policy; a
    trail; alarms for root's use; a contact; analyzers. More users, task groups and roles for federated people come from
    rootward.toml ([[user]], [[group]], [[role]]). The plan is shown and asked for, as 'rootward apply' does; what only
    a person can do is told and waited for; then users with an MFA device are bound to it. Run again, it changes
    nothing; 'rootward undo' takes it back. Exit code: as that of 'rootward apply', and 5 where a user, group or role
    that you want, or another change, was held back.
    """
    source = live_source(options)
    configuration = load_configuration(options["config"], os.environ, Path())
    for warning in configuration.warnings:
        note(f"warning: {warning}")
    baseline = configuration.baseline
    if alarm_email is not None:
        baseline = msgspec.structs.replace(baseline, alarm_email=address(alarm_email, "--alarm-email"))
    blueprint = with_administrators(load_blueprint(options["config"]), users)
    blueprint = msgspec.structs.replace(blueprint, identity_center=blueprint.identity_center or identity_center)
    planning = Planning(baseline=baseline, collecting=collecting_of(options))
    may_ask = somebody_is_there() and not options["auto_approve"]
    host = TerminalHost(answer if may_ask else None)
    if options["output"] is not None:
        return _written(source, blueprint, planning, host, options)
    ask = asking(options)
    if may_ask:
        note("this sets up an account so that root may sleep; nothing is changed before you have seen it and said yes")
    told = telling(setting(options), password_file)
    guide = TerminalGuide(waits=may_ask and not no_wait and not isinstance(source, Practice))
    has_run, code = False, 0
    try:
        for ran in bootstrap(
            source,
            blueprint,
            planning=planning,
            host=host,
            ask=ask,
            guide=guide,
            setting=told,
            announce=note,
            foreign_endpoint=options["allow_endpoint"],
        ):
            has_run = True
            with reminded(told):
                report(ran)
            code = code or ended(ran)
    finally:
        if has_run:
            note_gone(source)
    plan = ask.shown
    if plan is not None and plan.guided and not isinstance(source, Practice):
        note("once that is done, run it again: it binds to MFA whoever has registered a device by then")
    return code or (0 if plan is None else _held_back(plan))


def _written(
    source: Live | Practice,
    blueprint: Blueprint,
    planning: Planning,
    host: Host,
    options: dict[str, Any],
) -> int:
    from rootward.local.plan_file import write_plan

    output = options["output"]
    progress = silent if options["quiet"] else note
    plan = bootstrap_plan(source, blueprint, planning=planning, host=host, progress=progress, announce=note)
    write_plan(plan, output)
    again = command_line(source, "apply", str(output))
    note(f"plan in {output}; apply it until {plan.expires_at:%Y-%m-%d %H:%M} UTC: {again}")
    return _held_back(plan)


def _held_back(plan: Plan) -> int:
    """5: somebody whom it should make, or a change, was held back; 3: facts were missing; 0."""
    return 5 if is_short(plan) else exit_code_of_plan(plan)
