"""The terminal that this process belongs to, whatever its standard input and output are.

An SDK that runs a credential_process reads its standard output and keeps its standard error to itself; `-- COMMAND`
may be fed by a pipe. So a person is asked at `/dev/tty`, or in Windows' console.
https://man7.org/linux/man-pages/man4/tty.4.html

What is typed is shown, as it is typed: a code is worth nothing once it was used, and a terminal whose echo was
switched off by a process that is then killed stays dumb.
"""

from __future__ import annotations

import os
import select
import sys
import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress

from rootward.errors import CredentialsError

NOBODY = "nobody"
"""The place of a process that cannot ask."""

_LONGEST_LINE = 1024

_LINE_ENDS = (b"\n", b"\r")

_GIVES_UP = b"\x03\x04"
"""Ctrl-C and Ctrl-D, which a program that left the terminal in raw mode has made characters like any other."""

_ERASES = "\b\x7f"

if sys.platform == "win32":
    import msvcrt

    _LOOK_SECONDS = 0.05

    def place() -> str:
        """Where this process can ask: a name that all processes there share; NOBODY where it cannot."""
        try:
            os.close(os.open("CONIN$", os.O_RDWR))
        except OSError:
            return NOBODY
        return "console"

    def terminal_name() -> str:
        """What the terminal is called; empty where it has no name. A console has none but its window's title."""
        return ""

    def _tell(text: str) -> bool:
        try:
            with open("CONOUT$", "w", encoding="utf-8", errors="replace") as screen:  # noqa: PTH123 - a device
                screen.write(text)
        except OSError:
            return False
        return True

    def _line(question: str, seconds: float) -> str | None:
        typed = ""
        with open("CONOUT$", "w", encoding="utf-8", errors="replace") as screen:  # noqa: PTH123 - a device, and no path

            def show(text: str) -> None:
                screen.write(text)
                screen.flush()

            show(question)
            end = time.monotonic() + seconds
            while time.monotonic() < end and len(typed) < _LONGEST_LINE:
                if not msvcrt.kbhit():
                    time.sleep(_LOOK_SECONDS)
                    continue
                char = msvcrt.getwch()
                if char in "\r\n":
                    show("\n")
                    return typed
                if char in "\x03\x1a":  # Ctrl-C, Ctrl-Z
                    show("\n")
                    raise KeyboardInterrupt
                if char == "\b":
                    show("\b \b" if typed else "")
                    typed = typed[:-1]
                else:
                    show(char)
                    typed += char
            show("\n")
        return None

else:
    import termios

    def place() -> str:
        """Where this process can ask: a name that all processes there share; NOBODY where it cannot.

        One in the background may not read the terminal: it would be stopped, and everybody who waits for it.
        """
        terminal = _opened()
        if terminal is None:
            return NOBODY
        os.close(terminal)
        return f"session {os.getsid(0)}"

    def terminal_name() -> str:
        """What the terminal is called, as /dev/pts/3; empty where none of this process's streams says it."""
        for stream in range(3):
            with suppress(OSError):
                return os.ttyname(stream)
        return ""

    def _tell(text: str) -> bool:
        terminal = _opened()
        if terminal is None:
            return False
        try:
            _show(terminal, text)
        except OSError:
            return False
        finally:
            os.close(terminal)
        return True

    def _opened() -> int | None:
        try:
            terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
        except OSError:
            return None
        try:
            in_front = os.tcgetpgrp(terminal) == os.getpgrp()
        except OSError:  # the terminal was hung up
            in_front = False
        if in_front:
            return terminal
        os.close(terminal)
        return None

    def _line(question: str, seconds: float) -> str | None:
        terminal = _opened()
        if terminal is None:
            raise nobody_there()
        try:
            termios.tcflush(terminal, termios.TCIFLUSH)  # what was typed for something else is no answer
            return _answered(terminal, question, seconds)
        except (OSError, termios.error) as error:  # it was hung up meanwhile
            raise nobody_there() from error
        finally:
            os.close(terminal)

    def _answered(terminal: int, question: str, seconds: float) -> str | None:
        _show(terminal, question)
        typed = b""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and len(typed) < _LONGEST_LINE:
            if not select.select([terminal], [], [], left)[0]:
                break
            some = os.read(terminal, _LONGEST_LINE)
            if not some:  # Ctrl-D
                _show(terminal, "\n")
                raise KeyboardInterrupt
            if any(byte in _GIVES_UP for byte in some):
                _show(terminal, "\n")
                raise KeyboardInterrupt
            typed += some
            if typed.endswith(_LINE_ENDS):
                return typed.decode("utf-8", "replace").rstrip("\r\n")
        _show(terminal, "\n")
        return None

    def _show(terminal: int, text: str) -> None:
        left = memoryview(text.encode("utf-8", "replace"))
        while left:
            left = left[os.write(terminal, left) :]


def tell(line: str) -> bool:
    """Say a line at the terminal; whether there is one to say it at. A process in the background says nothing there."""
    return _tell(f"{line}\n")


Ask = Callable[[str], str]

ANSWER_SECONDS = 120.0


def ask(question: str, seconds: float = ANSWER_SECONDS) -> str:
    """What somebody types in answer to `question`, a line without control characters, without its end.

    Raises CredentialsError where nobody is there or nobody answers in time, KeyboardInterrupt for Ctrl-C and Ctrl-D.
    """
    typed = _line(question, seconds)
    if typed is None:
        raise CredentialsError(
            f"nobody typed a code within {seconds:g} seconds", advice="run it again, with the device at hand"
        )
    return _plain(typed)


def _plain(typed: str) -> str:
    """What was meant: a terminal in raw mode hands on its erasing too."""
    kept: list[str] = []
    for char in typed:
        if char in _ERASES:
            del kept[-1:]
        elif unicodedata.category(char) != "Cc":
            kept.append(char)
    return "".join(kept)


def nobody_there(advice: str = "run it at a terminal, and in the foreground") -> CredentialsError:
    """The error for a code that nobody can be asked for."""
    return CredentialsError(
        "an MFA code is needed, and there is no terminal to ask for it (or this runs in the background)", advice=advice
    )
