"""`rootward can`."""

from __future__ import annotations

from typing import Any

import click

from rootward.cli.options import account_options, file_options
from rootward.cli.question import answer_options, context_options, question_of, reading_of, write_answer

_EXIT_CODES = {"allow": 0, "deny": 1, "depends": 3}


@click.command("can")
@click.argument("principal")
@click.argument("action")
@click.argument("resource", required=False)
@context_options
@account_options
@file_options
@answer_options
def command(principal: str, action: str, resource: str | None, **options: Any) -> int:
    """Say whether a user or role may do something, and why.

    PRINCIPAL is a name (user/NAME or role/NAME where both have it) or an ARN, ACTION as iam:CreateUser, RESOURCE an
    ARN; without it, every resource. The answer is for the principal by itself; roles by which it may all the same are
    named. Exit code: 0 it may, 1 it may not, 3 it depends on circumstances or on what could not be read.
    """
    from rootward.reports.access import can
    from rootward.workflows.can import can_source

    answer = can_source(named=principal, question=question_of(action, resource, options), **reading_of(options))
    write_answer(answer, can.render, options)
    return _EXIT_CODES[answer.verdict]
