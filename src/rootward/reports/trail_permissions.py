"""Statements of an IAM policy by which a trail is read: its bucket, the key that encrypts it, its queue.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rootward.reports.permissions import Json

_WILD = re.compile(r"[*?$]")


class Bucket(NamedTuple):
    """A bucket, and how the keys of what is read begin; empty: anyhow."""

    name: str
    prefix: str


class Queue(NamedTuple):
    """A queue; of what is not known of it: empty."""

    region: str
    account: str
    name: str


def of_buckets(buckets: Sequence[Bucket], *, partition: str) -> list[Json]:
    """Listing them, getting what lies in them, and decrypting it for that."""
    listing = [
        _allow(
            "RootwardListsTrail" + (str(number) if number > 1 else ""),
            ["s3:ListBucket"],
            f"arn:{partition}:s3:::{bucket.name}",
            {"StringLike": {"s3:prefix": f"{_literal(bucket.prefix)}*"}} if bucket.prefix else None,
        )
        for number, bucket in enumerate(buckets, start=1)
    ]
    return [*listing, *of_objects((f"{bucket.name}/{_literal(bucket.prefix)}*" for bucket in buckets), partition)]


def of_objects(patterns: Iterable[str], partition: str) -> list[Json]:
    """Getting objects, `BUCKET/KEY`, and decrypting them: by whichever key, but through S3 alone."""
    places = sorted({f"arn:{partition}:s3:::{pattern}" for pattern in patterns})
    if not places:
        return []
    through_s3 = {"StringLike": {"kms:ViaService": "s3.*.amazonaws.com*"}}
    return [
        _allow("RootwardReadsTrail", ["s3:GetObject"], places if len(places) > 1 else places[0]),
        _allow("RootwardDecryptsTrail", ["kms:Decrypt"], f"arn:{partition}:kms:*:*:key/*", through_s3),
    ]


def of_queues(queues: Iterable[Queue], actions: Iterable[str], *, partition: str) -> list[Json]:
    """Taking messages, and deleting those that were told."""
    places = sorted({f"arn:{partition}:sqs:{one.region or '*'}:{one.account or '*'}:{one.name}" for one in queues})
    if not places:
        return []
    return [_allow("RootwardTakesMessages", sorted(actions), places if len(places) > 1 else places[0])]


def _literal(text: str) -> str:
    """As IAM takes it to mean just that.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    """
    return _WILD.sub(lambda found: f"${{{found[0]}}}", text)


def _allow(sid: str, actions: list[str], resource: object, condition: Json | None = None) -> Json:
    statement = {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource}
    return statement if condition is None else {**statement, "Condition": condition}
