"""`rootward sandbox`."""

from __future__ import annotations

import click

from rootward.cli.terminal import note, write_report
from rootward.workflows.practice import practice_account, wait_for_interrupt


@click.group("sandbox")
def command() -> None:
    """Serve a practice AWS account on this machine."""


@command.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The loopback port; 0 takes a free one.")
@click.option("--scenario", default="startup", show_default=True, help="What the account holds: startup or hardened.")
def serve(port: int, scenario: str) -> int:
    """Serve a practice account until Ctrl-C, for rootward, the AWS CLI, boto3 or any other tool.

    Prints the lines that point a shell at it.
    """
    with practice_account(scenario, port=port) as (endpoint, lines):
        write_report(lines, None)
        note(f"a practice account ({scenario}) answers on {endpoint}; Ctrl-C ends it")
        wait_for_interrupt()
    return 0
