"""`rootward trail ingest`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rootward.cli.options import FILE
from rootward.cli.terminal import note, silent, write_report
from rootward.cli.trail.cloud import cloud_of, cloud_options, sources_of
from rootward.cli.trail.moment import Moment
from rootward.cli.trail.report import wanted_of
from rootward.reports.unread import unread_lines

if TYPE_CHECKING:
    from rootward.trail.store.ingest import Ingested

_INTERRUPTED = 130
_KILO = 1000


@click.command("ingest")
@click.argument("sources", nargs=-1, metavar="PATH... | s3://BUCKET/PREFIX | -")
@click.option("--into", "folder", type=FILE, metavar="FOLDER", help="Where the set lies (default: your data folder).")
@click.option("--since", type=Moment(), metavar="WHEN", help="Logs from a day, a moment, or so long ago (30d) on.")
@click.option("--until", type=Moment(end=True), metavar="WHEN", help="Logs up to the end of a day, or a moment.")
@click.option("--account", "accounts", multiple=True, metavar="NUMBER", help="This account alone; may be repeated.")
@click.option("--region", "regions", multiple=True, metavar="NAME", help="This region alone; may be repeated.")
@click.option("--workers", type=click.IntRange(1, 256), metavar="N", help="Processes, at most.")
@click.option("--quiet", "-q", is_flag=True, help="No progress, and no closing line.")
@cloud_options
def command(sources: tuple[str, ...], folder: Path | None, **options: Any) -> int:
    """Put logs into a set of Parquet files, so that repeated questions are quick.

    PATHS are what `rootward trail report` takes. A log that is in the set is passed over, so that the same command adds
    what is new; a run that was interrupted, killed, or met a full disk is gone on with by the next. `rootward trail
    sql` asks the set. Exit code: 2 where nothing can be written, 3 where something could not be read, 130 interrupted.
    """
    from rootward.workflows.trail.ingest import default_folder, ingest

    quiet = options["quiet"]
    place = default_folder() if folder is None else folder
    ingested = ingest(
        sources_of(sources, options),
        place,
        wanted_of(options),
        workers=options["workers"],
        cloud=cloud_of(options),
        progress=silent if quiet else note,
    )
    if not quiet:
        write_report(_told(ingested, place), None)
    for line in _closing(ingested):
        note(line)
    return _INTERRUPTED if ingested.interrupted else 3 if ingested.unread else 0


def _told(ingested: Ingested, folder: Path) -> str:
    were = "was" if ingested.known == 1 else "were"
    known = f", {ingested.known:,} {were} there already" if ingested.known else ""
    twice = f", {ingested.duplicates:,} left out as delivered twice" if ingested.duplicates else ""
    others = f", {ingested.left_out:,} left out as not asked for" if ingested.left_out else ""
    return (
        f"{_count(ingested.rows, 'event')} of {_count(ingested.files, 'log file')} ({_size(ingested.bytes)}) added to "
        f"{folder}{twice}{others}{known}\n"
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _closing(ingested: Ingested) -> Iterator[str]:
    if ingested.mended:
        yield ingested.mended
    yield from unread_lines(ingested.unread)
    if ingested.interrupted:
        yield "interrupted: the same command goes on"


def _size(count: int) -> str:
    size, unit = float(count), "B"
    for following in ("kB", "MB", "GB", "TB"):
        if size < _KILO:
            break
        size, unit = size / _KILO, following
    return f"{count} B" if unit == "B" else f"{size:.1f} {unit}"
