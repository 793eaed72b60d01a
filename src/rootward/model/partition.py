"""AWS's partitions: each an AWS of its own, with its own IAM."""

from __future__ import annotations

HOME_REGIONS = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-eusc": "eusc-de-east-1",
    "aws-iso": "us-iso-east-1",
    "aws-iso-b": "us-isob-east-1",
    "aws-iso-e": "eu-isoe-west-1",
    "aws-iso-f": "us-isof-south-1",
    "aws-us-gov": "us-gov-west-1",
}
"""By partition, the one region in which its IAM is called, as the AWS SDKs' endpoint data has it.

For China that is another one than most services that are global there have.
https://docs.aws.amazon.com/general/latest/gr/iam-service.html
"""
