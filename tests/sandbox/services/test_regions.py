"""The regions of AWS, and those that an account has enabled."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from rootward.sandbox.services.regions import DEFAULT_REGIONS, OPT_IN_REGIONS, REGIONS


def names(answer):
    return [region["RegionName"] for region in answer["Regions"]]


def filtered(ec2, name, *values):
    return names(ec2.describe_regions(AllRegions=True, Filters=[{"Name": name, "Values": list(values)}]))


def test_aws_has_seventeen_regions_for_everybody_and_seventeen_to_opt_in_to():
    assert (len(DEFAULT_REGIONS), len(OPT_IN_REGIONS), len(set(REGIONS))) == (17, 17, 34)
    assert "ap-northeast-3" in DEFAULT_REGIONS
    assert "ap-east-1" in OPT_IN_REGIONS


def test_the_scenario_says_which_regions_are_enabled(startup, hardened, client):
    assert names(client(startup, "ec2").describe_regions()) == ["eu-west-1", "us-east-1", "us-west-2"]
    assert names(client(hardened, "ec2").describe_regions()) == ["eu-west-1", "us-east-1"]


def test_the_others_are_shown_to_who_asks_for_all_or_by_name(startup, client):
    ec2 = client(startup, "ec2")
    assert names(ec2.describe_regions(AllRegions=True)) == list(REGIONS)
    shown = ec2.describe_regions(RegionNames=["eu-west-1", "ap-east-1"])["Regions"]
    assert [(one["RegionName"], one["Endpoint"], one["OptInStatus"]) for one in shown] == [
        ("ap-east-1", "ec2.ap-east-1.amazonaws.com", "not-opted-in"),
        ("eu-west-1", "ec2.eu-west-1.amazonaws.com", "opt-in-not-required"),
    ]


def test_regions_can_be_filtered(startup, client):
    ec2 = client(startup, "ec2")
    assert filtered(ec2, "opt-in-status", "opt-in-not-required", "opted-in") == ["eu-west-1", "us-east-1", "us-west-2"]
    assert filtered(ec2, "region-name", "me-*", "sa-east-?") == ["me-central-1", "me-south-1", "sa-east-1"]
    assert filtered(ec2, "endpoint", "ec2.eu-west-1.amazonaws.com") == ["eu-west-1"]


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"RegionNames": ["us--east-1"]}, "InvalidParameterValue.*: Invalid region: .us--east-1."),
        (
            {"Filters": [{"Name": "colour", "Values": ["red"]}]},
            "InvalidParameterValue.*: The filter 'colour' is invalid",
        ),
        ({"DryRun": True}, "DryRunOperation.*: Request would have succeeded"),
    ],
)
def test_what_cannot_be_described_is_refused(startup, client, parameters, words):
    with pytest.raises(ClientError, match=words):
        client(startup, "ec2").describe_regions(**parameters)


def test_a_region_answers_while_it_is_enabled_and_not_before_or_after(fresh, client):
    account, ec2 = client(fresh, "account"), client(fresh, "ec2")
    there = client(fresh, "accessanalyzer", "ap-east-1")
    account.enable_region(RegionName="ap-east-1")
    assert "ap-east-1" not in names(ec2.describe_regions())
    with pytest.raises(ClientError, match="UnrecognizedClientException"):
        there.list_analyzers()

    fresh.advance_clock(180)
    assert ec2.describe_regions(RegionNames=["ap-east-1"])["Regions"][0]["OptInStatus"] == "opted-in"
    assert there.list_analyzers()["analyzers"] == []

    account.disable_region(RegionName="ap-east-1")
    assert there.list_analyzers()["analyzers"] == []
    fresh.advance_clock(180)
    with pytest.raises(ClientError, match="UnrecognizedClientException"):
        there.list_analyzers()
    assert "ap-east-1" not in names(ec2.describe_regions())


def test_an_enabled_region_is_forgotten_with_the_state_that_had_it(fresh, client):
    before = fresh.save()
    client(fresh, "account").enable_region(RegionName="ap-east-1")
    fresh.advance_clock(180)
    assert client(fresh, "accessanalyzer", "ap-east-1").list_analyzers()["analyzers"] == []
    fresh.restore(before)
    with pytest.raises(ClientError, match="UnrecognizedClientException"):
        client(fresh, "accessanalyzer", "ap-east-1").list_analyzers()
