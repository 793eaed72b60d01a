"""Archives that nobody wrote with good intent: an end, bounded memory, and something said."""

from __future__ import annotations

import io
import lzma
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rootward.leaks.files.archives.bounds import Bounds, Budget, DamagedError, TooMuchError
from rootward.leaks.files.archives.contents import contents
from rootward.leaks.files.archives.stream import Held, Patient, flowing
from rootward.model.scan import Unread
from tests.leaks.files.archives.packing import PACKINGS, saved_image, streamed_zip, tar, zipped
from tests.leaks.files.scanned import Scanned, leak

SMALL = Bounds(free=1 << 20, ratio=20, members=1000)
FILES = {"a.ini": leak(), "b/c.txt": b"text\n" * 500, "d.zip": zipped({"e": leak(1)})}
SEEDS = [
    tar(FILES),
    zipped(FILES),
    streamed_zip(FILES),
    tar(saved_image(tar({"x": leak()}))),
    *(pack(tar(FILES)) for pack in PACKINGS.values()),
]


def read(data, *, anywhere, bounds=SMALL):
    """Everything that is said of the data, and how much was read."""
    budget = Budget(bounds, len(data))
    place = Held(data)
    stream = flowing(place)
    size = 0
    said = []
    try:
        for part in contents("x", stream, place if anywhere else None, budget):
            if isinstance(part, Unread):
                said.append(part.reason)
                continue
            patient = Patient(part.stream)
            while more := patient.read(1 << 16):
                assert len(more) <= 1 << 16
                size += len(more)
            if isinstance(patient.error, TooMuchError):
                raise patient.error
            if patient.error is not None:
                said.append(str(patient.error))
    except TooMuchError as error:
        said.append(str(error))
    return size, said


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_bytes_that_were_changed_are_read_to_an_end(data):
    seed = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _ in range(data.draw(st.integers(0, 8))):
        at = data.draw(st.integers(0, len(seed) - 1))
        seed[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(seed)))
    changed = bytes(seed[:cut]) if data.draw(st.booleans()) else bytes(seed)
    size, said = read(changed, anywhere=data.draw(st.booleans()))
    assert size <= SMALL.free + SMALL.ratio * len(changed) + (1 << 20)
    assert all(isinstance(reason, str) and reason for reason in said)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([b"PK\3\4", b"PK\5\6", b"\x1f\x8b\x08", b"BZh91AY&SY", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd"]),
    st.binary(max_size=600),
    st.booleans(),
)
def test_any_bytes_behind_a_known_beginning_are_read_to_an_end(head, rest, anywhere):
    read(head + rest, anywhere=anywhere)


@pytest.mark.parametrize("size", [1, 100, 1000, 10_000])
@pytest.mark.parametrize("packing", PACKINGS)
def test_unpacking_gives_what_was_packed_however_much_is_asked_for(packing, size):
    data = bytes(range(256)) * 20 + bytes(30_000) + b"end"
    stream = flowing(Held(PACKINGS[packing](data)))
    (part,) = contents("x", stream, None, Budget(Bounds(), 0))
    assert not isinstance(part, Unread)
    found = []
    while more := part.stream.some(size):
        assert len(more) <= size
        found.append(more)
    assert b"".join(found) == data


@pytest.mark.parametrize("packing", PACKINGS)
def test_what_unpacks_to_a_lot_takes_little_memory(packing):
    bomb = PACKINGS[packing](bytes(64 << 20))
    tracemalloc.start()
    try:
        size, said = read(bomb, anywhere=True, bounds=Bounds(free=40 << 20, ratio=1))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert said == ["it unpacks to more than 1 times its size"]
    assert size <= 41 << 20
    assert most < 24 << 20


def test_a_table_of_contents_of_any_length_takes_little_memory():
    data = zipped({"a": b""})
    start, end = data.find(b"PK\1\2"), data.find(b"PK\5\6")
    entry, last = data[start:end], bytearray(data[end:])
    many = 6_000
    last[12:16] = (len(entry) * many).to_bytes(4, "little")
    data = data[:start] + entry * many + bytes(last)
    tracemalloc.start()
    try:
        read(data, anywhere=True, bounds=Bounds(members=many))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 2 << 20


def test_what_is_said_of_a_member_before_it_is_not_believed_at_any_length(tree):
    header = bytearray(tar({"././@LongLink": b""})[:512])
    header[156:157] = b"L"
    header[124:136] = b"%011o\0" % (3 << 20)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    tree({"a.tar": bytes(header) + b"n" * (3 << 20) + tar({"short": leak()})})
    scanned = Scanned("a.tar")
    assert scanned.found == ["a.tar!/short"]
    assert scanned.unread == {}


def test_a_line_of_many_megabytes_is_read(tree):
    line = b"x" * (9 << 20) + b" " + leak().splitlines()[1] + b" " + b"y" * (3 << 20)
    tree({"a.txt": line, "a.tar": tar({"line": line})})
    scanned = Scanned("a.txt", "a.tar")
    assert [(path, sight.line) for path, sight in scanned.sights] == [("a.txt", 1), ("a.tar!/line", 1)]
    assert scanned.sights[0][1].column == (9 << 20) + 2 + len("aws_access_key_id = ")


def test_a_window_that_the_gate_refuses_is_not_looked_at(tree, monkeypatch):
    looked = []

    def noted(data, _rules):
        looked.append(len(data))
        return ()

    monkeypatch.setattr("rootward.leaks.look.detect", noted)
    tree({"a.txt": b"nothing to see here\n" * (3 << 20)})
    assert Scanned("a.txt").found == []
    assert looked == []


def test_reading_stops_where_the_disk_does():
    def failing(_size):
        raise OSError(5, "Input/output error")

    scanned = Scanned("-", read_input=failing)
    assert scanned.unread == {"-": "input/output error"}
    scanned = Scanned("-", read_input=io.BytesIO(tar(FILES)[:800]).read)
    assert scanned.unread


def test_an_error_is_met_again_by_whoever_asks_again():
    (part,) = contents("x", flowing(Held(PACKINGS["gz"](leak() * 50)[:-20])), None, Budget(Bounds(), 0))
    assert not isinstance(part, Unread)
    for _ in range(2):
        with pytest.raises(DamagedError):
            part.stream.exactly(1 << 20)


def with_dictionary(data, size):
    """xz with a dictionary of that size."""
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": size}]
    return lzma.compress(data, format=lzma.FORMAT_XZ, filters=filters)


def test_an_unpacker_that_would_take_too_much_memory_is_not_started():
    _, said = read(with_dictionary(b"x", 600 << 20), anywhere=False)
    assert said == ["unpacking it needs too much memory"]


def test_unpackers_in_one_another_share_the_memory():
    strongest = with_dictionary(leak(), 64 << 20)
    assert read(strongest, anywhere=False) == (len(leak()), [])
    twice = with_dictionary(with_dictionary(strongest, 64 << 20), 64 << 20)
    assert read(twice, anywhere=False) == (len(leak()), [])
    _, said = read(with_dictionary(with_dictionary(twice, 1 << 20), 1 << 20), anywhere=False)
    assert said == ["unpacking it needs too much memory"]
