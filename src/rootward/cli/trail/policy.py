"""`rootward trail policy`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rootward.cli.ending import INTERRUPTED
from rootward.cli.options import FILE
from rootward.cli.terminal import look, note, silent, write_report
from rootward.cli.trail.cloud import cloud_of, cloud_options, ingested_option, sources_of
from rootward.cli.trail.moment import Moment
from rootward.cli.trail.report import wanted_of
from rootward.reports.unread import unread_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rootward.workflows.trail.policy import Proposed


@click.command("policy")
@click.argument("sources", nargs=-1, metavar="[PATH | s3://BUCKET/PREFIX | -]...")
@click.option("--principal", required=True, metavar="ARN", help="The user or role, or a session of it.")
@click.option("--since", type=Moment(), metavar="WHEN", help="From a day, a moment, or so long ago (30d) on.")
@click.option("--until", type=Moment(end=True), metavar="WHEN", help="Up to the end of a day, or before a moment.")
@click.option("--account", "accounts", multiple=True, metavar="NUMBER", help="This account alone; may be repeated.")
@click.option("--region", "regions", multiple=True, metavar="NAME", help="This region alone; may be repeated.")
@click.option("--workers", type=click.IntRange(1, 256), metavar="N", help="Processes, at most.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How it is written.",
)
@click.option("--output", "-o", type=FILE, help="Write it to a file that only you can read.")
@click.option("--quiet", "-q", is_flag=True, help="No progress, and no closing line.")
@ingested_option
@cloud_options
def command(sources: tuple[str, ...], principal: str, form: str, output: Path | None, **options: Any) -> int:
    """Propose the policy that would have been enough for a user or role.

    It allows the actions that CloudTrail's logs show as used, and no other. PATHS are log files and folders of them, as
    `rootward trail report` takes them; or the folder of a set that 'rootward trail ingest' made, or --ingested, alone.
    Exit code: 2 where the logs hold nothing by the principal, 3 where something could not be read, 130 interrupted.
    """
    from rootward.workflows.trail.finishing import finishing
    from rootward.workflows.trail.policy import policy

    quiet = options["quiet"]
    proposed = policy(
        sources_of(sources, options),
        principal,
        wanted_of(options),
        workers=options["workers"],
        progress=silent if quiet else note,
        cloud=cloud_of(options),
    )
    with finishing() as heard:
        shown = look(output)
        render = import_module(f"rootward.reports.trail_policy.{form}").render
        text: str = render(proposed.proposal, width=shown.width, color=shown.color, unicode=shown.unicode)
        write_report(text, output)
        for line in _closing(proposed, quiet=quiet):
            note(line)
    if proposed.interrupted or heard.interrupted:
        note("interrupted")
        return INTERRUPTED
    return 3 if proposed.proposal.unread else 0


def _closing(proposed: Proposed, *, quiet: bool) -> Iterator[str]:
    """What was not read, and what it comes to, for stderr."""
    from rootward.reports.scan.words import several
    from rootward.reports.trail_policy.text import summary

    yield from unread_lines(proposed.proposal.unread)
    if proposed.missing_days:
        yield f"there is no log of {several(proposed.missing_days, 'day')}: what was done then is not known"
    if not quiet:
        yield summary(proposed.proposal)
