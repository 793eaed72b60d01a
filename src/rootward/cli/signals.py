"""The signals by which a session or a job is ended, heeded as Ctrl-C is: what is under way is finished, and said."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

_NAMES = ("SIGTERM", "SIGHUP")
"""A cancelled job of a CI service; a terminal that is gone. Windows knows only the first."""


@contextmanager
def heeded() -> Iterator[None]:
    """Within the block they raise KeyboardInterrupt. One that is ignored, as by nohup, stays so."""
    known = (getattr(signal, name, None) for name in _NAMES)
    before = {one: signal.getsignal(one) for one in known if one is not None}
    before = {one: handler for one, handler in before.items() if handler is not signal.SIG_IGN}
    try:
        for one in before:
            signal.signal(one, signal.default_int_handler)
    except ValueError:  # Python takes signals in its first thread alone
        before = {}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
