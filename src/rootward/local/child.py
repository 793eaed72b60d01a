"""Another program in this one's place, with an environment of its own.

POSIX: this process becomes that program. Signals, the exit code and how a signal ended it are then its own, and this
one's secrets are gone from memory. Windows has no such thing: there this process waits.
https://docs.python.org/3/library/os.html#os.execvpe
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress

from rootward.errors import UsageError

_NOT_FOUND = "no such command: {}"
_AS_CHILD = "give a program and its arguments: -- aws s3 ls"


def found(command: str, path: str | None = None, *, advice: str = _AS_CHILD) -> str:
    """The file of the command. `path`: where to look; None: where the shell looks. Raises UsageError with `advice`."""
    file = shutil.which(command, path=path)
    if file is None:
        raise UsageError(_NOT_FOUND.format(command), advice=advice)
    return file


def become(file: str, words: tuple[str, ...], environment: Mapping[str, str]) -> int:
    """Run `file` with `words`, its own name first, in this process's place; on Windows: its exit code.

    Raises UsageError where it cannot be run.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    try:
        if os.name == "nt":
            return _wait_for(file, words, environment)
        _give_back_signals()
        os.execve(file, words, environment)  # noqa: S606 - it is what was asked for, and needs no shell
    except OSError as error:
        raise UsageError(f"{words[0]} cannot be run: {error.strerror or error}") from error


def _give_back_signals() -> None:
    """Those that Python ignores for itself; a handler of its own is gone by itself."""
    for name in ("SIGPIPE", "SIGXFSZ"):
        one = getattr(signal, name, None)
        if one is not None:
            signal.signal(one, signal.SIG_DFL)


def _wait_for(file: str, words: tuple[str, ...], environment: Mapping[str, str]) -> int:
    with subprocess.Popen([file, *words[1:]], env=dict(environment)) as running:  # noqa: S603 - it is what was asked for
        while True:
            # Ctrl-C reaches both; it is the program's to heed.
            with suppress(KeyboardInterrupt):
                return running.wait()
