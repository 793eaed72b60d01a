"""What the policy of a bucket must let CloudTrail do before a trail can write there.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
"""

from __future__ import annotations

import json

from rootward.iam_policy import Complete, MalformedPolicyError, Policies, Request, Verdict, decide

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
        policies = Policies(resource=[policy if isinstance(policy, str) else policy.decode()])
    except (MalformedPolicyError, UnicodeDecodeError):
        return False
    return all(
        decide(
            Request(action=action, resource=resource, principal=_SERVICE, context=_context(trail_arn)), policies
        ).verdict
        is Verdict.ALLOW
        for action, resource in (
            ("s3:GetBucketAcl", f"arn:aws:s3:::{bucket}"),
            ("s3:PutObject", f"arn:aws:s3:::{bucket}/{folder}/file.json.gz"),
        )
    )


def _context(trail_arn: str) -> Complete:
    """The condition keys of CloudTrail's calls."""
    return Complete(
        {
            "aws:SourceArn": trail_arn,
            "aws:SourceAccount": trail_arn.split(":")[4],
            "aws:SecureTransport": "true",
            "aws:PrincipalServiceName": _SERVICE,
            "s3:x-amz-acl": "bucket-owner-full-control",
        }
    )
