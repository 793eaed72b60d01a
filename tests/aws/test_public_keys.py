"""The public keys of CloudTrail's digests, region by region."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rootward.aws.public_keys import READS, list_public_keys
from rootward.errors import CredentialsError
from rootward.sandbox.cloudtrail.bucket_policy import bucket_policy
from rootward.sandbox.faults import Deny, Fail
from tests.aws.fake_aws import js
from tests.aws.practice import session_of

US, EU = "us-east-1", "eu-west-1"
LIST = ("cloudtrail:ListPublicKeys",)


@pytest.fixture
def signing(practice):
    """A practice account in which a trail of all regions has signed digests; since when."""
    session: Any = session_of(practice)
    account, arn = session.identity.account, f"arn:aws:cloudtrail:us-east-1:{session.identity.account}:trail/signed"
    cloudtrail, s3 = session.client("cloudtrail"), session.client("s3")
    s3.create_bucket(Bucket="signed-logs")
    s3.put_bucket_policy(Bucket="signed-logs", Policy=bucket_policy("signed-logs", arn, f"AWSLogs/{account}"))
    cloudtrail.create_trail(
        Name="signed", S3BucketName="signed-logs", IsMultiRegionTrail=True, EnableLogFileValidation=True
    )
    cloudtrail.start_logging(Name="signed")
    practice.advance_clock(7200)
    s3.list_objects_v2(Bucket="signed-logs")
    yield session, datetime.now(UTC) - timedelta(hours=1)
    cloudtrail.delete_trail(Name="signed")


def test_each_region_is_asked_for_its_own_keys(practice, signing):
    session, since = signing
    practice.calls.clear()

    listed = list_public_keys(session, {US: since, EU: since})

    assert sorted((call.operation, call.region) for call in practice.calls) == [
        ("ListPublicKeys", EU),
        ("ListPublicKeys", US),
    ]
    assert listed.unread == {}
    known = {
        key["Fingerprint"]: key["Value"]
        for region in (US, EU)
        for key in session.client("cloudtrail", region).list_public_keys()["PublicKeyList"]
    }
    assert listed.by_fingerprint == known
    assert len(known) == 2


def test_no_more_is_asked_than_is_declared():
    assert [call.action for call in READS] == ["cloudtrail:ListPublicKeys"]


@pytest.mark.parametrize("fault", [Deny(actions=LIST), Fail(actions=LIST)])
def test_a_region_that_does_not_answer_is_told_with_the_reason(practice, signing, fault):
    session, since = signing
    practice.fault(fault)

    listed = list_public_keys(session, {US: since})

    practice.no_faults()
    assert (listed.by_fingerprint, list(listed.unread)) == ({}, [US])
    assert listed.unread[US]


def test_without_valid_credentials_nobody_can_tell(practice, signing):
    session, since = signing
    practice.fault(Fail(actions=LIST, code="ExpiredToken"))

    with pytest.raises(CredentialsError):
        list_public_keys(session, {US: since})
    practice.no_faults()


def test_the_time_from_an_hour_before_the_oldest_digest_until_now_is_asked_for(aws):
    since = datetime(2026, 1, 1, 12, tzinfo=UTC)
    aws.answers["ListPublicKeys"] = js({"PublicKeyList": []})

    list_public_keys(aws.session(), {US: since})

    (asked,) = aws.asked("ListPublicKeys")
    assert asked["StartTime"] == (since - timedelta(hours=1)).timestamp()
    assert asked["EndTime"] > since.timestamp()
