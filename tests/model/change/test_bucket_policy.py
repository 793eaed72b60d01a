from __future__ import annotations

from typing import Any

from rootward.model.change import ApiCall
from rootward.model.unknown import Unknown
from tests.checks.facts import account
from tests.model.change import kinds
from tests.model.change.kinds import BUCKET, BUCKET_ARN, BUCKET_POLICY, EU

written: Any = kinds.bucket_policy


def test_it_is_written_and_taken_away_in_the_bucket_s_region():
    assert written().calls() == (
        ApiCall(
            service="s3",
            operation="PutBucketPolicy",
            parameters={"Bucket": BUCKET, "Policy": BUCKET_POLICY},
            resource=BUCKET_ARN,
            region=EU,
        ),
    )
    assert written().inverse().calls() == (
        ApiCall(
            service="s3", operation="DeleteBucketPolicy", parameters={"Bucket": BUCKET}, resource=BUCKET_ARN, region=EU
        ),
    )


def test_one_that_is_written_over_is_written_back():
    assert written("{}", BUCKET_POLICY).inverse().calls()[0].parameters == {"Bucket": BUCKET, "Policy": "{}"}


def test_only_a_first_one_takes_nothing_from_anybody():
    assert [written(*texts).risk for texts in ((None, "{}"), ("{}", "[]"), ("{}", None))] == [
        "safe",
        "disruptive",
        "disruptive",
    ]


def test_a_policy_says_the_same_however_it_is_written():
    change = written()

    assert change.agrees('{"a": 1, "b": [2]}', '{ "b": [2],\n"a": 1 }')
    assert not change.agrees('{"a": 1}', '{"a": 2}')
    assert change.agrees(None, None)
    assert not change.agrees(None, '{"a": 1}')


def test_no_fact_tells_of_it():
    assert written().state(account()) == Unknown(
        "not_collected", detail="the policies of the account's buckets were not read"
    )
    assert written().effect(account()) == account()


def test_its_resource_is_the_bucket_which_it_does_not_make():
    assert (written().resource, written().makes) == (BUCKET_ARN, None)
    assert written().target != kinds.bucket().target
