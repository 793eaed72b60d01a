"""Who calls, and whose a key is."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError


def test_the_callers_key_is_used_by_every_call(fresh, client):
    iam = client(fresh, "iam")
    (key,) = iam.list_access_keys(UserName="maya.chen")["AccessKeyMetadata"]
    assert key["AccessKeyId"] == fresh.environment["AWS_ACCESS_KEY_ID"]
    client(fresh, "events", "eu-west-1").list_rules()
    used = iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])
    assert used["UserName"] == "maya.chen"
    assert used["AccessKeyLastUsed"]["ServiceName"] == "iam"


def test_a_key_made_by_the_api_acts_as_its_user(fresh, client, borrow):
    key = client(fresh, "iam").create_access_key(UserName="kenji.sato")["AccessKey"]
    fresh.advance_clock(15)
    identity = borrow(fresh, key, "sts").get_caller_identity()
    assert identity["Arn"] == "arn:aws:iam::123456789012:user/kenji.sato"


def test_root_is_the_account(fresh, borrow, root_key):
    identity = borrow(fresh, root_key, "sts").get_caller_identity()
    assert identity["Arn"] == "arn:aws:iam::123456789012:root"
    assert identity["UserId"] == identity["Account"] == "123456789012"


def test_a_session_of_a_role_carries_a_token(hardened):
    assert hardened.environment["AWS_ACCESS_KEY_ID"].startswith("ASIA")
    assert hardened.environment["AWS_SESSION_TOKEN"]


def test_a_key_id_tells_its_account_even_one_that_is_nobodys(startup, client):
    sts = client(startup, "sts")
    for key_id in (startup.environment["AWS_ACCESS_KEY_ID"], "AKIA" + "Q" * 16):
        assert len(sts.get_access_key_info(AccessKeyId=key_id)["Account"]) == 12
    assert sts.get_access_key_info(AccessKeyId=startup.environment["AWS_ACCESS_KEY_ID"])["Account"] == "123456789012"


def test_a_key_id_of_the_older_form_that_nobody_has_tells_nothing(startup, client):
    with pytest.raises(ClientError) as refused:
        client(startup, "sts").get_access_key_info(AccessKeyId="AKIAI" + "OSFODNN7EXAMPLE")
    assert refused.value.response["Error"]["Code"] == "InvalidClientTokenId"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
