"""A process forked from this one, as far as signals go: it hears none before it is settled."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

_STOPPING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


def fork(run: Callable[[], object]) -> int:
    """A process that runs that, and ends; its number.

    Ctrl-C is for this process to act on. What this process ignores, as SIGHUP by nohup, the other ignores too. Raises
    OSError where there is no room for it.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        child = os.fork()
        if not child:
            try:
                for one in _STOPPING:
                    is_ignored = one == signal.SIGINT or signal.getsignal(one) is signal.SIG_IGN
                    signal.signal(one, signal.SIG_IGN if is_ignored else signal.SIG_DFL)
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
                run()
            finally:
                os._exit(0)
        return child
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
