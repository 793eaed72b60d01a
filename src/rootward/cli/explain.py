"""`rootward explain`."""

from __future__ import annotations

import click

from rootward.cli.selection import one
from rootward.cli.terminal import look, write_report
from rootward.workflows.explain import catalogue, explain


@click.command("explain")
@click.argument("check", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown"]),
    default="text",
    show_default=True,
    help="How it is written.",
)
def command(check: str | None, form: str) -> int:
    """Show a check's page: what, why, and how to fix it.

    Without CHECK: a line for every check.
    """
    shown = look()
    if check is None:
        write_report(catalogue(width=shown.width, unicode=shown.unicode), None)
    else:
        page = explain(one(check), form=form, width=shown.width, color=shown.color, unicode=shown.unicode)
        write_report(page, None)
    return 0
