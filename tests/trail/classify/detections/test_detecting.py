"""How records become detections: what belongs together, what is said, in which order."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.trail.classify.context import Context
from rootward.trail.classify.detections import find
from rootward.trail.classify.judge import judge
from rootward.trail.record import parse_record
from tests.trail.classify.detections.cases.every import FIRING
from tests.trail.classify.detections.events import (
    ACCOUNT,
    ELSEWHERE,
    MEMBER,
    NOON,
    Raw,
    assume_root,
    at,
    call,
    central,
    denied,
    nobody_signs_in,
    role,
    root,
    root_by_key,
    root_signs_in,
    user,
    user_signs_in,
)
from tests.trail.classify.detections.test_cases import detected

READER = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def only(rule: str, raw: list[Raw]) -> list[tuple[str, int]]:
    """Of a rule the accounts and counts."""
    return [(one.account, one.count) for one in detected(raw) if one.id == rule]


def said(rule: str, raw: list[Raw]) -> str:
    (why,) = [one.why for one in detected(raw) if one.id == rule]
    return why


def test_nothing_is_detected_in_nothing():
    assert find([]) == ()


def test_a_busy_principal_is_one_detection_of_a_kind():
    busy = [call("iam:CreateUser", role(session=f"run-{n}"), {"userName": f"u{n}"}, when=at(n)) for n in range(200)]
    (found,) = detected(busy)
    assert (found.count, found.first, found.last) == (200, NOON, at(199))
    assert [event.event_id for event in found.events] == [raw["eventID"] for raw in busy[:5]]


def test_two_principals_and_two_accounts_are_told_apart():
    raw = [
        call("iam:CreateUser", role("a"), {"userName": "x"}),
        call("iam:CreateUser", role("b"), {"userName": "x"}),
        call("iam:CreateUser", role("a", MEMBER), {"userName": "x"}),
    ]
    assert sorted(only("user-created", raw)) == [(ACCOUNT, 1), (ACCOUNT, 1), (MEMBER, 1)]


def test_what_was_denied_is_told_apart_from_what_was_done():
    raw = [call("cloudtrail:StopLogging", user(), {"name": "all"}), denied("cloudtrail:StopLogging", user())]
    assert [(one.severity, one.title, one.count) for one in detected(raw)] == [
        ("high", "A trail was stopped", 1),
        ("medium", "A trail was stopped: tried, and denied", 1),
    ]


def test_all_events_of_a_detection_are_known_and_the_first_few_are_shown():
    raw = [call("s3:ListBuckets", root_by_key(), when=at(n), read_only=True) for n in range(7)]
    (found,) = find([parse_record(one) for one in raw])
    assert found.event_ids == tuple(one["eventID"] for one in raw)
    assert len(found.detection.events) == 5


def test_worst_comes_first_then_the_newest():
    raw = [
        call("iam:CreateUser", role(), {"userName": "x"}, when=at(9)),
        call("iam:AddUserToGroup", role(), {"userName": "x", "groupName": "g"}, when=at(10)),
        call("iam:DeleteAccountPasswordPolicy", role(), when=at(1)),
        root_signs_in(mfa="No", when=at(0)),
    ]
    assert [one.id for one in detected(raw)] == [
        "root-sign-in-without-mfa",
        "root-sign-in",
        "password-policy-deleted",
        "user-added-to-group",
        "user-created",
    ]


def test_an_event_that_was_delivered_twice_counts_once():
    raw = root_signs_in()
    records = [parse_record(one) for one in (raw, {**raw, "requestID": "another"}, raw)]
    assert [one.count for one in judge(records, Context()).detections if one.id == "root-sign-in"] == [1]


def test_roots_reach_into_another_account_is_its_own_accounts():
    raw = call("s3:GetBucketPolicy", root_by_key(), {"bucketName": "theirs"}, account=MEMBER, read_only=True)
    assert only("root-key-used", [raw]) == [(ACCOUNT, 1)]


def test_a_shown_event_has_its_own_principal_address_and_error():
    raw = denied("cloudtrail:StopLogging", role("ops", session="eve"), {"name": "all"}, address=ELSEWHERE)
    (event,) = detected([raw])[0].events
    assert (event.principal, event.address, event.error, event.region, event.source, event.time) == (
        f"arn:aws:sts::{ACCOUNT}:assumed-role/ops/eve",
        ELSEWHERE,
        "AccessDenied",
        "us-east-1",
        "cloudtrail.amazonaws.com",
        NOON,
    )


@pytest.mark.parametrize(
    ("rule", "raw", "why"),
    [
        (
            "root-sign-in",
            [root_signs_in(), root_signs_in(address=ELSEWHERE, when=at(1)), root_signs_in(when=at(2))],
            f"arn:aws:iam::{ACCOUNT}:root signed in to the console, 3 times, from 192.0.2.10 and 198.51.100.77.",
        ),
        (
            "user-created",
            [call("iam:CreateUser", user(), {"userName": name}) for name in ("bob", "carol", "dave", "erin", "frank")],
            (
                f"arn:aws:iam::{ACCOUNT}:user/alice created a user, 5 times, from 192.0.2.10: "
                "user bob, user carol, user dave and 2 more."
            ),
        ),
        (
            "iam-policy-changed",
            [
                call("iam:PutRolePolicy", role(), {"roleName": "app", "policyName": "p"}),
                call("iam:AttachRolePolicy", role(), {"roleName": "app", "policyArn": READER}),
                call("iam:AttachRolePolicy", role(), {"roleName": "api", "policyArn": READER}),
            ],
            (
                f"arn:aws:iam::{ACCOUNT}:role/deploy changed policies, 3 times, from 192.0.2.10: "
                "AttachRolePolicy and PutRolePolicy."
            ),
        ),
        (
            "organisation-left",
            [denied("organizations:LeaveOrganization", user())],
            f"arn:aws:iam::{ACCOUNT}:user/alice was denied LeaveOrganization, from 192.0.2.10.",
        ),
        (
            "sign-in-failures",
            [nobody_signs_in(when=at(n)) for n in range(10)],
            (
                f"In account {ACCOUNT} sign-ins to the console failed, at least ten in 15 minutes, 10 times, "
                "from 192.0.2.10."
            ),
        ),
        (
            "sign-in-spraying",
            [user_signs_in(name, mfa="No", ok=False) for name in ("a", "b", "c", "d", "e")],
            (
                "Somebody at 192.0.2.10 failed to sign in under at least five names in 15 minutes, 5 times: "
                "a, b, c and 2 more."
            ),
        ),
        (
            "sign-in-guessing",
            [user_signs_in("anaya", mfa="No", ok=False, when=at(n)) for n in range(6)],
            "anaya failed to sign in to the console, at least five times in 15 minutes, 6 times, from 192.0.2.10.",
        ),
        (
            "assume-root-new-pair",
            [assume_root(f"arn:aws:iam::{MEMBER}:root")],
            (
                f"arn:aws:iam::{ACCOUNT}:role/RootAdmin assumed the root of a member account that it had not "
                f"assumed in the 14 days before, from 192.0.2.10: {MEMBER}."
            ),
        ),
        (
            "central-root-changed",
            [call("iam:DisableOrganizationsRootSessions", user())],
            (
                f"arn:aws:iam::{ACCOUNT}:user/alice turned a feature of central root access on or off, "
                "from 192.0.2.10: RootSessions off."
            ),
        ),
    ],
)
def test_what_is_said(rule, raw, why):
    assert said(rule, raw) == why


def test_a_session_token_is_never_said():
    raw = [
        assume_root(),
        call(
            "sts:GetFederationToken", root_by_key(), {"name": "bob"}, response={"credentials": {"sessionToken": "T0K"}}
        ),
    ]
    assert b"T0K" not in msgspec.json.encode(detected(raw))
    assert b"a session's token" not in msgspec.json.encode(detected(raw))


# AssumeRoot


def test_a_pair_is_new_again_after_two_weeks_of_silence():
    days = [0, 10, 20, 34, 49]
    raw = [assume_root(when=NOON + timedelta(days=day)) for day in days]
    (found,) = [one for one in detected(raw) if one.id == "assume-root-new-pair"]
    assert [(event.time - NOON).days for event in found.events] == [0, 49]


def test_another_caller_and_another_member_are_new_pairs():
    raw = [
        assume_root(),
        assume_root(when=at(1)),
        assume_root("777788889999", when=at(2)),
        assume_root(by=user("eve"), when=at(3)),
    ]
    assert sorted(only("assume-root-new-pair", raw)) == [(ACCOUNT, 1), (ACCOUNT, 2)]


def test_a_denied_attempt_does_not_make_a_pair_known():
    raw = [assume_root(error="AccessDenied"), assume_root(when=at(1))]
    assert only("assume-root-new-pair", raw) == [(ACCOUNT, 1), (ACCOUNT, 1)]


def test_a_session_is_held_to_its_own_task_where_its_opening_was_read():
    act = call("iam:CreateLoginProfile", central(), None)
    assert only("assume-root-outside-task", [act]) == []
    assert only("assume-root-outside-task", [assume_root(task="IAMCreateRootUserPassword"), act]) == []
    assert only("assume-root-outside-task", [assume_root(task="IAMAuditRootUserCredentials"), act]) == [(MEMBER, 1)]
    assert only("assume-root-outside-task", [assume_root(task="IAMAuditRootUserCredentials", key=8), act]) == []


def test_a_task_of_iam_is_about_root_alone():
    act = denied("iam:ListAccessKeys", central(), {"userName": "alice"}, read_only=True)
    assert only("assume-root-outside-task", [assume_root(), act]) == [(MEMBER, 1)]


def test_an_assume_root_call_that_tells_nothing_is_survived():
    odd = {
        **assume_root(),
        "requestParameters": {"targetPrincipal": 7, "taskPolicyArn": ["x"]},
        "responseElements": None,
    }
    act = denied("iam:CreateUser", central(), {"userName": 5})
    assert only("assume-root-outside-task", [odd, act]) == [(MEMBER, 1)]


# The order of the records

_EVERYTHING = [parse_record(raw) for raw in FIRING]
_DETECTED = find(_EVERYTHING)


@settings(max_examples=40, deadline=None)
@given(st.permutations(_EVERYTHING))
def test_the_order_of_the_records_does_not_matter(records):
    assert find(records) == _DETECTED


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_nor_does_how_often_a_record_was_delivered(data):
    again = data.draw(st.lists(st.sampled_from(_EVERYTHING), max_size=30))
    judged = judge([*again, *_EVERYTHING], Context())
    assert judged.detections == tuple(one.detection for one in _DETECTED)


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(4)))
def test_of_deliveries_that_differ_the_same_one_is_taken(order):
    raw = root_signs_in()
    same = [parse_record({**raw, "sourceIPAddress": f"192.0.2.{number}"}) for number in order]
    (found,) = [one for one in judge(same, Context()).detections if one.id == "root-sign-in"]
    assert found.events[0].address == "192.0.2.0"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_EVERYTHING), max_size=40, unique_by=lambda record: record.event_id))
def test_a_detection_counts_events_that_were_there(records):
    there = {record.event_id for record in records}
    for found in find(records):
        one = found.detection
        assert set(found.event_ids) <= there
        assert len(found.event_ids) == one.count == len(set(found.event_ids))
        assert one.first <= one.last
        assert tuple(event.event_id for event in one.events) == found.event_ids[:5]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
_MEMBERS = ("userIdentity", "requestParameters", "responseElements", "additionalEventData", "eventSource", "errorCode")


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FIRING), st.sampled_from(_MEMBERS), _JSON)
def test_whatever_stands_in_a_record_nothing_is_raised(raw, member, value):
    detected([{**raw, member: value}] * 2)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FIRING), st.data(), _JSON)
def test_nor_whatever_stands_deeper(raw, data, value):
    members = [member for member in _MEMBERS if isinstance(raw.get(member), dict) and raw[member]]
    member = data.draw(st.sampled_from(members))
    inner = data.draw(st.sampled_from(sorted(raw[member])))
    detected([{**raw, member: {**raw[member], inner: value}}])


def test_root_and_its_service_are_told_apart_by_grouping():
    raw = [
        call("iam:CreateUser", root(), {"userName": "x"}),
        call("iam:CreateUser", root(invokedBy="cloudformation.amazonaws.com"), {"userName": "y"}),
    ]
    assert [(one.severity, one.count) for one in detected(raw)] == [("high", 1), ("low", 1)]
