"""What a call is about."""

from __future__ import annotations

import pytest
from moto.kms.models import kms_backends

from rootward.sandbox import serve
from rootward.sandbox.door.call import Call
from rootward.sandbox.door.resource import resources_of
from tests.sandbox.authorization.callers import MAYA, account

HERE = "us-east-1:123456789012"


@pytest.fixture
def placed(startup):
    with account(startup):
        yield


@pytest.mark.usefixtures("placed")
@pytest.mark.parametrize(
    ("service", "operation", "parameters", "arns"),
    [
        ("sts", "AssumeRole", {"RoleArn": "arn:aws:iam::210987654321:role/x"}, ["arn:aws:iam::210987654321:role/x"]),
        ("sts", "AssumeRoot", {"TargetPrincipal": "210987654321"}, ["arn:aws:iam::210987654321:root"]),
        (
            "sts",
            "AssumeRoot",
            {"TargetPrincipal": "arn:aws:iam::210987654321:root"},
            ["arn:aws:iam::210987654321:root"],
        ),
        ("sts", "GetFederationToken", {"Name": "ann"}, ["arn:aws:sts::123456789012:federated-user/ann"]),
        ("sts", "GetSessionToken", {}, ["*"]),
        ("cloudtrail", "DescribeTrails", {"trailNameList": ["all"]}, ["*"]),
        ("cloudtrail", "GetTrailStatus", {"Name": "all"}, [f"arn:aws:cloudtrail:{HERE}:trail/all"]),
        (
            "cloudtrail",
            "GetEventSelectors",
            {"TrailName": "arn:aws:cloudtrail:eu-west-1:1:trail/a"},
            ["arn:aws:cloudtrail:eu-west-1:1:trail/a"],
        ),
        ("cloudtrail", "AddTags", {"ResourceId": "arn:a"}, ["arn:a"]),
        ("cloudtrail", "ListTags", {"ResourceIdList": ["arn:a", "arn:b"]}, ["arn:a", "arn:b"]),
        ("cloudtrail", "GetEventDataStore", {"EventDataStore": "arn:e"}, ["arn:e"]),
        ("sns", "CreateTopic", {"Name": "t"}, [f"arn:aws:sns:{HERE}:t"]),
        ("sns", "ListSubscriptionsByTopic", {"TopicArn": f"arn:aws:sns:{HERE}:t"}, [f"arn:aws:sns:{HERE}:t"]),
        ("sns", "Unsubscribe", {"SubscriptionArn": f"arn:aws:sns:{HERE}:t:id"}, [f"arn:aws:sns:{HERE}:t"]),
        ("sns", "ListTopics", {}, ["*"]),
        ("sqs", "SendMessage", {"QueueUrl": "http://x/210987654321/q"}, ["arn:aws:sqs:us-east-1:210987654321:q"]),
        ("sqs", "GetQueueUrl", {"QueueName": "q"}, [f"arn:aws:sqs:{HERE}:q"]),
        ("sqs", "ListQueues", {}, ["*"]),
        ("events", "ListRules", {}, ["*"]),
        ("events", "PutRule", {"Name": "r"}, [f"arn:aws:events:{HERE}:rule/r"]),
        ("events", "PutTargets", {"Rule": "r", "EventBusName": "b"}, [f"arn:aws:events:{HERE}:rule/b/r"]),
        ("events", "CreateEventBus", {"Name": "b"}, [f"arn:aws:events:{HERE}:event-bus/b"]),
        ("events", "PutEvents", {"Entries": [{}, {"EventBusName": "b"}]},
         [f"arn:aws:events:{HERE}:event-bus/b", f"arn:aws:events:{HERE}:event-bus/default"]),
        ("events", "TagResource", {"ResourceARN": "arn:r"}, ["arn:r"]),
        ("logs", "DescribeLogGroups", {}, ["*"]),
        ("logs", "DescribeMetricFilters", {}, [f"arn:aws:logs:{HERE}:log-group::log-stream:"]),
        ("logs", "PutMetricFilter", {"logGroupName": "g"}, [f"arn:aws:logs:{HERE}:log-group:g:log-stream:"]),
        ("logs", "TagLogGroup", {"logGroupName": "g"}, [f"arn:aws:logs:{HERE}:log-group:g"]),
        ("logs", "TagResource", {"resourceArn": "arn:g"}, ["arn:g"]),
        ("cloudwatch", "DescribeAlarms", {}, [f"arn:aws:cloudwatch:{HERE}:alarm:*"]),
        ("cloudwatch", "DeleteAlarms", {"AlarmNames": ["a", "b"]},
         [f"arn:aws:cloudwatch:{HERE}:alarm:a", f"arn:aws:cloudwatch:{HERE}:alarm:b"]),
        ("cloudwatch", "PutMetricAlarm", {"AlarmName": "a"}, [f"arn:aws:cloudwatch:{HERE}:alarm:a"]),
        ("cloudwatch", "TagResource", {"ResourceARN": "arn:a"}, ["arn:a"]),
        ("cloudwatch", "ListMetrics", {}, ["*"]),
        ("account", "GetContactInformation", {}, ["arn:aws:account::123456789012:account"]),
        ("account", "ListRegions", {"AccountId": "210987654321"}, ["arn:aws:account::210987654321:account"]),
        ("accessanalyzer", "ListAnalyzers", {"type": "ACCOUNT"}, ["*"]),
        ("accessanalyzer", "CreateAnalyzer", {"analyzerName": "a"}, [f"arn:aws:access-analyzer:{HERE}:analyzer/a"]),
        ("accessanalyzer", "ListFindingsV2", {"analyzerArn": "arn:a"}, ["arn:a"]),
        ("accessanalyzer", "CreateArchiveRule", {"analyzerName": "a", "ruleName": "r"},
         [f"arn:aws:access-analyzer:{HERE}:analyzer/a/archive-rule/r"]),
        ("accessanalyzer", "TagResource", {"resourceArn": "arn:a"}, ["arn:a"]),
        ("s3", "ListBuckets", {}, ["*"]),
        ("s3", "ListObjectsV2", {"Bucket": "b"}, ["arn:aws:s3:::b"]),
        ("s3", "PutObject", {"Bucket": "b", "Key": "a/c"}, ["arn:aws:s3:::b/a/c"]),
        ("s3", "DeleteObjects", {"Bucket": "b", "Delete": {"Objects": [{"Key": "x"}, {"Key": "y"}]}},
         ["arn:aws:s3:::b/x", "arn:aws:s3:::b/y"]),
        ("kms", "DescribeKey", {"KeyId": "k"}, [f"arn:aws:kms:{HERE}:key/k"]),
        ("kms", "ListKeys", {}, ["*"]),
        ("organizations", "DescribeAccount", {"AccountId": "210987654321"}, ["*"]),
        ("ec2", "DescribeRegions", {"UserName": "anna"}, ["*"]),
    ],
)  # fmt: skip
def test_the_resources_of_a_call(service, operation, parameters, arns):
    found = resources_of(Call(service, operation, "us-east-1"), parameters, MAYA)
    assert [one.arn for one in found] == arns
    assert [one.spoken for one in found] == arns


def test_what_an_organisation_has_goes_by_its_ids():
    with serve("organisation") as sandbox, account(sandbox):
        from rootward.sandbox.organizations.membership import organization_of

        organization = organization_of("123456789012")
        assert organization is not None
        policy = next(one for one in organization.policies if one.name == "deny-root")
        member = next(one for one in organization.accounts if one.id != "123456789012")
        call = Call("organizations", "AttachPolicy", "us-east-1")
        found = resources_of(call, {"PolicyId": policy.id, "TargetId": organization.root.id}, MAYA)
        assert {one.arn for one in found} == {policy.arn, organization.root.arn}
        found = resources_of(Call("organizations", "DescribeAccount", "us-east-1"), {"AccountId": member.id}, MAYA)
        assert [one.arn for one in found] == [member.arn]
        found = resources_of(Call("account", "GetContactInformation", "us-east-1"), {"AccountId": member.id}, MAYA)
        organization_id = organization.organization.id
        assert [one.arn for one in found] == [f"arn:aws:account::123456789012:account/{organization_id}/{member.id}"]


def test_a_key_goes_by_its_alias(fresh, client):
    kms = client(fresh, "kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    with account(fresh):
        kms_backends["123456789012"]["us-east-1"].create_alias(key, "alias/mine")
        found = resources_of(Call("kms", "DescribeKey", "us-east-1"), {"KeyId": "alias/mine"}, MAYA)
    assert [one.arn for one in found] == [key]
