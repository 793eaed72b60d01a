from datetime import UTC, datetime, timedelta

import pytest

from rootward.trail.classify.context import Context
from rootward.trail.classify.judge import judge
from rootward.trail.classify.sessions import credential_of, given_key, is_by_console, task_policy_of
from tests.trail.classify.events import (
    ACCOUNT,
    CENTRAL_KEY,
    NOON,
    ROOT_KEY,
    SESSION_KEY,
    assume_root,
    at,
    by_key,
    central,
    event,
    failed_sign_in,
    in_console,
    root,
    sign_in,
)

ANOTHER_KEY = "ASIA" + "T" * 16


def sessions(*records):
    """Everything, the oldest first."""
    return tuple(reversed(judge(records, Context(all=True)).sessions))


def in_sessions(*records):
    return [each.events for each in sessions(*records)]


def call(name, minutes=1.0, **members):
    return event("ec2", name, eventID=name, eventTime=at(minutes), **members)


def test_a_session_goes_from_the_sign_in_to_the_last_action():
    [found] = sessions(sign_in(eventID="in"), call("RunInstances", 4), call("StopInstances", 95))
    assert found.events == ("in", "RunInstances", "StopInstances")
    assert (found.begun, found.ended) == (NOON, NOON + timedelta(minutes=95))
    assert (found.actor, found.account, found.credential, found.mfa) == ("root", ACCOUNT, "password", True)
    assert found.verdict == "not_required"


def test_the_keys_of_the_console_in_one_sign_in_are_one_session():
    other = call("RunInstances", 40, userIdentity=in_console(ANOTHER_KEY))
    assert in_sessions(sign_in(eventID="in"), call("StopInstances", 2), other) == [
        ("in", "StopInstances", "RunInstances")
    ]


def test_two_sign_ins_are_two_sessions():
    later = in_console(ANOTHER_KEY, begun=at(20))
    found = in_sessions(
        sign_in(eventID="first"),
        call("StopInstances", 2),
        sign_in(20, eventID="second"),
        call("RunInstances", 22, userIdentity=later),
    )
    assert found == [("first", "StopInstances"), ("second", "RunInstances")]


def test_a_sign_in_is_logged_some_seconds_after_its_session_began():
    late = sign_in(eventID="in", eventTime=at(seconds=8))
    assert in_sessions(late, call("RunInstances", 4)) == [("in", "RunInstances")]


def test_a_sign_in_long_after_a_session_began_is_not_the_one_that_began_it():
    assert in_sessions(sign_in(10, eventID="in"), call("RunInstances", 4)) == [("RunInstances",), ("in",)]


def test_a_sign_in_from_another_address_is_not_the_one():
    elsewhere = sign_in(eventID="in", sourceIPAddress="198.51.100.7")
    assert sorted(in_sessions(elsewhere, call("RunInstances", 4))) == [("RunInstances",), ("in",)]


def test_a_failed_sign_in_is_in_no_session():
    assert in_sessions(failed_sign_in(-1), sign_in(eventID="in"), call("RunInstances")) == [("in", "RunInstances")]


def test_what_has_no_key_belongs_to_the_session_that_is_open():
    changed = event("signin", "PasswordUpdated", userIdentity=root(), eventTime=at(6), eventID="password")
    assert in_sessions(sign_in(eventID="in"), call("RunInstances", 4), changed) == [("in", "RunInstances", "password")]


def test_a_sign_in_alone_and_what_follows_without_a_key_are_a_session():
    changed = event("signin", "PasswordUpdated", userIdentity=root(), eventTime=at(6), eventID="password")
    left = event("signin", "Logout", userIdentity=root(), eventTime=at(90), eventID="out")
    assert in_sessions(sign_in(eventID="in"), changed, left) == [("in", "password"), ("out",)]


def test_two_sign_ins_without_work_are_two_sessions():
    assert in_sessions(sign_in(eventID="a"), sign_in(5, eventID="b")) == [("a",), ("b",)]


def test_sessions_that_share_a_key_and_a_date_only_through_a_third_event_are_one():
    first = call("A", 1, userIdentity=in_console(SESSION_KEY, begun=at(0)))
    second = call("B", 2, userIdentity=in_console(ANOTHER_KEY, begun=at(1)))
    both = call("C", 3, userIdentity=in_console(ANOTHER_KEY, begun=at(0)))
    assert in_sessions(first, second, both) == [("A", "B", "C")]


def test_aws_login_without_a_key_belongs_to_the_session_by_its_date():
    identity = in_console("", begun=at())
    granted = event("signin", "AuthorizeOAuth2Access", userIdentity=identity, eventID="grant")
    assert in_sessions(granted, call("RunInstances", 50)) == [("grant", "RunInstances")]


def test_the_keys_that_aws_login_renews_are_one_session_by_its_sign_in():
    session = "arn:aws:signin:us-east-1:111122223333:session/daff060f"
    first, renewed = in_console(), in_console(ANOTHER_KEY, begun=at(15))
    first["sessionContext"]["signInSessionArn"] = renewed["sessionContext"]["signInSessionArn"] = session
    asked = event(
        "signin",
        "CreateOAuth2Token",
        userIdentity=root(),
        eventID="token",
        additionalEventData={"signInSessionArn": session},
    )
    found = in_sessions(asked, call("A", 2, userIdentity=first), call("B", 20, userIdentity=renewed))
    assert found == [("token", "A", "B")]
    assert in_sessions(call("A", 2, userIdentity=in_console()), call("B", 20, userIdentity=renewed)) == [("A",), ("B",)]


@pytest.mark.parametrize(("gap", "runs"), [(30, 1), (31, 2)])
def test_a_long_term_key_works_in_runs(gap, runs):
    found = sessions(call("A", 0, userIdentity=by_key()), call("B", gap, userIdentity=by_key()))
    assert len(found) == runs
    assert {each.credential for each in found} == {"access-key"}
    assert {each.key_id for each in found} == {ROOT_KEY}


def test_two_keys_are_two_sessions_and_so_are_two_accounts():
    other = by_key("AKIA" + "T" * 16)
    elsewhere = {**by_key(), "accountId": "444455556666"}
    found = in_sessions(
        call("A", 0, userIdentity=by_key()), call("B", 1, userIdentity=other), call("C", 2, userIdentity=elsewhere)
    )
    assert found == [("A",), ("B",), ("C",)]


def test_a_central_session_has_its_caller_and_its_task():
    [found] = sessions(assume_root(), event("s3", "DeleteBucketPolicy", userIdentity=central(), eventID="unlock"))
    assert found.actor == "central"
    assert found.events == ("unlock",)
    assert found.opened_by == "arn:aws:sts::999988887777:assumed-role/John/JohnRole1"
    assert found.task_policy == "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"
    assert (found.account, found.key_id, found.credential) == (ACCOUNT, CENTRAL_KEY, "session")


@pytest.mark.parametrize("call", [assume_root(key=ANOTHER_KEY), assume_root(errorCode="AccessDenied"), sign_in()])
def test_a_central_session_without_its_call_has_neither(call):
    unlock = event("s3", "DeleteBucketPolicy", userIdentity=central())
    [found] = [each for each in sessions(call, unlock) if each.actor == "central"]
    assert (found.opened_by, found.task_policy) == (None, None)


def test_a_central_session_is_not_mixed_with_a_human_one():
    unlock = event("s3", "DeleteBucketPolicy", userIdentity=central(), eventID="unlock")
    assert sorted(in_sessions(unlock, call("RunInstances"))) == [("RunInstances",), ("unlock",)]


def test_services_have_no_session():
    decrypt = event("kms", "Decrypt", userIdentity={**in_console(), "invokedBy": "ssm.amazonaws.com"})
    assert sessions(decrypt) == ()


def test_the_task_policy_stands_there_as_an_object_or_as_text():
    arn = "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"
    assert task_policy_of(assume_root("IAMAuditRootUserCredentials")) == arn
    assert task_policy_of(event("sts", "AssumeRoot", requestParameters={"taskPolicyArn": arn})) == arn
    assert task_policy_of(event("sts", "AssumeRoot", requestParameters={"taskPolicyArn": None})) is None


def test_the_key_that_a_call_gave_is_its_id_and_nothing_else():
    assert given_key(assume_root()) == CENTRAL_KEY
    assert given_key(event("sts", "AssumeRoot", responseElements={"credentials": None})) == ""
    assert given_key(event("sts", "AssumeRoot", responseElements={"credentials": {"accessKeyId": 7}})) == ""


@pytest.mark.parametrize(
    ("told", "attribute", "mfa"),
    [("Yes", "false", False), ("No", "true", False), ("Yes", "true", True), ("", "true", True), ("", "", None)],
)
def test_of_the_sign_ins_word_on_mfa_and_the_sessions_the_worse_counts(told, attribute, mfa):
    [found] = sessions(
        sign_in(additionalEventData={"MFAUsed": told}), call("A", userIdentity=in_console(mfa=attribute))
    )
    assert found.mfa is mfa


def test_addresses_and_agents_are_each_told_once_in_the_order_of_time():
    [found] = sessions(
        call("A", 1, sourceIPAddress="192.0.2.2", userAgent="b"),
        call("B", 2, sourceIPAddress="192.0.2.1", userAgent="a"),
        call("C", 3, sourceIPAddress="192.0.2.2", userAgent="a"),
    )
    assert found.addresses == ("192.0.2.2", "192.0.2.1")
    assert found.agents == ("b", "a")


def test_what_changed_is_told_of_writes_that_succeeded_each_once():
    user = {"requestParameters": {"userName": "alice"}}
    [found] = sessions(
        sign_in(),
        event("iam", "CreateUser", eventID="1", eventTime=at(1), **user),
        event("iam", "CreateUser", eventID="2", eventTime=at(2), **user),
        event("iam", "DeleteUser", eventID="3", eventTime=at(3), errorCode="AccessDenied", **user),
        event("iam", "GetUser", eventID="4", eventTime=at(4), readOnly=True, **user),
    )
    assert found.changed == ("iam CreateUser user alice",)


@pytest.mark.parametrize(
    ("writes", "told", "last"), [(100, 100, "user 99"), (101, 101, "and 1 more"), (1500, 101, "and 1,400 more")]
)
def test_of_very_many_changes_the_first_are_told_and_the_rest_counted(writes, told, last):
    identity = by_key()
    [found] = sessions(
        *(
            event("iam", "CreateUser", userIdentity=identity, eventID=f"{n:05}", requestParameters={"userName": f"{n}"})
            for n in range(writes)
        )
    )
    assert len(found.events) == writes
    assert len(found.changed) == told
    assert found.changed[-1].removeprefix("iam CreateUser ") == last


def test_the_newest_session_comes_first():
    found = judge([call("A", 0, userIdentity=by_key()), call("B", 60, userIdentity=by_key())], Context()).sessions
    assert [each.events for each in found] == [("B",), ("A",)]


def test_wrong_clocks_do_not_break_the_order_within_a_session():
    ahead = call("A", 3, userIdentity=in_console(begun="2031-01-01T00:00:00Z"))
    assert in_sessions(ahead, call("B", 1)) == [("B", "A")]
    assert sessions(ahead)[0].begun == datetime(2026, 5, 4, 12, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("record", "by_console", "credential"),
    [
        (sign_in(), True, "password"),
        (event("ec2", "RunInstances", userAgent="aws-cli/2.32.0"), False, "session"),
        (
            event("ec2", "RunInstances", userAgent="aws-cli/2.32.0", sessionCredentialFromConsole="true"),
            True,
            "password",
        ),
        (event("ec2", "RunInstances", userAgent="console.amazonaws.com"), True, "password"),
        (
            event("s3", "CreateBucket", userAgent="[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.488]"),
            True,
            "password",
        ),
        (event("iam", "EnableMFADevice", userAgent="Coral/Netty4"), True, "password"),
        (event("ec2", "RunInstances", userIdentity=by_key(), userAgent="Mozilla/5.0"), False, "access-key"),
        (event("iam", "CreateUser", userIdentity=in_console("EXAMPLE"), userAgent="x"), False, "session"),
        (event("iam", "CreateUser", userIdentity=root(), userAgent="x"), False, "none"),
    ],
)
def test_what_the_caller_showed(record, by_console, credential):
    assert is_by_console(record) is by_console
    assert credential_of(record) == credential
