"""What CloudTrail's records show of calls to S3: other names, and the request as it was.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from rootward.sandbox.cloudtrail import wire

if TYPE_CHECKING:
    from rootward.sandbox.cloudtrail.recorded import RecordedCall

NAMES = {
    "DeletePublicAccessBlock": "DeleteBucketPublicAccessBlock",
    "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration",
    "GetBucketLifecycleConfiguration": "GetBucketLifecycle",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "PutBucketAccelerateConfiguration": "PutAccelerateConfiguration",
    "PutBucketLifecycleConfiguration": "PutBucketLifecycle",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
}
"""Operation → eventName, where they differ."""

DATA_EVENTS = frozenset(
    {
        "AbortMultipartUpload", "CompleteMultipartUpload", "CopyObject", "CreateMultipartUpload", "DeleteObject",
        "DeleteObjectTagging", "DeleteObjects", "GetObject", "GetObjectAcl", "GetObjectAttributes",
        "GetObjectLegalHold", "GetObjectRetention", "GetObjectTagging", "GetObjectTorrent", "HeadBucket", "HeadObject",
        "ListObjectVersions", "ListObjects", "ListObjectsV2", "ListParts", "PutObject", "PutObjectAcl",
        "PutObjectLegalHold", "PutObjectRetention", "PutObjectTagging", "RestoreObject", "SelectObjectContent",
        "UploadPart", "UploadPartCopy",
    }
)  # fmt: skip
"""Calls about objects: data events, not management events."""


def request_parameters(recorded: RecordedCall) -> dict[str, Any]:
    """The bucket, the host, the query as it was, an ACL in the headers, and the body that was sent."""
    bucket = unquote(recorded.path).strip("/").partition("/")[0]
    shown: dict[str, Any] = {"bucketName": bucket} if bucket else {}
    shown["Host"] = recorded.headers.get("host", "s3.amazonaws.com")
    shown |= {
        name: value for name, value in parse_qsl(recorded.query, keep_blank_values=True) if not _signs(name.lower())
    }
    if "x-amz-acl" in recorded.headers:
        shown["x-amz-acl"] = recorded.headers["x-amz-acl"]
    return shown | _body(recorded)


def additional_data(recorded: RecordedCall) -> dict[str, Any]:
    """The additionalEventData, as far as the practice account can know it."""
    return {
        "SignatureVersion": "SigV4",
        "CipherSuite": "TLS_AES_128_GCM_SHA256",
        "bytesTransferredIn": recorded.bytes_in,
        "AuthenticationMethod": "QueryString" if "X-Amz-Signature" in recorded.query else "AuthHeader",
        "bytesTransferredOut": recorded.bytes_out,
    }


def _body(recorded: RecordedCall) -> dict[str, Any]:
    if not recorded.body or recorded.method != "PUT":
        return {}
    if recorded.call.operation == "PutBucketPolicy":
        try:
            return {"bucketPolicy": json.loads(recorded.body)}
        except ValueError:
            return {}
    return wire.xml_parameters(recorded.body)


def _signs(name: str) -> bool:
    return name in ("x-amz-signature", "x-amz-security-token", "x-amz-credential")
