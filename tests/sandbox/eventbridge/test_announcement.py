"""Which events CloudTrail brings to EventBridge, and in what form."""

from __future__ import annotations

import sys

import pytest

from rootward.sandbox.eventbridge import announcement
from rootward.sandbox.eventbridge.announcement import bus_event
from tests.sandbox.eventbridge.conftest import ACCOUNT, HOME, PATTERN, QUIET, RULE, SECURITY, TOPIC

RECORD = {
    "eventID": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
    "eventSource": "monitoring.amazonaws.com",
    "eventTime": "2026-03-01T13:04:05Z",
    "eventType": "AwsApiCall",
    "awsRegion": "eu-west-3",
    "recipientAccountId": ACCOUNT,
}


def test_an_event_tells_of_its_record():
    assert bus_event(RECORD) == {
        "version": "0",
        "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
        "detail-type": "AWS API Call via CloudTrail",
        "source": "aws.monitoring",
        "account": ACCOUNT,
        "time": "2026-03-01T13:04:05Z",
        "region": "eu-west-3",
        "resources": [],
        "detail": RECORD,
    }


@pytest.mark.parametrize(
    ("kind", "detail_type"),
    [
        ("AwsConsoleSignIn", "AWS Console Sign In via CloudTrail"),
        ("AwsConsoleAction", "AWS Console Action via CloudTrail"),
        ("AwsServiceEvent", "AWS Service Event via CloudTrail"),
    ],
)
def test_its_kind_has_a_name_of_its_own(kind, detail_type):
    assert bus_event({**RECORD, "eventType": kind})["detail-type"] == detail_type


def test_where_no_rule_listens_no_record_is_made(fresh, client, monkeypatch):
    client(fresh, "events", "us-west-2").put_rule(Name=RULE, EventPattern=PATTERN)
    made: list[str] = []

    monkeypatch.setattr(announcement, "_announce", lambda _entry, bus: made.append(bus.account_id))
    client(fresh, "events").list_rules()
    client(fresh, "ec2").describe_regions()
    assert made == []
    client(fresh, "ec2", "us-west-2").describe_regions()
    assert made == [ACCOUNT]


def test_nobody_listens_where_eventbridge_was_never_loaded(watched, monkeypatch):
    monkeypatch.delitem(sys.modules, "moto.events.models")
    watched.root("ec2").describe_regions()
    monkeypatch.undo()
    assert watched.heard == []


def test_objects_are_no_management_events(watched):
    watched.root("s3").list_buckets()
    watched.root("s3").put_object(Bucket="acme-trail", Key="a", Body=b"x")
    assert [event["detail"]["eventName"] for event in watched.heard] == ["ListBuckets"]


def test_a_refused_call_is_heard_too(watched):
    watched.sandbox.deny("ec2:*")
    with pytest.raises(Exception, match="UnauthorizedOperation"):
        watched.root("ec2", QUIET).describe_regions()
    (event,) = watched.heard
    assert event["detail"]["errorCode"] == "Client.UnauthorizedOperation"


def test_a_trail_of_one_region_brings_that_regions_events_alone(watched):
    watched.admin("cloudtrail").update_trail(Name="all", IsMultiRegionTrail=False)
    watched.root("ec2", QUIET).describe_regions()
    assert watched.heard == []
    watched.root("ec2", HOME).describe_regions()
    assert len(watched.heard) == 1


def test_an_event_of_another_account_is_on_that_accounts_bus(watched):
    """The organisation's trail is one of each member's, and a member's events are on its own bus."""
    admin = watched.admin("organizations")
    admin.create_organization(FeatureSet="ALL")
    admin.enable_aws_service_access(ServicePrincipal="cloudtrail.amazonaws.com")
    created = admin.create_account(Email="dev@acme.example", AccountName="dev")["CreateAccountStatus"]
    member = created.get("AccountId") or _when_made(watched, created["Id"])
    variables = watched.sandbox.credentials_of(member)
    import boto3

    def of_member(service):
        return boto3.client(
            service,
            region_name=HOME,
            endpoint_url=watched.sandbox.endpoint_url,
            aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=variables["AWS_SESSION_TOKEN"],
        )

    topic = TOPIC.replace(ACCOUNT, member)
    everybody = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": "*"}]}'
    of_member("sns").create_topic(Name=RULE, Attributes={"Policy": everybody})
    of_member("sns").subscribe(TopicArn=topic, Protocol="email", Endpoint="dev@acme.example")
    watched.sandbox.confirm_subscription("dev@acme.example")
    of_member("events").put_rule(Name=RULE, EventPattern='{"source": ["aws.sns"]}')
    of_member("events").put_targets(Rule=RULE, Targets=[{"Id": "on", "Arn": topic}])
    of_member("sns").create_topic(Name="unrecorded")
    assert watched.sandbox.messages_to("dev@acme.example") == []

    _let_the_trail_write_for_all(watched)
    watched.admin("cloudtrail").update_trail(Name="all", IsOrganizationTrail=True)
    of_member("sns").create_topic(Name="recorded")
    (message,) = watched.sandbox.messages_to("dev@acme.example")
    assert f'"account":"{member}"' in message.text
    assert watched.sandbox.messages_to(SECURITY) == []


def _when_made(watched, request):
    watched.sandbox.advance_clock(600)
    asked = watched.admin("organizations").describe_create_account_status(CreateAccountRequestId=request)
    return asked["CreateAccountStatus"]["AccountId"]


def _let_the_trail_write_for_all(watched):
    s3 = watched.admin("s3")
    held = s3.get_bucket_policy(Bucket="acme-trail")["Policy"]
    s3.put_bucket_policy(Bucket="acme-trail", Policy=held.replace(f"AWSLogs/{ACCOUNT}/*", "AWSLogs/*"))
