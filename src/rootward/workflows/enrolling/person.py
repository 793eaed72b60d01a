"""Whoever registers a device."""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec

from rootward.model.second_factor import Guided, NewDevice, Verdict


class Discard(msgspec.Struct, frozen=True):
    """Nobody's app has these left-over devices: delete them, and make a new one."""

    serials: tuple[str, ...]


class Person(Protocol):
    """Whoever holds the device, at a terminal.

    Each may raise KeyboardInterrupt or click.Abort: what was begun is cleaned up then.
    """

    def chooses(self, serials: tuple[str, ...]) -> str | Discard | None:
        """Which of these devices, left over by enrolments that were broken off, the app has; None: make another."""
        ...

    def scans(self, device: NewDevice, user: str, account: str) -> None:
        """Show the seed, and return once the app has it. `account`: its alias, or its number."""
        ...

    def code(self, which: Literal["first", "second"]) -> str:
        """Six digits that the app shows."""
        ...

    def told(self, verdict: Verdict) -> None:
        """Say what codes are worth. Where they are not Right, they are asked for again."""
        ...

    def leads(self, guided: Guided) -> bool:
        """Say what only the console can do. Whether it is done, and can be looked at; False: it is left for later."""
        ...
