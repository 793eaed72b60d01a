from datetime import UTC, datetime

import pytest

from rootward.trail.record import NotARecordError, parse_record
from tests.trail.classify.events import ACCOUNT, ROOT_KEY, SESSION_KEY, at, by_key, event, in_console, raw, root


@pytest.mark.parametrize(
    ("found", "why"),
    [
        ("text", "it is no JSON object"),
        (None, "it is no JSON object"),
        ({"eventTime": at()}, "it has no eventName"),
        ({"eventName": None, "eventTime": at()}, "it has no eventName"),
        ({"eventName": "CreateUser"}, "it has no eventTime"),
        ({"eventName": "CreateUser", "eventTime": None}, "it has no eventTime"),
        ({"eventName": "CreateUser", "eventTime": "2026-06-30T23:59:60Z"}, "its eventTime cannot be read"),
        ({"eventName": "CreateUser", "eventTime": "yesterday"}, "its eventTime cannot be read"),
        ({"eventName": "CreateUser", "eventTime": True}, "its eventTime cannot be read"),
        ({"eventName": "CreateUser", "eventTime": 1e300}, "its eventTime cannot be read"),
    ],
)
def test_what_is_no_record_says_why(found, why):
    with pytest.raises(NotARecordError, match=why):
        parse_record(found)


@pytest.mark.parametrize(
    "told", ["2026-05-04T12:00:00Z", "2026-05-04T12:00:00", "2026-05-04T14:00:00+02:00", 1777896000, 1777896000.0]
)
def test_a_time_is_read_in_each_form(told):
    assert event("iam", "CreateUser", eventTime=told).time == datetime(2026, 5, 4, 12, tzinfo=UTC)


def test_members_that_are_not_of_their_type_are_as_if_they_were_absent():
    broken = {
        "userIdentity": ["Root"],
        "requestParameters": "text",
        "responseElements": 7,
        "additionalEventData": None,
        "serviceEventDetails": [],
        "sourceIPAddress": {},
        "readOnly": "perhaps",
        "eventID": None,
    }
    record = parse_record(raw("iam", "CreateUser", **broken), event_id="a digest")
    assert (record.identity.type, record.request, record.response, record.extra, record.details) == ("", {}, {}, {}, {})
    assert (record.address, record.read_only, record.event_id, record.mfa) == ("", None, "a digest", None)


def test_the_account_is_the_recipient_s_then_the_caller_s_then_the_folder_s():
    nobody = {"recipientAccountId": None, "userIdentity": None}
    assert parse_record(raw("iam", "X", recipientAccountId="444455556666"), account="1").account == "444455556666"
    assert parse_record(raw("iam", "X", recipientAccountId=None), account="1").account == ACCOUNT
    assert parse_record(raw("iam", "X", **nobody), account="123456789012").account == "123456789012"


def test_values_are_kept_to_a_length():
    assert len(event("iam", "CreateUser", userAgent="x" * 5000).agent) == 2048


def test_who_acted():
    identity = event("iam", "CreateUser", userIdentity=in_console()).identity
    assert (identity.is_root, identity.credential, identity.has_session, identity.mfa) == (True, "session", True, True)
    assert (identity.key_id, identity.session_begun) == (SESSION_KEY, datetime(2026, 5, 4, 12, tzinfo=UTC))
    by_long_term = event("iam", "CreateUser", userIdentity=by_key()).identity
    assert (by_long_term.credential, by_long_term.key_id, by_long_term.mfa) == ("access-key", ROOT_KEY, None)
    assert event("iam", "CreateUser", userIdentity=root()).identity.credential == "none"


@pytest.mark.parametrize(
    ("identity", "principal"),
    [
        (root(), f"arn:aws:iam::{ACCOUNT}:root"),
        (
            {"arn": "arn:s", "sessionContext": {"sessionIssuer": {"arn": "arn:aws:iam::1:role/r"}}},
            "arn:aws:iam::1:role/r",
        ),
        ({"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}, "ec2.amazonaws.com"),
        ({"type": "AWSAccount", "principalId": "AROA:x"}, "AROA:x"),
        ({"type": "IAMUser", "userName": "alice"}, "alice"),
        ({"type": "Unknown"}, "Unknown"),
        ({}, ""),
    ],
)
def test_whose_permissions_counted(identity, principal):
    assert event("iam", "CreateUser", userIdentity=identity).identity.principal == principal


def test_the_attributes_of_old_records_lie_beside_the_session():
    identity = root(**{"sessionContext.attributes": {"mfaAuthenticated": "true"}})
    assert event("iam", "CreateUser", userIdentity=identity).identity.mfa is True


def test_a_call_that_was_refused_and_a_sign_in_that_failed_have_failed():
    assert event("iam", "CreateUser", errorCode="AccessDenied").failed
    assert event("signin", "ConsoleLogin", responseElements={"ConsoleLogin": "Failure"}).failed
    assert not event("signin", "ConsoleLogin", responseElements={"ConsoleLogin": "Success"}).failed


def test_whether_the_consoles_session_made_the_call():
    assert event("iam", "CreateUser", sessionCredentialFromConsole="true").from_console
    assert not event("iam", "CreateUser").from_console


def deep(what, depth=2000):
    """Deeper than anything that calls itself comes."""
    value = what
    for _ in range(depth):
        value = {"a": [value]}
    return {"b": value, "c": 1}


@pytest.mark.parametrize("other", [{"x": 2}, {"y": 1}, {"x": True}, {"x": "1"}, {"x": [1]}, {}, [], [1], None, "x", 1])
@pytest.mark.parametrize("within", [dict, deep])
def test_records_that_differ_anywhere_differ_as_a_whole(within, other):
    one, another = (event("iam", "CreateUser", requestParameters=within({"r": value})) for value in ({"x": 1}, other))
    assert one.whole != another.whole


@pytest.mark.parametrize("within", [dict, deep])
def test_the_order_of_members_makes_no_difference(within):
    members = [("x", 1), ("y", [{"p": 1, "q": 2}]), ("z", {})]
    one, another = (
        event("iam", "CreateUser", requestParameters=within({"r": dict(each)})) for each in (members, members[::-1])
    )
    assert one.whole == another.whole
