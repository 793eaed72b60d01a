"""What the network does to a call, on its way there and on its way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rootward.sandbox.faults import Crash, Cut, Delay, Fail, Hang

if TYPE_CHECKING:
    from rootward.sandbox.faults import Armed, Faults, Moment


def pass_through(struck: tuple[Armed, ...], faults: Faults, moment: Moment) -> Fail | None:
    """Let a call through: before it took effect, or its answer after it did. Returns a failure of AWS's, if there is.

    Raises:
        ConnectionAbortedError: the connection is to be cut.

    """
    if faults.crashed:
        raise _cut()
    for armed in struck:
        fault = armed.fault
        if moment == "before":
            _wait(armed)
        if isinstance(fault, (Crash, Cut, Fail)) and fault.moment == moment:
            if isinstance(fault, Fail):
                return fault
            if isinstance(fault, Crash):
                faults.crash()
            raise _cut()
    return None


def _wait(armed: Armed) -> None:
    """Wait as the fault says, or until it is taken back."""
    if isinstance(armed.fault, Delay):
        armed.wait(armed.fault.seconds)
    elif isinstance(armed.fault, Hang):
        armed.wait()
        raise _cut()


def _cut() -> ConnectionAbortedError:
    return ConnectionAbortedError("a fault cuts the connection")
