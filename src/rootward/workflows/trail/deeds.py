"""Which record each event of root's tells of, so that another one under its id is told as well. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from rootward.model.root_event import RootEvent
from rootward.trail.classify.sameness import told_apart
from rootward.trail.record import Record


def deeds(events: Iterable[RootEvent], records: Iterable[Record]) -> Iterator[tuple[RootEvent, str]]:
    """The events, the earliest first, each with what is noted of it when it is told; `records`: they were judged of.

    Where several records have one id, `judge` numbers them (`ID~2`), and the next time maybe the other way round. So it
    is the record that is noted, as it came: a digest of so many bits that nobody makes another one that has it.
    """
    came = told_apart(records)
    for event in sorted(events, key=lambda event: (event.time, len(event.event_id), event.event_id)):
        yield event, hashlib.sha256(came[event.event_id].whole).hexdigest()[:32]
