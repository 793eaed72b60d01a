"""A span of time, as it is typed and as it is told."""

from __future__ import annotations

from datetime import timedelta

import click
import pytest

from rootward.cli.duration import Duration, shown


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("1h", timedelta(hours=1)),
        ("90m", timedelta(minutes=90)),
        ("1h30m", timedelta(minutes=90)),
        ("3600s", timedelta(hours=1)),
        ("0H1M5s", timedelta(seconds=65)),
        (" 36h ", timedelta(hours=36)),
    ],
)
def test_hours_minutes_and_seconds_are_read(text, span):
    assert Duration().convert(text, None, None) == span


@pytest.mark.parametrize("text", ["", " ", "1", "3600", "h", "-1h", "1.5h", "1d", "30m1h", "1h 30m", "٣h", "9999999h"])
def test_anything_else_is_refused_a_number_without_a_letter_too(text):
    with pytest.raises(click.BadParameter, match="no span of time"):
        Duration().convert(text, None, None)


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(), "0 min"),
        (timedelta(seconds=59), "0 min"),
        (timedelta(minutes=44, seconds=59), "44 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=35, minutes=59), "35 h 59 min"),
    ],
)
def test_it_is_told_in_hours_and_minutes(span, text):
    assert shown(span) == text
