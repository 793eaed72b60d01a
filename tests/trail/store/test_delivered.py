"""On which days digests were delivered, as runs of days."""

from __future__ import annotations

from datetime import date, timedelta

from rootward.trail.store.delivered import days_of, runs

FIRST = date(2026, 5, 4)
PLACE = ("111122223333", "us-east-1")


def test_days_in_a_row_are_one_run_and_come_back():
    days = [(*PLACE, FIRST + timedelta(days=number)) for number in (0, 1, 2, 5)]
    told = runs(reversed(days))
    assert told == ((*PLACE, FIRST, date(2026, 5, 6)), (*PLACE, date(2026, 5, 9), date(2026, 5, 9)))
    assert list(days_of(told)) == days


def test_of_days_that_no_name_tells_none_comes_back():
    assert list(days_of([(*PLACE, date.min, date(1999, 12, 31)), (*PLACE, date(2200, 1, 1), date.max)])) == []
    assert list(days_of([(*PLACE, date.min, date(2000, 1, 1))])) == [(*PLACE, date(2000, 1, 1))]
    assert list(days_of([(*PLACE, date(2199, 12, 31), date.max)])) == [(*PLACE, date(2199, 12, 31))]
