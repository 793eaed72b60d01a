from datetime import UTC, date, datetime

import pytest

from rootward.trail.sources.layout import Place
from rootward.trail.sources.wanted import Wanted

SINCE, UNTIL = datetime(2026, 11, 1, 6, tzinfo=UTC), datetime(2026, 11, 3, 6, tzinfo=UTC)
DAYS = Wanted(since=SINCE, until=UNTIL)


@pytest.mark.parametrize(
    ("day", "may"),
    [
        (date(2026, 10, 31), False),
        (date(2026, 11, 1), True),
        (date(2026, 11, 3), True),
        (date(2026, 11, 4), True),
        (date(2026, 11, 5), False),
        (None, True),
    ],
)
def test_files_of_the_days_asked_for_may_hold_something_and_those_of_the_day_after_deliveries_are_late(day, may):
    assert DAYS.may_hold(Place(kind="log", account="1" * 12, region="us-east-1", day=day)) is may


def test_an_end_of_the_calendar_is_an_end():
    far = Wanted(until=datetime.max.replace(tzinfo=UTC))
    assert far.may_hold(Place(kind="log", day=date(2199, 12, 31)))
    assert not Wanted(until=datetime.min.replace(tzinfo=UTC)).may_hold(Place(kind="log", day=date(2026, 11, 1)))


def test_a_name_that_tells_nothing_excludes_nothing():
    assert Wanted(accounts=frozenset({"1" * 12}), regions=frozenset({"eu-west-1"})).may_hold(Place())


def test_files_of_other_accounts_and_regions_hold_nothing():
    wanted = Wanted(accounts=frozenset({"1" * 12}), regions=frozenset({"eu-west-1"}))

    assert wanted.may_hold(Place(kind="log", account="1" * 12, region="eu-west-1"))
    assert not wanted.may_hold(Place(kind="log", account="2" * 12, region="eu-west-1"))
    assert not wanted.may_hold(Place(kind="log", account="1" * 12, region="us-east-1"))


@pytest.mark.parametrize("kind", ["digest", "insight"])
def test_digests_and_insights_hold_no_calls(kind):
    assert not Wanted().may_hold(Place(kind=kind))


def test_the_end_is_the_first_moment_that_is_not_asked_for():
    def taken(time: datetime) -> bool:
        return DAYS.takes(account="1" * 12, region="us-east-1", time=time)

    assert [taken(SINCE), taken(UNTIL.replace(hour=5)), taken(UNTIL)] == [True, True, False]


def test_events_of_other_accounts_and_regions_are_not_taken():
    wanted = Wanted(accounts=frozenset({"1" * 12}), regions=frozenset({"eu-west-1"}))

    assert wanted.takes(account="1" * 12, region="eu-west-1", time=SINCE)
    assert not wanted.takes(account="2" * 12, region="eu-west-1", time=SINCE)
    assert not wanted.takes(account="1" * 12, region="us-east-1", time=SINCE)


def test_the_days_that_are_asked_for_are_those_of_the_first_and_the_last_moment():
    assert DAYS.days == (date(2026, 11, 1), date(2026, 11, 3))
    assert Wanted(until=datetime(2026, 11, 3, tzinfo=UTC)).days == (None, date(2026, 11, 2))
    assert Wanted(since=datetime(2026, 11, 3, tzinfo=UTC)).days == (date(2026, 11, 3), None)
    assert Wanted(since=datetime.min.replace(tzinfo=UTC)).days == (date(2000, 1, 1), None)
