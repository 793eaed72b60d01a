from datetime import date

from rootward.model.root_event import Gap
from rootward.trail.sources.gaps import gaps

ACME, OTHER = "1" * 12, "2" * 12


def november(account: str, region: str, *days: int) -> list[tuple[str, str, date]]:
    return [(account, region, date(2026, 11, day)) for day in days]


def gap(account: str, region: str, first: int, last: int) -> Gap:
    return Gap(account=account, region=region, first=date(2026, 11, first), last=date(2026, 11, last))


def test_days_of_an_account_without_any_file_are_missing():
    days = november(ACME, "us-east-1", 1, 2, 5, 6) + november(ACME, "eu-west-1", 2, 6)

    assert gaps(days) == (gap(ACME, "all regions", 3, 4),)


def test_days_of_a_region_that_has_files_on_most_days_are_missing():
    days = november(ACME, "us-east-1", *range(1, 11)) + november(ACME, "eu-west-1", *range(1, 6), *range(7, 11))

    assert gaps(days) == (gap(ACME, "eu-west-1", 6, 6),)


def test_a_region_in_which_little_happens_misses_nothing():
    days = november(ACME, "us-east-1", *range(1, 11)) + november(ACME, "eu-west-1", 1, 5, 9)

    assert gaps(days) == ()


def test_each_account_is_by_itself():
    days = november(ACME, "us-east-1", 1, 2, 3) + november(OTHER, "us-east-1", 1, 3)

    assert gaps(days) == (gap(OTHER, "all regions", 2, 2),)


def test_before_the_first_and_after_the_last_day_nothing_is_missing():
    assert gaps(november(ACME, "us-east-1", 10)) == ()
    assert gaps([]) == ()
