"""The logs that are named on the command line: paths, `-` for standard input, `s3://BUCKET/PREFIX`, `--lookup`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from rootward.model.scan import Unread
from rootward.trail.log import Log
from rootward.trail.sources.layout import Place
from rootward.trail.sources.listing import listing
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
