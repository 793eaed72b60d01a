"""Standard input that is no terminal: a pipe, as it were, with these bytes in it."""

from __future__ import annotations

import sys
from io import BytesIO, TextIOWrapper

import pytest


def pipe(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Put the bytes before whoever reads standard input."""
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(data), encoding="utf-8"))
