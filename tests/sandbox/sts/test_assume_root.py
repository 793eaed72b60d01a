"""AssumeRoot: the organisation's administrators act as root of a member, for one task."""

from __future__ import annotations

from datetime import timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from botocore.exceptions import ClientError

AUDIT = {"arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"}
UNLOCK = {"arn": "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"}
MAYA = "arn:aws:iam::123456789012:user/maya.chen"


def refusal(error: pytest.ExceptionInfo[ClientError]) -> tuple[int, str]:
    response = error.value.response
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]


@pytest.fixture
def member(fresh, client) -> str:
    """The number of an account that the caller's account manages, with central root access to credentials."""
    organizations = client(fresh, "organizations")
    organizations.create_organization(FeatureSet="ALL")
    asked = organizations.create_account(Email="shop@acme.example", AccountName="shop")["CreateAccountStatus"]
    fresh.advance_clock(300)
    status = organizations.describe_create_account_status(CreateAccountRequestId=asked["Id"])["CreateAccountStatus"]
    organizations.enable_aws_service_access(ServicePrincipal="iam.amazonaws.com")
    client(fresh, "iam").enable_organizations_root_credentials_management()
    number: str = status["AccountId"]
    return number


@pytest.fixture
def sts(fresh, client) -> Any:
    return client(fresh, "sts", "eu-west-1")


def test_a_session_is_root_of_the_member_for_a_quarter_of_an_hour(fresh, sts, member, borrow):
    answer = sts.assume_root(TargetPrincipal=member, TaskPolicyArn=AUDIT)
    assert answer["Credentials"]["Expiration"] - fresh.now <= timedelta(minutes=15)
    identity = borrow(fresh, answer["Credentials"], "sts").get_caller_identity()
    assert (identity["Arn"], identity["UserId"]) == (f"arn:aws:iam::{member}:root", member)
    assert borrow(fresh, answer["Credentials"], "iam").list_access_keys()["AccessKeyMetadata"] == []


def test_a_session_is_held_to_its_task(fresh, sts, member, borrow):
    credentials = sts.assume_root(TargetPrincipal=member, TaskPolicyArn=AUDIT)["Credentials"]
    with pytest.raises(ClientError) as refused:
        borrow(fresh, credentials, "iam").list_users()
    assert refusal(refused) == (403, "AccessDenied")


def test_the_member_may_be_named_by_the_arn_of_its_root(sts, member):
    assert sts.assume_root(TargetPrincipal=f"arn:aws:iam::{member}:root", TaskPolicyArn=AUDIT)["Credentials"]


def test_a_session_is_as_short_as_one_likes(fresh, sts, member):
    answer = sts.assume_root(TargetPrincipal=member, TaskPolicyArn=AUDIT, DurationSeconds=60)
    assert answer["Credentials"]["Expiration"] - fresh.now <= timedelta(minutes=1)
    with pytest.raises(ClientError) as refused:
        sts.assume_root(TargetPrincipal=member, TaskPolicyArn=AUDIT, DurationSeconds=901)
    assert refusal(refused) == (400, "ValidationError")


@pytest.mark.parametrize("target", ["arn:aws:iam::123456789012:user/maya", "123456789012:root", "a-dozen-signs"])
def test_the_target_is_an_account(startup, client, target):
    with pytest.raises(ClientError) as refused:
        client(startup, "sts").assume_root(TargetPrincipal=target, TaskPolicyArn=AUDIT)
    assert refusal(refused) == (400, "ValidationError")


def test_the_task_is_one_of_five(startup, client):
    policy = {"arn": "arn:aws:iam::aws:policy/AdministratorAccess"}
    with pytest.raises(ClientError) as refused:
        client(startup, "sts").assume_root(TargetPrincipal="210987654321", TaskPolicyArn=policy)
    assert refusal(refused) == (400, "ValidationError")


def test_an_account_that_stands_alone_manages_nobody(startup, client):
    with pytest.raises(ClientError) as refused:
        client(startup, "sts").assume_root(TargetPrincipal="210987654321", TaskPolicyArn=AUDIT)
    assert refusal(refused) == (403, "AccessDenied")
    message = f"User: {MAYA} is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::210987654321:root"
    assert refused.value.response["Error"]["Message"] == message


def test_unlocking_needs_a_feature_of_its_own(fresh, sts, member, client):
    with pytest.raises(ClientError) as refused:
        sts.assume_root(TargetPrincipal=member, TaskPolicyArn=UNLOCK)
    assert refusal(refused) == (403, "AccessDenied")
    client(fresh, "iam").enable_organizations_root_sessions()
    assert sts.assume_root(TargetPrincipal=member, TaskPolicyArn=UNLOCK)["Credentials"]


@pytest.mark.parametrize("target", ["123456789012", "999999999999"])
def test_neither_the_management_account_nor_a_strangers_can_be_the_target(sts, member, target):
    assert member
    with pytest.raises(ClientError) as refused:
        sts.assume_root(TargetPrincipal=target, TaskPolicyArn=AUDIT)
    assert refusal(refused) == (403, "AccessDenied")


def test_root_may_not_ask(fresh, member, borrow, root_key):
    with pytest.raises(ClientError) as refused:
        borrow(fresh, root_key, "sts").assume_root(TargetPrincipal=member, TaskPolicyArn=AUDIT)
    assert refusal(refused) == (403, "AccessDenied")


def test_the_global_endpoint_knows_no_such_action(startup):
    connection = HTTPConnection(urlsplit(startup.endpoint_url).netloc, timeout=10)
    body = urlencode({"Action": "AssumeRoot", "TargetPrincipal": "210987654321", "TaskPolicyArn.arn": AUDIT["arn"]})
    signature = "AWS4-HMAC-SHA256 Credential=test/20260301/us-east-1/sts/aws4_request, SignedHeaders=host"
    headers = {
        "Host": "sts.amazonaws.com",
        "Authorization": f"{signature}, Signature=0",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request("POST", "/", body, headers)
    answer = connection.getresponse()
    assert answer.status == 400
    assert b"<Code>InvalidAction</Code><Message>Unknown Operation</Message>" in answer.read()
