"""What the network does to a call, on its way there and on its way back."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rootward.sandbox.faults import Crash, Cut, Delay, Fail, Hang

if TYPE_CHECKING:
    from rootward.sandbox.faults import Fault, Faults, Moment


def pass_through(struck: tuple[Fault, ...], faults: Faults, moment: Moment) -> Fail | None:
    """Let a call through: before it took effect, or its answer after it did. Returns a failure of AWS's, if there is.

    Raises:
        ConnectionAbortedError: the connection is to be cut.

    """
    if faults.crashed:
        raise _cut()
    for fault in struck:
        if moment == "before":
            _wait(fault, faults)
        if isinstance(fault, (Crash, Cut, Fail)) and fault.moment == moment:
            if isinstance(fault, Fail):
                return fault
            if isinstance(fault, Crash):
                faults.crash()
            raise _cut()
    return None


def _wait(fault: Fault, faults: Faults) -> None:
    if isinstance(fault, Delay):
        time.sleep(fault.seconds)
    elif isinstance(fault, Hang):
        faults.hang()
        raise _cut()


def _cut() -> ConnectionAbortedError:
    return ConnectionAbortedError("a fault cuts the connection")
