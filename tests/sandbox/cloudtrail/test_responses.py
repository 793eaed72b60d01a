"""Trails and what they record."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto.core.exceptions import JsonRESTError

from rootward.sandbox.cloudtrail.bucket_policy import bucket_policy
from rootward.sandbox.services.table import open_service
from tests.sandbox.cloudtrail.literals import ACCOUNT

ARN = "arn:aws:cloudtrail:us-east-1:123456789012:trail/acme-trail"
SPARE = "arn:aws:cloudtrail:us-east-1:123456789012:trail/spare"


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


def put_policy(fresh, bucket, trail_arn):
    """What PutBucketPolicy does."""
    from moto.s3.models import s3_backends

    with fresh._application.backends.in_place():
        held = s3_backends[ACCOUNT]["aws"].buckets[bucket]
        policy = bucket_policy(bucket, trail_arn, f"AWSLogs/{ACCOUNT}")
        held.policy = policy.replace("StringEquals", "StringLike").encode()


@pytest.fixture
def bucket(fresh, client):
    """A bucket into which the trail `spare` may write."""
    client(fresh, "s3").create_bucket(Bucket="spare-logs")
    put_policy(fresh, "spare-logs", SPARE)
    return "spare-logs"


def refusal(call, **parameters):
    with pytest.raises(ClientError) as raised:
        call(**parameters)
    error = raised.value.response["Error"]
    return error["Code"], error["Message"]


def test_a_trail_is_made_and_does_not_log_yet(fresh, client, bucket):
    cloudtrail = client(fresh, "cloudtrail")
    made = cloudtrail.create_trail(Name="spare", S3BucketName=bucket)
    assert {name: value for name, value in made.items() if name != "ResponseMetadata"} == {
        "Name": "spare",
        "S3BucketName": "spare-logs",
        "IncludeGlobalServiceEvents": True,
        "IsMultiRegionTrail": False,
        "TrailARN": SPARE,
        "LogFileValidationEnabled": False,
        "IsOrganizationTrail": False,
    }
    status = cloudtrail.get_trail_status(Name="spare")
    assert (status["IsLogging"], status["TimeLoggingStarted"]) == (False, "")
    assert "StartLoggingTime" not in status


def test_a_bucket_without_a_policy_is_refused(fresh, client):
    client(fresh, "s3").create_bucket(Bucket="bare")
    assert refusal(client(fresh, "cloudtrail").create_trail, Name="spare", S3BucketName="bare") == (
        "InsufficientS3BucketPolicyException",
        "Incorrect S3 bucket policy is detected for bucket: bare",
    )


def test_the_policy_must_be_for_the_prefix(fresh, client, bucket):
    code, _ = refusal(
        client(fresh, "cloudtrail").create_trail, Name="spare", S3BucketName=bucket, S3KeyPrefix="elsewhere"
    )
    assert code == "InsufficientS3BucketPolicyException"


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"S3BucketName": "nowhere"}, "S3BucketDoesNotExistException"),
        ({"Name": "acme-trail"}, "TrailAlreadyExistsException"),
        ({"Name": "-spare"}, "InvalidTrailNameException"),
        ({"S3KeyPrefix": "x" * 201}, "InvalidS3PrefixException"),
        ({"IsMultiRegionTrail": True, "IncludeGlobalServiceEvents": False}, "InvalidParameterCombinationException"),
        ({"TagsList": [{"Key": "a"}, {"Key": "a"}]}, "InvalidTagParameterException"),
        ({"TagsList": [{"Key": str(number)} for number in range(51)]}, "TagsLimitExceededException"),
        ({"IsOrganizationTrail": True}, "OrganizationsNotInUseException"),
    ],
)
def test_a_trail_that_cannot_be_is_refused(fresh, client, bucket, parameters, code):
    put_policy(fresh, bucket, "*")
    asked = {"Name": "spare", "S3BucketName": bucket, **parameters}
    assert refusal(client(fresh, "cloudtrail").create_trail, **asked)[0] == code


def test_a_region_takes_five_trails(fresh, client, bucket):
    cloudtrail = client(fresh, "cloudtrail")
    put_policy(fresh, bucket, "*")
    for number in range(4):
        cloudtrail.create_trail(Name=f"spare-{number}", S3BucketName=bucket)
    assert refusal(cloudtrail.create_trail, Name="spare-4", S3BucketName=bucket) == (
        "MaximumNumberOfTrailsExceededException",
        "User: 123456789012 already has 5 trails in us-east-1.",
    )


def test_logging_starts_and_stops_by_name_or_arn(fresh, client):
    cloudtrail = client(fresh, "cloudtrail")
    begin = fresh.now.replace(microsecond=0)  # its clock goes on while it is asked
    cloudtrail.stop_logging(Name=ARN)
    stopped = cloudtrail.get_trail_status(Name="acme-trail")
    assert stopped["IsLogging"] is False
    assert begin <= stopped["StopLoggingTime"] <= fresh.now
    cloudtrail.start_logging(Name="acme-trail")
    started = cloudtrail.get_trail_status(Name=ARN)
    assert started["IsLogging"] is True
    assert stopped["StopLoggingTime"] <= started["StartLoggingTime"] <= fresh.now


def test_what_is_delivered_is_seen_in_the_status_and_in_the_bucket(fresh, client):
    from rootward.sandbox.cloudtrail.delivery import deliver_due

    cloudtrail = client(fresh, "cloudtrail")
    client(fresh, "iam").create_group(GroupName="eves")
    fresh.advance_clock(600)
    backends = fresh._application.backends
    with backends.in_place():
        deliver_due(backends, backends.clock.now())
    status = cloudtrail.get_trail_status(Name="acme-trail")
    assert status["LatestDeliveryTime"] > fresh.now - timedelta(seconds=600)
    (trail,) = cloudtrail.describe_trails()["trailList"]
    s3 = client(fresh, "s3")
    (file,) = s3.list_objects_v2(Bucket=trail["S3BucketName"])["Contents"]
    content = s3.get_object(Bucket=trail["S3BucketName"], Key=file["Key"])
    (record,) = json.loads(gzip.decompress(content["Body"].read()))["Records"]
    assert (content["ContentType"], content["ContentEncoding"]) == ("application/json", "gzip")
    assert record["eventName"] == "CreateGroup"


@pytest.mark.parametrize(
    "operation", ["start_logging", "stop_logging", "delete_trail", "get_trail", "get_trail_status", "update_trail"]
)
def test_a_trail_that_is_not_there_is_not_found(fresh, client, operation):
    assert refusal(getattr(client(fresh, "cloudtrail"), operation), Name="spare") == (
        "TrailNotFoundException",
        f"Unknown trail: {SPARE} for the user: 123456789012",
    )


def test_a_trail_is_deleted_by_its_arn(fresh, client):
    cloudtrail = client(fresh, "cloudtrail")
    cloudtrail.delete_trail(Name=ARN)
    assert cloudtrail.describe_trails()["trailList"] == []
    assert cloudtrail.list_trails()["Trails"] == []


def test_a_shadow_is_seen_by_its_arn_and_changed_at_home_only(fresh, client):
    client(fresh, "cloudtrail").update_trail(Name="acme-trail", IsMultiRegionTrail=True)
    ireland = client(fresh, "cloudtrail", "eu-west-1")
    assert ireland.get_trail(Name=ARN)["Trail"]["HomeRegion"] == "us-east-1"
    assert [trail["TrailARN"] for trail in ireland.describe_trails()["trailList"]] == [ARN]
    assert ireland.describe_trails(includeShadowTrails=False)["trailList"] == []
    assert ireland.describe_trails(trailNameList=["acme-trail"])["trailList"] == []
    assert len(ireland.describe_trails(trailNameList=[ARN])["trailList"]) == 1
    assert refusal(ireland.get_trail, Name="acme-trail")[0] == "TrailNotFoundException"
    for operation in (ireland.stop_logging, ireland.delete_trail, ireland.update_trail):
        assert refusal(operation, Name=ARN)[0] == "InvalidHomeRegionException"


def test_all_trails_are_listed_wherever_one_asks(fresh, client):
    (trail,) = client(fresh, "cloudtrail", "eu-west-1").list_trails()["Trails"]
    assert trail == {"Name": "acme-trail", "TrailARN": ARN, "HomeRegion": "us-east-1"}


def test_a_trail_is_updated(fresh, client):
    cloudtrail = client(fresh, "cloudtrail")
    changed = cloudtrail.update_trail(Name="acme-trail", EnableLogFileValidation=True, IsMultiRegionTrail=True)
    assert (changed["LogFileValidationEnabled"], changed["IsMultiRegionTrail"]) == (True, True)
    assert refusal(cloudtrail.update_trail, Name="acme-trail", IncludeGlobalServiceEvents=False)[0] == (
        "InvalidParameterCombinationException"
    )
    client(fresh, "s3").create_bucket(Bucket="bare")
    assert refusal(cloudtrail.update_trail, Name="acme-trail", S3BucketName="bare")[0] == (
        "InsufficientS3BucketPolicyException"
    )
    assert refusal(cloudtrail.update_trail, Name="acme-trail", IsOrganizationTrail=True)[0] == (
        "OrganizationsNotInUseException"
    )


def test_a_member_of_an_organization_may_make_no_trail_for_it(fresh, client):
    from moto.organizations.models import organizations_backends

    cloudtrail = client(fresh, "cloudtrail")
    backends = fresh._application.backends
    with backends.in_place():
        open_service("organizations", backends)
        organizations_backends.master_accounts[ACCOUNT] = ("210987654321", "aws")
    code, _ = refusal(cloudtrail.update_trail, Name="acme-trail", IsOrganizationTrail=True)
    assert code == "NotOrganizationMasterAccountException"


def test_basic_selectors_take_the_place_of_advanced_ones(fresh, client):
    cloudtrail = client(fresh, "cloudtrail")
    assert cloudtrail.get_trail(Name="acme-trail")["Trail"]["HasCustomEventSelectors"] is False
    advanced = [{"Name": "m", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}]
    cloudtrail.put_event_selectors(TrailName="acme-trail", AdvancedEventSelectors=advanced)
    basic = [{"ReadWriteType": "ReadOnly", "IncludeManagementEvents": True}]
    put = cloudtrail.put_event_selectors(TrailName=ARN, EventSelectors=basic)
    assert "AdvancedEventSelectors" not in put
    read = cloudtrail.get_event_selectors(TrailName=ARN)
    assert (read["EventSelectors"], "AdvancedEventSelectors" in read) == (put["EventSelectors"], False)
    assert cloudtrail.get_trail(Name="acme-trail")["Trail"]["HasCustomEventSelectors"] is True


def test_selectors_are_of_one_kind(fresh, client):
    cloudtrail = client(fresh, "cloudtrail")
    assert refusal(cloudtrail.put_event_selectors, TrailName=ARN)[0] == "InvalidEventSelectorsException"


def test_insights_are_told_of_where_they_are_on(fresh, client):
    cloudtrail = client(fresh, "cloudtrail")
    assert refusal(cloudtrail.get_insight_selectors, TrailName=ARN)[0] == "InsightNotEnabledException"
    rate = [{"InsightType": "ApiErrorRateInsight"}]
    cloudtrail.put_insight_selectors(TrailName=ARN, InsightSelectors=rate)
    cloudtrail.put_insight_selectors(TrailName=ARN, InsightSelectors=rate)
    assert cloudtrail.get_insight_selectors(TrailName=ARN)["InsightSelectors"] == rate
    assert cloudtrail.get_trail(Name=ARN)["Trail"]["HasInsightSelectors"] is True


def test_tags_are_added_changed_and_taken_away_by_key(fresh, client):
    cloudtrail = client(fresh, "cloudtrail")
    cloudtrail.add_tags(ResourceId=ARN, TagsList=[{"Key": "team", "Value": "ops"}, {"Key": "tier", "Value": "1"}])
    cloudtrail.add_tags(ResourceId=ARN, TagsList=[{"Key": "tier", "Value": "2"}])
    cloudtrail.remove_tags(ResourceId=ARN, TagsList=[{"Key": "team"}])
    (listed,) = cloudtrail.list_tags(ResourceIdList=[ARN])["ResourceTagList"]
    assert listed == {"ResourceId": ARN, "TagsList": [{"Key": "tier", "Value": "2"}]}


@pytest.mark.parametrize(
    ("resource", "code"), [("acme-trail", "CloudTrailARNInvalidException"), (SPARE, "ResourceNotFoundException")]
)
def test_what_is_no_trail_takes_no_tags(fresh, client, resource, code):
    add = client(fresh, "cloudtrail").add_tags
    assert refusal(add, ResourceId=resource, TagsList=[{"Key": "a", "Value": "b"}])[0] == code


def test_an_arn_that_is_none_is_called_so(fresh, client):
    assert refusal(client(fresh, "cloudtrail").get_trail, Name="arn:aws:iam::123456789012:user/x")[0] == (
        "CloudTrailARNInvalidException"
    )


def test_the_state_of_a_trail_can_be_saved_and_restored(fresh, client):
    client(fresh, "cloudtrail").update_trail(Name="acme-trail", EnableLogFileValidation=True)
    saved = fresh.save()
    client(fresh, "cloudtrail").delete_trail(Name="acme-trail")
    fresh.restore(saved)
    (trail,) = client(fresh, "cloudtrail").describe_trails()["trailList"]
    assert trail["LogFileValidationEnabled"] is True


def test_a_name_of_two_letters_is_too_short(fresh, client):
    assert refusal(client(fresh, "cloudtrail").get_trail_status, Name="ab")[0] == "InvalidTrailNameException"


def test_a_member_sees_the_trail_of_its_organization_and_may_not_change_it(fresh):
    from moto.cloudtrail.models import cloudtrail_backends
    from moto.organizations.models import organizations_backends

    backends, member = fresh._application.backends, "210987654321"
    with backends.in_place():
        open_service("organizations", backends)
        open_service("cloudtrail", backends, member)
        organizations_backends.master_accounts[member] = (ACCOUNT, "aws")
        ours: Any = cloudtrail_backends[ACCOUNT]["us-east-1"]
        theirs: Any = cloudtrail_backends[member]["us-east-1"]
        assert list(theirs.seen()) == []
        ours.trails["acme-trail"].is_org_trail = True
        assert [trail.arn for trail in theirs.seen()] == [ARN]
        with pytest.raises(JsonRESTError, match="Unknown trail"):
            theirs.own_trail(ARN)


def test_the_management_account_may_make_a_trail_for_the_organization(fresh, client):
    from moto.organizations.models import organizations_backends

    cloudtrail, backends = client(fresh, "cloudtrail"), fresh._application.backends
    with backends.in_place():
        open_service("organizations", backends)
        organizations_backends[ACCOUNT]["aws"].create_organization(FeatureSet="ALL", region="us-east-1")
    assert cloudtrail.update_trail(Name="acme-trail", IsOrganizationTrail=True)["IsOrganizationTrail"] is True


def test_starting_what_logs_and_stopping_what_does_not_changes_nothing(fresh, client):
    cloudtrail = client(fresh, "cloudtrail")
    before = cloudtrail.get_trail_status(Name=ARN)["StartLoggingTime"]
    cloudtrail.start_logging(Name=ARN)
    assert cloudtrail.get_trail_status(Name=ARN)["StartLoggingTime"] == before
    cloudtrail.stop_logging(Name=ARN)
    stopped = cloudtrail.get_trail_status(Name=ARN)["StopLoggingTime"]
    fresh.advance_clock(60)
    cloudtrail.stop_logging(Name=ARN)
    assert cloudtrail.get_trail_status(Name=ARN)["StopLoggingTime"] == stopped
