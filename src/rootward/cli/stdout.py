"""Standard output, which may be closed, on a full disk, or a pipe whose reader has gone.

Nothing here loads more than the interpreter has loaded already: `--version` uses it.
"""

from __future__ import annotations

import os
import sys


def write(text: str) -> str:
    """Write `text` and flush it. Empty when that is done, else why it could not be, in words.

    A reader that has had enough (a pager, `head`) is no failure: the rest has nowhere to go, and that is all.
    """
    if sys.stdout is None:
        return "it is closed"
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        forget()
    except OSError as error:
        forget()
        return error.strerror or str(error)
    return ""


def forget() -> None:
    """Let what is left in the buffer go nowhere; else Python would fail on it once more when it exits."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
