"""A program of the user's that stores the key where they want it: Secrets Manager, Vault, a CI system.

It gets the pair as one line of JSON on its standard input, and its exit code decides: 0 for stored, 113 for nothing
stored. After any other nobody knows, for what it calls may have stored it and failed after that: a timeout, a second
command. It is called again with the same pair where that, or a crash, leaves it open, and with the old pair on the way
back. No shell comes between; what it prints is shown without secrets.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from rootward.errors import UsageError
from rootward.local.child import found
from rootward.local.key_stores.store import NotStored, Stored, Unclear
from rootward.local.key_stores.told_pair import told_pair
from rootward.model.key_pair import KeyPair
from rootward.model.rotation import Place
from rootward.model.secret_text import MASK, masked

LONGEST_SECONDS = 600.0
NOTHING_STORED = 113
"""The exit code of a program that is sure of it: none that a shell, a signal, curl, Python or sysexits.h gives."""

_MOST_LINES = 200
_SECRET_SHOWN = 8
"""From so many characters on a piece of the secret is one: a program may print it cut, or quoted."""

Say = Callable[[str], None]


def words_of(command: str) -> tuple[str, ...]:
    """The program and its arguments, as a shell would part them; nothing else of a shell. Raises UsageError."""
    try:
        words = tuple(shlex.split(command, posix=os.name != "nt"))
    except ValueError as error:
        raise UsageError(f"--store-with cannot be read: {error}", advice="close the quotation mark") from None
    if not words:
        raise UsageError("--store-with names no program", advice="as --store-with 'vault-put ci/key'")
    if os.name == "nt":
        words = tuple(word.strip('"') for word in words)
    found(words[0], advice="name one that runs here, by its whole path: --store-with '/opt/vault-put ci/key'")
    return words


class ProgramStore:
    """Runs the program. It holds nothing that can be looked at."""

    def __init__(self, words: tuple[str, ...], say: Say, place: Place | None = None) -> None:
        """`words`: none where a rotation is gone on with and nobody named the program again."""
        self._words = words
        self._say = say
        self._place = place or Place(
            kind="program", profile=None, label=f"what {Path(words[0]).name} stores" if words else "a program"
        )

    @property
    def place(self) -> Place:
        """The program's name; its arguments may be secret."""
        return self._place

    def holds(self) -> str | None:
        """Nobody can look there."""
        return None

    def read(self) -> KeyPair | None:
        """Nobody can look there."""
        return None

    def ready(self) -> None:
        """As `store.Store`: raises UsageError where the program was not named again."""
        if not self._words:
            raise UsageError(
                f"the journal does not keep the program that stores the key: {self._place.label}",
                advice="name it again with --store-with",
            )

    def put(self, pair: KeyPair, *, instead_of: str) -> Stored | NotStored | Unclear:
        """As `store.Store`. Raises as `ready`."""
        self.ready()
        try:
            running = subprocess.Popen(  # noqa: S603 - it is what was asked for, and no shell comes between
                self._words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
        except OSError as error:
            return NotStored(f"{self._words[0]} cannot be run: {error.strerror or error}")
        try:
            with running:
                said = _said(running, told_pair(pair, instead_of))
        except subprocess.TimeoutExpired:
            return Unclear(f"{self._words[0]} did not end within {LONGEST_SECONDS:g} seconds, and was killed")
        for line in _shown(said, pair):
            self._say(f"{Path(self._words[0]).name}: {line}")
        return self._outcome(running.returncode)

    def _outcome(self, code: int) -> Stored | NotStored | Unclear:
        name = Path(self._words[0]).name
        if code < 0:
            return Unclear(f"{name} was killed by signal {-code}")
        ended = f"{name} ended with exit code {code}"
        if code == NOTHING_STORED:
            return NotStored(f"{ended}: nothing is stored")
        return Stored() if code == 0 else Unclear(ended)


def _said(running: subprocess.Popen[bytes], line: bytes) -> bytes:
    """All that it prints. Kills it, and raises, where it does not end, and where this is interrupted."""
    try:
        said, _ = running.communicate(line, timeout=LONGEST_SECONDS)
    except BaseException:
        running.kill()
        raise
    return bytes(said)


def _shown(said: bytes, pair: KeyPair) -> Iterator[str]:
    """Its lines, without the secret and without what looks like one."""
    secret = pair.secret.reveal()
    lines = said.decode("utf-8", "replace").splitlines()
    for line in lines[:_MOST_LINES]:
        if line.strip():
            yield masked(_without(line, secret))
    if len(lines) > _MOST_LINES:
        yield f"and {len(lines) - _MOST_LINES} more lines"


def _without(line: str, secret: str) -> str:
    for start in range(len(secret) - _SECRET_SHOWN + 1):
        piece = secret[start : start + _SECRET_SHOWN]
        while piece in line:
            at = line.index(piece)
            end = at + _SECRET_SHOWN
            # All of it that follows, too.
            while end < len(line) and secret.find(line[at : end + 1]) >= 0:
                end += 1
            line = line[:at] + MASK + line[end:]
    return line
