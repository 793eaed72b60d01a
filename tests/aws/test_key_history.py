"""What CloudTrail tells of a key: bounded pages, each region, the sessions that it began, and no secret of theirs."""

from __future__ import annotations

import json
import threading
from itertools import pairwise

import pytest

from rootward.aws.key_history import PAGES, read_history
from tests.aws.fake_aws import js, json_error

LEAKED, SESSION = "AKIA" + "LEAKED" + "A" * 10, "ASIA" + "BEGUN" + "A" * 11
TOKEN = "t" * 200
KEY_OF_EVE = {"accessKey": {"accessKeyId": LEAKED, "userName": "eve", "secretAccessKey": TOKEN}}


def ec2(*regions: str):
    items = "".join(f"<item><regionName>{region}</regionName></item>" for region in regions)
    return 200, "text/xml", f"<DescribeRegionsResponse><regionInfo>{items}</regionInfo></DescribeRegionsResponse>"


def record(number=0, **more):
    made = {
        "eventID": f"event-{number}",
        "eventTime": f"2026-01-31T12:00:{number % 60:02}Z",
        "eventSource": "iam.amazonaws.com",
        "eventName": "CreateUser",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "203.0.113.9",
        "userAgent": "aws-cli",
        "readOnly": False,
        "userIdentity": {"accessKeyId": LEAKED},
    }
    return {"CloudTrailEvent": json.dumps({**made, **more})}


def assumed():
    return record(
        7,
        eventName="AssumeRole",
        eventSource="sts.amazonaws.com",
        readOnly=True,
        requestParameters={"roleArn": "arn:aws:iam::123456789012:role/crane"},
        responseElements={"credentials": {"accessKeyId": SESSION, "sessionToken": TOKEN}},
    )


def asked_about(parameters):
    return parameters["LookupAttributes"][0]["AttributeValue"]


@pytest.fixture
def read(aws, monkeypatch):
    monkeypatch.setattr("rootward.aws.event_pages.PACE", 0.0)
    aws.answers["DescribeRegions"] = ec2("us-east-1")

    def ask(**more):
        given = {"deadline_seconds": 30.0, "progress": lambda _line: None}
        return read_history(aws.session(), LEAKED, **{**given, **more})

    return ask


def test_an_event_says_what_was_done_from_where_and_whether_it_was_refused(aws, read):
    aws.answers["LookupEvents"] = js({"Events": [record(1, errorCode="AccessDenied")]})

    (event,) = read().events

    assert (event.service, event.name, event.writes, event.error) == ("iam", "CreateUser", True, "AccessDenied")
    assert (event.region, event.source, event.key_id) == ("us-east-1", "203.0.113.9", LEAKED)


@pytest.mark.parametrize(
    ("name", "told", "made"),
    [
        ("CreateUser", ({"userName": "eve"}, {}), "user eve"),
        ("CreateAccessKey", ({"userName": "eve"}, KEY_OF_EVE), f"access key {LEAKED} of eve"),
        ("CreateAccessKey", (None, KEY_OF_EVE), f"access key {LEAKED} of eve"),
        ("CreateLoginProfile", ({"userName": "eve", "password": TOKEN}, {}), "console password of eve"),
        ("CreateRole", ({"roleName": "door"}, {}), "role door"),
        ("CreatePolicy", ({"policyName": "all"}, {}), "policy all"),
        ("PutUserPolicy", ({"userName": "eve", "policyName": "all", "policyDocument": TOKEN}, {}), "policy all of eve"),
        ("DeleteUser", ({"userName": "eve"}, {}), ""),
    ],
)
def test_what_a_call_made_is_named_and_no_secret(aws, read, name, told, made):
    asked, answered = told
    call = record(1, eventName=name, requestParameters=asked, responseElements=answered)
    aws.answers["LookupEvents"] = js({"Events": [call]})

    (event,) = read().events

    assert event.made == made
    assert TOKEN not in repr(event)


@pytest.mark.parametrize("more", [{"errorCode": "AccessDenied"}, {"eventSource": "cognito-idp.amazonaws.com"}])
def test_what_was_refused_and_what_is_not_iam_made_nobody(aws, read, more):
    told = record(1, eventName="CreateUser", requestParameters={"userName": "eve"}, **more)
    aws.answers["LookupEvents"] = js({"Events": [told]})

    (event,) = read().events

    assert not event.made


def test_every_enabled_region_is_asked_by_the_key_s_whole_id(aws, read):
    aws.answers["DescribeRegions"] = ec2("eu-west-1", "us-east-1")
    aws.answers["LookupEvents"] = js({"Events": []})

    assert read().regions == ("eu-west-1", "us-east-1")
    lookups = [(region, one) for name, one, region, _ in aws.requests if name == "LookupEvents"]
    assert {region for region, _ in lookups} == {"eu-west-1", "us-east-1"}
    assert {asked_about(one) for _, one in lookups} == {LEAKED}


def test_where_the_regions_are_not_told_the_global_one_and_ones_own_are_asked(aws, read):
    aws.answers["DescribeRegions"] = json_error("UnauthorizedOperation", status=403)
    aws.answers["LookupEvents"] = js({"Events": []})

    assert read().regions == ("us-east-1",)


def test_pages_are_followed_to_the_end(aws, read):
    def pages(parameters, _region):
        if "NextToken" in parameters:
            return js({"Events": [record(2)]})
        return js({"Events": [record(1)], "NextToken": "more"})

    aws.answers["LookupEvents"] = pages

    history = read()

    assert [event.at.second for event in history.events] == [2, 1]
    assert history.is_whole


def test_but_not_for_ever(aws, read):
    aws.answers["LookupEvents"] = lambda asked, _region: js(
        {"Events": [record(1)], "NextToken": f"{asked.get('NextToken', '')}more"}
    )

    history = read()

    assert len(aws.asked("LookupEvents")) == PAGES
    assert not history.is_whole


def test_a_region_that_never_answers_holds_nobody_up_and_what_it_told_before_is_kept(aws, read):
    hung_up = threading.Event()

    def pages(parameters, region):
        if region == "eu-west-1" and "NextToken" not in parameters:
            return js({"Events": [record(1)], "NextToken": "more"})
        if region == "eu-west-1":
            hung_up.wait(20)
        return js({"Events": [record(2)]})

    aws.answers["DescribeRegions"] = ec2("eu-west-1", "us-east-1")
    aws.answers["LookupEvents"] = pages

    history = read(deadline_seconds=1.0)
    hung_up.set()

    assert {event.at.second for event in history.events} == {1, 2}
    assert history.unread == ("eu-west-1: not read within the deadline of 1 seconds",)
    assert not history.is_whole


def test_nor_does_a_list_of_regions_that_never_comes(aws, read):
    hung_up = threading.Event()

    def regions(_parameters, _region):
        hung_up.wait(20)
        return ec2("eu-west-1")

    aws.answers["DescribeRegions"] = regions
    aws.answers["LookupEvents"] = js({"Events": []})

    history = read(deadline_seconds=0.2)
    hung_up.set()

    assert history.regions == ("us-east-1",)
    assert not history.is_whole


def test_what_its_sessions_did_is_asked_and_their_tokens_are_let_go(aws, read):
    def of(parameters, _region):
        if asked_about(parameters) == SESSION:
            return js({"Events": [record(9, eventName="RunInstances", userIdentity={"accessKeyId": SESSION})]})
        return js({"Events": [assumed()]})

    aws.answers["LookupEvents"] = of

    history = read()

    (begun,) = history.sessions
    assert (begun.kind, begun.key_id, begun.role_arn) == (
        "AssumeRole",
        SESSION,
        "arn:aws:iam::123456789012:role/crane",
    )
    assert [(event.name, event.key_id) for event in history.events] == [
        ("RunInstances", SESSION),
        ("AssumeRole", LEAKED),
    ]
    assert TOKEN not in repr(history)


def began(name, key_id, by, **asked):
    return record(
        eventID=f"that-began-{key_id}",
        eventName=name,
        requestParameters=asked,
        responseElements={"credentials": {"accessKeyId": key_id}},
        userIdentity={"accessKeyId": by},
    )


def session_key(number):
    return f"ASIA{'CHAINED' + 'ABCDEFGHIJK'[number]:A<16}"


def chain(*keys):
    """What each of the keys did: begin a session for the next one."""
    role = "arn:aws:iam::123456789012:role/crane"
    told = {one: began("AssumeRole", then, one, roleArn=role) for one, then in pairwise(keys)}
    return lambda parameters, _region: js({"Events": [told[key]] if (key := asked_about(parameters)) in told else []})


def test_a_session_that_a_session_began_is_followed(aws, read):
    keys = (LEAKED, *map(session_key, range(2)))
    aws.answers["LookupEvents"] = chain(*keys)

    history = read()

    assert {asked_about(one) for one in aws.asked("LookupEvents")} == set(keys)
    assert {one.key_id for one in history.sessions} == set(keys[1:])
    assert history.is_whole


def test_a_chain_that_goes_on_is_not_called_whole(aws, read):
    keys = (LEAKED, *map(session_key, range(4)))
    aws.answers["LookupEvents"] = chain(*keys)

    history = read()

    assert {asked_about(one) for one in aws.asked("LookupEvents")} == set(keys[:3])
    assert not history.is_whole


@pytest.mark.parametrize(("number", "is_whole"), [(10, True), (11, False)])
def test_of_many_sessions_not_all_are_asked_about(aws, read, number, is_whole):
    many = [began("GetSessionToken", session_key(one), LEAKED) for one in range(number)]
    aws.answers["LookupEvents"] = lambda asked, _region: js({"Events": many if asked_about(asked) == LEAKED else []})

    history = read()

    assert len(aws.asked("LookupEvents")) == 1 + 10
    assert history.is_whole is is_whole


@pytest.mark.parametrize("target", ["222222222222", "arn:aws:iam::222222222222:root"])
def test_what_a_session_did_as_root_of_a_member_account_is_recorded_there(aws, read, target):
    aws.answers["LookupEvents"] = lambda asked, _region: js(
        {
            "Events": [began("AssumeRoot", SESSION, LEAKED, targetPrincipal=target)]
            if asked_about(asked) == LEAKED
            else []
        }
    )

    history = read()

    (begun,) = history.sessions
    assert (begun.kind, begun.key_id, begun.target, begun.account) == ("AssumeRoot", SESSION, target, "222222222222")
    assert not history.is_whole
    (said,) = history.unread
    assert said.startswith("what its sessions did in other accounts")
    assert said.endswith(": 222222222222")


def test_and_what_one_did_by_a_role_of_another_account(aws, read):
    role = "arn:aws:iam::222222222222:role/crane"
    aws.answers["LookupEvents"] = lambda asked, _region: js(
        {"Events": [began("AssumeRole", SESSION, LEAKED, roleArn=role)] if asked_about(asked) == LEAKED else []}
    )

    assert not read().is_whole


def test_a_region_that_is_denied_is_told_and_the_others_stand(aws, read):
    aws.answers["DescribeRegions"] = ec2("eu-west-1", "us-east-1")

    def of(_parameters, region):
        if region == "us-east-1":
            return js({"Events": [record(1)]})
        return json_error("AccessDeniedException", "no identity-based policy allows it", 400)

    aws.answers["LookupEvents"] = of

    history = read()

    assert len(history.events) == 1
    assert not history.is_whole
    assert history.unread[0].startswith("eu-west-1: ")


def test_a_region_that_a_service_control_policy_closes_hides_nothing(aws, read):
    aws.answers["DescribeRegions"] = ec2("eu-west-1", "us-east-1")

    def of(_parameters, region):
        if region == "us-east-1":
            return js({"Events": []})
        denial = "is not authorized to perform it with an explicit deny in a service control policy"
        return json_error("AccessDeniedException", denial, 400)

    aws.answers["LookupEvents"] = of

    history = read()

    assert (history.is_whole, history.unread) == (True, ())


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"CloudTrailEvent": "no json"},
        {"CloudTrailEvent": "[]"},
        {"CloudTrailEvent": "{}"},
        {"CloudTrailEvent": '{"eventTime": "soon"}'},
    ],
)
def test_what_is_no_record_is_passed_over(aws, read, broken):
    aws.answers["LookupEvents"] = js({"Events": [broken, record(1)]})

    assert len(read().events) == 1


def test_an_id_that_is_none_is_asked_about_nowhere(aws, read):
    odd = record(
        3, eventName="GetSessionToken", responseElements={"credentials": {"accessKeyId": "HIDDEN"}}, userIdentity="?"
    )
    aws.answers["LookupEvents"] = js({"Events": [odd]})

    history = read()

    assert history.sessions == ()
    assert history.events[0].key_id == ""
