"""The logs that are named on the command line: paths, `-` for standard input, `s3://BUCKET/PREFIX`, `--lookup`.

A folder may hold a set that `rootward trail ingest` made in place of logs: those who can ask one ask `is_set` first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rootward.model.scan import Unread
from rootward.trail.log import Log
from rootward.trail.sources.layout import Place
from rootward.trail.sources.listing import STANDARD_INPUT, listing
from rootward.trail.sources.wanted import Wanted
from rootward.workflows.trail.cloud import Cloud, is_cloud

NOTHING = "no log file is there, as far as accounts, regions and times are asked for"


def logs_of(
    words: Iterable[str], wanted: Wanted, saw: Callable[[Place], None], cloud: Cloud | None = None
) -> Iterator[Log | Unread]:
    """The logs of each word, one after the other; of one that leads to none that too, as unread.

    `saw` is told what the names of files tell. `cloud`: how AWS is asked; None: as its configuration says. Raises as
    `listing` does, and as `Cloud.logs` does.
    """
    asked = cloud or Cloud()
    for word in words:
        found = False
        for one in asked.logs(word, wanted, saw) if is_cloud(word) else listing((word,), wanted, saw):
            found = True
            yield one
        if asked.interrupted:
            return
        if not found:
            yield Unread(path=word, reason=NOTHING)


def is_set(word: str) -> bool:
    """Whether a word of the command line names a set."""
    if word == STANDARD_INPUT or is_cloud(word):
        return False
    from rootward.trail.store import lines

    return lines.is_set(Path(word))
