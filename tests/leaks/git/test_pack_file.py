"""Parts of a file that is as large as it likes, read and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rootward.leaks.git import pack_plan
from rootward.leaks.git.pack_file import read_portion
from rootward.leaks.git.pack_plan import portion
from rootward.leaks.git.rebuilding import Portion

CONTENT = bytes(number % 251 for number in range(200_000))


@pytest.fixture
def pack(tmp_path: Path) -> str:
    path = tmp_path / "a.pack"
    path.write_bytes(CONTENT)
    return str(path)


def made(pack: str, *parts: tuple[int, int], size: int = 1000) -> Portion:
    starts, ends = (np.array([part[side] for part in parts], np.int64) for side in (0, 1))
    return portion(pack, starts, ends, np.full(len(parts), size, np.int64), bytes(len(parts)))


def parts_of(pack: str, *parts: tuple[int, int], size: int = 1000) -> list[bytes]:
    one = made(pack, *parts, size=size)
    data = read_portion(one)
    places = zip(memoryview(one.starts).cast("q"), memoryview(one.ends).cast("q"), strict=True)
    return [bytes(data[start:end]) for start, end in places]


def test_parts_are_read_in_whatever_order_they_are_asked_for(pack):
    parts = [(150_000, 150_100), (5, 10), (10, 20), (60_000, 60_001)]

    assert parts_of(pack, *parts) == [CONTENT[start:end] for start, end in parts]


def test_what_lies_between_parts_that_are_far_from_each_other_is_not_read(pack):
    assert len(read_portion(made(pack, (0, 10), (150_000, 150_010)))) == 20


def test_of_an_entry_no_more_is_read_than_its_data_can_have(pack, monkeypatch):
    monkeypatch.setattr(pack_plan, "_BEGINNING", 100)

    assert parts_of(pack, (0, 150_000), size=50) == [CONTENT[:200]]


def test_of_an_entry_that_is_too_large_its_beginning_is_read(pack, monkeypatch):
    monkeypatch.setattr(pack_plan, "_BEGINNING", 100)

    assert parts_of(pack, (7, 150_000), size=1 << 40) == [CONTENT[7:107]]


def test_what_is_cut_off_reads_as_zeros(pack):
    assert parts_of(pack, (199_990, 200_010), (0, 3)) == [CONTENT[-10:] + bytes(10), CONTENT[:3]]


def test_no_parts_need_no_bytes(pack):
    assert parts_of(pack) == []


@pytest.mark.parametrize("content", [None, b""])
def test_a_pack_that_is_not_there_or_is_empty_is_an_error(tmp_path, content):
    if content is not None:
        (tmp_path / "a.pack").write_bytes(content)
    with pytest.raises(OSError, match=r"No such file|empty"):
        read_portion(made(str(tmp_path / "a.pack"), (0, 1)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 190_000), st.integers(1, 9_000)), max_size=12))
def test_any_parts_come_as_they_stand(pack, parts):
    spans = [(start, start + length) for start, length in parts]

    assert parts_of(pack, *spans) == [CONTENT[start:end] for start, end in spans]
