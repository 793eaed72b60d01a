"""Trails and what they record."""

from __future__ import annotations

ARN = "arn:aws:cloudtrail:us-east-1:123456789012:trail/acme-trail"


def test_the_trail_of_the_startup_sees_one_region(startup, client):
    (trail,) = client(startup, "cloudtrail").describe_trails()["trailList"]
    assert (trail["IsMultiRegionTrail"], trail["LogFileValidationEnabled"]) == (False, False)
    assert client(startup, "cloudtrail", "eu-west-1").describe_trails()["trailList"] == []


def test_the_trail_of_the_hardened_account_is_seen_everywhere_and_at_work(hardened, client):
    for region in hardened.regions:
        cloudtrail = client(hardened, "cloudtrail", region)
        (trail,) = cloudtrail.describe_trails()["trailList"]
        assert (trail["TrailARN"], trail["HomeRegion"]) == (ARN, "us-east-1")
        assert (trail["IsMultiRegionTrail"], trail["LogFileValidationEnabled"]) == (True, True)
        assert trail["CloudWatchLogsLogGroupArn"] == "arn:aws:logs:us-east-1:123456789012:log-group:acme-trail:*"
        assert cloudtrail.get_trail_status(Name=ARN)["IsLogging"] is True


def test_a_trail_that_was_given_no_selectors_records_all_management_events(hardened, client):
    answer = client(hardened, "cloudtrail").get_event_selectors(TrailName=ARN)
    (selector,) = answer["EventSelectors"]
    assert selector["ReadWriteType"] == "All"
    assert selector["IncludeManagementEvents"] is True
    assert "AdvancedEventSelectors" not in answer


def test_selectors_that_were_put_are_the_ones_that_are_read(fresh, client):
    cloudtrail = client(fresh, "cloudtrail")
    cloudtrail.put_event_selectors(
        TrailName="acme-trail", EventSelectors=[{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}]
    )
    assert cloudtrail.get_event_selectors(TrailName="acme-trail")["EventSelectors"][0]["ReadWriteType"] == "WriteOnly"
    advanced = [{"Name": "m", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}]
    cloudtrail.put_event_selectors(TrailName="acme-trail", AdvancedEventSelectors=advanced)
    answer = cloudtrail.get_event_selectors(TrailName="acme-trail")
    assert answer["AdvancedEventSelectors"] == advanced
    assert "EventSelectors" not in answer
