"""`rootward password check`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from rootward.cli.options import FILE, account_options, source_of
from rootward.cli.question import answer_options
from rootward.cli.secret_input import NoPasswordInArguments, given
from rootward.cli.terminal import look, note, silent, write_report
from rootward.engine.password.judging import Names, Rules
from rootward.errors import UsageError
from rootward.leaks.breached.range import ADDRESS
from rootward.local.configuration import load_configuration
from rootward.workflows.password_check import Lists, check_password, is_incomplete, rules_of_account

_OF_ACCOUNT = {
    "account_policy": "--account-policy",
    "profile": "--profile",
    "region": "--region",
    "role_arn": "--role-arn",
    "sandbox": "--sandbox",
    "scenario": "--scenario",
    "snapshot": "--from",
}
"""Whoever types one of these means an account; what stands in the environment alone does not."""


@click.command("check", cls=NoPasswordInArguments)
@click.option("--root", "for_root", is_flag=True, help="By AWS's rules for root.")
@click.option("--account-name", metavar="NAME", help="The account's name, which is no password.")
@click.option("--email", metavar="ADDRESS", help="The root user's e-mail address, which is no password.")
@click.option("--user", metavar="NAME", help="The IAM user's name, which whoever guesses knows.")
@click.option("--breached", type=FILE, metavar="FILE", help="Look into a sorted list of SHA-1 hashes on this machine.")
@click.option("--online", is_flag=True, help="Ask Have I Been Pwned, which learns five digits of the hash.")
@click.option(
    "--range-url",
    metavar="URL",
    envvar="ROOTWARD_RANGE_URL",
    help="With --online: ask this server, which answers as api.pwnedpasswords.com does.",
)
@click.option("--account-policy", is_flag=True, help="By the password policy of the account of your credentials.")
@account_options
@click.option("--from", "snapshot", type=FILE, help="By the password policy in a file that 'rootward collect' wrote.")
@click.option("--config", type=FILE, envvar="ROOTWARD_CONFIG", help="Configuration file that is trusted in full.")
@answer_options
def command(
    account_name: str | None, email: str | None, user: str | None, breached: Path | None, **options: Any
) -> int:
    """Say whether a password would do, and how long it would hold.

    Asks for the password, or reads it from standard input; it is no argument, for arguments stand in the shell's
    history and in the list of processes. Without --root and without an account (--account-policy, --profile, --sandbox,
    --from) it is held to the password policy that rootward.toml asks for. Nothing leaves this machine but with
    --online, and then five digits of a hash.
    Exit code: 0 it holds; 1 it breaks a rule, is too weak, or is in a list of breached ones; 2 usage, or a list that
    cannot be searched; 3 a list was not looked into, or the account's policy could not be read; 4 credentials.
    """
    if options["range_url"] and not options["online"] and _is_typed("range_url"):
        raise UsageError(
            "--range-url says whom to ask, and nothing is asked without --online", advice="say --online too"
        )
    rules = _rules(options)
    verdict = check_password(
        lambda: given("Password"),
        rules,
        Names(account=account_name, email=email, user=user),
        Lists(file=breached, server=(options["range_url"] or ADDRESS) if options["online"] else None),
        announce=note,
    )
    from rootward.reports.password import json, text

    shown = look(options["output"])
    render = json.render if options["form"] == "json" else text.render
    write_report(render(verdict, width=shown.width, color=shown.color, unicode=shown.unicode), options["output"])
    if not verdict.holds:
        return 1
    return 3 if is_incomplete(verdict) else 0


def _rules(options: dict[str, Any]) -> Rules:
    of_account = [option for name, option in _OF_ACCOUNT.items() if _is_typed(name)]
    if options["for_root"]:
        if of_account:
            raise UsageError(f"--root and {of_account[0]} do not go together: no policy of an account binds root")
        return "root"
    if of_account:
        return rules_of_account(
            source_of(options),
            deadline_seconds=options["deadline"],
            progress=silent if options["quiet"] else note,
            announce=note,
        )
    configuration = load_configuration(options["config"], os.environ, Path())
    for warning in configuration.warnings:
        note(f"warning: {warning}")
    return configuration.baseline


def _is_typed(name: str) -> bool:
    context = click.get_current_context()
    return context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
