"""The account as it was before each of its newest writes, for reads that a fault makes stale."""

from __future__ import annotations

from collections import deque
from contextlib import nullcontext
from typing import TYPE_CHECKING

from rootward.sandbox import state
from rootward.sandbox.door.call import is_read
from rootward.sandbox.faults import Stale

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from rootward.sandbox.backends import Backends
    from rootward.sandbox.door.call import Call
    from rootward.sandbox.faults import Armed, Fault
    from rootward.sandbox.state import State


class Earlier:
    """States before recent writes, oldest first; kept while a fault makes reads stale, and no longer."""

    def __init__(self) -> None:
        self._states: deque[tuple[datetime, State]] = deque()

    def forget(self) -> None:
        """Forget them: the account was made another."""
        self._states.clear()

    def seen_by(
        self, call: Call, struck: tuple[Armed, ...], in_force: tuple[Fault, ...], backends: Backends
    ) -> AbstractContextManager[None]:
        """The state that a call sees: the present one, but for a read that a fault makes stale. It must be in place.

        `struck`: the faults that strike the call. `in_force`: all of them, for a write is kept for reads to come.
        """
        longest = max((fault.seconds for fault in in_force if isinstance(fault, Stale)), default=None)
        if longest is None:
            self._states.clear()
            return nullcontext()
        now = backends.clock.now()
        while self._states and (now - self._states[0][0]).total_seconds() >= longest:
            self._states.popleft()
        if not is_read(call):
            self._states.append((now, state.save(backends)))
            return nullcontext()
        seconds = max((armed.fault.seconds for armed in struck if isinstance(armed.fault, Stale)), default=0.0)
        for written, before in self._states:
            if 0 <= (now - written).total_seconds() < seconds:
                return state.as_it_was(before, backends)
        return nullcontext()
