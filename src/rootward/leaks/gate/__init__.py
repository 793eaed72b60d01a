"""Whether some bytes may hold a credential at all: asked of every blob of a history, so that few are looked at closely.

The law: where `look` sees anything, the gate admits. It may admit more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rootward.leaks.detect.signs import Signs
from rootward.leaks.gate.plain import PlainGate
from rootward.leaks.rules import Rules

__all__ = ["FEW", "Gate", "open_gate"]

FEW = 4 << 20
"""Bytes below which the gate that is quick to open is done before the quick one is open."""


class Gate(Protocol):
    """A gate that is open."""

    def admits(self, data: bytes) -> bool:
        """Whether `data` may hold a credential."""

    def admitted(self, parts: Sequence[bytes]) -> list[int]:
        """Which of the parts may: their indexes, in order."""

    def signs(self, data: bytes) -> Signs | None:
        """What it sees in all of `data`, for `detect`; None: it does not tell."""

    @property
    def reach(self) -> int | None:
        """`glanced` stops at pieces of at most so many bytes, whatever stands about them. None: of any length."""

    @property
    def context(self) -> int | None:
        """Whether it admits what it stops at, it tells by what stands within so many bytes of that. None: by all."""

    def glanced(self, parts: Sequence[bytes]) -> list[tuple[int, bool]]:
        """Which of the parts hold anything to stop at, in order, each with whether it is admitted."""


def open_gate(rules: Rules, *, expected: int | None = None) -> Gate:
    """The quickest gate that can be had: with hyperscan where it is installed.

    `expected` is how many bytes there are to be asked about, where that is known: few are not worth hyperscan's start.
    """
    if expected is None or expected > FEW:
        try:
            from rootward.leaks.gate.quick import QuickGate  # the extra `scan`, and slow to import
        except ImportError:
            pass
        else:
            return QuickGate(rules)
    return PlainGate(rules)
