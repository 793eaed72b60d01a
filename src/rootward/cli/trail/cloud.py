"""Where logs lie: options of the commands that read them, with AWS and in the set of `trail ingest`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import click

from rootward.cli.options import FILE, Function, source_of, with_options
from rootward.cli.terminal import note, silent
from rootward.errors import UsageError

if TYPE_CHECKING:
    from rootward.workflows.source import Live, Practice
    from rootward.workflows.trail.cloud import Cloud


def cloud_options(function: Function) -> Function:
    """`--lookup`, `--cache`, `--profile`, `--role-arn`, `--sandbox`."""
    options: tuple[Callable[[Function], Function], ...] = (
        click.option(
            "--lookup", is_flag=True, help="Ask the account's event history: ninety days, two requests a second."
        ),
        click.option(
            "--cache",
            type=FILE,
            metavar="FOLDER",
            help="Keep a bucket's log files there, and get none of them twice: an interrupted run goes on.",
        ),
    )
    return with_options(signing(function), options)


def signing(function: Function) -> Function:
    """`--profile`, `--role-arn`, `--sandbox`: whose credentials AWS is asked with."""
    options: tuple[Callable[[Function], Function], ...] = (
        click.option("--profile", envvar="ROOTWARD_PROFILE", help="Profile of the AWS configuration."),
        click.option("--role-arn", envvar="ROOTWARD_ROLE_ARN", help="Role to assume first."),
        click.option(
            "--sandbox",
            is_flag=False,
            flag_value="",
            metavar="[SCENARIO]",
            help="Ask a practice account instead of AWS.",
        ),
    )
    return with_options(function, options)


def cloud_of(options: dict[str, Any]) -> Cloud:
    """How the options say that AWS is asked. Raises UsageError."""
    from rootward.workflows.trail.cloud import Cloud

    return Cloud(
        source=live_of(options),
        cache=options.get("cache"),
        progress=silent if options["quiet"] else note,
        announce=note,
    )


def live_of(options: dict[str, Any]) -> Live | Practice:
    """Whose credentials AWS is asked with. Raises UsageError where the options name two."""
    return cast(
        "Live | Practice", source_of({name: options.get(name) for name in ("profile", "role_arn", "sandbox")})
    )  # no other is named by these


def ingested_option(function: Function) -> Function:
    """`--ingested`: the set in the user's own folder, whose path nobody need know."""
    return click.option(
        "--ingested", is_flag=True, help="Ask the set that 'rootward trail ingest' keeps in your data folder."
    )(function)


def sources_of(sources: tuple[str, ...], options: dict[str, Any]) -> tuple[str, ...]:
    """The sources, with the set and the event history where these are asked for. Raises UsageError without any.

    So it does of one without a name, and of a cache without a bucket.
    """
    from rootward.workflows.trail.cloud import LOOKUP, S3

    if options.get("ingested"):
        from rootward.workflows.trail.ingest import kept_set

        sources = (*sources, str(kept_set()))
    if not all(sources):
        raise UsageError("a log is named by nothing", advice="name files or folders of CloudTrail's")
    found = (*sources, LOOKUP) if options["lookup"] else sources
    if not found:
        raise UsageError(
            "no log is named", advice="name files or folders of CloudTrail's, s3://BUCKET/PREFIX, -, or give --lookup"
        )
    if options.get("cache") and not any(word.lower().startswith(S3) for word in found):
        raise UsageError(
            "--cache keeps log files of a bucket, and none is named", advice="name one as s3://BUCKET, or leave it out"
        )
    return found
