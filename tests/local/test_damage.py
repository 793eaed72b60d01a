from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from rootward.local.damage import odd_dates, told
from tests.checks.facts import NOW


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Expected `int`, got `str` - at `$.steps[0].number`", "Expected `int`, got `str` - at `$.steps[0].number`"),
        ("Invalid value 'shell' - at `$.kind`", "Invalid value 'shell' - at `$.kind`"),
        (f"Invalid value '{'x' * 1000}' - at `$.kind`", f"Invalid value '{'x' * 24}...' - at `$.kind`"),
        (f"unknown field `{'y' * 1000}`", f"unknown field `{'y' * 24}...`"),
        (f"at `$.{'steps.' * 10}kind`", f"at `$.{'steps.' * 10}kind`"),
        ("Invalid value 'a\nb\x1b[31m\u202e'", "Invalid value 'a\ufffdb\ufffd[31m\ufffd'"),
    ],
)
def test_of_what_a_file_holds_only_a_short_excerpt_is_told(said, kept):
    assert told(ValueError(said)) == kept


def test_it_ends_somewhere():
    assert len(told(ValueError("word " * 1000))) == 203


def test_a_secret_is_no_part_of_it():
    key = "AKIA" + "Q7" * 8

    assert key not in told(ValueError(f"Invalid value '{key}'"))


class Noted(msgspec.Struct):
    at: datetime
    also: tuple[datetime, ...] = ()
    name: str = ""


def test_a_date_that_no_other_can_be_compared_with_is_named_with_its_place():
    naive = NOW.replace(tzinfo=None)
    first = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))

    assert list(odd_dates((Noted(NOW), Noted(NOW, (NOW, naive), "x"), Noted(first)), "$")) == [
        "a date without a zone - at `$[1].also[1]`",
        "a date out of all years - at `$[2].at`",
    ]
    assert list(odd_dates(Noted(datetime(1, 1, 1, tzinfo=UTC)), "$")) == []
