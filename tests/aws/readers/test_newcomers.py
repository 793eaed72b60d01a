"""Users whom the credential report does not show yet are asked themselves; who cannot be asked stays without a row."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rootward.aws.readers import READERS
from rootward.aws.readers.newcomers import MOST
from rootward.checks.report_users import users_without_row
from rootward.model.credential_report import CredentialReport
from rootward.model.unknown import Absent, Unknown
from tests.aws.fake_aws import account, error, xml
from tests.checks.facts import (
    ACCOUNT,
    NA,
    NO_INFORMATION,
    active_key,
    ago,
    arn,
    denied,
    identities,
    key,
    report,
    root_row,
    user,
    user_row,
)

MADE = ago(0.02)
"""Half an hour before the collection, and half an hour after the report."""

NEW = user("mark", created=MADE)
CREATED = datetime(2026, 1, 31, 11, 40, tzinfo=UTC)
LISTS = ("ListMFADevices", "GetLoginProfile", "ListAccessKeys", "ListSigningCertificates")
STAMP = "2026-01-31T11:40:00Z"


def completed(aws, facts, **settings):
    with aws.reading(**settings) as reading:
        return READERS["credential_report"].complete(reading, facts)


def of(*users, rows=(), **facts):
    return account(identities=identities(users=users), credential_report=report(root_row(), *rows), **facts)


def listed(operation, member, *items):
    inside = "".join(f"<member>{item}</member>" for item in items)
    return xml(operation, f"<{member}>{inside}</{member}><IsTruncated>false</IsTruncated>")


def device(serial):
    return f"<UserName>mark</UserName><SerialNumber>{serial}</SerialNumber><EnableDate>{STAMP}</EnableDate>"


def access_key(name, status="Active"):
    return (
        f"<UserName>mark</UserName><AccessKeyId>the-access-key-{name}</AccessKeyId><Status>{status}</Status>"
        f"<CreateDate>{STAMP}</CreateDate>"
    )


def certificate(name, status="Active"):
    return (
        f"<UserName>mark</UserName><CertificateId>{name}</CertificateId><CertificateBody>x</CertificateBody>"
        f"<Status>{status}</Status><UploadDate>{STAMP}</UploadDate>"
    )


@pytest.fixture
def nothing(aws):
    """Users who have nothing at all."""
    aws.answers.update(
        ListMFADevices=listed("ListMFADevices", "MFADevices"),
        GetLoginProfile=error("NoSuchEntity", "Login Profile for User mark cannot be found.", 404),
        ListAccessKeys=listed("ListAccessKeys", "AccessKeyMetadata"),
        ListSigningCertificates=listed("ListSigningCertificates", "Certificates"),
    )
    return aws


def with_password(aws):
    profile = f"<LoginProfile><UserName>mark</UserName><CreateDate>{STAMP}</CreateDate></LoginProfile>"
    aws.answers["GetLoginProfile"] = xml("GetLoginProfile", profile)


def row_of(found, name="mark"):
    assert isinstance(found, CredentialReport)
    (row,) = (row for row in found.rows if row.user == name)
    return row


def test_a_user_who_has_nothing_gets_the_row_of_one_who_has_nothing(nothing):
    found = completed(nothing, of(NEW))

    assert row_of(found) == user_row("mark", created=MADE)
    assert users_without_row(of(NEW), found) == ()


def test_what_a_user_has_is_read_into_the_row(nothing):
    with_password(nothing)
    nothing.answers.update(
        ListMFADevices=listed("ListMFADevices", "MFADevices", device(f"arn:aws:iam::{ACCOUNT}:mfa/mark")),
        ListAccessKeys=listed("ListAccessKeys", "AccessKeyMetadata", access_key("one", "Inactive"), access_key("two")),
        GetAccessKeyLastUsed=xml(
            "GetAccessKeyLastUsed",
            "<UserName>mark</UserName><AccessKeyLastUsed><LastUsedDate>2026-01-31T11:50:00Z</LastUsedDate>"
            "<Region>us-east-1</Region><ServiceName>iam</ServiceName></AccessKeyLastUsed>",
        ),
        ListSigningCertificates=listed("ListSigningCertificates", "Certificates", certificate("c"), certificate("d")),
    )

    row = row_of(completed(nothing, of(NEW)))

    assert (row.user, row.arn, row.created) == ("mark", arn("user", "mark"), MADE)
    assert (row.password_enabled, row.password_last_used, row.password_last_changed) == (True, NO_INFORMATION, CREATED)
    assert row.mfa_active is True
    assert row.keys == (
        key(active=True, last_rotated=CREATED, last_used=datetime(2026, 1, 31, 11, 50, tzinfo=UTC)),
        key(),
    )
    assert [(one.active, one.last_rotated) for one in row.certificates] == [(True, CREATED), (True, CREATED)]
    assert nothing.asked("GetAccessKeyLastUsed") == [{"AccessKeyId": "the-access-key-two", "Version": "2010-05-08"}]


def test_a_key_that_was_never_used_says_so(nothing):
    nothing.answers.update(
        ListAccessKeys=listed("ListAccessKeys", "AccessKeyMetadata", access_key("one")),
        GetAccessKeyLastUsed=xml(
            "GetAccessKeyLastUsed",
            "<AccessKeyLastUsed><Region>N/A</Region><ServiceName>N/A</ServiceName></AccessKeyLastUsed>",
        ),
    )

    assert row_of(completed(nothing, of(NEW))).keys[0].last_used == NA


def test_switched_off_keys_and_certificates_look_like_none_as_in_a_report(nothing):
    nothing.answers.update(
        ListAccessKeys=listed("ListAccessKeys", "AccessKeyMetadata", access_key("one", "Inactive")),
        ListSigningCertificates=listed("ListSigningCertificates", "Certificates", certificate("c", "Inactive")),
    )

    assert row_of(completed(nothing, of(NEW))) == user_row("mark", created=MADE)


def test_who_has_a_row_is_not_asked(nothing):
    facts = of(user("ann"), rows=(user_row("ann"),))

    assert completed(nothing, facts) == facts.credential_report
    assert [name for name, *_ in nothing.requests if name != "GetCallerIdentity"] == []


def test_a_user_who_was_made_again_has_the_old_one_s_row_no_more(nothing):
    earlier = user_row("mark", password_enabled=True, mfa_active=True, keys=(active_key(300), key()))
    facts = of(NEW, rows=(earlier,))
    assert [one.name for one in users_without_row(facts, facts.credential_report)] == ["mark"]

    found = completed(nothing, facts)

    assert row_of(found) == user_row("mark", created=MADE)
    assert users_without_row(facts, found) == ()


@pytest.mark.parametrize(
    "operation", ["ListMFADevices", "GetLoginProfile", "ListAccessKeys", "ListSigningCertificates"]
)
@pytest.mark.parametrize(
    "answer", [error("AccessDenied", "no", 403), error("ServiceFailure", "", 500), error("InvalidInput")]
)
def test_of_whom_anything_could_not_be_read_stays_without_a_row(nothing, operation, answer):
    nothing.answers[operation] = answer
    facts = of(NEW)

    assert completed(nothing, facts) == facts.credential_report


def test_whose_keys_use_could_not_be_read_stays_without_a_row(nothing):
    nothing.answers["ListAccessKeys"] = listed("ListAccessKeys", "AccessKeyMetadata", access_key("one"))
    nothing.answers["GetAccessKeyLastUsed"] = error("AccessDenied", "no", 403)
    facts = of(NEW)

    assert completed(nothing, facts) == facts.credential_report


@pytest.mark.parametrize("answer", ["<MFADevices/>", "<Nothing/>"])
def test_an_answer_that_lacks_a_member_is_no_row_of_nothing(nothing, answer):
    nothing.answers["ListAccessKeys"] = listed("ListAccessKeys", "AccessKeyMetadata", answer)
    facts = of(NEW)

    assert completed(nothing, facts) == facts.credential_report


def test_a_made_again_user_who_cannot_be_asked_keeps_no_better_row(nothing):
    nothing.answers["ListMFADevices"] = error("AccessDenied", "no", 403)
    facts = of(NEW, rows=(user_row("mark", mfa_active=True),))

    assert [one.name for one in users_without_row(facts, completed(nothing, facts))] == ["mark"]


def test_who_was_deleted_meanwhile_gets_no_row(nothing):
    for operation in LISTS:
        nothing.answers[operation] = error("NoSuchEntity", "The user with name mark cannot be found.", 404)
    facts = of(NEW)

    assert completed(nothing, facts) == facts.credential_report


def test_more_active_keys_than_a_row_has_places_for_are_no_row(nothing):
    three = (access_key(name) for name in ("one", "two", "three"))
    nothing.answers["ListAccessKeys"] = listed("ListAccessKeys", "AccessKeyMetadata", *three)
    nothing.answers["GetAccessKeyLastUsed"] = xml("GetAccessKeyLastUsed", "<AccessKeyLastUsed/>")
    facts = of(NEW)

    assert completed(nothing, facts) == facts.credential_report


@pytest.mark.parametrize(("deep", "asked"), [(False, MOST), (True, MOST + 3)])
def test_the_newest_are_asked_and_with_deep_all(nothing, deep, asked):
    many = tuple(user(f"user{number:02}", created=ago(number / 1000)) for number in range(MOST + 3))

    found = completed(nothing, of(*reversed(many)), deep=deep)

    assert isinstance(found, CredentialReport)
    assert {row.user for row in found.users} == {one.name for one in many[:asked]}


def test_one_who_cannot_be_asked_does_not_cost_another_its_row(nothing):
    nothing.answers["ListMFADevices"] = lambda parameters, _region: (
        error("AccessDenied", "no", 403) if parameters["UserName"] == "mark" else listed("ListMFADevices", "MFADevices")
    )

    found = completed(nothing, of(NEW, user("ann", created=MADE)))

    assert isinstance(found, CredentialReport)
    assert [row.user for row in found.users] == ["ann"]


@pytest.mark.parametrize(
    "facts",
    [
        account(credential_report=report(root_row()), identities=denied("iam:GetAccountAuthorizationDetails")),
        account(credential_report=report(root_row())),
    ],
)
def test_without_the_list_of_users_the_report_is_what_it_is(nothing, facts):
    assert completed(nothing, facts) == facts.credential_report


def test_what_was_not_read_is_not_completed(nothing):
    unread = denied("iam:GetCredentialReport")

    assert completed(nothing, account(credential_report=unread, identities=identities(users=(NEW,)))) == unread


def test_past_the_deadline_nobody_is_asked(nothing):
    facts = of(NEW)

    assert completed(nothing, facts, deadline_seconds=0) == facts.credential_report
    assert nothing.asked("ListMFADevices") == []


def test_absent_and_unknown_are_not_mixed_up(nothing):
    row = row_of(completed(nothing, of(NEW)))

    assert not any(isinstance(cell, Unknown) for cell in (row.password_last_used, row.keys[0].last_used))
    assert isinstance(row.password_last_used, Absent)
