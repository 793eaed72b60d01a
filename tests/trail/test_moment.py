"""When something happened, however it is written."""

from datetime import UTC, datetime

import pytest

from rootward.trail.moment import moment_of

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "told", ["2026-05-04T12:00:00Z", "2026-05-04T12:00:00", "2026-05-04T14:00:00+02:00", 1777896000, 1777896000.0]
)
def test_each_form_is_read_in_utc(told):
    moment = moment_of(told)
    assert moment == NOON
    assert moment is not None
    assert moment.tzinfo is UTC


def test_the_first_and_the_last_moment_are_moments():
    assert moment_of("0001-01-01T00:00:00Z") == datetime(1, 1, 1, tzinfo=UTC)
    assert moment_of("9999-12-31T23:59:59Z") == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


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
