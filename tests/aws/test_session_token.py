"""Which device a code is to come from, and what AWS gives for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rootward.aws.session import Identity
from rootward.aws.session_token import WrongCode, refuse_others, serial_of, session_for
from rootward.errors import (
    CredentialsError,
    EndpointError,
    GuardRefusedError,
    IncompleteError,
    RootwardError,
    UsageError,
)
from rootward.model.mfa_session import MfaSession
from tests.aws.fake_aws import Answer, error, whoami, xml

ACCOUNT = "123456789012"
KIM = f"arn:aws:iam::{ACCOUNT}:user/teams/kim"
PHONE = f"arn:aws:iam::{ACCOUNT}:mfa/kim-phone"
TABLET = f"arn:aws:iam::{ACCOUNT}:mfa/kim-tablet"
HARDWARE = "GAHT12345678"
PASSKEY = f"arn:aws:iam::{ACCOUNT}:u2f/user/kim/kim-key-A1B2"

HOUR = timedelta(hours=1)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

LONG, SHORT = "AKIA" + "EXAMPLE" * 2 + "22", "ASIA" + "EXAMPLE" * 2 + "22"


def identity(arn: str, key_id: str = LONG) -> Identity:
    return Identity(account=ACCOUNT, arn=arn, partition="aws", key_id=key_id)


def devices(*serials: str) -> Answer:
    members = "".join(f"<member><SerialNumber>{serial}</SerialNumber></member>" for serial in serials)
    return xml("ListMFADevices", f"<IsTruncated>false</IsTruncated><MFADevices>{members}</MFADevices>")


_CREDENTIALS = (
    "<Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>hush</SecretAccessKey>"
    "<SessionToken>token</SessionToken><Expiration>2026-03-01T13:00:00Z</Expiration></Credentials>"
)


def given(inside: str = _CREDENTIALS) -> Answer:
    result = f"<GetSessionTokenResult>{inside}</GetSessionTokenResult>"
    metadata = "<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>"
    return 200, "text/xml", f"<GetSessionTokenResponse>{result}{metadata}</GetSessionTokenResponse>"


@pytest.fixture
def kim(aws):
    aws.answers["GetCallerIdentity"] = whoami(KIM)
    return aws.session()


def test_a_user_with_an_access_key_may_have_a_session():
    refuse_others(identity(KIM))


@pytest.mark.parametrize("key_id", [LONG, SHORT])
def test_root_may_not(key_id):
    with pytest.raises(GuardRefusedError, match="root's"):
        refuse_others(identity(f"arn:aws:iam::{ACCOUNT}:root", key_id))


@pytest.mark.parametrize(
    ("arn", "words"),
    [
        (KIM, "temporary themselves"),
        (f"arn:aws:sts::{ACCOUNT}:federated-user/kim", "temporary themselves"),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/ops/kim", "those of role ops"),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/AWSReservedSSO_Admin_0a1b/kim", "IAM Identity Center"),
    ],
)
def test_temporary_credentials_cannot_and_it_is_said_which_they_are(arn, words):
    with pytest.raises(CredentialsError, match=words):
        refuse_others(identity(arn, SHORT))


@pytest.mark.parametrize("serials", [[PHONE], [HARDWARE], [PASSKEY, PHONE]])
def test_the_only_device_with_codes_is_the_one(aws, kim, serials):
    aws.answers["ListMFADevices"] = devices(*serials)

    assert serial_of(kim, "") == serials[-1]
    assert aws.asked("ListMFADevices")[0]["UserName"] == "kim"


def test_one_that_is_named_is_not_looked_for(aws, kim):
    assert serial_of(kim, TABLET) == TABLET
    assert aws.asked("ListMFADevices") == []


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (devices(PHONE, TABLET), UsageError, f"2 devices that show codes: {PHONE}, {TABLET}"),
        (devices(PASSKEY), CredentialsError, "only passkeys"),
        (devices(), CredentialsError, "kim has no MFA device"),
        (error("AccessDenied", "not today", 403), IncompleteError, "not today"),
        (error("NoSuchEntity", "", 404), CredentialsError, "kim has no MFA device"),
    ],
)
def test_where_it_is_not_one_it_is_said_why(aws, kim, answer, kind, words):
    aws.answers["ListMFADevices"] = answer

    with pytest.raises(kind, match=words) as caught:
        serial_of(kim, "")
    assert caught.value.advice


def test_of_a_passkey_it_is_said_what_takes_one(aws, kim):
    aws.answers["ListMFADevices"] = devices(PASSKEY)

    for named in ("", PASSKEY):
        with pytest.raises(RootwardError) as caught:
            serial_of(kim, named)
        assert "aws login" in caught.value.advice
        assert "Identity Center" in caught.value.advice


@pytest.mark.parametrize("odd", ["short", "with blank 12345", "x" * 257, "new\nline567", "ünïcödé-serial"])
def test_what_is_no_serial_number_is_refused(kim, odd):
    with pytest.raises(UsageError, match="no serial number"):
        serial_of(kim, odd)


def test_a_right_code_gives_a_session(aws, kim):
    aws.answers["GetSessionToken"] = given()

    found = session_for(kim, PHONE, "123456", HOUR)

    assert isinstance(found, MfaSession)
    assert (found.account, found.user_arn, found.serial, found.asked) == (ACCOUNT, KIM, PHONE, HOUR)
    assert found.expires == NOW + HOUR
    assert found.credentials.key_id == "ASIA1"
    assert found.credentials.secret.reveal() == "hush"
    assert found.credentials.token.reveal() == "token"
    (asked,) = aws.asked("GetSessionToken")
    assert (asked["SerialNumber"], asked["TokenCode"], asked["DurationSeconds"]) == (PHONE, "123456", "3600")


def refusal(reason: str) -> Answer:
    return error("AccessDenied", f"MultiFactorAuthentication failed{reason}", 403)


def test_a_wrong_code_is_told_as_such(aws, kim):
    aws.answers["GetSessionToken"] = refusal(" with invalid MFA one time pass code. ")

    assert session_for(kim, PHONE, "123456", HOUR) == WrongCode()
    assert len(aws.asked("GetSessionToken")) == 1


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (
            refusal(
                ", unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this"
                " user."
            ),
            UsageError,
            "does not know arn:aws:iam::123456789012:mfa/kim-phone",
        ),
        (error("AccessDenied", "with an explicit deny in a service control policy", 403), IncompleteError, "gives no"),
        (error("ValidationError", "odd"), IncompleteError, "odd"),
        (error("InternalFailure", "down", 500), EndpointError, "down"),
        (error("Throttling", "slow down", 400), EndpointError, "throttled"),
        (given(""), EndpointError, "holds no credentials"),
        (given("<Credentials><AccessKeyId>ASIA1</AccessKeyId></Credentials>"), EndpointError, "holds no credentials"),
        (xml("GetSessionToken", ""), EndpointError, "no session was given"),
        ((200, "text/html", "<html>sign in to the network</html>"), EndpointError, "no session was given"),
        (error("InvalidClientTokenId", "gone", 403), CredentialsError, "does not know the access key"),
    ],
)
def test_any_other_refusal_is_an_error_with_advice_and_without_the_code(aws, kim, answer, kind, words):
    aws.answers["GetSessionToken"] = answer

    with pytest.raises(kind, match=words) as caught:
        session_for(kim, PHONE, "739251", HOUR)
    assert caught.value.advice
    assert "739251" not in f"{caught.value} {caught.value.advice}"


def test_a_lost_answer_is_not_asked_for_again_for_a_code_works_once(aws, kim):
    aws.answers["GetSessionToken"] = error("InternalFailure", "down", 500)

    with pytest.raises(EndpointError):
        session_for(kim, PHONE, "123456", HOUR)
    assert len(aws.asked("GetSessionToken")) == 1
