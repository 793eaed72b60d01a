"""Bytes changed at random, and the same way each time: case number n of some seeds is always the same bytes."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Sequence
from typing import NamedTuple

NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 1 << 63, (1 << 64) - 1)
"""Sizes and offsets that programs get wrong."""
MOST_CHANGES = 6
LARGEST = 1 << 20


class Target(NamedTuple):
    """Something that has to bear any bytes."""

    name: str
    make: Callable[[random.Random], bytes]
    """A case: of the format, or nearly."""
    check: Callable[[bytes], None]
    """Fails, or raises anything, where a law is broken."""

    def case(self, number: int) -> bytes:
        """The case of that number."""
        return self.make(random.Random(f"{self.name}-{number}"))  # noqa: S311 - the same case each time


def changed(data: bytes, others: Sequence[bytes], draw: random.Random) -> bytes:
    """The data with a few changes; one time in twelve with none, so that what is whole is tried as well."""
    if not draw.randrange(12):
        return data
    held = bytearray(data)
    for _ in range(draw.randint(1, MOST_CHANGES)):
        draw.choice(_CHANGES)(held, others, draw)
    return bytes(held[:LARGEST])


def _flip(held: bytearray, others: Sequence[bytes], draw: random.Random) -> None:
    del others
    if held:
        held[draw.randrange(len(held))] ^= 1 << draw.randrange(8)


def _overwrite(held: bytearray, others: Sequence[bytes], draw: random.Random) -> None:
    del others
    at = draw.randint(0, len(held))
    width = draw.choice((1, 2, 4, 8))
    number = draw.choice((*NUMBERS, draw.getrandbits(64), len(held))) & ((1 << 8 * width) - 1)
    held[at : at + width] = number.to_bytes(width, draw.choice(("little", "big")))


def _cut(held: bytearray, others: Sequence[bytes], draw: random.Random) -> None:
    del others
    del held[draw.randint(0, len(held)) :]


def _remove(held: bytearray, others: Sequence[bytes], draw: random.Random) -> None:
    del others
    at = draw.randint(0, len(held))
    del held[at : at + draw.choice((1, 2, 20, 512, draw.randint(1, len(held) + 1)))]


def _repeat(held: bytearray, others: Sequence[bytes], draw: random.Random) -> None:
    del others
    at = draw.randint(0, len(held))
    part = held[at : at + draw.randint(1, 600)]
    held[at:at] = part * draw.choice((1, 1, 2, 50))


def _splice(held: bytearray, others: Sequence[bytes], draw: random.Random) -> None:
    other = draw.choice(others)
    begin = draw.randint(0, len(other))
    at = draw.randint(0, len(held))
    held[at : at + draw.choice((0, 0, 20, 512))] = other[begin : begin + draw.randint(1, 2000)]


_CHANGES: tuple[Callable[[bytearray, Sequence[bytes], random.Random], None], ...] = (
    _flip,
    _flip,
    _overwrite,
    _overwrite,
    _cut,
    _remove,
    _repeat,
    _splice,
)


def stored(case: bytes) -> bytes:
    """A case as it lies in a file: no scanner finds a key in it."""
    return zlib.compress(case, 9).translate(_COMPLEMENT)


def restored(data: bytes) -> bytes:
    """The case of such a file."""
    return zlib.decompress(data.translate(_COMPLEMENT))


_COMPLEMENT = bytes(255 - byte for byte in range(256))
