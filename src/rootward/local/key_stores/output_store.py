"""Standard output, for a reader at the other end of a pipe: `rootward keys rotate --store stdout | keep-it`.

Nobody can look into what the reader keeps. So the old key stays on until the new one was used.
"""

from __future__ import annotations

import errno
import os
import stat
import sys

from rootward.errors import UsageError
from rootward.local.key_stores.store import NotStored, Stored, Unclear
from rootward.local.key_stores.told_pair import told_pair
from rootward.model.key_pair import KeyPair
from rootward.model.rotation import Place

_OTHERS = 0o077
_STDOUT = 1


def refuse_output() -> None:
    """Raises UsageError where what is written there would lie about: a terminal, or a file that others can read."""
    if sys.stdout is None:
        raise UsageError("standard output is closed", advice="give the secret a reader: … | keep-it")
    if sys.stdout.isatty():
        raise UsageError(
            "standard output is a terminal, whose scrollback would keep the secret",
            advice="give it a reader, into a pipe: … | keep-it",
        )
    found = os.fstat(_STDOUT)
    if os.name != "nt" and stat.S_ISREG(found.st_mode) and stat.S_IMODE(found.st_mode) & _OTHERS:
        raise UsageError(
            "standard output is a file that others can read",
            advice="umask 077 first, and into a new file; or into a pipe",
        )


class OutputStore:
    """Writes each pair as a line of JSON. It holds nothing that can be looked at."""

    @property
    def place(self) -> Place:
        """Standard output."""
        return Place(kind="output", profile=None, label="standard output's reader")

    def holds(self) -> str | None:
        """Nobody can look there."""
        return None

    def read(self) -> KeyPair | None:
        """Nobody can look there."""
        return None

    def ready(self) -> None:
        """As `store.Store`: raises UsageError where what is written there would lie about."""
        refuse_output()

    def put(self, pair: KeyPair, *, instead_of: str) -> Stored | NotStored | Unclear:
        """As `store.Store`. Raises as `ready`: then nobody has it."""
        self.ready()
        sys.stdout.flush()
        line = told_pair(pair, instead_of)
        try:
            # In one call: a pipe takes so little as a whole, or not at all.
            written = os.write(_STDOUT, line)
        except OSError as error:
            if error.errno == errno.EPIPE:
                return NotStored("the reader of standard output is gone")
            return Unclear(f"standard output cannot be written: {error.strerror or error}")
        return Stored() if written == len(line) else Unclear("standard output took only a part of it")
