"""Sessions of users: GetSessionToken and GetFederationToken."""

from __future__ import annotations

from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

MAYA = "arn:aws:iam::123456789012:user/maya.chen"
NOT_HERS = (
    "MultiFactorAuthentication failed, unable to validate MFA code.  "
    "Please verify your MFA serial number is valid and associated with this user."
)
WRONG = "MultiFactorAuthentication failed with invalid MFA one time pass code. "


def refusal(error: pytest.ExceptionInfo[ClientError]) -> tuple[int, str, str]:
    response = error.value.response
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"], response["Error"]["Message"]


def test_a_session_of_a_user_acts_as_the_user_for_twelve_hours(fresh, client, borrow):
    credentials = client(fresh, "sts").get_session_token()["Credentials"]
    assert credentials["AccessKeyId"].startswith("ASIA")
    assert borrow(fresh, credentials, "sts").get_caller_identity()["Arn"] == MAYA
    left = credentials["Expiration"] - fresh.now
    assert timedelta(hours=11, minutes=59) < left <= timedelta(hours=12)


def test_a_session_ends_when_it_was_said_to(fresh, client, borrow):
    credentials = client(fresh, "sts").get_session_token(DurationSeconds=900)["Credentials"]
    sts = borrow(fresh, credentials, "sts")
    assert sts.get_caller_identity()["Arn"] == MAYA
    fresh.advance_clock(901)
    with pytest.raises(ClientError) as refused:
        sts.get_caller_identity()
    assert refusal(refused)[:2] == (403, "ExpiredToken")


def test_a_session_lasts_at_most_thirty_six_hours(startup, client):
    sts = client(startup, "sts")
    with pytest.raises(ClientError) as refused:
        sts.get_session_token(DurationSeconds=129601)
    message = (
        "1 validation error detected: Value '129601' at 'durationSeconds' failed to satisfy constraint: "
        "Member must have value less than or equal to 129600"
    )
    assert refusal(refused) == (400, "ValidationError", message)


def test_a_session_opens_no_session_of_its_like(fresh, client, borrow):
    credentials = client(fresh, "sts").get_session_token()["Credentials"]
    sts = borrow(fresh, credentials, "sts")
    with pytest.raises(ClientError) as refused:
        sts.get_session_token()
    assert refusal(refused) == (403, "AccessDenied", "Cannot call GetSessionToken with session credentials")
    with pytest.raises(ClientError) as refused:
        sts.get_federation_token(Name="visitor")
    assert refusal(refused) == (403, "AccessDenied", "Cannot call GetFederationToken with session credentials")


def test_a_right_code_counts_once(fresh, client, device):
    sts = client(fresh, "sts")
    code = device.fresh_code()
    assert sts.get_session_token(SerialNumber=device.serial, TokenCode=code)["Credentials"]
    with pytest.raises(ClientError) as refused:
        sts.get_session_token(SerialNumber=device.serial, TokenCode=code)
    assert refusal(refused) == (403, "AccessDenied", WRONG)


def test_a_session_with_a_second_factor_may_call_iam(fresh, client, device, borrow):
    sts = client(fresh, "sts")
    proven = sts.get_session_token(SerialNumber=device.serial, TokenCode=device.fresh_code())["Credentials"]
    assert borrow(fresh, proven, "iam").get_user()["User"]["UserName"] == "maya.chen"


def test_a_wrong_code_is_refused(fresh, client, device):
    code = device.fresh_code()
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    with pytest.raises(ClientError) as refused:
        client(fresh, "sts").get_session_token(SerialNumber=device.serial, TokenCode=wrong)
    assert refusal(refused) == (403, "AccessDenied", WRONG)


def test_a_device_must_be_the_callers(startup, client):
    sts = client(startup, "sts")
    with pytest.raises(ClientError) as refused:
        sts.get_session_token(SerialNumber="arn:aws:iam::123456789012:mfa/tomas.novak-phone", TokenCode="123456")
    assert refusal(refused) == (403, "AccessDenied", NOT_HERS)


def test_half_a_second_factor_is_none(startup, client):
    with pytest.raises(ClientError) as refused:
        client(startup, "sts").get_session_token(TokenCode="123456")
    assert refusal(refused)[:2] == (403, "AccessDenied")


def test_a_code_has_six_digits(startup, client):
    with pytest.raises(ClientError) as refused:
        client(startup, "sts").get_session_token(SerialNumber="GAHT12345678", TokenCode="12345x")
    message = (
        "1 validation error detected: Value '12345x' at 'tokenCode' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: [\d]*"
    )
    assert refusal(refused) == (400, "ValidationError", message)


def test_a_federated_session_has_the_name_it_was_given(fresh, client, borrow):
    answer = client(fresh, "sts").get_federation_token(Name="visitor", DurationSeconds=3600)
    assert answer["FederatedUser"] == {
        "FederatedUserId": "123456789012:visitor",
        "Arn": "arn:aws:sts::123456789012:federated-user/visitor",
    }
    assert answer["PackedPolicySize"] == 0
    identity = borrow(fresh, answer["Credentials"], "sts").get_caller_identity()
    assert (identity["UserId"], identity["Account"]) == ("123456789012:visitor", "123456789012")


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        ("{}", "MalformedPolicyDocument"),
        (
            '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}',
            "MalformedPolicyDocument",
        ),
    ],
)
def test_a_session_policy_must_be_one(startup, client, policy, code):
    with pytest.raises(ClientError) as refused:
        client(startup, "sts").get_federation_token(Name="visitor", Policy=policy)
    assert refusal(refused)[:2] == (400, code)


def test_a_session_of_roots_key_lasts_an_hour_at_most(fresh, borrow, root_key):
    sts = borrow(fresh, root_key, "sts")
    for lent in (sts.get_session_token(DurationSeconds=7200), sts.get_federation_token(Name="visitor")):
        assert lent["Credentials"]["Expiration"] - fresh.now <= timedelta(hours=1)
    credentials = sts.get_session_token()["Credentials"]
    identity = borrow(fresh, credentials, "sts").get_caller_identity()
    assert identity["Arn"] == "arn:aws:iam::123456789012:root"
    assert identity["UserId"] == "123456789012"
