"""Whose key signed a call, and which keys AWS refuses."""

from __future__ import annotations

from datetime import timedelta

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from rootward.sandbox.door.credentials import Signer
from rootward.sandbox.door.principal import Principal
from tests.sandbox.people import iam_of

ONCE = Config(retries={"total_max_attempts": 1, "mode": "standard"})
SOON = 16  # seconds after which a new key works everywhere


def signed_with(sandbox, service, key, token=None, region="us-east-1"):
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=sandbox.endpoint_url,
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
        aws_session_token=token,
        config=ONCE,
    )


@pytest.fixture
def new_key(fresh, client):
    return client(fresh, "iam").create_access_key(UserName="sofia.rossi")["AccessKey"]


def code_of(call, **parameters):
    with pytest.raises(ClientError) as error:
        call(**parameters)
    return error.value.response["Error"]["Code"]


def test_a_key_acts_as_its_user(fresh, new_key):
    fresh.advance_clock(SOON)
    identity = signed_with(fresh, "sts", new_key).get_caller_identity()
    assert identity["Arn"] == "arn:aws:iam::123456789012:user/sofia.rossi"


def test_a_new_key_is_unknown_at_first_and_known_everywhere_after_fifteen_seconds(fresh, new_key):
    sts = signed_with(fresh, "sts", new_key)
    assert code_of(sts.get_caller_identity) == "InvalidClientTokenId"
    fresh.advance_clock(15)
    for _ in range(6):
        sts.get_caller_identity()


def test_between_there_are_answers_of_both_kinds(fresh, new_key):
    sts = signed_with(fresh, "sts", new_key)
    seen = []
    for _ in range(14):
        fresh.advance_clock(1)
        for _ in range(3):
            try:
                sts.get_caller_identity()
                seen.append("known")
            except ClientError as error:
                seen.append(error.response["Error"]["Code"])
    assert set(seen) == {"known", "InvalidClientTokenId"}
    assert "InvalidClientTokenId" in seen[seen.index("known") :], "one success is not enough"


def test_an_inactive_key_is_refused_and_works_again_when_it_is_activated(fresh, client, new_key):
    fresh.advance_clock(SOON)
    iam, sts = client(fresh, "iam"), signed_with(fresh, "sts", new_key)
    iam.update_access_key(UserName="sofia.rossi", AccessKeyId=new_key["AccessKeyId"], Status="Inactive")
    sts.get_caller_identity()
    fresh.advance_clock(15)
    for _ in range(6):
        assert code_of(sts.get_caller_identity) == "InvalidClientTokenId"
    iam.update_access_key(UserName="sofia.rossi", AccessKeyId=new_key["AccessKeyId"], Status="Active")
    assert code_of(sts.get_caller_identity) == "InvalidClientTokenId"
    fresh.advance_clock(15)
    for _ in range(6):
        sts.get_caller_identity()


def test_between_a_key_that_was_switched_off_is_taken_by_some(fresh, client, new_key):
    fresh.advance_clock(SOON)
    iam, sts = client(fresh, "iam"), signed_with(fresh, "sts", new_key)
    iam.update_access_key(UserName="sofia.rossi", AccessKeyId=new_key["AccessKeyId"], Status="Inactive")
    seen = []
    for _ in range(14):
        fresh.advance_clock(1)
        for _ in range(3):
            try:
                sts.get_caller_identity()
                seen.append("taken")
            except ClientError as error:
                seen.append(error.response["Error"]["Code"])
    assert "taken" in seen[seen.index("InvalidClientTokenId") :], "one refusal is not enough"


def test_the_state_that_a_key_has_already_is_no_change(fresh, client, new_key):
    fresh.advance_clock(SOON)
    iam, sts = client(fresh, "iam"), signed_with(fresh, "sts", new_key)
    iam.update_access_key(UserName="sofia.rossi", AccessKeyId=new_key["AccessKeyId"], Status="Active")
    for _ in range(3):
        sts.get_caller_identity()


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("iam", "list_users", "InvalidClientTokenId"),
        ("organizations", "describe_organization", "UnrecognizedClientException"),
        ("accessanalyzer", "list_analyzers", "UnrecognizedClientException"),
        ("ec2", "describe_regions", "AuthFailure"),
        ("s3", "list_buckets", "InvalidAccessKeyId"),
    ],
)
def test_a_deleted_key_is_refused_in_each_services_own_words(fresh, client, new_key, *, service, operation, code):
    fresh.advance_clock(SOON)
    client(fresh, "iam").delete_access_key(UserName="sofia.rossi", AccessKeyId=new_key["AccessKeyId"])
    assert code_of(getattr(signed_with(fresh, service, new_key), operation)) == code


def test_a_key_that_the_account_never_had_is_refused(startup):
    unknown = {"AccessKeyId": "AKIA" + "Q" * 16, "SecretAccessKey": "x"}
    assert code_of(signed_with(startup, "sts", unknown).get_caller_identity) == "InvalidClientTokenId"


def test_a_session_needs_its_token_and_ends(fresh, client):
    session = client(fresh, "sts").get_session_token(DurationSeconds=900)["Credentials"]
    sts = signed_with(fresh, "sts", session, session["SessionToken"])
    assert sts.get_caller_identity()["Arn"] == "arn:aws:iam::123456789012:user/maya.chen"
    assert code_of(signed_with(fresh, "sts", session).get_caller_identity) == "InvalidClientTokenId"
    assert code_of(signed_with(fresh, "sts", session, "another").get_caller_identity) == "InvalidClientTokenId"
    fresh.advance_clock(800)
    sts.get_caller_identity()
    fresh.advance_clock(101)
    assert code_of(sts.get_caller_identity) == "ExpiredToken"


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("sts", "get_caller_identity", "ExpiredToken"),
        ("organizations", "describe_organization", "ExpiredTokenException"),
        ("accessanalyzer", "list_analyzers", "ExpiredTokenException"),
        ("ec2", "describe_regions", "RequestExpired"),
        ("s3", "list_buckets", "ExpiredToken"),
    ],
)
def test_all_sessions_can_be_ended_at_once(fresh, client, *, service, operation, code):
    session = client(fresh, "sts").get_session_token()["Credentials"]
    fresh.expire_sessions()
    assert code_of(getattr(signed_with(fresh, service, session, session["SessionToken"]), operation)) == code


def test_the_last_use_of_a_key_follows_real_calls(fresh, client, new_key):
    fresh.advance_clock(SOON)
    iam = client(fresh, "iam")

    def last_use():
        return iam.get_access_key_last_used(AccessKeyId=new_key["AccessKeyId"])["AccessKeyLastUsed"]

    assert "LastUsedDate" not in last_use()
    signed_with(fresh, "accessanalyzer", new_key, region="eu-west-1").list_analyzers()
    used = last_use()
    assert (used["ServiceName"], used["Region"]) == ("access-analyzer", "eu-west-1")
    assert fresh.now - used["LastUsedDate"] < timedelta(minutes=1)


def test_of_several_uses_within_fifteen_minutes_the_first_is_recorded(fresh, client, new_key):
    fresh.advance_clock(SOON)
    sts, iam = signed_with(fresh, "sts", new_key), client(fresh, "iam")

    def last_use():
        return iam.get_access_key_last_used(AccessKeyId=new_key["AccessKeyId"])["AccessKeyLastUsed"]["LastUsedDate"]

    sts.get_caller_identity()
    first = last_use()
    fresh.advance_clock(14 * 60)
    sts.get_caller_identity()
    assert last_use() == first
    fresh.advance_clock(2 * 60)
    sts.get_caller_identity()
    assert last_use() - first >= timedelta(minutes=16)


def test_a_refused_call_is_a_use_too(fresh, client, new_key):
    fresh.advance_clock(SOON)
    fresh.deny("sns:*")
    code_of(signed_with(fresh, "sns", new_key).list_topics)
    used = client(fresh, "iam").get_access_key_last_used(AccessKeyId=new_key["AccessKeyId"])["AccessKeyLastUsed"]
    assert used["ServiceName"] == "sns"


def test_root_signs_with_its_key(fresh):
    with iam_of(fresh) as iam:
        roots = iam.root.access_keys[0]
    key = {"AccessKeyId": roots.access_key_id, "SecretAccessKey": roots.secret_access_key}
    identity = signed_with(fresh, "sts", key).get_caller_identity()
    assert identity["Arn"] == "arn:aws:iam::123456789012:root"
    assert identity["UserId"] == "123456789012"


def test_a_wrong_secret_is_noticed(startup):
    key_id = startup.environment["AWS_ACCESS_KEY_ID"]
    wrong = {"AccessKeyId": key_id, "SecretAccessKey": startup.environment["AWS_SECRET_ACCESS_KEY"][::-1]}
    assert code_of(signed_with(startup, "sts", wrong).get_caller_identity) == "SignatureDoesNotMatch"
    assert code_of(signed_with(startup, "organizations", wrong).list_roots) == "InvalidSignatureException"
    assert code_of(signed_with(startup, "s3", wrong).list_buckets) == "SignatureDoesNotMatch"


def test_a_session_outlives_its_key_and_ends_with_its_user(fresh, client):
    iam = client(fresh, "iam")
    iam.create_user(UserName="anna")
    key = iam.create_access_key(UserName="anna")["AccessKey"]
    fresh.advance_clock(SOON)
    session = signed_with(fresh, "sts", key).get_session_token()["Credentials"]
    sts = signed_with(fresh, "sts", session, session["SessionToken"])
    iam.delete_access_key(UserName="anna", AccessKeyId=key["AccessKeyId"])
    assert sts.get_caller_identity()["Arn"] == "arn:aws:iam::123456789012:user/anna"
    iam.delete_user(UserName="anna")
    iam.create_user(UserName="anna")
    assert code_of(sts.get_caller_identity) == "InvalidClientTokenId"


def test_a_signers_secret_is_not_in_its_representation():
    principal = Principal(account_id="1", kind="user", arn="a", user_id="u", key_id="k")
    assert "hush" not in repr(Signer(principal, "hush"))
