"""When something happened, however it is written."""

from datetime import UTC, datetime

import pytest

from rootward.trail.moment import clamped, moment_of

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "told", ["2026-05-04T12:00:00Z", "2026-05-04T12:00:00", "2026-05-04T14:00:00+02:00", 1777896000, 1777896000.0]
)
def test_each_form_is_read_in_utc(told):
    moment = moment_of(told)
    assert moment == NOON
    assert moment is not None
    assert moment.tzinfo is UTC


def test_two_centuries_are_read_in_utc():
    assert moment_of("1999-12-31T22:00:00-02:00") == datetime(2000, 1, 1, tzinfo=UTC)
    assert moment_of("2199-12-31T23:59:59Z") == datetime(2199, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "told",
    [
        "0001-01-01T00:00:00Z",
        "1999-12-31T23:59:59Z",
        "2000-01-01T00:00:00+01:00",
        "2200-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        0,
        253402300799,
    ],
)
def test_no_other_is_so_that_no_span_leads_out_of_the_calendar(told):
    assert moment_of(told) is None


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        (datetime.min.replace(tzinfo=UTC), datetime(2000, 1, 1, tzinfo=UTC)),
        (NOON, NOON),
        (datetime.max.replace(tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)),
    ],
)
def test_an_end_beyond_what_is_read_is_as_good_as_the_nearest(moment, end):
    assert clamped(moment) == end


@pytest.mark.parametrize(
    "told",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-06-30T23:59:60Z",
        "yesterday",
        "",
        None,
        True,
        [],
        1e300,
        float("nan"),
    ],
)
def test_what_is_no_moment_of_utc_is_none(told):
    assert moment_of(told) is None
