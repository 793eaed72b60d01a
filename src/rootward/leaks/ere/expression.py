"""What an extended regular expression is made of, once it is read."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

Place = Literal["line start", "line end", "boundary", "no boundary", "word start", "word end"]


class OneOf(msgspec.Struct, frozen=True):
    """One byte of a set: bit n stands for byte n."""

    mask: int


class At(msgspec.Struct, frozen=True):
    """A place between bytes."""

    place: Place


class Sequence(msgspec.Struct, frozen=True):
    """One after the other; none is the empty expression."""

    parts: tuple[Expression, ...]


class Either(msgspec.Struct, frozen=True):
    """One of them."""

    choices: tuple[Expression, ...]


class Repeat(msgspec.Struct, frozen=True):
    """Again and again."""

    body: Expression
    least: int
    most: int | None
    """None: without an end."""


Expression: TypeAlias = OneOf | At | Sequence | Either | Repeat

EMPTY = Sequence(())

NEWLINE = 1 << ord("\n")
EVERY = (1 << 256) - 1
ANY = EVERY & ~NEWLINE
"""What a full stop stands for: lines are looked at one by one."""


def mask_of(members: bytes) -> int:
    """The set of these bytes."""
    mask = 0
    for byte in members:
        mask |= 1 << byte
    return mask


WORD = mask_of(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
