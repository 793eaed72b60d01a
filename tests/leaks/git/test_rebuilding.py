import zlib

from hypothesis import given
from hypothesis import strategies as st

from rootward.leaks.git import rebuilding
from rootward.leaks.git.rebuilding import (
    IS_BASE,
    IS_LAST,
    IS_WANTED,
    IS_WHOLE,
    Portion,
    applied,
    around_changes,
    inflated,
    rebuilt,
)


def size(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def copy(offset: int, length: int) -> bytes:
    numbers = offset.to_bytes(4, "little") + (0 if length == 0x10000 else length).to_bytes(3, "little")
    op = 0x80 | sum(1 << bit for bit, number in enumerate(numbers) if number)
    return bytes([op, *(number for number in numbers if number)])


def insert(content: bytes) -> bytes:
    return bytes([len(content)]) + content


def delta(base: bytes, result: bytes, *ops: bytes) -> bytes:
    return size(len(base)) + size(len(result)) + b"".join(ops)


BASE = bytes(range(256)) * 300

PIECES = st.lists(
    st.one_of(
        st.tuples(st.integers(0, len(BASE) - 1), st.integers(1, 0x10000)),
        st.binary(min_size=1, max_size=30),
    ),
    min_size=1,
    max_size=8,
)


def made_of(pieces) -> tuple[bytes, bytes]:
    """What is made of copies from the base and of new bytes, and the delta that makes it."""
    ops, result = [], b""
    for piece in pieces:
        if isinstance(piece, bytes):
            ops.append(insert(piece))
            result += piece
        else:
            offset, length = piece[0], min(piece[1], len(BASE) - piece[0])
            ops.append(copy(offset, length))
            result += BASE[offset : offset + length]
    return result, delta(BASE, result, *ops)


@given(PIECES)
def test_a_delta_makes_of_its_base_what_it_says(pieces):
    result, changes = made_of(pieces)

    assert applied(BASE, changes) == result


@given(PIECES, st.integers(1, 300), st.data())
def test_every_piece_that_is_not_in_the_base_stands_around_the_changes(pieces, reach, data):
    result, changes = made_of(pieces)
    start = data.draw(st.integers(0, len(result) - 1))
    piece = result[start : start + reach]

    assert piece in BASE or piece in around_changes(result, changes, reach)


def test_what_was_only_copied_is_left_out():
    result, changes = made_of([(0, 5000), b"new", (5000, 60_000)])

    assert around_changes(result, changes, 10) == (
        BASE[:10] + b"\n" + BASE[4990:5000] + b"new" + BASE[5000:5010] + b"\n" + BASE[64_990:65_000]
    )


def test_deltas_that_do_not_fit_make_nothing():
    for wrong in (
        b"",
        size(len(BASE)),
        size(5) + size(3) + copy(0, 3),  # of another base
        size(len(BASE)) + size(4) + copy(0, 3),  # of another result
        size(len(BASE)) + size(3) + copy(len(BASE), 3),  # beyond the base
        size(len(BASE)) + size(3) + b"\0abc",  # an operation that is none
        size(len(BASE)) + size(3) + b"\x09abc",  # cut off
        size(len(BASE)) + b"\xff" * 9,  # a size without end
    ):
        assert applied(BASE, wrong) is None


def test_a_delta_that_says_it_makes_terabytes_is_not_tried():
    assert applied(BASE, size(len(BASE)) + size(1 << 43) + copy(0, 0x10000) * 10) is None


def test_data_that_are_not_of_their_size_are_none():
    assert inflated(memoryview(zlib.compress(b"content")), 7) == b"content"
    assert inflated(memoryview(zlib.compress(b"content")), 6) is None
    assert inflated(memoryview(zlib.compress(b"content")), 8) is None
    assert inflated(memoryview(zlib.compress(b"content")[:-1]), 7) is None
    assert inflated(memoryview(b"nonsense"), 7) is None
    assert inflated(memoryview(b""), 0) is None
    assert inflated(memoryview(zlib.compress(b"")), 0) == b""


def test_what_inflates_to_more_than_it_says_is_not_inflated():
    bomb = zlib.compress(bytes(1 << 26), 9)

    assert inflated(memoryview(bomb), 10) is None
    assert inflated(memoryview(bomb), 1 << 26) is None


def portion(*steps: tuple[bytes, int, int]) -> tuple[memoryview, Portion]:
    """Steps of zlib data, a size and flags."""
    pack, starts, ends, sizes = b"", b"", b"", b""
    for content, length, _ in steps:
        starts += len(pack).to_bytes(8, "little")
        pack += content
        ends += len(pack).to_bytes(8, "little")
        sizes += length.to_bytes(8, "little")
    return memoryview(pack), Portion("", b"", b"", starts, ends, sizes, bytes(flags for _, _, flags in steps))


def step(content: bytes, flags: int) -> tuple[bytes, int, int]:
    return zlib.compress(content), len(content), flags


def test_a_family_is_rebuilt_each_from_its_base():
    first = made_of([(0, 5), b"-"])
    second = size(6) + size(9) + copy(0, 6) + insert(b"end")
    last = made_of([(10, 5)])

    objects = list(
        rebuilt(
            *portion(
                step(BASE, IS_WHOLE | IS_BASE | IS_WANTED),
                step(first[1], IS_BASE | IS_WANTED),
                step(second, IS_LAST | IS_WANTED),
                step(last[1], IS_LAST | IS_WANTED),
            )
        )
    )

    assert objects == [
        (0, BASE, -1, b""),
        (1, first[0], 0, first[1]),
        (2, first[0] + b"end", 1, second),
        (3, last[0], 0, last[1]),
    ]


def test_what_is_based_on_something_damaged_does_not_rebuild_and_the_next_family_does():
    _, changes = made_of([(0, 5)])

    objects = list(
        rebuilt(
            *portion(
                (b"damaged", 9, IS_WHOLE | IS_BASE | IS_WANTED),
                step(changes, IS_LAST | IS_WANTED),
                step(b"next", IS_WHOLE | IS_WANTED),
            )
        )
    )

    assert [(number, data) for number, data, _, _ in objects] == [(0, None), (1, None), (2, b"next")]


def test_objects_that_are_not_wanted_are_only_bases():
    result, changes = made_of([(0, 5)])

    assert list(rebuilt(*portion(step(BASE, IS_WHOLE | IS_BASE), step(changes, IS_LAST | IS_WANTED)))) == [
        (1, result, -1, changes)
    ]


def test_bases_over_what_may_be_held_are_let_go(monkeypatch):
    monkeypatch.setattr(rebuilding, "_MOST_HELD", len(BASE) - 1)
    _, changes = made_of([(0, 5)])

    objects = list(rebuilt(*portion(step(BASE, IS_WHOLE | IS_BASE | IS_WANTED), step(changes, IS_LAST | IS_WANTED))))

    assert [data for _, data, _, _ in objects] == [BASE, None]
