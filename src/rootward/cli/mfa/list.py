"""`rootward mfa list`."""

from __future__ import annotations

from typing import Any

import click

from rootward.cli.options import FILE, file_options, live_options
from rootward.cli.question import reading_of
from rootward.cli.terminal import look, note, write_report
from rootward.workflows.mfa_list import list_source


@click.command("list")
@click.option(
    "--user", metavar="NAME", help="Of this user alone: a name, an ARN, or root. AWS is asked for all devices."
)
@live_options
@file_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="How the list is written.",
)
@click.option("--output", "-o", type=FILE, help="Write the list to a file that only you can read.")
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
def command(user: str | None, **options: Any) -> int:
    """List the MFA devices of root and every user.

    Devices, their kinds, since when, and whether they are enough: who has a console password and no device, which
    administrator's code can be phished, who has one device alone. The account's lists tell of virtual devices, and
    whether there are others; which is asked of a hundred users, with --deep of all. Root's own other devices AWS shows
    to root alone. Exit code: 0, whatever is listed; 2 where there is no such user; 3 where something was not read.
    """
    from rootward.reports.mfa_list import csv, json, text

    listing = list_source(user=user, **reading_of(options))
    shown = look(options["output"])
    render = {"json": json.render, "csv": csv.render}.get(options["form"], text.render)
    write_report(render(listing, width=shown.width, color=shown.color, unicode=shown.unicode), options["output"])
    for line in listing.unread:
        note(f"incomplete: {line}")
    if not options["quiet"] and user is None:
        note(text.summary(listing))
    return 3 if listing.unread else 0
