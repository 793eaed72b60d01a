from __future__ import annotations

import pytest

from rootward.aws.looks import actions_of_looks, look
from rootward.model.change import Missing, Other
from rootward.model.unknown import Unknown
from tests.aws.looks.asked import client, made_bucket
from tests.aws.practice import reading_of
from tests.model.change import kinds
from tests.model.change.kinds import BUCKET, BUCKET_ARN, BUCKET_POLICY, US


def test_a_bucket_is_the_account_s_own_wherever_it_is(practice):
    made_bucket(practice, BUCKET)

    with reading_of(practice) as reading:
        assert look(reading, kinds.bucket()) is True
        assert look(reading, kinds.bucket(region=US)) is True
        assert look(reading, kinds.bucket("acme")) is False


@pytest.mark.parametrize("kept", [(), ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy")])
def test_a_bucket_that_others_may_be_let_into_is_another(practice, kept):
    made_bucket(practice, BUCKET)
    s3 = client(practice, "s3")
    s3.delete_public_access_block(Bucket=BUCKET)
    if kept:
        s3.put_public_access_block(Bucket=BUCKET, PublicAccessBlockConfiguration=dict.fromkeys(kept, True))

    with reading_of(practice) as reading:
        assert look(reading, kinds.bucket()) == Other()


def test_a_bucket_s_policy_is_told_from_no_policy_and_from_no_bucket(practice):
    with reading_of(practice) as reading:
        assert look(reading, kinds.bucket_policy()) == Missing(BUCKET_ARN)
        made_bucket(practice, BUCKET)
        assert look(reading, kinds.bucket_policy()) is None
        client(practice, "s3").put_bucket_policy(Bucket=BUCKET, Policy=BUCKET_POLICY)
        assert look(reading, kinds.bucket_policy()) == BUCKET_POLICY


@pytest.mark.parametrize(
    ("change", "action"),
    [(kinds.bucket(), "s3:ListAllMyBuckets"), (kinds.bucket_policy(), "s3:GetBucketPolicy")],
    ids=["bucket", "policy"],
)
def test_a_denial_of_s3_names_the_action_as_policies_do(practice, change, action):
    made_bucket(practice, BUCKET)
    with reading_of(practice) as reading:
        practice.deny(action)
        seen = look(reading, change)

    assert isinstance(seen, Unknown)
    assert (seen.reason, seen.action) == ("denied", action)
    assert actions_of_looks([change])[0] == action
