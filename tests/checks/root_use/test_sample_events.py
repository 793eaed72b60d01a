from __future__ import annotations

import pytest

from rootward.checks.root_use import sample_events
from tests.checks.facts import account

REGIONS = ("eu-west-1", "us-east-1")
SAMPLES = [
    sample_events.root_use,
    sample_events.sign_in_without_mfa,
    sample_events.failed_sign_in,
    sample_events.iam_policy_changes,
    sample_events.cloudtrail_changes,
    sample_events.organizations_changes,
]


def drawn(sample, **facts):
    home = {"aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1"}.get(facts.get("partition", "aws"), "us-east-1")
    return list(sample(account(**facts), REGIONS, home))


def test_root_signs_in_in_us_east_1_only():
    sign_ins = [event for event in drawn(sample_events.root_use) if event.record["eventName"] == "ConsoleLogin"]

    assert {event.region for event in sign_ins} == {"us-east-1"}
    assert {event.bus_event["detail-type"] for event in sign_ins} == {"AWS Console Sign In via CloudTrail"}


def test_root_reads_and_changes_things_in_every_region_with_and_without_a_session():
    for region in REGIONS:
        events = [event for event in drawn(sample_events.root_use) if event.region == region]

        assert {event.read_only for event in events} == {True, False}
        assert {"sessionContext" in event.record["userIdentity"] for event in events} == {True, False}
        assert {event.record["userIdentity"]["type"] for event in events} == {"Root"}


def test_govcloud_root_signs_in_nowhere():
    assert all(
        event.record["eventName"] != "ConsoleLogin" for event in drawn(sample_events.root_use, partition="aws-us-gov")
    )


def test_iam_users_sign_in_in_every_region():
    for sample in (sample_events.sign_in_without_mfa, sample_events.failed_sign_in):
        assert {event.region for event in drawn(sample)} == set(REGIONS)


def test_iam_and_organizations_are_called_in_one_region_and_trails_in_every():
    assert {event.region for event in drawn(sample_events.iam_policy_changes)} == {"us-east-1"}
    assert {event.region for event in drawn(sample_events.organizations_changes)} == {"us-east-1"}
    assert {event.region for event in drawn(sample_events.cloudtrail_changes)} == set(REGIONS)
    china = drawn(sample_events.organizations_changes, partition="aws-cn")
    assert {event.region for event in china} == {"cn-northwest-1"}


def test_the_sixteen_iam_policy_changes_of_cis():
    assert len({event.record["eventName"] for event in drawn(sample_events.iam_policy_changes)}) == 16


@pytest.mark.parametrize("sample", SAMPLES)
def test_an_event_on_the_bus_carries_its_record_region_and_source(sample):
    for event in drawn(sample):
        on_bus = event.bus_event

        assert on_bus["detail"] == event.record
        assert on_bus["region"] == event.record["awsRegion"]
        assert f"{on_bus['source'].removeprefix('aws.')}.amazonaws.com" == event.record["eventSource"]
        assert on_bus["account"] == "123456789012"
