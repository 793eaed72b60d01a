"""The enabled regions."""

from __future__ import annotations


def names(answer):
    return [region["RegionName"] for region in answer["Regions"]]


def test_the_scenario_says_which_regions_there_are(startup, hardened, client):
    assert names(client(startup, "ec2").describe_regions()) == ["us-east-1", "us-west-2", "eu-west-1"]
    assert names(client(hardened, "ec2").describe_regions(AllRegions=True)) == ["us-east-1", "eu-west-1"]


def test_regions_can_be_asked_for_by_name(startup, client):
    answer = client(startup, "ec2").describe_regions(RegionNames=["eu-west-1"])
    assert names(answer) == ["eu-west-1"]
    assert answer["Regions"][0]["OptInStatus"] == "opt-in-not-required"
