"""Keyrings for tests: in memory, and faulty as a test says."""

from __future__ import annotations

from typing import Any

import keyring
import pytest
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as NoKeyring


class Safe:
    """A keyring in memory. `fault`: "refuses" raises at each write, "loses" keeps nothing, "changes" cuts it short.

    No subclass of keyring's own: that would enter it among the keyrings of this system.
    """

    priority: float = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.asked = 0
        self.fault = ""

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.fault == "refuses":
            raise RuntimeError("The stub received bad data")
        if self.fault != "loses":
            self.kept[service, username] = password[:-1] if self.fault == "changes" else password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class _Plain(Safe):
    priority = 0.5


def plain() -> Safe:
    """One that keeps plain text, as its priority says."""
    return _Plain()


def chain(monkeypatch: pytest.MonkeyPatch, *safes: Safe) -> None:
    """Have all these on the system: keyring's own chain of them is this process's keyring, of the priority ten."""
    monkeypatch.setattr("keyring.backend.get_all_keyring", lambda: list(safes))
    use(monkeypatch, ChainerBackend())


def use(monkeypatch: pytest.MonkeyPatch, safe: Any) -> Any:
    """Make it this process's keyring; None: there is none."""
    chosen = NoKeyring() if safe is None else safe
    monkeypatch.setattr(keyring, "get_keyring", lambda: chosen)
    return chosen
