"""A moment on the command line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click
import pytest

from rootward.cli.trail.moment import Moment
from rootward.trail.moment import FIRST, LAST


def said(text, *, end=False):
    return Moment(end=end).convert(text, None, None)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
        (" 20261101 ", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-01T20:33", datetime(2026, 11, 1, 20, 33, tzinfo=UTC)),
        ("2026-11-01T20:33Z", datetime(2026, 11, 1, 20, 33, tzinfo=UTC)),
        ("2026-11-01 20:33:07+02:00", datetime(2026, 11, 1, 18, 33, 7, tzinfo=UTC)),
    ],
)
def test_a_day_and_a_time_are_in_utc_unless_they_say_otherwise(text, moment):
    assert said(text) == moment


def test_a_day_ends_with_its_last_hour():
    assert said("2026-11-01", end=True) == datetime(2026, 11, 2, tzinfo=UTC)
    assert said("2026-11-01T20:33Z", end=True) == said("2026-11-01T20:33Z")


@pytest.mark.parametrize(
    ("text", "span"),
    [("30d", timedelta(30)), ("2W", timedelta(14)), ("36h", timedelta(1.5)), ("90m", timedelta(hours=1.5))],
)
def test_so_long_ago(text, span):
    assert abs(datetime.now(UTC) - span - said(text)) < timedelta(minutes=5)


@pytest.mark.parametrize(
    "text", ["", "30", "d", "yesterday", "2026-13-01", "2026-11-01T25:00", "999999w", "-1d", "1.5d"]
)
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(click.BadParameter, match="is no moment"):
        said(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("0001-01-01", FIRST),
        ("1999-12-31", FIRST),
        ("0001-01-01T00:00+14:00", FIRST),
        ("99999w", FIRST),
        ("2199-12-31", LAST),
        ("9999-12-31", LAST),
        ("9999-12-31T23:00Z", LAST),
        ("9999-12-31T23:59:59-14:00", LAST),
    ],
)
def test_what_lies_beyond_all_that_is_read_is_no_end(text, moment):
    assert said(text, end=True) == moment
    assert said(text) == (moment if text != "2199-12-31" else LAST - timedelta(days=1))


def test_a_moment_stays_one():
    moment = datetime(2026, 11, 1, tzinfo=UTC)

    assert said(moment) is moment
