from datetime import date

from rootward.model.root_event import Gap
from rootward.trail.sources.gaps import gaps, gaps_in

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


def day(number: int) -> date:
    return date(2026, 11, number)


def test_of_days_that_are_not_asked_for_none_is_missing():
    days = november(ACME, "us-east-1", 1, 5, 9)

    assert gaps(days, day(3), day(7)) == (gap(ACME, "all regions", 3, 4), gap(ACME, "all regions", 6, 7))
    assert gaps(days, day(5), day(5)) == ()
    assert gaps(days, day(5)) == (gap(ACME, "all regions", 6, 8),)
    assert gaps(days, None, day(5)) == (gap(ACME, "all regions", 2, 4),)


def test_of_a_busy_region_neither():
    days = november(ACME, "us-east-1", *range(1, 11)) + november(ACME, "eu-west-1", *range(1, 6), *range(7, 11))

    assert gaps(days, day(1), day(5)) == gaps_in(days, [ACME], day(1), day(5)) == ()
    assert gaps(days, day(6)) == gaps_in(days, [ACME], day(6), None) == (gap(ACME, "eu-west-1", 6, 6),)


def test_from_the_first_day_that_is_asked_for_to_the_last_each_without_a_file_is_missing():
    days = november(ACME, "us-east-1", 4, 5)

    assert gaps_in(days, [ACME], day(3), day(7)) == (gap(ACME, "all regions", 3, 3), gap(ACME, "all regions", 6, 7))
    assert gaps_in(days, [ACME], day(3), None) == (gap(ACME, "all regions", 3, 3),)
    assert gaps_in(days, [ACME], None, day(7)) == (gap(ACME, "all regions", 6, 7),)
    assert gaps_in(days, [ACME], None, None) == ()
    assert gaps_in(days, [ACME], day(7), day(6)) == ()


def test_where_there_is_no_file_of_the_days_that_are_asked_for_all_are_missing():
    assert gaps_in(november(ACME, "us-east-1", 8), [ACME], day(7), day(7)) == (gap(ACME, "all regions", 7, 7),)
    assert gaps_in([], [OTHER], day(6), day(7)) == (gap(OTHER, "all regions", 6, 7),)
