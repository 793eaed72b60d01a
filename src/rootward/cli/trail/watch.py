"""`rootward trail watch`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from rootward.cli.options import FILE
from rootward.cli.terminal import note, silent, write_report
from rootward.cli.trail.cloud import live_of, signing
from rootward.cli.trail.moment import Moment
from rootward.cli.trail.report import wanted_of

if TYPE_CHECKING:
    from rootward.model.root_event import RootEvent
    from rootward.workflows.trail.watch import Hook


@click.command("watch")
@click.argument("source", metavar="FOLDER | s3://BUCKET/PREFIX | sqs://QUEUE")
@click.option("--once", is_flag=True, help="Look once and end, as for cron: the exit code is 1 if root woke.")
@click.option("--all", "everything", is_flag=True, help="Tell also what AssumeRoot sessions and services did as root.")
@click.option("--since", type=Moment(), metavar="WHEN", help="Tell of events from then on, as far as they lie there.")
@click.option("--account", "accounts", multiple=True, metavar="NUMBER", help="This account alone; may be repeated.")
@click.option("--region", "regions", multiple=True, metavar="NAME", help="This region alone; may be repeated.")
@click.option(
    "--exec",
    "line",
    metavar="COMMAND",
    help="Run it on each event, without a shell: JSON on its standard input, ROOTWARD_EVENT_* in its environment.",
)
@click.option(
    "--notify",
    metavar="@FILE",
    envvar="ROOTWARD_NOTIFY",
    help="Send each event's JSON to the https:// address in the first line of a file. An address itself is taken, too; "
    "as it may hold a token, and every process list shows it here, rather put it in ROOTWARD_NOTIFY.",
)
@click.option(
    "--every",
    type=click.FloatRange(1, 3600),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="From one look at a folder or bucket to the next.",
)
@click.option("--state", type=FILE, metavar="FILE", help="Where it is kept which events were told.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How an event is told: a line of text, or of JSON.",
)
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
@signing
def command(source: str, form: str, *, once: bool, **options: Any) -> int:
    """Say within a minute that root woke.

    Follows a folder that log files come into, a trail's bucket, or a queue: sqs://NAME, sqs://REGION/NAME or its URL,
    which S3's notifications or the events of an EventBridge rule come into, through SNS or not. Each event of root is
    one line on stdout, told once, also when the watch is started again; a message is deleted from its queue after
    that. Exit code: 130 when it is ended; with --once 1 if root woke, 3 where something could not be read, else 0.
    """
    from rootward.workflows.trail.watch import Watching, watch

    asked = Watching(
        source=source,
        wanted=wanted_of({**options, "until": None}),
        all=options["everything"],
        once=once,
        every=options["every"],
        state=options["state"],
        live=live_of(options),
        hooks=_hooks(options["line"], options["notify"]),
    )
    show = _show_json if form == "json" else _show_text
    watched = watch(asked, show, announce=note, progress=silent if options["quiet"] else note)
    if watched.woke:
        return 1
    return 3 if watched.unread else 0


def _hooks(line: str | None, notify: str | None) -> tuple[Hook, ...]:
    from rootward.workflows.trail.telling import Command, Webhook, address_of

    command = (Command(line),) if line is not None else ()
    return (*command, *((Webhook(address_of(notify)),) if notify is not None else ()))


def _show_text(event: RootEvent) -> None:
    from rootward.reports.trail.line import render

    write_report(render(event), None)


def _show_json(event: RootEvent) -> None:
    import msgspec

    write_report(msgspec.json.encode(event).decode(), None)
