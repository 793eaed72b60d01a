"""`rootward who-can`."""

from __future__ import annotations

from typing import Any

import click

from rootward.cli.options import account_options, file_options
from rootward.cli.question import answer_options, context_options, question_of, reading_of, write_answer
from rootward.errors import UsageError


@click.command("who-can")
@click.argument("action", required=False)
@click.argument("resource", required=False)
@click.option("--admin", is_flag=True, help="List administrators instead, and who could become one.")
@context_options
@account_options
@file_options
@answer_options
def command(action: str | None, resource: str | None, *, admin: bool, **options: Any) -> int:
    """List who may do something, or who is an administrator.

    ACTION is one action, as iam:CreateUser. RESOURCE is an ARN; without it the answer is who may do it on every
    resource, and who on some. Each user and role is listed with the statement that allows it, under what
    circumstances (MFA), and with the roles that it has to assume. Exit code: 0, whoever is listed; 3 where users,
    roles and policies could not be read.
    """
    from rootward.reports.access import administrators, who_can
    from rootward.workflows.who_can import who_administers_source, who_can_source

    if admin:
        if action or options["context"] or options["complete"]:
            raise UsageError("--admin takes no action and no context", advice="as: rootward who-can --admin")
        write_answer(who_administers_source(**reading_of(options)), administrators.render, options)
        return 0
    if action is None:
        raise UsageError(
            "an action is missing", advice="as: rootward who-can iam:CreateUser, or rootward who-can --admin"
        )
    answer = who_can_source(question=question_of(action, resource, options), **reading_of(options))
    write_answer(answer, who_can.render, options)
    return 0
