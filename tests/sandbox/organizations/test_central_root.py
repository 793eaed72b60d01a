"""Which features of central root access an account has in its hands, and over whom."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.organizations.conftest import in_account

AUDIT = {"arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"}
UNLOCK = {"arn": "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"}


def opened(client, caller, target, task=AUDIT):
    return client(caller, "sts", "eu-west-1").assume_root(TargetPrincipal=target, TaskPolicyArn=task)["Credentials"]


def test_the_management_account_and_iams_administrator_reach_every_members_root(own, client):
    for caller in (own, in_account(own, "222233334444")):
        assert opened(client, caller, "555566667777")["AccessKeyId"].startswith("ASIA")


def test_a_plain_member_reaches_nobodys_root(own, client):
    with pytest.raises(ClientError, match="AccessDenied"):
        opened(client, in_account(own, "333344445555"), "555566667777")


def test_nobody_reaches_root_of_the_management_account_or_of_a_stranger(own, client):
    for target in ("123456789012", "999900001111"):
        with pytest.raises(ClientError, match="AccessDenied"):
            opened(client, own, target)


def test_each_task_needs_its_feature(own, client):
    with pytest.raises(ClientError, match="AccessDenied"):
        opened(client, own, "555566667777", UNLOCK)
    client(own, "iam").enable_organizations_root_sessions()
    assert opened(client, own, "555566667777", UNLOCK)


def test_without_trusted_access_nobodys_root_is_reached(own, client):
    client(own, "organizations").disable_aws_service_access(ServicePrincipal="iam.amazonaws.com")
    with pytest.raises(ClientError, match="AccessDenied"):
        opened(client, own, "555566667777")


def test_a_root_session_sees_the_members_own_root(own, client):
    def summary(target):
        lent = opened(client, own, target)
        names = {"AccessKeyId": "AWS_ACCESS_KEY_ID", "SecretAccessKey": "AWS_SECRET_ACCESS_KEY"}
        names["SessionToken"] = "AWS_SESSION_TOKEN"
        caller = in_account(own, "333344445555")
        caller = caller._replace(variables=tuple({**caller.environment, **{names[n]: lent[n] for n in names}}.items()))
        return client(caller, "iam").get_account_summary()["SummaryMap"]

    assert summary("444455556666")["AccountAccessKeysPresent"] == 1
    assert summary("555566667777")["AccountMFAEnabled"] == 1
    assert summary("666677778888")["AccountPasswordPresent"] == 0
