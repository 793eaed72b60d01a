"""What the policy of a bucket must let CloudTrail do before a trail can write there.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rootward.iam_policy.document import MalformedPolicyError, parse
from rootward.iam_policy.wildcard import glob
from rootward.sandbox.sts.condition import hold

if TYPE_CHECKING:
    from rootward.iam_policy.document import Statement

_SERVICE = "cloudtrail.amazonaws.com"


def bucket_policy(bucket: str, trail_arn: str, folder: str) -> str:
    """The policy that AWS tells users to put on a trail's bucket. `folder`: the part of each key up to the account."""
    condition = {"aws:SourceArn": trail_arn}
    statements = [
        {
            "Sid": "AWSCloudTrailAclCheck20150319",
            "Effect": "Allow",
            "Principal": {"Service": _SERVICE},
            "Action": "s3:GetBucketAcl",
            "Resource": f"arn:aws:s3:::{bucket}",
            "Condition": {"StringEquals": condition},
        },
        {
            "Sid": "AWSCloudTrailWrite20150319",
            "Effect": "Allow",
            "Principal": {"Service": _SERVICE},
            "Action": "s3:PutObject",
            "Resource": f"arn:aws:s3:::{bucket}/{folder}/*",
            "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", **condition}},
        },
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def lets_cloudtrail_write(policy: bytes | str | None, bucket: str, trail_arn: str, folder: str) -> bool:
    """Whether CloudTrail may read the bucket's ACL and put files into the folder. No policy: it may not."""
    if not policy:
        return False
    try:
        statements = parse(policy if isinstance(policy, str) else policy.decode()).statements
    except (MalformedPolicyError, UnicodeDecodeError):
        return False
    return all(
        _allowed(statements, action, resource, trail_arn)
        for action, resource in (
            ("s3:GetBucketAcl", f"arn:aws:s3:::{bucket}"),
            ("s3:PutObject", f"arn:aws:s3:::{bucket}/{folder}/file.json.gz"),
        )
    )


def _allowed(statements: tuple[Statement, ...], action: str, resource: str, trail_arn: str) -> bool:
    matching = [one for one in statements if _is_for(one, action, resource, trail_arn)]
    return any(one.effect == "Allow" for one in matching) and all(one.effect == "Allow" for one in matching)


def _is_for(statement: Statement, action: str, resource: str, trail_arn: str) -> bool:
    return (
        any(one.kind == "*" or (one.kind == "Service" and one.id == _SERVICE) for one in statement.principals or ())
        and statement.takes(action)
        and any(glob(pattern, resource) for pattern in statement.resources or ())
        and _holds(statement, trail_arn)
    )


def _holds(statement: Statement, trail_arn: str) -> bool:
    """Whether the conditions hold for CloudTrail's calls. What cannot be judged holds in a Deny and not in an Allow."""
    context = {
        "aws:sourcearn": trail_arn,
        "aws:sourceaccount": trail_arn.split(":")[4],
        "aws:securetransport": "true",
        "aws:principalservicename": _SERVICE,
        "aws:principalisawsservice": "true",
        "s3:x-amz-acl": "bucket-owner-full-control",
    }
    judged = hold(statement.conditions, context, variables=True)
    return statement.effect == "Deny" if judged is None else judged
