"""Logs in portions for worker processes, the large ones first."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from rootward.model.scan import Unread
from rootward.processes.processors import MOST_WORKERS, processors
from rootward.trail.log import Log

_PORTION = 12 << 20
"""Bytes of files, packed as they lie, that make a portion."""
_MOST_IN_PORTION = 256
_SORTED_AT_ONCE = 4096
"""Logs that are put in the order of their sizes; a folder of more is begun before it is listed."""
_PAYS = 64 << 20
"""Bytes of files from which on another process saves more than it takes to begin one."""

Portion = tuple[Log, ...]

ENDED = "the process that read it ended"
INTERRUPTED = "it was not read: interrupted"
REST = Unread(path="what comes after", reason=INTERRUPTED)
"""What is told where nobody knows which logs there would have been."""


class Begun(NamedTuple):
    """Portions, and how many processes beside this one are to take part."""

    portions: Iterator[Portion]
    others: int


def portioned(logs: Iterable[Log], workers: int | None) -> Begun:
    """The logs in portions. `workers`: of processes in all; None: as many as pay."""
    sized = _sized(logs)
    if workers is not None:
        return Begun((portion for portion, _ in sized), max(0, workers - 1))
    most = min(processors(), MOST_WORKERS)
    seen: list[Portion] = []
    size = 0
    if most > 1:
        for portion, bytes_of in sized:
            seen.append(portion)
            size += bytes_of
            if size >= _PAYS:
                break
    return Begun(chain(seen, (portion for portion, _ in sized)), most - 1 if size >= _PAYS else 0)


def _sized(logs: Iterable[Log]) -> Iterator[tuple[Portion, int]]:
    """Portions with their sizes. What is held in memory is given on without waiting for more to sort."""
    waiting: list[tuple[int, Log]] = []
    held: list[tuple[int, Log]] = []
    for log in logs:
        if log.data is not None:
            held.append((len(log.data), log))
            if sum(size for size, _ in held) >= _PORTION or len(held) >= _MOST_IN_PORTION:
                yield from _packed(held)
                held = []
            continue
        waiting.append((_size(log), log))
        if len(waiting) >= _SORTED_AT_ONCE:
            yield from _packed(waiting)
            waiting = []
    yield from _packed(waiting)
    yield from _packed(held)


def _packed(sized: list[tuple[int, Log]]) -> Iterator[tuple[Portion, int]]:
    portion: list[Log] = []
    total = 0
    for size, log in sorted(sized, key=lambda one: (-one[0], one[1].name)):
        portion.append(log)
        total += size
        if total >= _PORTION or len(portion) >= _MOST_IN_PORTION:
            yield tuple(portion), total
            portion, total = [], 0
    if portion:
        yield tuple(portion), total


def _size(log: Log) -> int:
    try:
        return os.stat(log.path or log.name).st_size  # noqa: PTH116 - a Path for each of a hundred thousand is slow
    except OSError:
        return 0
