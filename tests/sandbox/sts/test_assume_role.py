"""AssumeRole: who gets into a role, for how long, and what goes along."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

ROLE = "arn:aws:iam::123456789012:role/Deployer"
MAYA = "arn:aws:iam::123456789012:user/maya.chen"
DENIED = f"User: {MAYA} is not authorized to perform: sts:AssumeRole on resource: {ROLE}"


def refusal(error: pytest.ExceptionInfo[ClientError]) -> tuple[int, str, str]:
    response = error.value.response
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"], response["Error"]["Message"]


def found(iam: Any, condition: dict[str, Any] | None = None, *, name: str = "Deployer", **more: Any) -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": ["sts:AssumeRole", *more.pop("Actions", [])],
        **({"Condition": condition} if condition else {}),
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy, **more)


@pytest.fixture
def iam(fresh, client):
    return client(fresh, "iam")


@pytest.fixture
def sts(fresh, client):
    return client(fresh, "sts")


def test_a_session_of_a_role_is_who_it_says(fresh, iam, sts, borrow):
    found(iam)
    answer = sts.assume_role(RoleArn=ROLE, RoleSessionName="release-7")
    user = answer["AssumedRoleUser"]
    role_id = iam.get_role(RoleName="Deployer")["Role"]["RoleId"]
    assert user == {
        "Arn": "arn:aws:sts::123456789012:assumed-role/Deployer/release-7",
        "AssumedRoleId": f"{role_id}:release-7",
    }
    assert "PackedPolicySize" not in answer
    identity = borrow(fresh, answer["Credentials"], "sts").get_caller_identity()
    assert (identity["Arn"], identity["UserId"]) == (user["Arn"], user["AssumedRoleId"])
    assert answer["Credentials"]["Expiration"] - fresh.now <= timedelta(hours=1)


def test_a_path_is_part_of_the_roles_arn_but_not_of_the_sessions(iam, sts):
    found(iam, Path="/ops/")
    with pytest.raises(ClientError) as refused:
        sts.assume_role(RoleArn=ROLE, RoleSessionName="x1")
    assert refusal(refused) == (403, "AccessDenied", DENIED)
    answer = sts.assume_role(RoleArn="arn:aws:iam::123456789012:role/ops/Deployer", RoleSessionName="x1")
    assert answer["AssumedRoleUser"]["Arn"] == "arn:aws:sts::123456789012:assumed-role/Deployer/x1"


@pytest.mark.parametrize("role", ["role/web-instance", "role/contoso-cost-audit", "role/nobody"])
def test_a_role_that_does_not_trust_the_caller_is_as_closed_as_one_that_is_not_there(startup, client, role):
    arn = f"arn:aws:iam::123456789012:{role}"
    with pytest.raises(ClientError) as refused:
        client(startup, "sts").assume_role(RoleArn=arn, RoleSessionName="x1")
    message = f"User: {MAYA} is not authorized to perform: sts:AssumeRole on resource: {arn}"
    assert refusal(refused) == (403, "AccessDenied", message)


def test_a_role_of_an_account_that_is_not_here_is_closed(startup, client):
    with pytest.raises(ClientError) as refused:
        client(startup, "sts").assume_role(RoleArn="arn:aws:iam::999999999999:role/x", RoleSessionName="x1")
    assert refusal(refused)[:2] == (403, "AccessDenied")


@pytest.mark.parametrize(
    ("arn", "message"),
    [
        ("nothing-valid-in-here", "nothing-valid-in-here is invalid"),
        ("arn:a:a::aaaaaaaaaa:", "arn:a:a::aaaaaaaaaa: is invalid"),
        ("arn:aws:iam::123456789012:user/maya.chen", "Request ARN is invalid"),
    ],
)
def test_only_a_role_can_be_assumed(startup, client, arn, message):
    with pytest.raises(ClientError) as refused:
        client(startup, "sts").assume_role(RoleArn=arn, RoleSessionName="x1")
    assert refusal(refused) == (400, "ValidationError", message)


def test_the_name_of_a_session_is_of_awss_form(startup, client):
    with pytest.raises(ClientError) as refused:
        client(startup, "sts").assume_role(RoleArn=ROLE, RoleSessionName="Session1:2")
    message = (
        "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: [\w+=,.@-]*"
    )
    assert refusal(refused) == (400, "ValidationError", message)


def test_an_external_id_opens_the_door(iam, sts):
    found(iam, {"StringEquals": {"sts:ExternalId": "Acme-42"}})
    assert sts.assume_role(RoleArn=ROLE, RoleSessionName="x1", ExternalId="Acme-42")["Credentials"]
    for wrong in ({}, {"ExternalId": "acme-42"}):
        with pytest.raises(ClientError) as refused:
            sts.assume_role(RoleArn=ROLE, RoleSessionName="x1", **wrong)
        assert refusal(refused) == (403, "AccessDenied", DENIED)


def test_a_session_lasts_as_long_as_the_role_lets_it(fresh, iam, sts):
    found(iam, MaxSessionDuration=7200)
    credentials = sts.assume_role(RoleArn=ROLE, RoleSessionName="x1", DurationSeconds=7200)["Credentials"]
    assert timedelta(minutes=119) < credentials["Expiration"] - fresh.now <= timedelta(hours=2)
    with pytest.raises(ClientError) as refused:
        sts.assume_role(RoleArn=ROLE, RoleSessionName="x1", DurationSeconds=7201)
    message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    assert refusal(refused) == (400, "ValidationError", message)


def test_a_chain_of_roles_lasts_an_hour(fresh, iam, sts, borrow):
    found(iam, MaxSessionDuration=7200)
    first = sts.assume_role(RoleArn=ROLE, RoleSessionName="x1")["Credentials"]
    for credentials in (first, sts.get_session_token()["Credentials"]):
        chained = borrow(fresh, credentials, "sts")
        assert chained.assume_role(RoleArn=ROLE, RoleSessionName="x2")["Credentials"]
        with pytest.raises(ClientError) as refused:
            chained.assume_role(RoleArn=ROLE, RoleSessionName="x2", DurationSeconds=3601)
        message = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
        assert refusal(refused) == (400, "ValidationError", message)


def test_root_assumes_no_role(fresh, iam, borrow, root_key):
    found(iam)
    with pytest.raises(ClientError) as refused:
        borrow(fresh, root_key, "sts").assume_role(RoleArn=ROLE, RoleSessionName="x1")
    assert refusal(refused) == (403, "AccessDenied", "Roles may not be assumed by root accounts.")


def test_a_role_can_ask_for_a_second_factor(fresh, iam, sts, device, borrow):
    found(iam, {"Bool": {"aws:MultiFactorAuthPresent": "true"}, "NumericLessThan": {"aws:MultiFactorAuthAge": "600"}})
    plain = sts.get_session_token()["Credentials"]
    for without in (sts, borrow(fresh, plain, "sts")):
        with pytest.raises(ClientError) as refused:
            without.assume_role(RoleArn=ROLE, RoleSessionName="x1")
        assert refusal(refused) == (403, "AccessDenied", DENIED)
    code = {"SerialNumber": device.serial, "TokenCode": device.fresh_code()}
    assert sts.assume_role(RoleArn=ROLE, RoleSessionName="x1", **code)["Credentials"]
    code = {"SerialNumber": device.serial, "TokenCode": device.fresh_code()}
    proven = borrow(fresh, sts.get_session_token(**code)["Credentials"], "sts")
    assert proven.assume_role(RoleArn=ROLE, RoleSessionName="x1")["Credentials"]
    fresh.advance_clock(600)
    with pytest.raises(ClientError) as refused:
        proven.assume_role(RoleArn=ROLE, RoleSessionName="x1")
    assert refusal(refused) == (403, "AccessDenied", DENIED)


def test_a_role_can_ask_that_the_session_bear_the_users_name(iam, sts):
    found(iam, {"StringEquals": {"sts:RoleSessionName": "${aws:username}"}})
    assert sts.assume_role(RoleArn=ROLE, RoleSessionName="maya.chen")["Credentials"]
    with pytest.raises(ClientError):
        sts.assume_role(RoleArn=ROLE, RoleSessionName="somebody")


def test_a_source_identity_stays_along_the_chain(fresh, iam, sts, borrow):
    found(iam, Actions=["sts:SetSourceIdentity"])
    first = sts.assume_role(RoleArn=ROLE, RoleSessionName="x1", SourceIdentity="maya")
    assert first["SourceIdentity"] == "maya"
    chained = borrow(fresh, first["Credentials"], "sts")
    assert chained.assume_role(RoleArn=ROLE, RoleSessionName="x2")["SourceIdentity"] == "maya"
    with pytest.raises(ClientError, match="sts:SetSourceIdentity"):
        chained.assume_role(RoleArn=ROLE, RoleSessionName="x2", SourceIdentity="kenji")


@pytest.mark.parametrize(
    ("more", "action"),
    [
        ({"SourceIdentity": "maya"}, "sts:SetSourceIdentity"),
        ({"Tags": [{"Key": "Team", "Value": "ops"}]}, "sts:TagSession"),
    ],
)
def test_a_role_must_let_itself_be_told_more(iam, sts, more, action):
    found(iam)
    with pytest.raises(ClientError) as refused:
        sts.assume_role(RoleArn=ROLE, RoleSessionName="x1", **more)
    message = f"User: {MAYA} is not authorized to perform: {action} on resource: {ROLE}"
    assert refusal(refused) == (403, "AccessDenied", message)


def test_a_transitive_tag_cannot_be_set_anew_along_the_chain(fresh, iam, sts, borrow):
    found(iam, Actions=["sts:TagSession"])
    tags = {"Tags": [{"Key": "Team", "Value": "ops"}]}
    first = sts.assume_role(RoleArn=ROLE, RoleSessionName="x1", TransitiveTagKeys=["Team"], **tags)
    assert first["PackedPolicySize"] > 0
    with pytest.raises(ClientError) as refused:
        borrow(fresh, first["Credentials"], "sts").assume_role(RoleArn=ROLE, RoleSessionName="x2", **tags)
    assert refusal(refused)[:2] == (400, "InvalidParameterValue")


def test_a_session_policy_may_have_2048_characters(iam, sts):
    found(iam)
    policy = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
    fits = policy + " " * (2048 - len(policy))
    assert sts.assume_role(RoleArn=ROLE, RoleSessionName="x1", Policy=fits)["PackedPolicySize"] > 0
    with pytest.raises(ClientError) as refused:
        sts.assume_role(RoleArn=ROLE, RoleSessionName="x1", Policy=fits + " ")
    message = "Session policy should not exceed 2048 characters"
    assert refusal(refused) == (400, "InvalidParameterValue", message)
