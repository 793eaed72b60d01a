"""Whether the account has a bucket that nobody else can read, and which policy it has."""

from __future__ import annotations

from rootward.aws.call import Call
from rootward.aws.looks.look import Look, unless_gone
from rootward.aws.reading import Reading
from rootward.model.change import BucketChange, BucketPolicyChange, Missing, Other

LIST_BUCKETS = Call("s3", "ListBuckets")
GET_PUBLIC_ACCESS_BLOCK = Call("s3", "GetPublicAccessBlock")
GET_BUCKET_ENCRYPTION = Call("s3", "GetBucketEncryption")
GET_BUCKET_POLICY = Call("s3", "GetBucketPolicy")


_BLOCKED = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


def read_bucket(reading: Reading, change: BucketChange) -> bool | Other:
    """Whether it is one of the account's own: its name may be taken by anybody in the world.

    Other for one that is open to others, or not encrypted: AWS makes no new bucket so.
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html
    """
    listed = reading.read(LIST_BUCKETS, change.region)
    if not any(one["Name"] == change.name for one in listed.get("Buckets") or ()):
        return False
    return True if _is_closed(reading, change) and _is_encrypted(reading, change) else Other()


def _is_closed(reading: Reading, change: BucketChange) -> bool:
    """Whether no policy and no ACL can open it.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html
    """
    answer = unless_gone(
        lambda: reading.read(GET_PUBLIC_ACCESS_BLOCK, change.region, Bucket=change.name),
        {},
        "NoSuchPublicAccessBlockConfiguration",
    )
    found = answer.get("PublicAccessBlockConfiguration") or {}
    return all(found.get(each) is True for each in _BLOCKED)


def _is_encrypted(reading: Reading, change: BucketChange) -> bool:
    """Whether what comes in is encrypted, with whatever key.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html
    """
    answer = unless_gone(
        lambda: reading.read(GET_BUCKET_ENCRYPTION, change.region, Bucket=change.name),
        {},
        "ServerSideEncryptionConfigurationNotFoundError",
    )
    return bool((answer.get("ServerSideEncryptionConfiguration") or {}).get("Rules"))


def read_bucket_policy(reading: Reading, change: BucketPolicyChange) -> str | Missing | None:
    """Its policy; None where it has none.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html
    """

    def document() -> str | None:
        read = unless_gone(
            lambda: reading.read(GET_BUCKET_POLICY, change.region, Bucket=change.bucket), None, "NoSuchBucketPolicy"
        )
        return None if read is None else str(read["Policy"])

    return unless_gone(document, Missing(change.arn), "NoSuchBucket")


LOOK = Look(calls={"s3:CreateBucket": (LIST_BUCKETS, GET_PUBLIC_ACCESS_BLOCK, GET_BUCKET_ENCRYPTION)}, read=read_bucket)

POLICY_LOOK = Look(
    calls=dict.fromkeys(("s3:PutBucketPolicy", "s3:DeleteBucketPolicy"), (GET_BUCKET_POLICY,)),
    read=read_bucket_policy,
)
