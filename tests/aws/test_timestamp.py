from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rootward.aws.timestamp import read_timestamp


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00.000Z",
        "2026-01-31T12:00:00+00:00",
        "2026-01-31T13:00:00+01:00",
        "2026-01-31T12:00:00",
        "Sat, 31 Jan 2026 12:00:00 GMT",
        1769860800,
        1769860800.0,
        "1769860800",
    ],
)
def test_every_form_of_a_date_is_the_same_moment_in_utc(text):
    moment = read_timestamp(text)

    assert moment == datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert moment.tzinfo is UTC


def test_what_is_no_date_is_an_error():
    with pytest.raises(ValueError, match="yesterday"):
        read_timestamp("yesterday")


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", 1e18])
def test_what_lies_out_of_all_years_is_no_date(text):
    with pytest.raises(ValueError, match=r"is no date|out of range"):
        read_timestamp(text)
