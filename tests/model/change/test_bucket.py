from __future__ import annotations

from typing import Any

from rootward.model.change import ApiCall
from rootward.model.unknown import Unknown
from tests.checks.facts import account
from tests.model.change import kinds
from tests.model.change.kinds import BUCKET, BUCKET_ARN, EU

made: Any = kinds.bucket


def test_it_is_made_in_its_region():
    assert made().calls() == (
        ApiCall(
            service="s3",
            operation="CreateBucket",
            parameters={"Bucket": BUCKET, "CreateBucketConfiguration": {"LocationConstraint": EU}},
            resource=BUCKET_ARN,
            region=EU,
        ),
    )


def test_in_the_one_region_that_s3_takes_no_name_of_none_is_sent():
    (call,) = made(region="us-east-1").calls()

    assert (call.parameters, call.region) == ({"Bucket": BUCKET}, "us-east-1")


def test_no_undo_deletes_log_files_and_that_is_meant():
    assert (made().risk, made().inverse()) == ("safe", None)
    assert made().stays == (
        f"the bucket {BUCKET} stays, with the log files that are in it: delete it yourself if nobody needs it"
    )


def test_it_makes_the_bucket():
    assert (made().makes, made().resource, made().target) == (BUCKET_ARN, BUCKET_ARN, ("bucket", BUCKET))


def test_no_fact_tells_of_buckets():
    assert made().state(account()) == Unknown("not_collected", detail="the account's buckets were not read")
    assert made().effect(account()) == account()
