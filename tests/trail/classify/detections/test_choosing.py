"""Windows slide: they begin at any record."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from rootward.trail.classify.detections.choosing import burst
from rootward.trail.record import Identity, Record
from tests.trail.classify.detections.events import at

_QUARTER = timedelta(minutes=15)


def records(minutes: list[int], name: str = "x") -> list[Record]:
    return [
        Record(event_id=f"{name}{number}", time=at(minute), name=name, identity=Identity(name=f"u{number}"))
        for number, minute in enumerate(minutes)
    ]


def chosen(minutes: list[int], least: int = 3) -> list[int]:
    choose = burst(lambda _record: True, least=least, within=_QUARTER, of=lambda record: record.name)
    found = {record.event_id for record in choose(records(minutes))}
    return [minute for record, minute in zip(records(minutes), minutes, strict=True) if record.event_id in found]


def test_a_window_holds_both_its_ends():
    assert chosen([0, 7, 15]) == [0, 7, 15]
    assert chosen([0, 7, 16]) == []


def test_a_window_does_not_sit_on_a_grid():
    assert chosen([14, 15, 29]) == [14, 15, 29]
    assert chosen([29, 30, 31]) == [29, 30, 31]


def test_windows_that_touch_are_one_and_what_lies_alone_is_left_out():
    assert chosen([0, 40, 50, 55, 64, 90, 120, 121, 122]) == [40, 50, 55, 64, 120, 121, 122]


def test_no_record_is_chosen_twice():
    choose = burst(lambda _record: True, least=2, within=_QUARTER, of=lambda record: record.name)
    found = list(choose(records([0, 1, 2, 3, 4])))
    assert len(found) == 5


def test_groups_do_not_help_each_other():
    choose = burst(lambda _record: True, least=3, within=_QUARTER, of=lambda record: record.name)
    assert list(choose([*records([0, 1], "x"), *records([0, 1], "y")])) == []


def test_different_values_are_counted_where_that_is_asked():
    choose = burst(
        lambda _record: True, least=3, within=_QUARTER, of=lambda record: record.name,
        different=lambda record: record.time.minute % 2,
    )  # fmt: skip
    assert list(choose(records([0, 1, 2, 3, 4, 5]))) == []


@given(st.lists(st.integers(0, 200), max_size=40).map(sorted), st.integers(1, 5))
def test_just_those_are_chosen_that_lie_in_a_full_window(minutes, least):
    full = [start for start in minutes if sum(start <= other <= start + 15 for other in minutes) >= least]
    assert chosen(minutes, least) == [m for m in minutes if any(start <= m <= start + 15 for start in full)]
