"""An account is saved and restored whole."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from rootward.sandbox import serve


def names(iam):
    return {user["UserName"] for user in iam.list_users()["Users"]}


def test_a_restored_account_is_what_it_was(fresh, client):
    iam = client(fresh, "iam")
    before = names(iam)
    start = fresh.save()
    iam.create_user(UserName="newcomer")
    iam.delete_account_password_policy()
    fresh.restore(start)
    assert names(iam) == before
    assert iam.get_account_password_policy()["PasswordPolicy"]["MinimumPasswordLength"] == 8


def test_a_state_can_be_restored_again_and_again(fresh, client):
    iam = client(fresh, "iam")
    start = fresh.save()
    for _ in range(3):
        iam.create_user(UserName="newcomer")
        fresh.restore(start)
    assert "newcomer" not in names(iam)


def test_what_is_made_after_a_restore_gets_the_same_ids_as_before(fresh, client):
    iam = client(fresh, "iam")
    start = fresh.save()
    first = iam.create_user(UserName="newcomer")["User"]["UserId"]
    fresh.restore(start)
    assert iam.create_user(UserName="newcomer")["User"]["UserId"] == first


def test_the_clock_goes_back_too(fresh):
    start = fresh.save()
    before = fresh.now
    fresh.advance_clock(86_400)
    assert (fresh.now - before).days == 1
    fresh.restore(start)
    assert (fresh.now - before).days == 0


def test_every_service_is_part_of_the_state(fresh, client):
    start = fresh.save()
    client(fresh, "s3").create_bucket(Bucket="made-later")
    client(fresh, "s3").put_object(Bucket="made-later", Key="k", Body=b"x" * 100_000)
    client(fresh, "organizations").create_organization(FeatureSet="ALL")
    client(fresh, "sns", "eu-west-1").create_topic(Name="made-later")
    later = fresh.save()
    fresh.restore(start)
    assert [bucket["Name"] for bucket in client(fresh, "s3").list_buckets()["Buckets"]] == [
        "acme-cloudtrail-123456789012"
    ]
    with pytest.raises(ClientError, match="AWSOrganizationsNotInUseException"):
        client(fresh, "organizations").describe_organization()
    assert client(fresh, "sns", "eu-west-1").list_topics()["Topics"] == []
    fresh.restore(later)
    assert client(fresh, "s3").get_object(Bucket="made-later", Key="k")["Body"].read() == b"x" * 100_000
    assert client(fresh, "organizations").describe_organization()["Organization"]["FeatureSet"] == "ALL"


def test_what_cannot_be_copied_is_left_as_it_is_and_told(fresh, client):
    client(fresh, "ssm").put_parameter(Name="p", Value="1", Type="String")
    client(fresh, "sqs").create_queue(QueueName="before")
    start = fresh.save()
    assert start.left_out == ("ssm",)
    client(fresh, "ssm").put_parameter(Name="later", Value="2", Type="String")
    client(fresh, "sqs").create_queue(QueueName="later")
    client(fresh, "kms").create_key()
    fresh.restore(start)
    assert [url.rpartition("/")[2] for url in client(fresh, "sqs").list_queues()["QueueUrls"]] == ["before"]
    assert client(fresh, "kms").list_keys()["Keys"] == []
    assert len(client(fresh, "ssm").describe_parameters()["Parameters"]) == 2


def test_equal_states_and_calls_give_equal_answers_about_a_new_key(fresh, client):
    key = client(fresh, "iam").create_access_key(UserName="sofia.rossi")["AccessKey"]
    fresh.advance_clock(10)  # two of three machines know it, and no other will for four seconds
    start = fresh.save()

    def answers():
        fresh.restore(start)
        said = []
        for _ in range(6):
            try:
                said.append(as_key(fresh, key).get_caller_identity()["Arn"])
            except ClientError as error:
                said.append(error.response["Error"]["Code"])
        return said

    assert answers() == answers()


def as_key(sandbox, key):
    return boto3.client(
        "sts",
        region_name="us-east-1",
        endpoint_url=sandbox.endpoint_url,
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
        config=Config(retries={"total_max_attempts": 1, "mode": "standard"}),
    )


def test_faults_are_no_part_of_the_state(fresh, client):
    start = fresh.save()
    fresh.deny("iam:ListUsers")
    fresh.restore(start)
    with pytest.raises(ClientError, match="AccessDenied"):
        client(fresh, "iam").list_users()


def test_restoring_one_account_leaves_the_other_alone(fresh, client):
    with serve("startup") as other:
        start = fresh.save()
        client(other, "iam").create_user(UserName="only-there")
        fresh.restore(start)
        assert "only-there" in names(client(other, "iam"))
        assert "only-there" not in names(client(fresh, "iam"))


def test_calls_side_by_side_see_one_state_or_the_other(fresh, client):
    iam = client(fresh, "iam")
    start = fresh.save()
    iam.create_user(UserName="newcomer")
    later = fresh.save()

    def restore_and_count(turn):
        fresh.restore(later if turn % 2 else start)
        return len(names(iam))

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(restore_and_count, range(40))) <= {12, 13}


def test_a_state_shows_no_secret(fresh):
    assert repr(fresh.save()).startswith("State(turn=")
