"""`rootward list`."""

from __future__ import annotations

from typing import Any

import click

from rootward.cli.options import account_options, file_options
from rootward.cli.question import answer_options, reading_of
from rootward.cli.terminal import look, write_report
from rootward.workflows.list import Subject, list_source


@click.command("list")
@click.argument("subject", type=click.Choice(["users", "groups", "policies"]), metavar="users|groups|policies")
@click.option("--user", metavar="NAME", help="Of this user alone: a name, or an ARN.")
@account_options
@file_options
@answer_options
def command(subject: Subject, user: str | None, **options: Any) -> int:
    """List users, groups or policies, or those of one user.

    users: path, groups, policies and boundary of each. groups: members and policies. policies: managed ones with who
    holds them, and inline ones. With --user NAME: that user, its groups, or all policies that hold for it, directly
    and by which group, and its permissions boundary. One call reads it all: iam:GetAccountAuthorizationDetails.
    Exit code: 0; 2 where there is no such user; 3 where AWS did not give the facts.
    """
    from rootward.reports.listing import json, text

    listing = list_source(subject=subject, user=user, **reading_of(options))
    shown = look(options["output"])
    render = json.render if options["form"] == "json" else text.render
    write_report(render(listing, width=shown.width, color=shown.color, unicode=shown.unicode), options["output"])
    return 0
