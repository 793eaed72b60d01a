"""AssumeRoleWithWebIdentity: a token of an identity provider opens a role."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from rootward.sandbox import Sandbox

RELEASE = "arn:aws:iam::123456789012:role/github-release"
MAIN = "repo:acme-coffee/shop:ref:refs/heads/main"
ISSUER = "https://token.actions.githubusercontent.com"


def token(sandbox: Sandbox, **claims: Any) -> str:
    content = {
        "iss": ISSUER,
        "aud": "sts.amazonaws.com",
        "sub": MAIN,
        "exp": int(sandbox.now.timestamp()) + 300,
        **claims,
    }
    kept = {name: value for name, value in content.items() if value is not None}
    return ".".join(urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in ("{}", json.dumps(kept), "sig"))


@pytest.fixture
def assume(startup):
    sts = boto3.client(
        "sts",
        region_name="us-east-1",
        endpoint_url=startup.endpoint_url,
        config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}),
    )

    def call(brought: str, **more: Any) -> Any:
        return sts.assume_role_with_web_identity(
            **{"RoleArn": RELEASE, "RoleSessionName": "build-7", "WebIdentityToken": brought, **more}
        )

    return call


def refusal(error: pytest.ExceptionInfo[ClientError]) -> tuple[int, str, str]:
    response = error.value.response
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"], response["Error"]["Message"]


def test_a_token_that_the_role_trusts_opens_it(startup, assume, borrow):
    answer = assume(token(startup))
    assert answer["SubjectFromWebIdentityToken"] == MAIN
    assert answer["Audience"] == "sts.amazonaws.com"
    assert answer["AssumedRoleUser"]["Arn"] == "arn:aws:sts::123456789012:assumed-role/github-release/build-7"
    identity = borrow(startup, answer["Credentials"], "sts").get_caller_identity()
    assert identity["Arn"] == answer["AssumedRoleUser"]["Arn"]


def test_a_token_of_another_branch_does_not(startup, assume):
    with pytest.raises(ClientError) as refused:
        assume(token(startup, sub="repo:acme-coffee/shop:ref:refs/heads/evil"))
    assert refusal(refused) == (403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")


def test_a_role_for_users_takes_no_token(startup, assume):
    with pytest.raises(ClientError) as refused:
        assume(token(startup), RoleArn="arn:aws:iam::123456789012:role/old-jenkins")
    assert refusal(refused)[:2] == (403, "AccessDenied")


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        ({"iss": "https://example.com"}, "No OpenIDConnect provider found in your account for https://example.com"),
        ({"aud": "somebody-else"}, "Incorrect token audience"),
        ({"exp": None}, "Missing a required claim: exp"),
    ],
)
def test_a_token_must_be_for_this_account(startup, assume, claims, message):
    with pytest.raises(ClientError) as refused:
        assume(token(startup, **claims))
    assert refusal(refused) == (400, "InvalidIdentityToken", message)


@pytest.mark.parametrize("brought", ["opaque-access-token", "a.b.", "a.!.c", "e30.MQ.e30"])
def test_what_is_no_token_is_refused(assume, brought):
    with pytest.raises(ClientError) as refused:
        assume(brought)
    assert refusal(refused)[:2] == (400, "InvalidIdentityToken")


def test_an_expired_token_is_refused(startup, assume):
    with pytest.raises(ClientError) as refused:
        assume(token(startup, exp=1626191469))
    status, code, message = refusal(refused)
    assert (status, code) == (400, "ExpiredTokenException")
    assert message.endswith("must be before the expiration date/time1626191469")


def test_a_session_lasts_as_long_as_the_role_lets_it(startup, assume):
    with pytest.raises(ClientError) as refused:
        assume(token(startup), DurationSeconds=3601)
    assert refusal(refused)[:2] == (400, "ValidationError")


def test_an_authorised_party_takes_the_place_of_the_audience(startup, assume):
    with pytest.raises(ClientError) as refused:
        assume(token(startup, azp="a-party-of-theirs"))
    assert refusal(refused)[:2] == (403, "AccessDenied")
    assert assume(token(startup, azp="sts.amazonaws.com"))["Audience"] == "sts.amazonaws.com"
