"""Who calls."""

from __future__ import annotations

import boto3


def test_the_callers_key_is_used_by_every_call(fresh, client):
    iam = client(fresh, "iam")
    (key,) = iam.list_access_keys(UserName="maya.chen")["AccessKeyMetadata"]
    assert key["AccessKeyId"] == fresh.environment["AWS_ACCESS_KEY_ID"]
    client(fresh, "events", "eu-west-1").list_rules()
    used = iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])
    assert used["UserName"] == "maya.chen"
    assert used["AccessKeyLastUsed"]["ServiceName"] == "iam"


def test_a_key_made_by_the_api_acts_as_its_user(fresh, client):
    key = client(fresh, "iam").create_access_key(UserName="kenji.sato")["AccessKey"]
    kenji = boto3.client(
        "sts",
        region_name="us-east-1",
        endpoint_url=fresh.endpoint_url,
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
    )
    assert kenji.get_caller_identity()["Arn"] == "arn:aws:iam::123456789012:user/kenji.sato"


def test_a_session_of_a_role_carries_a_token(hardened):
    assert hardened.environment["AWS_ACCESS_KEY_ID"].startswith("ASIA")
    assert hardened.environment["AWS_SESSION_TOKEN"]
