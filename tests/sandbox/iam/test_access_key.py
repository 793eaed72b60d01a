"""Access keys: whose they are, how many there may be, what is shown of them."""

from __future__ import annotations

from base64 import b32decode

import pytest

from tests.sandbox.people import as_central_root, as_user, iam_of
from tests.sandbox.refused import refusal

ROOT = "<root_account>"


@pytest.fixture
def iam(fresh, client):
    return client(fresh, "iam")


def ids(answer):
    return [key["AccessKeyId"] for key in answer["AccessKeyMetadata"]]


def test_a_third_key_is_refused(iam):
    iam.create_user(UserName="zoe")
    for _ in range(2):
        iam.create_access_key(UserName="zoe")
    assert refusal(iam.create_access_key, UserName="zoe") == (
        "LimitExceeded",
        "Cannot exceed quota for AccessKeysPerUser: 2",
    )


def test_the_secret_is_shown_once(iam):
    iam.create_user(UserName="zoe")
    made = iam.create_access_key(UserName="zoe")["AccessKey"]
    (listed,) = iam.list_access_keys(UserName="zoe")["AccessKeyMetadata"]
    assert len(made.pop("SecretAccessKey")) == 40
    assert listed == made
    assert (made["UserName"], made["Status"]) == ("zoe", "Active")


def test_the_account_is_in_the_id(iam):
    key_id = iam.create_access_key(UserName="sofia.rossi")["AccessKey"]["AccessKeyId"]
    number = int.from_bytes(b32decode(key_id[4:])[:6], "big")
    assert (number & 0x7FFFFFFFFF80) >> 7 == 123456789012


def test_without_a_name_a_call_is_about_the_caller(fresh, iam):
    own = as_user(fresh, "maya.chen")
    assert ids(own.list_access_keys()) == ids(iam.list_access_keys(UserName="maya.chen"))
    (key_id,) = ids(own.list_access_keys())[:1]
    own.update_access_key(AccessKeyId=key_id, Status="Active")
    made = own.create_access_key()["AccessKey"]
    assert made["UserName"] == "maya.chen"
    own.delete_access_key(AccessKeyId=made["AccessKeyId"])
    assert made["AccessKeyId"] not in ids(own.list_access_keys())


def test_roots_keys_name_no_user(fresh):
    root = as_user(fresh, ROOT)
    (old,) = root.list_access_keys()["AccessKeyMetadata"]
    assert "UserName" not in old
    new = root.create_access_key()["AccessKey"]
    assert "UserName" not in new
    assert refusal(root.create_access_key)[0] == "LimitExceeded"
    assert "UserName" not in root.get_access_key_last_used(AccessKeyId=new["AccessKeyId"])
    root.update_access_key(AccessKeyId=new["AccessKeyId"], Status="Inactive")
    root.delete_access_key(AccessKeyId=new["AccessKeyId"])
    assert ids(root.list_access_keys()) == [old["AccessKeyId"]]
    with iam_of(fresh) as backend:
        assert new["AccessKeyId"] not in backend.access_keys


def test_a_central_root_session_deletes_roots_key_and_the_second_time_there_is_none(fresh):
    root = as_central_root(fresh, "IAMDeleteRootUserCredentials")
    (key_id,) = ids(root.list_access_keys())
    root.delete_access_key(AccessKeyId=key_id)
    assert root.list_access_keys()["AccessKeyMetadata"] == []
    assert refusal(root.delete_access_key, AccessKeyId=key_id) == (
        "NoSuchEntity",
        f"The Access Key with id {key_id} cannot be found.",
    )


def test_a_role_has_no_keys_of_its_own(hardened, client):
    iam = client(hardened, "iam")
    words = ("ValidationError", "Must specify userName when calling with non-User credentials")
    assert refusal(iam.list_access_keys) == words
    assert refusal(iam.create_access_key) == words
    assert refusal(iam.get_user) == words


def test_a_key_of_somebody_else_is_not_found(iam):
    (key_id, *_) = ids(iam.list_access_keys(UserName="lukas.weber"))
    for call in (iam.update_access_key, iam.delete_access_key):
        parameters = {"Status": "Inactive"} if call == iam.update_access_key else {}
        assert refusal(call, UserName="maya.chen", AccessKeyId=key_id, **parameters)[0] == "NoSuchEntity"


def test_no_key_can_be_made_expired(iam):
    (key_id, *_) = ids(iam.list_access_keys(UserName="lukas.weber"))
    assert refusal(iam.update_access_key, UserName="lukas.weber", AccessKeyId=key_id, Status="Expired")[0] == (
        "InvalidInput"
    )


def test_a_key_that_was_never_used_has_no_date(iam):
    key_id = iam.create_access_key(UserName="sofia.rossi")["AccessKey"]["AccessKeyId"]
    answer = iam.get_access_key_last_used(AccessKeyId=key_id)
    assert answer["UserName"] == "sofia.rossi"
    assert answer["AccessKeyLastUsed"] == {"ServiceName": "N/A", "Region": "N/A"}


def test_a_use_shows_service_region_and_date(fresh, iam):
    (key_id, *_) = ids(iam.list_access_keys(UserName="maya.chen"))
    as_user(fresh, "maya.chen").list_users()
    use = iam.get_access_key_last_used(AccessKeyId=key_id)["AccessKeyLastUsed"]
    assert (use["ServiceName"], use["Region"]) == ("iam", "us-east-1")
    assert use["LastUsedDate"] <= fresh.now


def test_of_an_unknown_key_there_is_no_last_use(iam):
    key_id = "AKIA" + "UNKNOWNUNKNOWNXX"
    caller = "arn:aws:iam::123456789012:user/maya.chen"
    assert refusal(iam.get_access_key_last_used, AccessKeyId=key_id) == (
        "AccessDenied",
        f"User: {caller} is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key {key_id}",
    )
