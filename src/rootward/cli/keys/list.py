"""`rootward keys list`."""

from __future__ import annotations

from typing import Any

import click

from rootward.cli.options import FILE, account_options, file_options
from rootward.cli.question import reading_of
from rootward.cli.terminal import look, note, write_report
from rootward.workflows.keys_list import Asked, list_keys


@click.command("list")
@click.option("--user", metavar="NAME", help="Of this user alone: a name, an ARN, or root.")
@click.option(
    "--older-than",
    type=click.IntRange(min=0, max=36_500),
    metavar="DAYS",
    help="Only keys older than so many days; those of unknown age are shown, too.",
)
@account_options
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
def command(user: str | None, older_than: int | None, **options: Any) -> int:
    """List the access keys of root and every user.

    Whose each key is, how old, switched on or off, when, where and for which service it was last used, whether its
    owner is an administrator, and which profiles of this machine hold it. Every user's list is read, a call each, and
    the last use of every key, another. Root's keys AWS shows to root alone. A key that 'rootward scan --join' found is
    called leaked; where nobody has looked, it says so. Exit code: 0, whatever is listed; 2 where there is no such user;
    3 where something was not read.
    """
    from rootward.reports.keys_list import csv, json, text

    listing = list_keys(asked=Asked(user=user, older_than_days=older_than), **reading_of(options))
    shown = look(options["output"])
    render = {"json": json.render, "csv": csv.render}.get(options["form"], text.render)
    write_report(render(listing, width=shown.width, color=shown.color, unicode=shown.unicode), options["output"])
    for line in listing.unread:
        note(f"incomplete: {line}")
    if not options["quiet"]:
        note(text.summary(listing))
    return 3 if listing.unread else 0
