"""LookupEvents."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from rootward.sandbox.cloudtrail.history import alias_of, moment_of, records_for
from rootward.sandbox.cloudtrail.sign_in import sign_in_event
from tests.sandbox.cloudtrail.literals import ACCOUNT, ALICE, OTHER, ROOT, call


@pytest.fixture
def look(fresh, client):
    """`look(EventName="CreateUser")`: the events of Virginia by attribute; each look a second after the last."""

    def look(**attribute):
        fresh.advance_clock(1)
        attributes = [{"AttributeKey": key, "AttributeValue": value} for key, value in attribute.items()]
        return client(fresh, "cloudtrail").lookup_events(LookupAttributes=attributes)["Events"]

    return look


def found(fresh, event):
    fresh._application.backends.history.append(event)


def now(fresh):
    return fresh.now.replace(tzinfo=None)


def named(events):
    return [event["EventName"] for event in events]


def test_a_call_is_in_the_history_at_once_newest_first(fresh, client, look):
    iam = client(fresh, "iam")
    iam.create_group(GroupName="eves")
    iam.delete_group(GroupName="eves")
    deleted, made = look()
    assert (deleted["EventName"], made["EventName"]) == ("DeleteGroup", "CreateGroup")
    assert made["EventSource"] == "iam.amazonaws.com"
    assert made["ReadOnly"] == "false"
    assert made["AccessKeyId"] == fresh.environment["AWS_ACCESS_KEY_ID"]
    assert made["Resources"] == [{"ResourceType": "AWS::IAM::Group", "ResourceName": "eves"}]
    record = json.loads(made["CloudTrailEvent"])
    assert record["eventID"] == made["EventId"]
    assert record["requestParameters"] == {"groupName": "eves"}
    assert made["EventTime"] == datetime.fromisoformat(record["eventTime"])


def test_the_look_itself_is_in_the_history(look):
    look()
    assert named(look()) == ["LookupEvents"]


@pytest.mark.parametrize(
    ("key", "value", "names"),
    [
        ("EventName", "CreateGroup", ["CreateGroup"]),
        ("EventSource", "sts.amazonaws.com", ["GetCallerIdentity"]),
        ("ReadOnly", "false", ["CreateGroup"]),
        ("ResourceName", "eves", ["CreateGroup"]),
        ("ResourceType", "AWS::IAM::Group", ["CreateGroup"]),
        ("Username", "nobody", []),
    ],
)
def test_one_attribute_chooses(fresh, client, look, key, value, names):  # noqa: PLR0917 - cases and fixtures
    client(fresh, "iam").create_group(GroupName="eves")
    client(fresh, "sts").get_caller_identity()
    assert named(look(**{key: value})) == names


def test_an_event_is_found_by_its_id_and_by_its_key(fresh, client, look):
    client(fresh, "iam").create_group(GroupName="eves")
    (event,) = look()
    assert look(EventId=event["EventId"]) == [event]
    assert event in look(AccessKeyId=event["AccessKeyId"])


def test_each_region_has_its_own_history(fresh, client):
    client(fresh, "sns", "eu-west-1").create_topic(Name="news")
    client(fresh, "iam").create_group(GroupName="eves")
    assert named(client(fresh, "cloudtrail", "eu-west-1").lookup_events()["Events"]) == ["CreateTopic"]
    assert named(client(fresh, "cloudtrail").lookup_events()["Events"]) == ["CreateGroup"]


def test_fifty_a_page_and_no_event_twice_while_more_come(fresh, client):
    iam, cloudtrail = client(fresh, "iam"), client(fresh, "cloudtrail")
    for _ in range(52):
        iam.get_account_summary()
    wanted = [{"AttributeKey": "EventName", "AttributeValue": "GetAccountSummary"}]
    first = cloudtrail.lookup_events(LookupAttributes=wanted)
    iam.get_account_summary()
    second = cloudtrail.lookup_events(LookupAttributes=wanted, NextToken=first["NextToken"])
    assert (len(first["Events"]), len(second["Events"])) == (50, 2)
    assert "NextToken" not in second
    assert len({event["EventId"] for event in first["Events"] + second["Events"]}) == 52


def test_a_token_of_another_question_is_refused(fresh, client):
    client(fresh, "iam").get_account_summary()
    client(fresh, "iam").get_account_summary()
    cloudtrail = client(fresh, "cloudtrail")
    token = cloudtrail.lookup_events(MaxResults=1)["NextToken"]
    with pytest.raises(ClientError, match="InvalidNextTokenException"):
        cloudtrail.lookup_events(
            NextToken=token, LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "GetUser"}]
        )


def test_a_third_look_in_a_second_is_throttled_in_that_region_only(fresh, client):
    cloudtrail = client(fresh, "cloudtrail")
    fresh._application.backends.clock.now = lambda: datetime.fromisoformat("2026-03-01T13:00:00")
    cloudtrail.lookup_events()
    cloudtrail.lookup_events()
    with pytest.raises(ClientError) as raised:
        cloudtrail.lookup_events()
    assert raised.value.response["Error"]["Code"] == "ThrottlingException"
    client(fresh, "cloudtrail", "eu-west-1").lookup_events()
    fresh._application.backends.clock.now = lambda: datetime.fromisoformat("2026-03-01T13:00:01")
    cloudtrail.lookup_events()


def test_ninety_days_are_kept(fresh, look):
    found(fresh, sign_in_event(ROOT, mfa_used=False, at=now(fresh) - timedelta(days=91), success=True))
    found(fresh, sign_in_event(ROOT, mfa_used=True, at=now(fresh) - timedelta(days=89), success=True))
    (event,) = look(EventName="ConsoleLogin")
    assert json.loads(event["CloudTrailEvent"])["additionalEventData"]["MFAUsed"] == "YES"
    fresh.advance_clock(2 * 86_400)
    assert look(EventName="ConsoleLogin") == []


def test_a_time_range_takes_in_both_ends(fresh, client):
    noon = now(fresh).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=3)
    found(fresh, sign_in_event(ROOT, mfa_used=False, at=noon, success=True))
    cloudtrail = client(fresh, "cloudtrail")
    moment = noon.replace(tzinfo=UTC)
    assert named(cloudtrail.lookup_events(StartTime=moment, EndTime=moment)["Events"]) == ["ConsoleLogin"]
    assert cloudtrail.lookup_events(EndTime=moment - timedelta(seconds=1))["Events"] == []


def test_root_is_called_by_the_alias_of_the_account(fresh, client, look):
    found(fresh, call("iam:ListUsers", principal=ROOT, at=now(fresh)))
    alias = client(fresh, "iam").list_account_aliases()["AccountAliases"][0]
    (event,) = look(EventName="ListUsers")
    assert event["Username"] == alias
    assert json.loads(event["CloudTrailEvent"])["userIdentity"]["userName"] == alias
    assert look(Username="root") == []


def test_root_without_an_alias_is_called_root(fresh, client, look):
    iam = client(fresh, "iam")
    iam.delete_account_alias(AccountAlias=iam.list_account_aliases()["AccountAliases"][0])
    found(fresh, call("iam:ListUsers", principal=ROOT, at=now(fresh)))
    (event,) = look(Username="root")
    assert event["EventName"] == "ListUsers"


def test_insights_are_none(fresh, client):
    client(fresh, "iam").get_account_summary()
    assert client(fresh, "cloudtrail").lookup_events(EventCategory="insight")["Events"] == []


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        (
            {"StartTime": datetime(2026, 3, 2, tzinfo=UTC), "EndTime": datetime(2026, 3, 1, tzinfo=UTC)},
            "InvalidTimeRangeException",
        ),
        ({"NextToken": "nonsense"}, "InvalidNextTokenException"),
        ({"NextToken": "bm9uc2Vuc2U="}, "InvalidNextTokenException"),
        ({"MaxResults": 51}, "InvalidMaxResultsException"),
        (
            {
                "LookupAttributes": [
                    {"AttributeKey": "EventName", "AttributeValue": "a"},
                    {"AttributeKey": "EventName", "AttributeValue": "b"},
                ]
            },
            "InvalidLookupAttributesException",
        ),
        (
            {"LookupAttributes": [{"AttributeKey": "Colour", "AttributeValue": "a"}]},
            "InvalidLookupAttributesException",
        ),
        ({"EventCategory": "weather"}, "InvalidEventCategoryException"),
    ],
)
def test_a_question_that_is_none_is_refused(fresh, client, parameters, code):
    with pytest.raises(ClientError) as raised:
        client(fresh, "cloudtrail").lookup_events(**parameters)
    assert raised.value.response["Error"]["Code"] == code


def test_the_account_of_an_assumed_role_sees_the_call_too():
    entry = call("sts:AssumeRole", f"RoleArn=arn:aws:iam::{OTHER}:role/x")
    (own,) = records_for(entry, ACCOUNT, lambda _: None)
    (theirs,) = records_for(entry, OTHER, lambda _: None)
    assert (own["userIdentity"]["type"], theirs["userIdentity"]["type"]) == ("IAMUser", "AWSAccount")
    assert records_for(entry, "333333333333", lambda _: None) == []


def test_a_failed_sign_in_is_found_by_the_name_of_the_user(fresh, look):
    found(fresh, sign_in_event(ALICE, mfa_used=False, at=now(fresh), success=False))
    (event,) = look(Username="alice")
    assert (event["EventName"], "AccessKeyId" in event) == ("ConsoleLogin", False)


def test_who_assumed_a_role_from_elsewhere_has_no_name_here(fresh, look):
    stranger = replace(ALICE, account_id=OTHER)
    role = f"RoleArn=arn:aws:iam::{ACCOUNT}:role/x"
    found(fresh, call("sts:AssumeRole", role, principal=stranger, region="us-east-1", at=now(fresh)))
    (event,) = look(EventName="AssumeRole")
    assert "Username" not in event
    assert {"ResourceType": "AWS::IAM::Role", "ResourceName": f"arn:aws:iam::{ACCOUNT}:role/x"} in event["Resources"]


def test_an_account_without_iam_has_no_alias():
    assert alias_of("333333333333") is None


def test_a_moment_may_be_text():
    assert moment_of("2026-03-01T14:00:00+01:00") == moment_of("2026-03-01T13:00:00")


@pytest.mark.parametrize("name", ["AccessKeyId", "EventId", "EventName", "EventSource", "ReadOnly", "Username"])
def test_what_cannot_match_is_not_made_a_record_of(fresh, look, monkeypatch, name):
    found(fresh, call("iam:CreateUser", "UserName=eve", region="us-east-1", at=now(fresh)))
    monkeypatch.setattr("rootward.sandbox.cloudtrail.history.records_for", lambda *_: pytest.fail("a record is made"))
    assert look(**{name: "nothing"}) == []


def test_a_later_page_does_not_make_the_events_of_the_earlier_ones_anew(fresh, client, monkeypatch):
    for number in range(6):
        found(fresh, call("iam:CreateUser", at=now(fresh), event_id=f"event {number}"))
    cloudtrail, made = client(fresh, "cloudtrail"), []
    wanted = [{"AttributeKey": "EventName", "AttributeValue": "CreateUser"}]
    token = cloudtrail.lookup_events(LookupAttributes=wanted, MaxResults=4)["NextToken"]

    def noted(recorded, *rest):
        made.append(recorded.event_id)
        return records_for(recorded, *rest)

    monkeypatch.setattr("rootward.sandbox.cloudtrail.history.records_for", noted)
    assert len(cloudtrail.lookup_events(LookupAttributes=wanted, NextToken=token)["Events"]) == 2
    assert made == ["event 1", "event 0"]


@pytest.mark.parametrize("body", ["{", "[]", "5"])
def test_a_look_that_is_no_json_object_is_refused(fresh, client, body):
    cloudtrail = client(fresh, "cloudtrail")

    def spoil(params, **_):
        params["body"] = body.encode()

    cloudtrail.meta.events.register("before-call.cloudtrail.LookupEvents", spoil)
    with pytest.raises(ClientError) as raised:
        cloudtrail.lookup_events()
    assert raised.value.response["Error"]["Code"] == "SerializationException"
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
