import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.leaks.git.families import order
from rootward.leaks.git.pack import LOST_BASE, NO_BASE, SEARCHED, parse_entries
from rootward.leaks.git.pack_index import DamagedPackError, PackIndex, parse_index
from rootward.leaks.git.rebuilding import IS_BASE, IS_LAST, IS_WHOLE

COMMIT, TREE, BLOB, OFFSET_DELTA, NAME_DELTA = 1, 2, 3, 6, 7


def oid(number: int) -> bytes:
    return number.to_bytes(20, "big")


def header(kind: int, size: int) -> bytes:
    out, size = bytearray([kind << 4 | size & 15]), size >> 4
    while size:
        out[-1] |= 0x80
        out.append(size & 0x7F)
        size >>= 7
    return bytes(out)


def back(distance: int) -> bytes:
    out = [distance & 0x7F]
    while distance := distance >> 7:
        distance -= 1
        out.insert(0, distance & 0x7F | 0x80)
    return bytes(out)


def pack_of(*entries: bytes) -> tuple[memoryview, PackIndex]:
    """A pack of those entries, and the index that names them 0, 1, 2 …"""
    content, offsets = b"PACK\0\0\0\2" + struct.pack(">I", len(entries)), []
    for entry in entries:
        offsets.append(len(content))
        content += entry
    names = b"".join(map(oid, range(len(entries))))
    return memoryview(content + bytes(20)), PackIndex(
        np.frombuffer(names, np.uint8).reshape(-1, 20), np.array(offsets, np.int64)
    )


def order_of(*entries: bytes):
    pack, index = pack_of(*entries)
    return order(parse_entries(pack, index), np.ones(len(entries), np.bool_), SEARCHED)


def test_kinds_sizes_and_bases_are_read_from_the_headers():
    first = header(BLOB, 5) + b"12345678"
    second = header(OFFSET_DELTA, 70_000) + back(len(first)) + b"xx"
    third = header(NAME_DELTA, 3) + oid(0) + b"yyy"
    pack, index = pack_of(first, second, third)

    entries = parse_entries(pack, index)

    assert entries.kinds.tolist() == [BLOB, OFFSET_DELTA, NAME_DELTA]
    assert entries.sizes.tolist() == [5, 70_000, 3]
    assert entries.bases.tolist() == [NO_BASE, 0, 0]
    assert [bytes(pack[start:end]) for start, end in zip(entries.starts, entries.ends, strict=True)] == [
        b"12345678",
        b"xx",
        b"yyy",
    ]
    assert not entries.damaged.any()


@given(st.integers(0, 2**59))
def test_sizes_of_any_length_are_read(size):
    pack, index = pack_of(header(BLOB, size) + b"data")

    assert parse_entries(pack, index).sizes.tolist() == [size]


@given(st.integers(1, 2_000_000))
def test_distances_of_any_length_are_read(distance):
    filler = header(BLOB, 1) + b"x" * (distance - 1)
    pack, index = pack_of(filler, header(OFFSET_DELTA, 1) + back(distance) + b"data")

    assert parse_entries(pack, index).bases.tolist() == [NO_BASE, 0]


def test_a_base_that_is_no_entry_is_lost():
    entries = parse_entries(
        *pack_of(
            header(OFFSET_DELTA, 1) + back(5) + b"x",
            header(OFFSET_DELTA, 1) + back(1) + b"x",
            header(NAME_DELTA, 1) + oid(77) + b"x",
        )
    )

    assert entries.bases.tolist() == [LOST_BASE, LOST_BASE, LOST_BASE]


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(header(0, 1) + b"x", id="no kind"),
        pytest.param(header(5, 1) + b"x", id="a kind that is not given"),
        pytest.param(b"\xb1" + b"\xff" * 12 + b"x", id="a size without end"),
        pytest.param(header(BLOB, 1), id="nothing behind the header"),
        pytest.param(header(OFFSET_DELTA, 1) + b"\xff" * 12 + b"x", id="a distance without end"),
    ],
)
def test_a_header_that_makes_no_sense_is_damaged_and_left(entry):
    pack, index = pack_of(entry, header(BLOB, 1) + b"x")

    assert parse_entries(pack, index).damaged.tolist() == [True, False]
    ordered = order_of(entry, header(BLOB, 1) + b"x")
    assert (ordered.left.tolist(), ordered.steps.entries.tolist()) == ([0], [1])


@pytest.mark.parametrize(
    "pack", [b"", b"PACK", b"JUNK\0\0\0\2\0\0\0\1" + bytes(60), b"PACK\0\0\0\x09\0\0\0\1" + bytes(60)]
)
def test_what_is_no_pack_is_refused(pack):
    _, index = pack_of(header(BLOB, 1) + b"x")

    with pytest.raises(DamagedPackError):
        parse_entries(memoryview(pack), index)


@pytest.mark.parametrize("offset", [-1, 0, 11, 10_000, 2**62])
def test_an_entry_outside_of_the_pack_is_refused(offset):
    pack, index = pack_of(header(BLOB, 1) + b"x")

    with pytest.raises(DamagedPackError, match="shorter"):
        parse_entries(pack, PackIndex(index.oids, np.array([offset], np.int64)))


def test_the_heaviest_delta_of_a_base_comes_last():
    blob = header(BLOB, 9) + b"012345678"
    delta = lambda base: header(NAME_DELTA, 1) + oid(base) + b"x"  # noqa: E731

    steps = order_of(blob, delta(0), delta(1), delta(2), delta(0)).steps

    assert steps.entries.tolist() == [0, 4, 1, 2, 3]
    assert [bool(flags & IS_LAST) for flags in steps.flags.tolist()] == [False, False, True, True, True]
    assert [bool(flags & IS_BASE) for flags in steps.flags.tolist()] == [True, False, True, True, False]
    assert [bool(flags & IS_WHOLE) for flags in steps.flags.tolist()] == [True, False, False, False, False]
    assert steps.families.tolist() == [0, 5]


def test_trees_and_what_is_based_on_them_are_left_out():
    steps = order_of(header(TREE, 1) + b"x", header(NAME_DELTA, 1) + oid(0) + b"x", header(COMMIT, 1) + b"x").steps

    assert (steps.entries.tolist(), steps.kinds.tolist()) == ([2], [COMMIT])


def test_deltas_that_are_based_on_each_other_are_left():
    ordered = order_of(
        header(NAME_DELTA, 1) + oid(1) + b"x",
        header(NAME_DELTA, 1) + oid(0) + b"x",
        header(NAME_DELTA, 1) + oid(2) + b"x",
        header(NAME_DELTA, 1) + oid(2) + b"x",
        header(BLOB, 1) + b"x",
    )

    assert ordered.left.tolist() == [0, 1, 2, 3]
    assert ordered.steps.entries.tolist() == [4]


def test_a_family_in_which_nothing_is_wanted_is_left_out():
    pack, index = pack_of(header(BLOB, 1) + b"x", header(NAME_DELTA, 1) + oid(0) + b"x", header(BLOB, 1) + b"x")

    steps = order(parse_entries(pack, index), np.array([False, True, False]), SEARCHED).steps

    assert (steps.entries.tolist(), steps.is_wanted.tolist()) == ([0, 1], [False, True])


@given(st.lists(st.integers(0, 30), min_size=1, max_size=30), st.data())
def test_every_base_comes_before_what_is_based_on_it_and_the_last_of_its_deltas_is_marked(choices, data):
    bases = [data.draw(st.integers(0, number)) if number else 0 for number, _ in enumerate(choices)]
    entries = [
        header(BLOB, 1) + b"x" if base == number else header(NAME_DELTA, 1) + oid(base) + b"x"
        for number, base in enumerate(bases)
    ]

    steps = order_of(*entries).steps

    assert sorted(steps.entries.tolist()) == list(range(len(entries)))
    held: list[int] = []
    for entry, flags in zip(steps.entries.tolist(), steps.flags.tolist(), strict=True):
        if not flags & IS_WHOLE:
            assert held[-1] == bases[entry]
            if flags & IS_LAST:
                held.pop()
        if flags & IS_BASE:
            held.append(entry)
    assert held == []


def index_of_version_2(offsets, large=()) -> bytes:
    count = len(offsets)
    return (
        b"\xfftOc\0\0\0\2"
        + struct.pack(">256I", *[count] * 256)
        + b"".join(oid(number) for number in range(count))
        + bytes(4 * count)
        + struct.pack(f">{count}I", *offsets)
        + struct.pack(f">{len(large)}Q", *large)
        + bytes(40)
    )


def test_an_index_of_version_2_with_offsets_over_two_gigabytes():
    index = parse_index(index_of_version_2([12, 0x8000_0001, 0x8000_0000], [5 << 30, 6 << 30]), 20)

    assert index.offsets.tolist() == [12, 6 << 30, 5 << 30]
    assert [bytes(row) for row in index.oids] == [oid(0), oid(1), oid(2)]


def test_an_index_of_version_1():
    raw = struct.pack(">256I", *[2] * 256) + struct.pack(">I", 12) + oid(0) + struct.pack(">I", 99) + oid(1) + bytes(40)

    index = parse_index(raw, 20)

    assert index.offsets.tolist() == [12, 99]
    assert [bytes(row) for row in index.oids] == [oid(0), oid(1)]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xfftOc",
        b"\xfftOc\0\0\0\3" + bytes(2000),
        index_of_version_2([12, 13])[:-1],
        index_of_version_2([0x8000_0005]),
        b"\xfftOc\0\0\0\2" + b"\xff" * 1024 + bytes(2000),
        struct.pack(">256I", *[2] * 256) + bytes(50),
    ],
)
def test_an_index_that_is_cut_off_or_none_is_refused(raw):
    with pytest.raises(DamagedPackError):
        parse_index(raw, 20)
