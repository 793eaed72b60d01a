"""A new trail, from nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rootward.checks.remedy import Proposal, Refused
from rootward.checks.root_use.new_trail import bucket_policy, new_trail
from rootward.iam_policy import Complete, Policies, Request, Verdict, decide
from rootward.model.account import Account
from rootward.model.change import (
    BucketChange,
    BucketPolicyChange,
    TrailChange,
    TrailLoggingChange,
    TrailSettings,
)
from rootward.model.monitoring import RegionalAnalyzers, RegionalRules, Trail
from rootward.model.unknown import Blocked
from tests.checks.asking import status
from tests.checks.facts import ACCOUNT, account, denied
from tests.checks.proposing import applied, changes, undone
from tests.checks.root_use.monitoring import selector, trail

CHECK = "trail-missing"
REGIONS = ("eu-west-1", "us-east-1")
BUCKET = f"rootward-trail-{ACCOUNT}-us-east-1"
BUCKET_ARN = f"arn:aws:s3:::{BUCKET}"
TRAIL_ARN = f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/rootward-management-events"
BLOCKED = Blocked("explicit deny in a service control policy")


def facts(**others: Any) -> Account:
    return account(**{"trails": (), "regions": REGIONS, **others})


def made_for_data(name: str, **fields: Any) -> Trail:
    return trail(name, selectors=(selector(management_events=False, other_events=True),), **fields)


def proposed(read: Account, *trails: Trail) -> Proposal:
    made = new_trail(read, trails)
    assert isinstance(made, Proposal)
    return made


def against(read: Account, *trails: Trail) -> str:
    refused = new_trail(read, trails)
    assert isinstance(refused, Refused)
    assert not refused.lacks_facts
    return refused.reason


def test_the_bucket_comes_first_then_its_policy_then_the_trail_then_its_logging():
    read = facts()
    made = proposed(read)

    (bucket,), (policy,), (new,), (start,) = made.batches
    assert bucket == BucketChange(name=BUCKET, arn=BUCKET_ARN, region="us-east-1")
    assert isinstance(policy, BucketPolicyChange)
    assert (policy.bucket, policy.arn, policy.region, policy.before) == (BUCKET, BUCKET_ARN, "us-east-1", None)
    assert policy.after == bucket_policy(BUCKET_ARN, TRAIL_ARN, ACCOUNT)
    assert new == TrailChange(
        name="rootward-management-events",
        arn=TRAIL_ARN,
        region="us-east-1",
        bucket=BUCKET,
        before=None,
        after=TrailSettings(multi_region=True, validates_files=True, global_services=True),
    )
    assert start == TrailLoggingChange(
        name="rootward-management-events", arn=TRAIL_ARN, region="us-east-1", before=False, after=True
    )
    assert made.why == (
        "the first copy of management events is free of charge, its storage in S3 is not; the bucket keeps all log "
        "files until somebody deletes them"
    )


def test_it_closes_the_gap_and_undo_leaves_no_trail():
    read = facts()
    made = proposed(read)

    assert status(CHECK, applied(made, read)) == "pass"
    assert undone(made, applied(made, read)) == read
    assert [change.inverse() is None for change in changes(made)] == [True, False, False, False]
    assert changes(made)[0].stays == (
        f"the bucket {BUCKET} stays, with the log files that are in it: delete it yourself if nobody needs it"
    )


@pytest.mark.parametrize(
    ("partition", "region"),
    [("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1")],
)
def test_in_another_partition_it_lies_there(partition, region):
    made = proposed(facts(partition=partition, regions=(region,)))

    assert [change.resource for change in changes(made)] == [
        f"arn:{partition}:s3:::rootward-trail-{ACCOUNT}-{region}",
        f"arn:{partition}:s3:::rootward-trail-{ACCOUNT}-{region}",
        f"arn:{partition}:cloudtrail:{region}:{ACCOUNT}:trail/rootward-management-events",
        f"arn:{partition}:cloudtrail:{region}:{ACCOUNT}:trail/rootward-management-events",
    ]
    bucket, policy, new, start = changes(made)
    assert isinstance(bucket, BucketChange)
    assert isinstance(policy, BucketPolicyChange)
    assert isinstance(new, TrailChange)
    assert isinstance(start, TrailLoggingChange)
    assert {bucket.region, policy.region, new.region, start.region} == {region}
    assert len(bucket.name) <= 63


def test_in_a_partition_whose_home_is_not_known_nothing_is_made():
    assert against(facts(partition="aws-moon")) == (
        "the home region of partition aws-moon is not known: make the trail by hand"
    )


def test_a_name_that_another_trail_has_is_not_taken():
    made = proposed(facts(), made_for_data("rootward-management-events"))

    _, policy, new, start = changes(made)
    assert isinstance(policy, BucketPolicyChange)
    assert isinstance(new, TrailChange)
    assert isinstance(start, TrailLoggingChange)
    assert (new.name, start.name) == ("rootward-management-events-2",) * 2
    assert policy.after == bucket_policy(BUCKET_ARN, f"{TRAIL_ARN}-2", ACCOUNT)


def test_where_the_home_region_is_not_enabled_nothing_is_made():
    assert against(facts(regions=("eu-west-1",))) == (
        "a new trail belongs into us-east-1, which is not among the account's enabled regions: make one elsewhere"
    )


@pytest.mark.parametrize(
    "others",
    [
        {"analyzers": (RegionalAnalyzers(region="us-east-1", analyzers=BLOCKED),)},
        {"event_rules": (RegionalRules(region="us-east-1", rules=BLOCKED),)},
    ],
)
def test_where_a_service_control_policy_blocks_the_home_region_nothing_is_made(others):
    assert against(facts(**others)) == (
        "a new trail belongs into us-east-1, which a service control policy blocks: let CloudTrail and S3 work there, "
        "or make a trail in another region by hand"
    )


def test_another_region_that_is_blocked_does_not_matter():
    made = new_trail(facts(analyzers=(RegionalAnalyzers(region="eu-west-1", analyzers=BLOCKED),)), ())

    assert not isinstance(made, Refused)


def test_facts_that_were_not_read_do_not_hold_it_back():
    unread = denied("account:ListRegions")

    assert not isinstance(new_trail(facts(regions=unread, analyzers=unread, event_rules=unread), ()), Refused)


def test_where_a_region_has_five_trails_there_is_no_room():
    five = [made_for_data(f"data-{number}", multi_region=number == 0) for number in range(5)]

    assert against(facts(), *five) == (
        "eu-west-1 has 5 trails, and AWS allows no more: delete one, or let one of them record all management events"
    )
    assert not isinstance(new_trail(facts(), tuple(five[:4])), Refused)


class TestPolicyOfTheBucket:
    """What IAM's own logic makes of it."""

    def verdict(self, action: str, resource: str, **keys: str) -> Verdict:
        context = {
            "aws:SourceArn": TRAIL_ARN,
            "aws:SecureTransport": "true",
            "s3:x-amz-acl": "bucket-owner-full-control",
            **{key.replace("__", ":").replace("_", "-"): value for key, value in keys.items()},
        }
        request = Request(
            action=action, resource=resource, principal="cloudtrail.amazonaws.com", context=Complete(context)
        )
        policies = Policies(resource=[bucket_policy(BUCKET_ARN, TRAIL_ARN, ACCOUNT)])
        return decide(request, policies).verdict

    def test_cloudtrail_may_deliver_for_this_trail(self):
        assert self.verdict("s3:GetBucketAcl", BUCKET_ARN) is Verdict.ALLOW
        assert self.verdict("s3:PutObject", f"{BUCKET_ARN}/AWSLogs/{ACCOUNT}/CloudTrail/x.json.gz") is Verdict.ALLOW

    @pytest.mark.parametrize(
        "other",
        [
            f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/rootward-management-events-2",
            "arn:aws:cloudtrail:us-east-1:999999999999:trail/rootward-management-events",
        ],
    )
    def test_it_may_not_for_another_trail(self, other):
        assert self.verdict("s3:GetBucketAcl", BUCKET_ARN, aws__SourceArn=other) is not Verdict.ALLOW
        assert (
            self.verdict("s3:PutObject", f"{BUCKET_ARN}/AWSLogs/{ACCOUNT}/x", aws__SourceArn=other) is not Verdict.ALLOW
        )

    def test_it_may_not_write_elsewhere_in_the_bucket_nor_read_from_it(self):
        assert self.verdict("s3:PutObject", f"{BUCKET_ARN}/AWSLogs/999999999999/x") is not Verdict.ALLOW
        assert self.verdict("s3:GetObject", f"{BUCKET_ARN}/AWSLogs/{ACCOUNT}/x") is not Verdict.ALLOW

    def test_it_may_not_leave_files_that_the_account_does_not_own(self):
        assert (
            self.verdict("s3:PutObject", f"{BUCKET_ARN}/AWSLogs/{ACCOUNT}/x", s3__x_amz_acl="private")
            is not Verdict.ALLOW
        )

    def test_nobody_speaks_to_the_bucket_without_tls(self):
        assert self.verdict("s3:GetBucketAcl", BUCKET_ARN, aws__SecureTransport="false") is Verdict.DENY
        assert self.verdict("s3:GetObject", f"{BUCKET_ARN}/any", aws__SecureTransport="false") is Verdict.DENY

    def test_it_is_json_of_the_newest_version(self):
        assert json.loads(bucket_policy(BUCKET_ARN, TRAIL_ARN, ACCOUNT))["Version"] == "2012-10-17"
