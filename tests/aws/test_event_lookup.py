"""The whole event history: each enabled region, pages as they come, and what could not be asked is said."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from functools import partial

import pytest

from rootward.aws.event_lookup import READS, look_up
from rootward.aws.reading import Reading
from tests.aws.fake_aws import error, js, json_error

SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def ec2(*regions):
    items = "".join(f"<item><regionName>{region}</regionName></item>" for region in regions)
    return 200, "text/xml", f"<DescribeRegionsResponse><regionInfo>{items}</regionInfo></DescribeRegionsResponse>"


def page(*ids, token=None, at=1_767_355_200):
    events = [{"EventId": one, "EventTime": at, "CloudTrailEvent": json.dumps({"eventID": one})} for one in ids]
    return js({"Events": events, **({"NextToken": token} if token else {})})


@pytest.fixture
def said():
    return []


@pytest.fixture
def found(aws, said):
    aws.answers["DescribeRegions"] = ec2("eu-west-1", "us-east-1")

    def look(*regions, since=None, until=None):
        make = partial(Reading, deadline_seconds=60, sleep=lambda _: None)
        return look_up(aws.session(), regions, since, until, said.append, make_reading=make)

    return look


def ids(one):
    return [json.loads(event["CloudTrailEvent"])["eventID"] for event in json.loads(one.data)["Events"]]


def test_every_enabled_region_is_asked_for_everything(aws, found):
    aws.answers["LookupEvents"] = lambda _asked, region: page(f"of {region}")

    pages = sorted(found(), key=lambda one: one.region)

    assert [(one.region, one.number, ids(one)) for one in pages] == [
        ("eu-west-1", 1, ["of eu-west-1"]),
        ("us-east-1", 1, ["of us-east-1"]),
    ]
    assert all("LookupAttributes" not in asked for asked in aws.asked("LookupEvents"))


def test_regions_that_are_named_are_asked_alone_and_since_when(aws, found):
    aws.answers["LookupEvents"] = page("1")

    assert [one.region for one in found("eu-west-1", since=SINCE)] == ["eu-west-1"]
    assert not aws.asked("DescribeRegions")
    assert aws.asked("LookupEvents")[0]["StartTime"] == SINCE.timestamp()


def test_a_region_that_denies_it_is_said_with_the_permission_and_the_others_are_read(aws, found):
    aws.answers["LookupEvents"] = lambda _asked, region: (
        page("1") if region == "us-east-1" else json_error("AccessDeniedException", "no")
    )

    told = {one.region: one.reason for one in found()}

    assert told["us-east-1"] == ""
    assert told["eu-west-1"].startswith("denied: cloudtrail:LookupEvents is missing")


def test_a_region_that_a_policy_of_the_organisation_closes_holds_nothing(aws, found):
    closed = json_error("AccessDeniedException", "no, with an explicit deny in a service control policy")
    aws.answers["LookupEvents"] = lambda _asked, region: page("1") if region == "us-east-1" else closed

    assert [one.region for one in found()] == ["us-east-1"]


def test_what_came_before_a_region_broke_off_is_kept(aws, found):
    aws.answers["LookupEvents"] = lambda asked, _region: (
        json_error("InvalidNextTokenException", "old") if "NextToken" in asked else page("1", token="a")  # noqa: S106 - of the next page
    )

    first, second = found("us-east-1")

    assert ids(first) == ["1"]
    assert "InvalidNextToken" in second.reason


def test_credentials_that_run_out_and_a_defect_end_one_region_and_not_the_wait(aws, found, monkeypatch):
    aws.answers["LookupEvents"] = lambda _asked, region: (
        json_error("ExpiredTokenException", "expired") if region == "us-east-1" else page("1")
    )
    told = {one.region: one.reason for one in found()}
    assert "expired" in told["us-east-1"].lower()
    assert told["eu-west-1"] == ""

    def broken(*_asked, **_more):
        raise RecursionError

    monkeypatch.setattr("rootward.aws.event_lookup.event_pages", broken)
    assert [one.reason for one in found("us-east-1")] == ["it could not be read: RecursionError"]


def test_regions_wait_where_nobody_takes_what_they_found(aws, found, monkeypatch):
    monkeypatch.setattr("rootward.aws.event_lookup._MOST_WAITING", 1)
    monkeypatch.setattr("rootward.aws.event_lookup._A_MOMENT", 0.01)
    aws.answers["LookupEvents"] = lambda asked, _region: page(
        "1", token=str(int(asked.get("NextToken", "0")) + 1) if asked.get("NextToken") != "5" else None
    )

    pages = found("us-east-1")
    first = next(pages)
    time.sleep(0.1)
    assert len(aws.asked("LookupEvents")) <= 4
    assert [first.number, *(one.number for one in pages)] == [1, 2, 3, 4, 5, 6]


def test_unknown_regions_are_said_and_those_that_are_always_there_asked(aws, found):
    aws.answers["DescribeRegions"] = error("UnauthorizedOperation", "no", 403)
    aws.answers["LookupEvents"] = page("1")

    other, known = found()

    assert "ec2:DescribeRegions" in other.reason
    assert known.region == "us-east-1"


def test_whoever_wants_no_more_is_asked_for_no_more(aws, found):
    aws.answers["LookupEvents"] = lambda asked, _region: page("1", token=f"{asked.get('NextToken', '')}x")

    pages = found("us-east-1")
    assert next(pages).number == 1
    pages.close()
    # The queue takes a few pages more, and then nobody asks.
    assert len(aws.asked("LookupEvents")) < 200


def test_how_long_it_takes_is_said(aws, found, said):
    def hours(asked, _region):
        number = int(asked.get("NextToken", "0"))
        return page("1", token=str(number + 1) if number < 40 else None, at=1_767_355_200 - number * 3600)

    aws.answers["LookupEvents"] = hours

    assert len(list(found("us-east-1"))) == 41
    assert "in 1 region:" in said[0]
    assert "5,000 events" in said[0]
    assert "us-east-1: 20 events, back to 2026-01-01 17:00" in said[1]
    assert "to go" in said[1]


def test_the_permissions_are_these():
    assert [call.action for call in READS] == ["ec2:DescribeRegions", "cloudtrail:LookupEvents"]
