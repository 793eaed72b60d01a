"""`rootward trail report`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rootward.cli.ending import INTERRUPTED
from rootward.cli.options import FILE
from rootward.cli.terminal import look, note, silent, write_report
from rootward.cli.trail.cloud import cloud_of, cloud_options, ingested_option, sources_of
from rootward.cli.trail.moment import Moment
from rootward.errors import UsageError
from rootward.reports.unread import unread_lines

if TYPE_CHECKING:
    from rootward.trail.sources.wanted import Wanted
    from rootward.workflows.trail.report import Reported

_FORMATS = {"text": "text", "json": "json", "csv": "csv", "html": "picture"}
_SEVERITIES = ("critical", "high", "medium", "low")

_NUMBER = re.compile(r"[0-9]{12}")


@click.command("report")
@click.argument("sources", nargs=-1, metavar="[PATH | s3://BUCKET/PREFIX | -]...")
@click.option("--since", type=Moment(), metavar="WHEN", help="From a day, a moment, or so long ago (30d) on.")
@click.option("--until", type=Moment(end=True), metavar="WHEN", help="Up to the end of a day, or before a moment.")
@click.option("--account", "accounts", multiple=True, metavar="NUMBER", help="This account alone; may be repeated.")
@click.option("--region", "regions", multiple=True, metavar="NAME", help="This region alone; may be repeated.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="List also what AssumeRoot sessions and services did as root, and detect what others did.",
)
@click.option("--from", "snapshot", type=FILE, help="Judge by an account's facts, which 'rootward collect' wrote.")
@click.option(
    "--validate",
    is_flag=True,
    help="Look also whether log files were changed or removed, by CloudTrail's digest files.",
)
@click.option(
    "--public-keys",
    type=FILE,
    metavar="FILE",
    help="Validate with these keys: the answers of 'aws cloudtrail list-public-keys'.",
)
@click.option("--workers", type=click.IntRange(1, 256), metavar="N", help="Processes, at most.")
@click.option(
    "--fail-on",
    type=click.Choice([*_SEVERITIES, "never"]),
    default="high",
    show_default=True,
    envvar="ROOTWARD_TRAIL_FAIL_ON",
    help="Exit 1 for detections of this severity or a higher one, and wherever root did what did not take root; "
    "'never' for nothing that is found.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_FORMATS)),
    default="text",
    show_default=True,
    envvar="ROOTWARD_TRAIL_FORMAT",
    help="How the report is written; html is a picture.",
)
@click.option("--output", "-o", type=FILE, help="Write the report to a file that only you can read.")
@click.option("--quiet", "-q", is_flag=True, help="No progress, and no closing line.")
@ingested_option
@cloud_options
def command(sources: tuple[str, ...], form: str, output: Path | None, fail_on: str, **options: Any) -> int:
    """Tell when root woke, what it did, and whether that took root.

    PATHS are CloudTrail's log files and folders of them, in any of their layouts, gzipped or not; answers of
    LookupEvents, events of EventBridge and exports of CloudTrail Lake; the folder of a set that 'rootward trail ingest'
    made, which answers at once; - is standard input. Of a bucket only what accounts, regions and times ask for is got,
    and --lookup asks the account's event history. Exit code: 1 where root did what did not take root, or something was
    detected at or over --fail-on, also where something could not be read, which stderr and the report list; 2 usage; 3
    where something could not be read, and there is nothing else; 130 interrupted: what was read until then is reported.
    """
    from rootward.workflows.trail.finishing import finishing
    from rootward.workflows.trail.report import Asked, report

    asked = Asked(
        sources=sources_of(sources, options),
        wanted=wanted_of(options),
        all=options["everything"],
        workers=options["workers"],
        snapshot=options["snapshot"],
        cloud=cloud_of(options),
        validate=options["validate"] or options["public_keys"] is not None,
        public_keys=options["public_keys"],
    )
    quiet = options["quiet"]
    reported = report(asked, progress=silent if quiet else note)
    with finishing() as heard:
        shown = look(output)
        render = import_module(f"rootward.reports.trail.{_FORMATS[form]}").render
        text: str = render(reported.timeline, width=shown.width, color=shown.color, unicode=shown.unicode)
        write_report(text, output)
        for line in _closing(reported, quiet=quiet):
            note(line)
    if reported.interrupted or heard.interrupted:
        note("interrupted")
        return INTERRUPTED
    return _exit_code(reported, fail_on)


def wanted_of(options: dict[str, Any]) -> Wanted:
    """Accounts, regions and the time that the options name. Raises UsageError for what can be none of them."""
    from rootward.trail.moment import LAST
    from rootward.trail.sources.wanted import Wanted

    for number in options["accounts"]:
        if _NUMBER.fullmatch(number) is None:
            raise UsageError(f"--account {number[:40]}: an account number has twelve digits")
    since, until = options["since"], options["until"]
    until = None if until == LAST else until  # it is no end: nothing that is read comes after
    if since is not None and until is not None and since >= until:
        raise UsageError(
            f"--since {since:%Y-%m-%dT%H:%MZ} is not before --until {until:%Y-%m-%dT%H:%MZ}",
            advice="give a time from the earlier to the later moment",
        )
    return Wanted(
        accounts=frozenset(options["accounts"]), regions=frozenset(options["regions"]), since=since, until=until
    )


def _closing(reported: Reported, *, quiet: bool) -> Iterator[str]:
    """What was not read, and what it comes to, for stderr."""
    from rootward.reports.trail.words import summary

    yield from unread_lines(reported.timeline.unread)
    yield from reported.said
    if not quiet:
        yield summary(reported.timeline)


def _exit_code(reported: Reported, fail_on: str) -> int:
    """What is to be looked at outweighs what was not read; the report tells of both."""
    if fail_on != "never":
        counts = _SEVERITIES[: _SEVERITIES.index(fail_on) + 1]
        if reported.inexcusable or any(one.severity in counts for one in reported.timeline.detections):
            return 1
    return 3 if reported.timeline.unread else 0
