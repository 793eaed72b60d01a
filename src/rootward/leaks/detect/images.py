"""What a word looks like once it is encoded, as sets of bytes, one a position: found without decoding anything.

In base64 three bytes become four characters, so a word has three images, one for each place of a group where it may
begin. A character at its edge that shares its bits with unknown neighbours may be one of several. An image has images
itself: base64 in base64.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Sets = tuple[frozenset[int], ...]
"""The bytes that may stand at each position of a word."""

ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
"""That of base64, with the two characters that stand for the last two where `+` and `/` would not do."""
_WRITTEN = (*(ALPHABET[value : value + 1] for value in range(62)), b"+-", b"/_")
_ANY = frozenset(range(256))
_NUL = frozenset({0})
_TELLING = 8
"""Of the 64 characters: an edge that may be more of them than this tells too little to stand in an image."""


def exactly(word: bytes) -> Sets:
    """The word, and nothing else."""
    return tuple(frozenset({byte}) for byte in word)


def either_case(word: bytes) -> Sets:
    """The word in upper case, in lower, or mixed."""
    return tuple(frozenset({*bytes([byte]).lower(), *bytes([byte]).upper()}) for byte in word)


def some(members: bytes, count: int) -> Sets:
    """So many characters of the given ones."""
    return (frozenset(members),) * count


def utf_16(word: Sets) -> Sets:
    """Its image in UTF-16 of either order, from its first character to its last."""
    return tuple(member for one in word for member in (one, _NUL))[:-1]


def base64_images(word: Sets, depth: int) -> tuple[Sets, ...]:
    """Its images in base64 of base64, `depth` times: 3 of them, or 9, or 27."""
    images: tuple[Sets, ...] = (word,)
    for _ in range(depth):
        images = tuple(_base64(one, place) for one in images for place in range(3))
    return images


def expression(word: Iterable[frozenset[int]]) -> bytes:
    """A pattern for it, in the syntax that `re` and hyperscan have in common."""
    return b"".join(_member(members) for members in word)


def _member(members: Iterable[int]) -> bytes:
    written = [b"\\x%02x" % byte for byte in sorted(members)]
    return written[0] if len(written) == 1 else b"[" + b"".join(written) + b"]"


def _base64(word: Sequence[frozenset[int]], place: int) -> Sets:
    padded = [_ANY] * place + list(word)
    padded += [_ANY] * (-len(padded) % 3)
    image: list[frozenset[int]] = []
    for at in range(0, len(padded), 3):
        first, second, third = padded[at : at + 3]
        image += (
            _written(a >> 2 for a in first),
            _written(a << 4 | b for a in {a & 3 for a in first} for b in {b >> 4 for b in second}),
            _written(b << 2 | c for b in {b & 15 for b in second} for c in {c >> 6 for c in third}),
            _written(c & 63 for c in third),
        )
    while len(image[0]) > _TELLING:
        del image[0]
    while len(image[-1]) > _TELLING:
        del image[-1]
    return tuple(image)


def _written(values: Iterable[int]) -> frozenset[int]:
    return frozenset(character for value in set(values) for character in _WRITTEN[value])
