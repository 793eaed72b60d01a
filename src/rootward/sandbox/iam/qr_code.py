"""QR codes as PNG pictures: what an authenticator app reads to know a virtual device's seed.

Byte mode, error correction M, versions 1 to 15: texts of up to 412 bytes (ISO/IEC 18004). Of the eight masks it always
takes the first: every reader reads any of them.
"""

from __future__ import annotations

import struct
import zlib

_CORRECTION = (0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24)
"""Error correction bytes a block, by version."""

_BLOCKS = (0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10)
"""Blocks, by version."""

_LONG_COUNT = 10
"""From this version on the length of the text has two bytes."""

_VERSION_SHOWN = 7
"""From this version on the picture says its version."""

_QUIET = 4
"""Modules of white around the picture, as the standard asks."""

_PIXELS = 4
"""Pixels a module."""

Matrix = list[list[bool]]


def png(text: str) -> bytes:
    """A picture of the text.

    Raises:
        ValueError: the text has more than 412 bytes.

    """
    modules = matrix(text)
    side = (len(modules) + 2 * _QUIET) * _PIXELS
    white = b"\0" + b"\xff" * side
    rows = [white] * (_QUIET * _PIXELS)
    for line in modules:
        dots = b"".join((b"\0" if dark else b"\xff") * _PIXELS for dark in line)
        margin = b"\xff" * (_QUIET * _PIXELS)
        rows += [b"\0" + margin + dots + margin] * _PIXELS
    rows += [white] * (_QUIET * _PIXELS)
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def matrix(text: str) -> Matrix:
    """The modules of the text's QR code, row by row; true is dark.

    Raises:
        ValueError: the text has more than 412 bytes.

    """
    data = text.encode()
    version = next((v for v in range(1, len(_BLOCKS)) if len(data) <= _capacity(v)), None)
    if version is None:
        message = f"{len(data)} bytes are too many for a QR code of version {len(_BLOCKS) - 1}"
        raise ValueError(message)
    picture = _Picture(version)
    picture.fill(_interleaved(_data_bytes(data, version), version))
    return picture.dark


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _raw_bytes(version: int) -> int:
    """Bytes that fit beside the fixed patterns."""
    modules = (16 * version + 128) * version + 64
    if version > 1:
        lines = version // 7 + 2
        modules -= (25 * lines - 10) * lines - 55
    if version >= _VERSION_SHOWN:
        modules -= 36
    return modules // 8


def _data_room(version: int) -> int:
    return _raw_bytes(version) - _CORRECTION[version] * _BLOCKS[version]


def _capacity(version: int) -> int:
    """Bytes of text: less the mode (4 bits) and the length."""
    return _data_room(version) - (3 if version >= _LONG_COUNT else 2)


def _data_bytes(text: bytes, version: int) -> bytes:
    count = 16 if version >= _LONG_COUNT else 8
    bits = f"0100{len(text):0{count}b}" + "".join(f"{byte:08b}" for byte in text)
    room = _data_room(version)
    bits += "0" * min(4, room * 8 - len(bits))
    bits += "0" * (-len(bits) % 8)
    data = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))
    return data + (b"\xec\x11" * room)[: room - len(data)]


def _interleaved(data: bytes, version: int) -> bytes:
    """The data in blocks, each with its error correction, byte by byte in turn."""
    raw, count, correction = _raw_bytes(version), _BLOCKS[version], _CORRECTION[version]
    short_blocks, short = count - raw % count, raw // count - correction
    generator = _generator(correction)
    blocks, corrections, at = [], [], 0
    for number in range(count):
        length = short + (number >= short_blocks)
        blocks.append(data[at : at + length])
        corrections.append(_remainder(data[at : at + length], generator))
        at += length
    by_turns = [block[place] for place in range(short + 1) for block in blocks if place < len(block)]
    return bytes(by_turns + [block[place] for place in range(correction) for block in corrections])


def _times(one: int, other: int) -> int:
    """Multiplication in the field of 256 elements that QR codes use (0x11D)."""
    product = 0
    for bit in range(7, -1, -1):
        product = (product << 1) ^ ((product >> 7) * 0x11D)
        product ^= ((other >> bit) & 1) * one
    return product


def _generator(degree: int) -> bytes:
    """The coefficients of Reed and Solomon's generator polynomial, the leading one left out."""
    coefficients = bytearray(degree - 1) + b"\x01"
    root = 1
    for _ in range(degree):
        for place in range(degree):
            coefficients[place] = _times(coefficients[place], root)
            if place + 1 < degree:
                coefficients[place] ^= coefficients[place + 1]
        root = _times(root, 2)
    return bytes(coefficients)


def _remainder(data: bytes, generator: bytes) -> bytes:
    remainder = bytearray(len(generator))
    for byte in data:
        factor = byte ^ remainder.pop(0)
        remainder.append(0)
        for place, coefficient in enumerate(generator):
            remainder[place] ^= _times(coefficient, factor)
    return bytes(remainder)


class _Picture:
    """The modules, and which of them are fixed patterns."""

    def __init__(self, version: int) -> None:
        self.side = 17 + 4 * version
        self.dark: Matrix = [[False] * self.side for _ in range(self.side)]
        self._fixed: Matrix = [[False] * self.side for _ in range(self.side)]
        for place in range(self.side):
            self._fix(6, place, place % 2 == 0)
            self._fix(place, 6, place % 2 == 0)
        for x, y in ((3, 3), (self.side - 4, 3), (3, self.side - 4)):
            self._square(x, y, 4, light=(2, 4))
        places = self._alignments(version)
        corners = {(6, 6), (6, self.side - 7), (self.side - 7, 6)}
        for x, y in ((x, y) for x in places for y in places if (x, y) not in corners):
            self._square(x, y, 2, light=(1,))
        self._format()
        if version >= _VERSION_SHOWN:
            self._version(version)

    def fill(self, data: bytes) -> None:
        """Put the bytes in, upwards and downwards in pairs of columns from the right, under the first mask."""
        bits = ((byte >> bit) & 1 for byte in data for bit in range(7, -1, -1))
        upwards = True
        for right in [x for x in range(self.side - 1, 0, -2) if x > 6] + [5, 3, 1]:  # noqa: PLR2004 - the timing column
            for y in range(self.side - 1, -1, -1) if upwards else range(self.side):
                for x in (right, right - 1):
                    if not self._fixed[y][x]:
                        self.dark[y][x] = bool(next(bits, 0)) ^ ((x + y) % 2 == 0)
            upwards = not upwards

    def _fix(self, x: int, y: int, dark: bool) -> None:
        self.dark[y][x], self._fixed[y][x] = dark, True

    def _square(self, x: int, y: int, far: int, light: tuple[int, ...]) -> None:
        """Rings around a middle; those at the distances in `light` are light."""
        for dx in range(-far, far + 1):
            for dy in range(-far, far + 1):
                if 0 <= x + dx < self.side and 0 <= y + dy < self.side:
                    self._fix(x + dx, y + dy, max(abs(dx), abs(dy)) not in light)

    def _alignments(self, version: int) -> list[int]:
        if version == 1:
            return []
        lines = version // 7 + 2
        step = (version * 8 + lines * 3 + 5) // (lines * 4 - 4) * 2
        return [6, *(self.side - 7 - line * step for line in range(lines - 1))]

    def _format(self) -> None:
        """Error correction M and mask 0: five zero bits, whose check bits are zero, under the standard's mask."""
        bits = [bool(0x5412 >> bit & 1) for bit in range(15)]
        beside = [*((8, y) for y in (0, 1, 2, 3, 4, 5, 7, 8)), *((x, 8) for x in (7, 5, 4, 3, 2, 1, 0))]
        apart = [*((self.side - 1 - at, 8) for at in range(8)), *((8, self.side - 7 + at) for at in range(7))]
        for places in (beside, apart):
            for (x, y), dark in zip(places, bits, strict=True):
                self._fix(x, y, dark)
        self._fix(8, self.side - 8, dark=True)

    def _version(self, version: int) -> None:
        check = version
        for _ in range(12):
            check = (check << 1) ^ ((check >> 11) * 0x1F25)
        bits = version << 12 | check
        for at in range(18):
            dark = bool(bits >> at & 1)
            self._fix(self.side - 11 + at % 3, at // 3, dark)
            self._fix(at // 3, self.side - 11 + at % 3, dark)
