"""Ctrl-C where all is read, and what was read is yet to be judged or written: that is finished first."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
"""What raises KeyboardInterrupt, where it does. Windows knows the first two alone."""


class Finishing:
    """What came while it was finished."""

    def __init__(self) -> None:
        self.interrupted = False


@contextmanager
def finishing() -> Iterator[Finishing]:
    """Within the block what would raise KeyboardInterrupt is noted the first time. The second time it does raise it."""
    found = Finishing()
    known = (getattr(signal, name, None) for name in _NAMES)
    heard = [one for one in known if one is not None and signal.getsignal(one) is signal.default_int_handler]

    def raising() -> None:
        for one in heard:
            signal.signal(one, signal.default_int_handler)

    def note(_number: int, _frame: FrameType | None) -> None:
        found.interrupted = True
        raising()

    try:
        for one in heard:
            signal.signal(one, note)
    except ValueError:  # Python takes signals in its first thread alone
        heard.clear()
    try:
        yield found
    finally:
        raising()
