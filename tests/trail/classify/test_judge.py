import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.trail.classify.actor import actor_of
from rootward.trail.classify.context import Context
from rootward.trail.classify.judge import judge, standings
from rootward.trail.record import parse_record
from tests.trail.classify.events import (
    ACCOUNT,
    CENTRAL_KEY,
    assume_root,
    at,
    by_key,
    central,
    event,
    failed_sign_in,
    in_console,
    raw,
    root,
    sign_in,
)

ITSELF = {"userName": "AWS ROOT USER", "serialNumber": f"arn:aws:iam::{ACCOUNT}:mfa/root-account-mfa-device"}
ALICE = {"type": "IAMUser", "arn": f"arn:aws:iam::{ACCOUNT}:user/alice", "accountId": ACCOUNT, "userName": "alice"}
DAY = (
    failed_sign_in(-2),
    sign_in(eventID="in"),
    event("health", "DescribeEventAggregates", readOnly=True, eventTime=at(seconds=20)),
    event("iam", "ListUsers", readOnly=True, eventTime=at(1)),
    event("iam", "CreateVirtualMFADevice", eventTime=at(2)),
    event("iam", "EnableMFADevice", requestParameters=ITSELF, eventTime=at(3)),
    event("iam", "CreateUser", requestParameters={"userName": "bob"}, eventTime=at(4)),
    event("iam", "CreateUser", requestParameters={"userName": "eve"}, eventTime=at(4), eventID="again"),
    event("signin", "PasswordUpdated", userIdentity=root(), eventTime=at(5)),
    event("ec2", "RunInstances", userIdentity=by_key(), eventTime=at(6)),
    event("ec2", "StopInstances", userIdentity=by_key(), eventTime=at(90)),
    event("kms", "Decrypt", userIdentity={**in_console(), "invokedBy": "ssm.amazonaws.com"}, readOnly=True),
    assume_root(),
    event("s3", "DeleteBucketPolicy", userIdentity=central(), eventTime=at(7)),
    event("s3", "GetBucketPolicy", userIdentity=central(), eventTime=at(7), readOnly=True),
    event("iam", "CreateAccessKey", userIdentity=ALICE, requestParameters={"userName": "bob"}),
)


def test_events_come_worst_first_then_the_newest():
    found = judge(DAY, Context()).events
    assert [(each.verdict, each.name) for each in found] == [
        ("not_required", "StopInstances"),
        ("not_required", "RunInstances"),
        ("not_required", "CreateUser"),
        ("not_required", "CreateUser"),
        ("not_required", "DescribeEventAggregates"),
        ("not_required", "ConsoleLogin"),
        ("unknown", "ConsoleLogin"),
        ("required", "PasswordUpdated"),
        ("required", "EnableMFADevice"),
        ("required", "CreateVirtualMFADevice"),
        ("required", "ListUsers"),
    ]


def test_central_and_service_events_are_counted_and_listed_only_where_all_are_asked_for():
    found = judge(DAY, Context())
    assert {each.actor for each in found.events} == {"root"}
    assert {each.actor for each in found.sessions} == {"root"}
    assert found.left_out == 3
    everything = judge(DAY, Context(all=True))
    assert {each.actor for each in everything.events} == {"root", "central", "service"}
    assert {each.actor for each in everything.sessions} == {"root", "central"}
    assert everything.left_out == 0
    assert len(everything.events) == len(found.events) + 3


def test_every_event_of_a_session_names_it_and_no_other_does():
    found = judge(DAY, Context(all=True))
    of_sessions = {each: session.id for session in found.sessions for each in session.events}
    assert {each.event_id: each.session for each in found.events if each.session} == of_sessions
    assert len({session.id for session in found.sessions}) == len(found.sessions) == 4


def test_events_name_the_detections_that_they_take_part_in():
    found = judge(DAY, Context(all=True))
    assert found.detections
    for one in found.events:
        assert one.detections == tuple(sorted(one.detections))
    shown = {
        (each.event_id, detection.id)
        for detection in found.detections
        for each in detection.events
        if each.event_id in {one.event_id for one in found.events}
    }
    assert shown
    assert shown <= {(one.event_id, each) for one in found.events for each in one.detections}


def test_every_event_of_a_detection_names_it_and_not_only_those_that_it_shows():
    records = [event("ec2", "RunInstances", userIdentity=by_key(), eventID=str(n), eventTime=at(n)) for n in range(9)]
    found = judge(records, Context())
    [used] = [each for each in found.detections if each.id == "root-key-used"]
    assert (used.count, len(used.events)) == (9, 5)
    assert [each.event_id for each in found.events if "root-key-used" in each.detections] == list("876543210")


def test_what_others_do_is_no_event_of_roots_but_may_be_detected():
    record = event("iam", "CreateAccessKey", userIdentity=ALICE, requestParameters={"userName": "bob"})
    found = judge([record], Context(all=True))
    assert (found.events, found.sessions, found.left_out) == ((), (), 0)
    assert [each.events[0].event_id for each in found.detections] == [record.event_id]


def test_nothing_is_judged_of_nothing():
    found = judge([], Context())
    assert (found.events, found.sessions, found.detections, found.left_out) == ((), (), (), 0)


@settings(max_examples=60, deadline=None)
@given(st.permutations(DAY), st.lists(st.sampled_from(DAY)), st.booleans())
def test_neither_the_order_nor_duplicates_change_what_is_judged(shuffled, again, everything):
    context = Context(all=everything)
    assert judge([*shuffled, *again], context) == judge(DAY, context)


@settings(max_examples=30, deadline=None)
@given(st.permutations([f"203.0.113.{n}" for n in range(4)]))
def test_records_of_one_id_that_differ_are_each_told_and_numbered_alike_in_any_order(addresses):
    records = [event("iam", "CreateUser", sourceIPAddress=address, eventID="X") for address in addresses]
    found = judge([*records, *records], Context()).events
    assert {each.event_id: each.address for each in found} == {
        "X": "203.0.113.0",
        "X~2": "203.0.113.1",
        "X~3": "203.0.113.2",
        "X~4": "203.0.113.3",
    }


def test_records_without_an_id_are_told_apart_by_all_that_they_hold():
    records = [event("iam", "CreateUser", eventID="", requestParameters={"userName": name}) for name in ("a", "b")]
    found = judge([*records, *records], Context()).events
    assert sorted(each.changed or "" for each in found) == ["user a", "user b"]
    assert len({each.event_id for each in found}) == 2


def test_what_an_event_holds():
    record = event("iam", "CreateUser", requestParameters={"userName": "bob"}, eventID="e-1", eventTime=at(4))
    [found] = judge([sign_in(), record], Context()).events[:1]
    assert (found.event_id, found.account, found.region, found.actor) == ("e-1", ACCOUNT, "us-east-1", "root")
    assert (found.name, found.source, found.address) == ("CreateUser", "iam.amazonaws.com", "192.0.2.10")
    assert (found.credential, found.mfa, found.read_only, found.error) == ("password", True, False, None)
    assert found.changed == "user bob"


def test_a_call_with_a_key_of_the_console_in_a_session_with_a_sign_in_is_the_passwords():
    record = event("iam", "CreateUser", userAgent="a tool", eventTime=at(4))
    assert [each.credential for each in judge([sign_in(), record], Context()).events] == ["password", "password"]
    assert [each.credential for each in judge([record], Context()).events] == ["session"]


def test_whose_root_it_is_counts_where_an_event_was_delivered_to_another_account():
    [found] = judge([event("s3", "PutBucketAcl", recipientAccountId="444455556666")], Context()).events
    assert found.account == ACCOUNT


def test_what_is_told_of_an_account_counts_before_what_it_shows():
    records = [event("s3", "GetBucketPolicy", userIdentity=central())]
    assert standings(records, Context()) == {ACCOUNT: "member"}
    assert standings(records, Context(standing={ACCOUNT: "unknown"})) == {ACCOUNT: "member"}
    assert standings(records, Context(standing={ACCOUNT: "management"})) == {ACCOUNT: "management"}
    assert standings(DAY[:3], Context()) == {}


def test_no_secret_of_an_answer_is_in_what_is_judged():
    made = {"accessKey": {"accessKeyId": CENTRAL_KEY, "secretAccessKey": "a secret"}}
    temporary = {"credentials": {"accessKeyId": CENTRAL_KEY, "sessionToken": "a secret"}}
    records = [
        event("iam", "CreateAccessKey", responseElements=made, requestParameters={"password": "a secret"}),
        event("sts", "GetSessionToken", responseElements=temporary, eventTime=at(2)),
        assume_root(responseElements=temporary),
        event("s3", "GetBucketPolicy", userIdentity=central(), readOnly=True),
    ]
    assert "secret" not in repr(judge(records, Context(all=True)))


_KEYS = (
    "userName",
    "attributes",
    "Policy",
    "instancesSet",
    "items",
    "credentials",
    "accessKey",
    "accessKeyId",
    "MFAUsed",
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(("true", "Root", at(), "ASIA")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4),
    max_leaves=8,
)
_MEMBERS = (
    "userIdentity",
    "requestParameters",
    "responseElements",
    "additionalEventData",
    "eventSource",
    "eventType",
    "userAgent",
    "sourceIPAddress",
    "readOnly",
    "errorCode",
    "recipientAccountId",
    "sessionCredentialFromConsole",
)
_NAMES = ("ConsoleLogin", "AssumeRoot", "SetQueueAttributes", "CreateAccessKey", "TerminateInstances", "")


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(_NAMES), st.dictionaries(st.sampled_from(_MEMBERS), _JSON), st.booleans())
def test_whatever_stands_in_a_record_it_is_judged(name, members, is_root):
    found = raw("iam", "CreateUser") | members | ({"eventName": name} if name else {})
    if is_root and isinstance(found["userIdentity"], dict):
        found["userIdentity"] = {**found["userIdentity"], "type": "Root"}
    record = parse_record(found, event_id="some")
    judged = judge([record, sign_in()], Context(all=True))
    assert len(judged.events) == 1 + (actor_of(record) is not None)
    assert judge([sign_in(), record], Context(all=True)) == judged


INVICTUS = Path(__file__).parents[4] / "shared" / "data" / "cloudtrail_invictus"


@pytest.mark.skipif(not INVICTUS.is_dir(), reason="the real logs lie in ../shared, which is not here")
def test_real_logs_of_an_attack_hold_nothing_by_root_and_are_judged_whole():
    records = [
        parse_record(raw)
        for path in sorted(INVICTUS.glob("*.json.gz"))
        for raw in json.loads(gzip.decompress(path.read_bytes()))["Records"]
    ]
    found = judge(records, Context(all=True))
    assert len(records) > 2000
    assert (found.events, found.sessions, found.left_out) == ((), (), 0)
    assert found.detections


def test_a_call_of_roots_key_through_a_service_is_roots_and_says_so():
    identity = {**by_key(), "invokedBy": "cloudformation.amazonaws.com"}
    (found,) = judge([event("iam", "DeleteUser", userIdentity=identity)], Context()).events
    assert (found.actor, found.verdict, found.credential) == ("root", "not_required", "access-key")
    assert "root acted through cloudformation.amazonaws.com" in found.why


@pytest.mark.parametrize(("told", "attribute", "is_said"), [("Yes", "false", True), ("Yes", "true", False)])
def test_that_a_sign_in_and_its_calls_do_not_agree_on_mfa_is_said(told, attribute, is_said):
    acts = [sign_in(mfa=told), event("s3", "CreateBucket", userIdentity=in_console(mfa=attribute))]
    judged = judge(acts, Context())
    (signed_in,) = (one for one in judged.events if one.name == "ConsoleLogin")
    assert ("do not agree on MFA" in signed_in.why) is is_said
    assert [one.mfa for one in judged.sessions] == [not is_said]


def test_an_event_of_another_is_no_delivery_of_what_root_did():
    by_root = parse_record(raw("s3", "CreateBucket", userIdentity=root(), eventID="one"))
    by_alice = parse_record(raw("iam", "CreateUser", userIdentity=ALICE, eventID="one"))
    by_service = parse_record(
        raw("s3", "CreateBucket", userIdentity={**root(), "invokedBy": "x.amazonaws.com"}, eventID="one")
    )
    told = [
        judge(order, Context(all=True))
        for order in ([by_root, by_alice, by_service, by_root], [by_service, by_alice, by_root])
    ]
    assert told[0] == told[1]
    assert sorted((event.name, event.actor) for event in told[0].events) == [
        ("CreateBucket", "root"),
        ("CreateBucket", "service"),
    ]
    assert len({event.event_id for event in told[0].events}) == 2
    assert [event.actor for event in judge([by_service, by_root], Context()).events] == ["root"]


def test_an_event_that_is_called_as_a_forged_one_would_be_is_told_too():
    hidden = event("iam", "CreateUser", eventID="X")
    forged = [
        assume_root(eventID="X", eventSource="account.amazonaws.com"),
        *(event("account", "PutAccountName", eventID=f"X~{number}", eventTime=at(number)) for number in (2, 3, 5)),
    ]
    told = [judge(order, Context()) for order in ([hidden, *forged], [*forged[::-1], hidden])]

    assert told[0] == told[1]
    assert sorted(one.name for one in told[0].events) == ["CreateUser", *["PutAccountName"] * 3]
    ids = [one.event_id for one in told[0].events]
    assert len(set(ids)) == 4
    assert {event_id for one in told[0].sessions for event_id in one.events} == set(ids)


def test_nor_does_a_forged_id_keep_an_event_from_being_detected():
    hidden = event("iam", "CreateUser", eventID="X", userIdentity=ALICE)
    forged = [
        assume_root(eventID="X", eventSource="account.amazonaws.com"),
        event("s3", "AbortMultipartUpload", eventID="X~2", userIdentity=ALICE),
    ]
    assert "user-created" in {one.id for one in judge([*forged, hidden], Context(all=True)).detections}
