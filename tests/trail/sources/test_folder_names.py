"""Which folders of a bucket are entered, and which files are got, by their names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rootward.trail.sources.folder_names import may_be_log, may_hold_below, span_below
from rootward.trail.sources.wanted import Wanted

MAY = Wanted(
    accounts=frozenset({"111122223333"}),
    regions=frozenset({"us-east-1"}),
    since=datetime(2026, 5, 4, 12, tzinfo=UTC),
    until=datetime(2026, 5, 6, tzinfo=UTC),
)
MINE = "AWSLogs/111122223333/CloudTrail/us-east-1/"


@pytest.mark.parametrize(
    "folder",
    [
        "",
        "logs/",
        "AWSLogs/",
        "AWSLogs/o-abcdefghij/",
        "o-abcdefghij/AWSLogs/o-abcdefghij/111122223333/CloudTrail/us-east-1/2026/05/04/",
        "AWSLogs/111122223333/",
        "AWSLogs/111122223333/CloudTrail/",
        MINE,
        f"{MINE}2026/",
        f"{MINE}2026/05/",
        f"{MINE}2026/05/04/",
        f"{MINE}2026/05/07/",  # it comes a day late
        f"{MINE}2026/13/",
        f"{MINE}odd/",
        "AWSLogs/copies/",
    ],
)
def test_a_folder_that_may_lead_to_what_is_asked_for_is_entered(folder):
    assert may_hold_below(folder, MAY)


@pytest.mark.parametrize(
    "folder",
    [
        "AWSLogs/444455556666/",
        "AWSLogs/o-abcdefghij/444455556666/",
        "AWSLogs/111122223333/Config/",
        "AWSLogs/111122223333/CloudTrail-Digest/",
        "AWSLogs/111122223333/CloudTrail/eu-west-1/",
        f"{MINE}2025/",
        f"{MINE}2027/",
        f"{MINE}2026/04/",
        f"{MINE}2026/06/",
        f"{MINE}2026/05/03/",
        f"{MINE}2026/05/08/",
    ],
)
def test_one_that_cannot_is_not(folder):
    assert not may_hold_below(folder, MAY)


def test_folders_of_digests_are_entered_where_they_are_asked_for():
    digests = Wanted(regions=frozenset({"us-east-1"}), kinds=frozenset({"digest"}))

    assert may_hold_below("AWSLogs/111122223333/CloudTrail-Digest/us-east-1/", digests)
    assert not may_hold_below("AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/", digests)
    assert not may_hold_below("AWSLogs/111122223333/Config/us-east-1/", digests)


def test_all_days_are_entered_where_no_time_is_asked_for():
    assert may_hold_below(f"{MINE}1999/02/30/", Wanted())
    assert may_hold_below(f"{MINE}1999/", Wanted())


@pytest.mark.parametrize("year", ["0000", "0001", "1999", "2200", "9999"])
def test_years_that_are_not_read_are_entered_as_they_may_be_anything(year):
    assert may_hold_below(f"{MINE}{year}/12/31/", MAY)


def test_a_time_without_end_leads_out_of_no_calendar():
    far = Wanted(since=datetime.min.replace(tzinfo=UTC), until=datetime.max.replace(tzinfo=UTC))
    assert may_hold_below(f"{MINE}2026/05/04/", far)
    assert span_below(MINE, far) == (f"{MINE}0001/01/01/", f"{MINE}2200/01/03/")
    assert may_be_log(f"{MINE}2026/05/04/111122223333_CloudTrail_us-east-1_20260504T1205Z_abc.json.gz", far)


@pytest.mark.parametrize(
    ("key", "takes"),
    [
        (f"{MINE}2026/05/04/111122223333_CloudTrail_us-east-1_20260504T1205Z_abc.json.gz", True),
        (f"{MINE}2026/05/03/111122223333_CloudTrail_us-east-1_20260503T2355Z_abc.json.gz", False),
        ("exports/events.CSV", True),
        ("pictures/cat.png", False),
        ("AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/05/04/x.json.gz", False),
    ],
)
def test_files_are_got_by_their_names(key, takes):
    assert may_be_log(key, MAY) is takes


def test_the_days_of_a_region_are_one_span():
    assert span_below(MINE, MAY) == (f"{MINE}2026/05/04/", f"{MINE}2026/05/08/")
    assert span_below(MINE, Wanted()) == ("", "")


@pytest.mark.parametrize("folder", ["", "AWSLogs/111122223333/CloudTrail/", f"{MINE}2026/", "us-east-1/", MINE[:-1]])
def test_what_is_no_region_has_none(folder):
    assert span_below(folder, MAY) is None
