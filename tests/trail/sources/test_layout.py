"""The names of CloudTrail's files.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from rootward.trail.sources.layout import Place, place_of

FILE = "111122223333_CloudTrail_us-east-2_20150801T0210Z_Mu0KsOhtH1ar15ZZ.json.gz"
DAY = "CloudTrail/us-east-2/2015/08/01"
LOG = Place(
    kind="log",
    account="111122223333",
    region="us-east-2",
    day=date(2015, 8, 1),
    moment=datetime(2015, 8, 1, 2, 10, tzinfo=UTC),
)


@pytest.mark.parametrize(
    "name",
    [
        f"AWSLogs/111122223333/{DAY}/{FILE}",
        f"s3://bucket/some/prefix/AWSLogs/111122223333/{DAY}/{FILE}",
        f"AWSLogs/o-abcdefghij/111122223333/{DAY}/{FILE}",
        f"o-abcdefghij/AWSLogs/o-abcdefghij/111122223333/{DAY}/{FILE}",
        FILE,
        f"/downloads/{FILE}",
        f"C:\\logs\\AWSLogs\\111122223333\\CloudTrail\\us-east-2\\2015\\08\\01\\{FILE}",
    ],
)
def test_a_log_file_tells_whose_it_is_in_every_layout(name):
    assert place_of(name) == LOG


def test_in_its_folder_a_file_of_another_name_tells_all_but_the_minute():
    assert place_of(f"AWSLogs/111122223333/{DAY}/part.json.gz") == Place(
        kind="log", account="111122223333", region="us-east-2", day=date(2015, 8, 1)
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (
            (
                "AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2015/08/01/"
                "111122223333_CloudTrail-Digest_us-east-2_your-trail_us-east-2_20150801T022433Z.json.gz"
            ),
            "digest",
        ),
        (
            (
                "AWSLogs/111122223333/CloudTrail-Insight/us-east-2/2015/08/01/"
                "111122223333_CloudTrail-Insight_us-east-2_20150801T0210Z_Mu0KsOhtH1ar15ZZ.json.gz"
            ),
            "insight",
        ),
    ],
)
def test_digests_and_insights_are_told_from_logs(name, kind):
    place = place_of(name)

    assert (place.kind, place.account, place.region, place.day) == (kind, "111122223333", "us-east-2", date(2015, 8, 1))


@pytest.mark.parametrize("region", ["us-gov-west-1", "cn-north-1", "us-isob-east-1", "eusc-de-east-1"])
def test_regions_of_every_partition_are_read(region):
    assert place_of(FILE.replace("us-east-2", region)).region == region


@pytest.mark.parametrize(
    "name",
    [
        "AWSLogs/111122223333/Config/us-east-2/2015/8/1/ConfigHistory/111122223333_Config_us-east-2_x.json.gz",
        "s3://bucket/AWSLogs/o-abcdefghij/111122223333/vpcflowlogs/us-east-2/2015/08/01/x.log.gz",
        "logs\\AWSLogs\\111122223333\\elasticloadbalancing\\us-east-2\\x.log.gz",
    ],
)
def test_what_other_services_deliver_to_the_same_bucket_is_told_from_logs(name):
    assert place_of(name) == Place(kind="other", account="111122223333")


@pytest.mark.parametrize(
    "name", ["events.json", "AWSLogs/1234/CloudTrail/x", "AWSLogs/111122223333/CloudTrail/x.json", "AWSLogs/x.json"]
)
def test_other_names_tell_nothing(name):
    assert place_of(name) == Place()


@pytest.mark.parametrize("year", ["0001", "1999", "2200", "9999"])
def test_a_year_that_is_not_read_tells_no_day_so_that_the_file_is_read(year):
    name = FILE.replace("20150801", f"{year}0801")
    assert (place_of(name).kind, place_of(name).day, place_of(name).moment) == ("log", None, None)
    assert place_of(f"AWSLogs/111122223333/CloudTrail/us-east-2/{year}/08/01/x.json.gz").day is None
    assert place_of(FILE.replace("20150801", "21991231")).day == date(2199, 12, 31)


def test_a_date_that_is_none_tells_no_day():
    assert place_of(FILE.replace("20150801", "20159901")).day is None
    assert place_of("AWSLogs/111122223333/CloudTrail/us-east-2/2015/99/01/x.json.gz").day is None
