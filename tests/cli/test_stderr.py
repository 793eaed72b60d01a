"""Notes on standard error: wrapped where somebody reads them, whole where a machine does."""

from __future__ import annotations

import io
import os
import sys

import pytest

from rootward.cli.stderr import say
from rootward.cli.terminal import advise, note
from rootward.errors import UsageError

LONG = "the credential report is older than four hours, and AWS makes no newer one before these are over"
WRAPPED = [
    "rootward: the credential report is older than four hours,",
    "          and AWS makes no newer one before these are over",
]


class Written(io.TextIOWrapper):
    """What is written there."""

    def __init__(self, *, terminal: bool, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding)
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def fileno(self) -> int:
        return 2

    def text(self) -> str:
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue().decode(self.encoding)


@pytest.fixture
def terminal(monkeypatch):
    """Of 60 columns, once it is called: pytest has its own standard error there until a test begins."""

    def begin():
        monkeypatch.setattr(os, "get_terminal_size", lambda _descriptor: os.terminal_size((60, 24)))
        written = Written(terminal=True)
        monkeypatch.setattr(sys, "stderr", written)
        return written

    monkeypatch.delenv("COLUMNS", raising=False)
    return begin


@pytest.mark.parametrize("write", [say, note, advise])
def test_a_terminal_has_it_wrapped_to_its_width(terminal, write):
    written = terminal()
    write(LONG)

    assert written.text().splitlines() == WRAPPED


def test_an_error_and_its_advice_are_wrapped_too(terminal):
    from rootward.cli.ending import failed

    written = terminal()

    assert failed(UsageError(LONG, advice=LONG)) == 2
    lines = written.text().splitlines()
    assert max(map(len, lines)) <= 60
    assert lines[0].startswith("rootward: error: the")
    assert lines[-2:] == WRAPPED


@pytest.mark.parametrize("columns", ["60", "120"])
def test_a_machine_has_it_on_one_line(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    written = Written(terminal=False)
    monkeypatch.setattr(sys, "stderr", written)

    say(LONG * 3)

    assert written.text() == f"rootward: {LONG * 3}\n"


@pytest.mark.parametrize(("columns", "widest"), [("50", 50), ("200", 107), ("3", 40), ("many", 60)])
def test_columns_says_better(terminal, monkeypatch, columns, widest):
    monkeypatch.setenv("COLUMNS", columns)
    written = terminal()
    say(LONG)

    assert widest - 15 < max(map(len, written.text().splitlines())) <= widest


def test_a_terminal_that_does_not_tell_has_eighty_columns(terminal, monkeypatch):
    def closed(_descriptor):
        raise OSError

    written = terminal()
    monkeypatch.setattr(os, "get_terminal_size", closed)
    say(LONG)

    assert 65 < max(map(len, written.text().splitlines())) <= 80


def test_what_it_cannot_encode_is_escaped(monkeypatch):
    written = Written(terminal=False, encoding="ascii")
    monkeypatch.setattr(sys, "stderr", written)

    say("→ here")

    assert written.text() == "rootward: \\u2192 here\n"


def test_without_standard_error_nothing_is_said(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)

    say("nobody hears it")
