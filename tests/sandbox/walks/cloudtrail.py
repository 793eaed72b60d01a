"""A walk through CloudTrail: a trail from its making to its end, and the history."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from rootward.sandbox.cloudtrail.bucket_policy import bucket_policy

BUCKET = "walked-logs"
ARN = "arn:aws:cloudtrail:us-east-1:123456789012:trail/walked"


def walk(sandbox: Any, client: Any) -> None:
    """Every operation once, and the main refusals."""
    cloudtrail = client(sandbox, "cloudtrail")
    _a_trail_is_made(sandbox, client)
    _its_selectors_and_tags(cloudtrail)
    cloudtrail.start_logging(Name="walked")
    _what_it_says_of_itself(cloudtrail)
    _the_history(sandbox, client)
    cloudtrail.list_public_keys()
    cloudtrail.stop_logging(Name=ARN)
    cloudtrail.delete_trail(Name=ARN)
    for operation in (cloudtrail.start_logging, cloudtrail.get_trail, cloudtrail.delete_trail):
        with pytest.raises(ClientError, match="TrailNotFoundException"):
            operation(Name="walked")


def _a_trail_is_made(sandbox: Any, client: Any) -> None:
    cloudtrail, s3 = client(sandbox, "cloudtrail"), client(sandbox, "s3")
    s3.create_bucket(Bucket=BUCKET)
    with pytest.raises(ClientError, match="InsufficientS3BucketPolicyException"):
        cloudtrail.create_trail(Name="walked", S3BucketName=BUCKET)
    with pytest.raises(ClientError, match="S3BucketDoesNotExistException"):
        cloudtrail.create_trail(Name="walked", S3BucketName="no-such-bucket")
    s3.put_bucket_policy(Bucket=BUCKET, Policy=bucket_policy(BUCKET, ARN, "AWSLogs/123456789012"))
    cloudtrail.create_trail(Name="walked", S3BucketName=BUCKET, TagsList=[{"Key": "team", "Value": "ops"}])
    with pytest.raises(ClientError, match="TrailAlreadyExistsException"):
        cloudtrail.create_trail(Name="walked", S3BucketName=BUCKET)
    cloudtrail.update_trail(Name=ARN, IsMultiRegionTrail=True, EnableLogFileValidation=True)
    with pytest.raises(ClientError, match="InvalidHomeRegionException"):
        client(sandbox, "cloudtrail", "eu-west-1").update_trail(Name=ARN, IsMultiRegionTrail=False)


def _its_selectors_and_tags(cloudtrail: Any) -> None:
    cloudtrail.get_event_selectors(TrailName="walked")
    advanced = [{"Name": "m", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}]
    cloudtrail.put_event_selectors(TrailName="walked", AdvancedEventSelectors=advanced)
    cloudtrail.put_event_selectors(
        TrailName="walked", EventSelectors=[{"ReadWriteType": "All", "IncludeManagementEvents": True}]
    )
    cloudtrail.get_event_selectors(TrailName=ARN)
    with pytest.raises(ClientError, match="InvalidEventSelectorsException"):
        cloudtrail.put_event_selectors(TrailName="walked")
    with pytest.raises(ClientError, match="InsightNotEnabledException"):
        cloudtrail.get_insight_selectors(TrailName="walked")
    cloudtrail.put_insight_selectors(TrailName="walked", InsightSelectors=[{"InsightType": "ApiCallRateInsight"}])
    cloudtrail.get_insight_selectors(TrailName="walked")
    cloudtrail.add_tags(ResourceId=ARN, TagsList=[{"Key": "tier", "Value": "1"}])
    cloudtrail.remove_tags(ResourceId=ARN, TagsList=[{"Key": "team"}])
    cloudtrail.list_tags(ResourceIdList=[ARN])
    with pytest.raises(ClientError, match="CloudTrailARNInvalidException"):
        cloudtrail.list_tags(ResourceIdList=["walked"])


def _what_it_says_of_itself(cloudtrail: Any) -> None:
    cloudtrail.get_trail(Name="walked")
    cloudtrail.get_trail_status(Name="walked")
    cloudtrail.describe_trails()
    cloudtrail.describe_trails(trailNameList=["walked"])
    cloudtrail.list_trails()


def _the_history(sandbox: Any, client: Any) -> None:
    cloudtrail = client(sandbox, "cloudtrail")
    sandbox.advance_clock(1)
    page = cloudtrail.lookup_events(MaxResults=2)
    cloudtrail.lookup_events(MaxResults=2, NextToken=page["NextToken"])
    sandbox.advance_clock(1)
    wanted = [{"AttributeKey": "EventName", "AttributeValue": "CreateTrail"}]
    assert cloudtrail.lookup_events(LookupAttributes=wanted)["Events"]
    with pytest.raises(ClientError, match="InvalidNextTokenException"):
        cloudtrail.lookup_events(NextToken="nonsense")
