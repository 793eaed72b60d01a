"""QR codes, held against pictures of another encoder (segno 1.6.6, same mask, texts that fill the version)."""

from __future__ import annotations

import struct
import zlib
from hashlib import sha256

import pytest

from rootward.sandbox.iam.qr_code import matrix, png

PRACTICE_PHONE = (
    "#######..#....#######",
    "#.....#.#.##..#.....#",
    "#.###.#..####.#.###.#",
    "#.###.#..#.##.#.###.#",
    "#.###.#.###.#.#.###.#",
    "#.....#...##..#.....#",
    "#######.#.#.#.#######",
    "..........#..........",
    "#.#.#.#...###...#..#.",
    "##...#....###..###..#",
    "..#.####..#######..##",
    "....##.#.#.###..#..#.",
    "#..#..#.####....#...#",
    "........######.###..#",
    "#######..#.##.#######",
    "#.....#...#.#......##",
    "#.###.#.#..#.#.....#.",
    "#.###.#..#.###.###.#.",
    "#.###.#.#..##.####..#",
    "#.....#..#.#...#...#.",
    "#######.##.....###.##",
)


def test_a_short_text_is_drawn_as_another_encoder_draws_it():
    drawn = tuple("".join("#" if dark else "." for dark in line) for line in matrix("practice phone"))
    assert drawn == PRACTICE_PHONE


@pytest.mark.parametrize(
    ("length", "side", "digest"),
    [
        (122, 45, "347a00f7677ca57f99d07739e162f47083be2e52529667363db6d83bf86f6da9"),
        (331, 69, "9cb4e7974ab9e7d17c525662b3895bca2d2c23b3c7c8d75e2fd53dd435592f8a"),
    ],
)
def test_long_texts_have_blocks_and_a_version_in_the_picture(length, side, digest):
    modules = matrix(("otpauth://totp/" + "n" * 400)[:length])
    assert len(modules) == side
    assert sha256(b"".join(bytes(line) for line in modules)).hexdigest() == digest


def test_a_text_that_is_too_long_is_refused():
    assert len(matrix("n" * 412)) == 77
    with pytest.raises(ValueError, match="413 bytes are too many"):
        matrix("n" * 413)


def test_the_picture_is_a_png_with_a_quiet_zone():
    picture = png("practice phone")
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", picture[16:24]) == (116, 116)
    data = picture[picture.index(b"IDAT") + 4 :]
    rows = zlib.decompress(data)
    assert len(rows) == 116 * 117
    assert set(rows[: 16 * 117]) == {0, 255}
    assert rows[16 * 117 + 1 + 16] == 0
