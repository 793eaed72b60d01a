"""`rootward permissions`."""

from __future__ import annotations

import click

from rootward.cli.selection import selected
from rootward.cli.terminal import write_report
from rootward.workflows.permissions import policy_for, policy_for_asking


@click.command("permissions")
@click.option(
    "--command",
    "name",
    type=click.Choice(["audit", "collect", "who-can", "can"]),
    default="audit",
    show_default=True,
    help="The command that is to run.",
)
@click.option("--only", multiple=True, metavar="NAME", help="For this practice or check alone; may be repeated.")
@click.option("--deep", is_flag=True, help="With --deep.")
def command(name: str, only: tuple[str, ...], *, deep: bool) -> int:
    """Print the least-privilege IAM policy that a command needs.

    It holds the reads of the command's checks, and nothing else: `audit` and `collect` read the same facts, and
    `who-can` and `can` few of them, whatever checks are named.
    """
    checks = selected(only)
    write_report(policy_for_asking() if name in {"who-can", "can"} else policy_for(checks, deep=deep), None)
    return 0
