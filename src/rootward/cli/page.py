"""A page of the terminal of its own: what is shown there stands in no scroll-back once it is left.

The alternate screen is xterm's, which every terminal of today knows; one that does not still wipes the page.
https://invisible-island.net/xterm/ctlseqs/ctlseqs.html (DECSET 1049)
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from rootward.reports.qr import BLOCKS

_OPEN = "\x1b[?1049h\x1b[2J\x1b[H"
_CLOSE = "\x1b[2J\x1b[H\x1b[?1049l"

_SIZE = (80, 24)
"""Of a terminal that does not say."""


class Terminal(NamedTuple):
    """What the terminal on standard error can show."""

    columns: int
    rows: int
    color: bool
    blocks: bool
    """Whether its encoding has the blocks of which QR codes are drawn."""
    pages: bool
    """Whether it can show a page of its own."""


def is_terminal() -> bool:
    """Whether standard error is a terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


def terminal() -> Terminal:
    """As it is now: windows are resized."""
    plain = os.environ.get("TERM", "dumb" if os.name != "nt" else "") == "dumb"
    try:
        columns, rows = os.get_terminal_size(sys.stderr.fileno())
    except OSError:
        columns, rows = _SIZE
    return Terminal(
        columns or _SIZE[0],
        rows or _SIZE[1],
        color=not plain and not os.environ.get("NO_COLOR"),
        blocks=_can_show_blocks(),
        pages=not plain,
    )


def _can_show_blocks() -> bool:
    try:
        BLOCKS.encode(sys.stderr.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


@contextmanager
def page(text: str, *, pages: bool) -> Iterator[None]:
    """Show the text on a page of its own while the block lasts; below the rest where the terminal has none."""
    if not pages:
        _write(f"{text}\n")
        yield
        return
    _know_escapes()
    try:
        _write(f"{_OPEN}{text}\n")
        yield
    finally:
        _write(_CLOSE)


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _know_escapes() -> None:
    """Let an older Windows console obey escape sequences; the others do."""
    if sys.platform == "win32":
        from colorama import just_fix_windows_console  # click brings it there

        just_fix_windows_console()
