"""`rootward sandbox`."""

from __future__ import annotations

import click

from rootward.cli.terminal import note, write_report
from rootward.workflows.practice import practice_account, practice_scenarios, wait_for_interrupt


@click.group("sandbox")
def command() -> None:
    """Serve a practice AWS account on this machine."""


@command.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The loopback port; 0 takes a free one.")
@click.option(
    "--scenario",
    default="startup",
    show_default=True,
    help="What the account holds; 'rootward sandbox scenarios' lists the choice.",
)
def serve(port: int, scenario: str) -> int:
    """Serve a practice account until Ctrl-C, for rootward, the AWS CLI, boto3 or any other tool.

    Prints the lines that point a shell at it. What it can be made to do wrong, its clock and its saved states are
    under /_rootward/ on the same port: curl $AWS_ENDPOINT_URL/_rootward/ shows them.
    """
    with practice_account(scenario, port=port) as account:
        write_report(account.export_lines, None)
        note(f"a practice account ({scenario}) answers on {account.endpoint_url}; Ctrl-C ends it")
        wait_for_interrupt()
        missed = account.not_emulated()
        if missed:
            listed = ", ".join(f"{action} ({count})" for action, count in sorted(missed.items()))
            note(f"called and not emulated: {listed}")
    return 0


@command.command("scenarios")
@click.option("--checks", is_flag=True, help="List the scenarios of single checks instead.")
def scenarios(checks: bool) -> int:
    """List the scenarios that a practice account can hold.

    Besides these, each check has its own: root-mfa-missing.fail is a quiet account in which that check fails, and
    .pass, .unknown and sometimes .not_applicable are the others.
    """
    listed = practice_scenarios(of_checks=checks)
    width = max(len(name) for name in listed)
    write_report("\n".join(f"{name:{width}}  {title}" for name, title in listed.items()), None)
    return 0
