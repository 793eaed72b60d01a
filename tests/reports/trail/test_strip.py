"""The strip of days: which column an event falls into, and how much a column holds."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from rootward.model.root_event import Gap
from rootward.reports.trail.strip import MOST_COLUMNS, strips
from tests.reports.trail.timelines import ACCOUNT, OTHER, at, by_key, event, long, required, sign_in, timeline, woken


def lane(strip, name):
    return {column: cell for column, cell in enumerate(dict(strip.lanes)[name]) if cell is not None}


def only(of):
    (strip,) = strips(of)
    return strip


def test_an_event_falls_into_the_column_of_its_day():
    strip = only(timeline(event(time=at(20)), covered=(at(1), at(27))))

    assert (strip.first, strip.days, strip.columns) == (date(2026, 11, 1), 1, 27)
    assert list(lane(strip, "changes")) == [19]


def test_each_kind_of_event_has_its_lane_and_a_change_by_a_key_two():
    strip = only(
        timeline(
            sign_in(1, time=at(2)), event(2, time=at(3)), by_key(3, time=at(4)), by_key(4, time=at(5), read_only=False),
            event(5, time=at(6), read_only=True), event(6, time=at(7), actor="service"),
        )
    )  # fmt: skip

    assert {name: list(lane(strip, name)) for name, _ in strip.lanes} == {
        "sign-ins": [1], "key use": [3, 4], "changes": [2, 4], "reads": [5], "for root": [6],
    }  # fmt: skip


def test_the_first_lanes_are_there_though_nothing_is_in_them():
    assert [name for name, _ in only(timeline()).lanes] == ["sign-ins", "key use", "changes"]


def test_a_cell_is_as_bad_as_its_worst_event():
    strip = only(timeline(required(1), event(2, verdict="unknown")))
    (cell,) = lane(strip, "changes").values()

    assert cell.worst == "doubtful"
    assert [cell.count(need) for need in ("needless", "doubtful", "needed")] == [0, 1, 1]


def test_days_without_a_log_are_marked_in_their_account_alone():
    first, second = strips(woken())

    assert [column for column, is_missing in enumerate(first.missing) if is_missing] == [13, 14, 15]
    assert (first.account, second.account) == (ACCOUNT, OTHER)
    assert not any(second.missing)


def test_many_days_share_columns():
    for days, width in ((100, 1), (300, 7), (900, 28), (5_000, 91)):
        strip = only(long(days))
        assert strip.days == width
        assert strip.columns <= MOST_COLUMNS
        assert strip.begins(0) <= (at(1)).date()
        assert strip.ends(strip.columns - 1) >= at(1).date()


def test_a_gap_across_columns_marks_each():
    gap = Gap(account=ACCOUNT, region="all regions", first=date(2026, 1, 5), last=date(2026, 1, 20))
    covered = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC))
    strip = only(timeline(covered=covered, gaps=(gap,)))

    assert strip.days == 7
    assert [column for column, is_missing in enumerate(strip.missing) if is_missing] == [0, 1, 2]


def test_without_any_day_there_is_no_strip():
    assert strips(timeline(covered=None)) == ()


def test_where_a_record_does_not_tell_its_name_says_whether_it_read():
    events = [
        event(number, name=name, read_only=None, time=at(number))
        for number, name in enumerate(
            ("ListBuckets", "GetObject", "DescribeTrails", "HeadBucket", "LookupEvents", "PutObject"), 2
        )
    ]
    strip = only(timeline(*events, event(9, name="GetObject", read_only=False, time=at(9))))

    assert list(lane(strip, "reads")) == [1, 2, 3, 4, 5]
    assert list(lane(strip, "changes")) == [6, 8]


@pytest.mark.parametrize("far", [datetime(9999, 12, 31, 23, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)])
def test_an_event_of_a_day_that_cannot_be_squeezes_no_other(far):
    odd = event(2, time=far)
    strip = only(timeline(event(time=at(20)), odd, covered=(min(far, at(1)), max(far, at(20)))))

    assert (strip.days, strip.ends(strip.columns - 1)) == (1, date(2026, 11, 20))
    assert strip.outside == (odd,)
    assert sum(cell is not None for _, cells in strip.lanes for cell in cells) == 1


def test_where_no_day_can_be_they_are_drawn_all_the_same_to_the_end_of_the_calendar():
    events = [event(time=datetime(year, 12, 31, 23, tzinfo=UTC)) for year in (9000, 9999)]
    strip = only(timeline(*events, covered=None))

    assert strip.days > 1
    assert strip.ends(strip.columns - 1) == date.max
    assert strip.outside == ()
