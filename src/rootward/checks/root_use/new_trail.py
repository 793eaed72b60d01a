"""A trail where there is none: the bucket, the policy that lets CloudTrail write to it, the trail, its logging."""

from __future__ import annotations

import json
from collections.abc import Iterable

from rootward.checks.remedy import Proposal, Refused
from rootward.checks.root_use.price import FIRST_COPY
from rootward.model.account import Account
from rootward.model.change import (
    BucketChange,
    BucketPolicyChange,
    TrailChange,
    TrailLoggingChange,
    TrailSettings,
)
from rootward.model.change.bucket import trail_bucket
from rootward.model.monitoring import Trail
from rootward.model.partition import HOME_REGIONS
from rootward.model.unknown import Blocked, Unknown

NAME = "rootward-management-events"

TRAILS_OF_A_REGION = 5
"""Trails that AWS allows in a region, those of other regions that cover it included. No quota of more is given.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
"""

_CLOUDTRAIL = "cloudtrail.amazonaws.com"


def new_trail(account: Account, trails: tuple[Trail, ...]) -> Proposal | Refused:
    """A trail of all regions, in the partition's home region. `trails`: all that the account sees."""
    region = HOME_REGIONS.get(account.partition)
    if region is None:
        return Refused(f"the home region of partition {account.partition} is not known: make the trail by hand")
    if against := _closed(account, region) or _full(account, trails, region):
        return Refused(against)
    taken = {one.name for one in trails}
    name = next(name for number in range(1, len(taken) + 2) if (name := _name(number)) not in taken)
    trail_arn = f"arn:{account.partition}:cloudtrail:{region}:{account.id}:trail/{name}"
    bucket = trail_bucket(account.id, region)
    bucket_arn = f"arn:{account.partition}:s3:::{bucket}"
    policy = bucket_policy(bucket_arn, trail_arn, account.id)
    return Proposal(
        batches=(
            (BucketChange(name=bucket, arn=bucket_arn, region=region),),
            (BucketPolicyChange(bucket=bucket, arn=bucket_arn, region=region, before=None, after=policy),),
            (TrailChange(name=name, arn=trail_arn, region=region, bucket=bucket, before=None, after=TrailSettings()),),
            (TrailLoggingChange(name=name, arn=trail_arn, region=region, before=False, after=True),),
        ),
        why=f"{FIRST_COPY}; the bucket keeps all log files until somebody deletes them",
    )


def bucket_policy(bucket_arn: str, trail_arn: str, account: str) -> str:
    """What CloudTrail needs to deliver for exactly this trail; and nobody speaks to the bucket without TLS.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
    """
    trail = {"aws:SourceArn": trail_arn}
    statements = [
        {
            "Sid": "CloudTrailReadsTheAcl",
            "Effect": "Allow",
            "Principal": {"Service": _CLOUDTRAIL},
            "Action": "s3:GetBucketAcl",
            "Resource": bucket_arn,
            "Condition": {"StringEquals": trail},
        },
        {
            "Sid": "CloudTrailWritesLogFiles",
            "Effect": "Allow",
            "Principal": {"Service": _CLOUDTRAIL},
            "Action": "s3:PutObject",
            "Resource": f"{bucket_arn}/AWSLogs/{account}/*",
            "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", **trail}},
        },
        {
            "Sid": "NobodyWithoutTls",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [bucket_arn, f"{bucket_arn}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _name(number: int) -> str:
    return NAME if number == 1 else f"{NAME}-{number}"


def _closed(account: Account, region: str) -> str:
    """Why nothing can be made in the region; empty where nothing is known to stand against it."""
    if not isinstance(account.regions, Unknown) and region not in account.regions:
        return (
            f"a new trail belongs into {region}, which is not among the account's enabled regions: make one elsewhere"
        )
    if region in _blocked(account):
        told = f"a new trail belongs into {region}, which a service control policy blocks"
        return f"{told}: let CloudTrail and S3 work there, or make a trail in another region by hand"
    return ""


def _blocked(account: Account) -> frozenset[str]:
    """The regions that a service control policy blocks, as far as other facts tell."""
    analyzers = () if isinstance(account.analyzers, Unknown) else account.analyzers
    rules = () if isinstance(account.event_rules, Unknown) else account.event_rules
    return frozenset(
        (
            *(one.region for one in analyzers if isinstance(one.analyzers, Blocked)),
            *(one.region for one in rules if isinstance(one.rules, Blocked)),
        )
    )


def _full(account: Account, trails: tuple[Trail, ...], home: str) -> str:
    regions = (home,) if isinstance(account.regions, Unknown) else account.regions
    region = full_region(regions, trails)
    if region is None:
        return ""
    return (
        f"{region} has {TRAILS_OF_A_REGION} trails, and AWS allows no more: delete one, or let one of them "
        "record all management events"
    )


def full_region(regions: Iterable[str], trails: Iterable[Trail]) -> str | None:
    """The first of the regions in which no further trail fits; None where one fits in all of them."""
    several = tuple(trails)
    return next((region for region in regions if _count(region, several) >= TRAILS_OF_A_REGION), None)


def _count(region: str, trails: tuple[Trail, ...]) -> int:
    return sum(one.multi_region or one.home_region == region for one in trails)
