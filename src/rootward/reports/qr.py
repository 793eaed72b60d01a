"""QR codes: on a terminal of any colours, and as a picture.

A cell of the terminal shows two modules, one above the other, by the half blocks of Unicode. Dark and light are both
set, to colours that no theme moves, and a margin is drawn: a reader finds the code by it.
ISO/IEC 18004 asks for a margin of four modules; two are enough for the readers of today, and fit a terminal of 24 rows.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from rootward.model.secret import Secret

if TYPE_CHECKING:
    from segno import QRCode

Matrix = tuple[tuple[bool, ...], ...]
"""Row by row; true is dark."""

MARGINS = (4, 2)
"""Modules, the best first."""

BLOCKS = "▀▄█"
"""What a terminal must be able to show."""

_PIXELS = 8
"""Of the picture, for each module."""

# Black and white of the 256 colours' cube, which stays as it is where a theme moves the first sixteen; before them two
# of the sixteen, for a terminal that knows no others.
_DARK_ON_LIGHT = "\x1b[0;30;47;38;5;16;48;5;231m"
_OFF = "\x1b[0m"


def matrix(uri: Secret, seed: Secret) -> Matrix:
    """The modules. `uri` holds `seed`, which is written more densely than the rest: the code is the smaller for it."""
    return tuple(tuple(bool(module) for module in row) for row in _made(uri, seed).matrix)


def png(uri: Secret, seed: Secret) -> bytes:
    """The picture."""
    picture = BytesIO()
    _made(uri, seed).save(picture, kind="png", scale=_PIXELS, border=MARGINS[0])
    return picture.getvalue()


def size(modules: Matrix, margin: int) -> tuple[int, int]:
    """Columns and rows of a terminal that it takes."""
    side = len(modules) + 2 * margin
    return side, (side + 1) // 2


def drawn(modules: Matrix, margin: int) -> str:
    """The lines, each with its colours set and reset."""
    side = len(modules) + 2 * margin
    edge = (False,) * margin
    light = ((False,) * side,)
    rows = (*light * margin, *((*edge, *row, *edge) for row in modules), *light * margin, *light * (side % 2))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join(f"{_DARK_ON_LIGHT}{''.join(map(_cell, upper, lower))}{_OFF}" for upper, lower in pairs)


def _cell(upper: bool, lower: bool) -> str:
    if upper:
        return "█" if lower else "▀"
    return "▄" if lower else " "


def _made(uri: Secret, seed: Secret) -> QRCode:
    from segno import make_qr

    before, text, after = uri.reveal().partition(seed.reveal())
    parts = [part for part in (before, text, after) if part]
    return make_qr(parts, error="l")  # type: ignore[arg-type] # a list of segments, each in the mode that suits it
