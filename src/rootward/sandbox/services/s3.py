"""S3, where moto is not as AWS is: who judges by bucket policies, what a new bucket has, and where one can be.

moto looks at neither the principals nor the conditions of a bucket policy; where the practice account enforces
policies, its own evaluator has asked the bucket's before.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from moto.iam.access_control import PermissionResult
from moto.s3.exceptions import InvalidLocationConstraintException
from moto.s3.models import FakeBucket, PublicAccessBlock, S3Backend
from moto.s3.responses import S3Response

from rootward.sandbox.clock import Clock
from rootward.sandbox.services.public_policy import is_public
from rootward.sandbox.services.regions import REGIONS

if TYPE_CHECKING:
    from rootward.sandbox.door.parameters import Parameters

_OLD_NAMES = frozenset({"EU"})
"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucketConfiguration.html"""


@cache
def be_as_aws() -> None:
    """Mend moto's S3, for practice accounts alone. Once is enough."""
    _ask_no_policy()
    _harden_new_buckets()
    _encrypt_always()
    _know_the_regions()


def harden(bucket: FakeBucket) -> None:
    """Give a bucket what AWS gives each new one: no public access, SSE-S3, no ACLs.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
    """
    bucket.public_access_block = PublicAccessBlock("true", "true", "true", "true")
    bucket.encryption = _sse_s3()
    bucket.ownership_rule = "BucketOwnerEnforced"  # type: ignore[assignment] # moto's own kind, whatever it says


def blocks_policy(asked: Parameters, text: bytes) -> bool:
    """Whether the bucket's settings keep this public policy out. The state must be in place.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
    """
    from moto.s3.models import s3_backends

    name = str(asked.get("Bucket"))
    partition, account = s3_backends.bucket_accounts.get(name, ("aws", ""))
    bucket = s3_backends[account][partition].buckets.get(name) if account in s3_backends else None
    block = bucket.public_access_block if bucket is not None else None
    return block is not None and block.block_public_policy and is_public(text.decode("utf-8", "replace"))


def _sse_s3() -> dict[str, Any]:
    return {"Rule": {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False}}


def _ask_no_policy() -> None:
    motos = FakeBucket.get_permission

    def get_permission(self: FakeBucket, action: str, resource: str) -> Any:  # noqa: ANN401 - moto's
        return motos(self, action, resource) if Clock.shown is None else PermissionResult.NEUTRAL

    FakeBucket.get_permission = get_permission  # type: ignore[method-assign]


def _harden_new_buckets() -> None:
    motos = S3Backend.create_bucket

    def create_bucket(self: S3Backend, *asked: Any, **known: Any) -> FakeBucket:  # noqa: ANN401 - moto's
        made = motos(self, *asked, **known)
        if Clock.shown is not None:
            harden(made)
        return made

    S3Backend.create_bucket = create_bucket  # type: ignore[method-assign]


def _encrypt_always() -> None:
    """Every bucket is encrypted: taking the encryption away leaves SSE-S3.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html
    """
    motos = S3Backend.get_bucket_encryption

    def get_bucket_encryption(self: S3Backend, bucket_name: str) -> dict[str, Any] | None:
        found = motos(self, bucket_name)
        return _sse_s3() if found is None and Clock.shown is not None else found

    S3Backend.get_bucket_encryption = get_bucket_encryption  # type: ignore[method-assign]


def _know_the_regions() -> None:
    motos = S3Response._get_location_constraint  # noqa: SLF001 - the one place where moto reads it

    def get_location_constraint(self: S3Response) -> str | None:
        asked = motos(self)
        if asked and Clock.shown is not None and asked not in {*REGIONS, *_OLD_NAMES}:
            raise InvalidLocationConstraintException
        return asked

    S3Response._get_location_constraint = get_location_constraint  # type: ignore[method-assign] # noqa: SLF001
