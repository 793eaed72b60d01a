"""A command in a pseudo-terminal, and the screen that a person sees."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.pictures import decoded

DARK, LIGHT = "000000", "ffffff"


class Screen:
    """What stands on the terminal, and all that came to it."""

    def __init__(self, leader: int, process: subprocess.Popen[bytes], columns: int, rows: int) -> None:
        import pyte
        from pexpect.fdpexpect import fdspawn

        self.process = process
        self.columns, self.rows = columns, rows
        self._leader = leader
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._terminal: Any = fdspawn(leader, timeout=60)
        self.said = b""
        """All that was written to the terminal."""

    def wait_for(self, text: str) -> None:
        """Until the text is written, however its lines are broken."""
        self._terminal.expect(re.sub(rb"(?:\\? )+", rb"\\s+", re.escape(text.encode())))
        self._take(self._terminal.before + self._terminal.after)

    def type(self, line: str) -> None:
        self._terminal.write(f"{line}\r".encode())

    def interrupt(self) -> None:
        """Ctrl-C, as the terminal turns it into a signal."""
        self._terminal.write(b"\x03")

    @property
    def is_open(self) -> bool:
        return self._leader >= 0

    def close(self) -> None:
        """The window is closed: who runs in it gets SIGHUP."""
        os.close(self._leader)
        self._leader = -1

    def resize(self, columns: int, rows: int) -> None:
        import fcntl
        import termios

        fcntl.ioctl(self._leader, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._screen.resize(rows, columns)
        self.columns, self.rows = columns, rows

    def ended(self) -> int:
        """The exit code, once all was written."""
        from pexpect import EOF

        self._terminal.expect(EOF)
        self._take(self._terminal.before)
        return self.process.wait(timeout=60)

    @property
    def text(self) -> str:
        """What stands on the screen now."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()

    @property
    def words(self) -> str:
        """All words that were written to it, however its lines were broken."""
        return " ".join(re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", self.said.decode()).split())

    def qr_code(self) -> str:
        """What a camera in front of the screen reads. A half block is two of its points."""
        rows = [
            [self._is_dark(row, column, upper=upper) for column in range(self.columns)]
            for row in range(self.rows)
            for upper in (True, False)
        ]
        return decoded(rows)

    def _is_dark(self, row: int, column: int, *, upper: bool) -> bool:
        cell = self._screen.buffer[row][column]
        shows_foreground = cell.data in ("▀█" if upper else "▄█")
        colour = cell.fg if shows_foreground else cell.bg
        return bool(colour != LIGHT)  # a terminal's own background is taken for dark: nothing but the code is light

    def _take(self, data: bytes) -> None:
        self.said += data
        self._stream.feed(data)


@contextmanager
def screen(
    command: list[str], environment: Mapping[str, str], home: Path, *, columns: int = 80, rows: int = 24
) -> Iterator[Screen]:
    """Run the command in a pseudo-terminal that is its controlling one."""
    import fcntl
    import pty
    import termios

    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-c", _SESSION, *command],
        env={**environment, "TERM": "xterm-256color"},
        cwd=home,
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
    )
    os.close(follower)
    shown = Screen(leader, process, columns, rows)
    try:
        yield shown
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        if shown.is_open:
            shown.close()


_SESSION = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""
"""Makes the terminal the controlling one of its session, so that Ctrl-C comes as a signal."""
