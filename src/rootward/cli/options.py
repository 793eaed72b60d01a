"""Options that several commands share: where the facts come from, and how far a collection goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rootward.errors import UsageError

if TYPE_CHECKING:
    from rootward.workflows.source import Collecting, Source

Function = TypeVar("Function", bound=Callable[..., Any])

FILE = click.Path(path_type=Path)

_DEFAULT_SCENARIO = ""
"""What a bare `--sandbox` stands for."""


def live_options(function: Function) -> Function:
    """`--profile`, `--region`, `--role-arn`, `--sandbox`, `--scenario`, `--deep`, `--deadline`."""
    deep = click.option("--deep", is_flag=True, help="Read also what costs a call for each user concerned.")
    *account, deadline = _account_options()
    return with_options(function, (*account, deep, deadline))


def account_options(function: Function) -> Function:
    """The same without `--deep`, for a command that reads nothing by single users."""
    return with_options(function, _account_options())


def signing_options(function: Function) -> Function:
    """`--profile`, `--region`, `--role-arn`, `--sandbox`, `--scenario`: of a command that collects nothing."""
    *account, _deadline = _account_options()
    return with_options(function, tuple(account))


def _account_options() -> tuple[Callable[[Function], Function], ...]:
    return (
        click.option("--profile", envvar="ROOTWARD_PROFILE", help="Profile of the AWS configuration."),
        click.option("--region", envvar="ROOTWARD_REGION", help="Region to start from; all enabled ones are read."),
        click.option("--role-arn", envvar="ROOTWARD_ROLE_ARN", help="Role to assume first."),
        click.option(
            "--sandbox",
            is_flag=False,
            flag_value=_DEFAULT_SCENARIO,
            metavar="[SCENARIO]",
            help="Use a practice account on this machine instead of AWS ('rootward sandbox scenarios' lists them).",
        ),
        click.option("--scenario", help="The practice account's scenario (default: startup); implies --sandbox."),
        click.option(
            "--deadline",
            type=click.IntRange(min=1, max=86_400),
            default=300,
            show_default=True,
            metavar="SECONDS",
            help="After so long, what was not read is unknown.",
        ),
    )


def file_options(function: Function) -> Function:
    """`--from`, `--credential-report`, `--authorization-details`."""
    options = (
        click.option("--from", "snapshot", type=FILE, help="Judge a file that 'rootward collect' wrote."),
        click.option(
            "--credential-report", type=FILE, help="Judge what 'aws iam get-credential-report' wrote (CSV or JSON)."
        ),
        click.option(
            "--authorization-details",
            type=FILE,
            help="Judge what 'aws iam get-account-authorization-details' wrote.",
        ),
    )
    return with_options(function, options)


def trail_option(function: Function) -> Function:
    """`--trail`."""
    options = (
        click.option(
            "--trail",
            multiple=True,
            metavar="PATH",
            help="CloudTrail's log files of the account, a folder of them, s3://BUCKET/PREFIX, or a set of "
            "'rootward trail ingest'; may be repeated.",
        ),
    )
    return with_options(function, options)


def source_of(options: dict[str, Any]) -> Source:
    """The one source that the options name. Raises UsageError when they name two."""
    from rootward.workflows.source import Downloads, Live, Practice, Snapshot  # slow to import

    live = {name: options.get(name) for name in ("profile", "region", "role_arn")}
    named = [f"--{name.replace('_', '-')}" for name, value in live.items() if value and _typed(name)]
    practice = options.get("sandbox") is not None or options.get("scenario")
    downloads = [name for name in ("credential_report", "authorization_details") if options.get(name)]
    ways = [
        *(["--from"] if options.get("snapshot") else []),
        *(["--sandbox"] if practice else []),
        *([f"--{downloads[0].replace('_', '-')}"] if downloads else []),
        *named[:1],
    ]
    if len(ways) > 1:
        message = f"{ways[0]} and {ways[1]} name two different sources of facts"
        raise UsageError(message, advice="give one of them")
    if options.get("snapshot"):
        return Snapshot(path=options["snapshot"])
    if downloads:
        return Downloads(
            credential_report=options.get("credential_report"),
            authorization_details=options.get("authorization_details"),
        )
    if practice:
        return Practice(scenario=_scenario(options.get("sandbox") or "", options.get("scenario") or ""))
    return Live(**live)


def _scenario(by_sandbox: str, by_scenario: str) -> str:
    """The scenario that `--sandbox` or `--scenario` names; the default one where neither does."""
    if by_sandbox and by_scenario and by_sandbox != by_scenario:
        message = f"--sandbox {by_sandbox} and --scenario {by_scenario} name two different scenarios"
        raise UsageError(message, advice="give one of them")
    return by_sandbox or by_scenario or "startup"


def collecting_of(options: dict[str, Any]) -> Collecting:
    """How far a live collection goes."""
    from rootward.workflows.source import Collecting

    return Collecting(deep=options.get("deep", False), deadline_seconds=options["deadline"])


def _typed(name: str) -> bool:
    """Whether the option stands on the command line; one from the environment gives way without a word."""
    context = click.get_current_context()
    return context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def with_options(function: Function, options: tuple[Callable[[Function], Function], ...]) -> Function:
    """The function with these options, shown in this order."""
    for option in reversed(options):
        function = option(function)
    return function
