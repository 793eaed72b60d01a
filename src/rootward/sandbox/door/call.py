"""Which call a request is: service, operation and region, as AWS's own front door tells them apart.

The service and the region stand in the credential scope of the signature, the operation in `Action` (query),
`X-Amz-Target` (JSON) or the method and path (REST).
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from moto.core.request import Request
from moto.core.routing import get_service_router
from werkzeug.exceptions import NotFound

Protocol = Literal["query", "ec2", "json", "rest-json", "rest-xml"]

_CREDENTIAL = re.compile(r"Credential=(?P<key>[^/,\s]+)/\d{8}/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")

_CLIENT_NAMES = {"access-analyzer": "accessanalyzer", "eventbridge": "events", "monitoring": "cloudwatch"}
"""Signing name → the name of botocore's client, where they differ."""

_LOAD_BALANCERS = {"2012-06-01": "elb", "2015-12-01": "elbv2"}
"""Two services share one signing name, and differ in the version of their API."""

_IAM_PREFIXES = {
    "accessanalyzer": "access-analyzer",
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
}
"""Client name → the prefix of the service's IAM actions, where they differ."""

_IAM_ACTIONS = {
    "s3:CompleteMultipartUpload": "s3:PutObject",
    "s3:CopyObject": "s3:PutObject",
    "s3:CreateMultipartUpload": "s3:PutObject",
    "s3:DeleteBucketEncryption": "s3:PutEncryptionConfiguration",
    "s3:DeleteBucketLifecycle": "s3:PutLifecycleConfiguration",
    "s3:DeleteBucketTagging": "s3:PutBucketTagging",
    "s3:DeleteObjects": "s3:DeleteObject",
    "s3:DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetBucketNotificationConfiguration": "s3:GetBucketNotification",
    "s3:GetBucketReplication": "s3:GetReplicationConfiguration",
    "s3:GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:HeadBucket": "s3:ListBucket",
    "s3:HeadObject": "s3:GetObject",
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:ListMultipartUploads": "s3:ListBucketMultipartUploads",
    "s3:ListObjects": "s3:ListBucket",
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:ListObjectVersions": "s3:ListBucketVersions",
    "s3:ListParts": "s3:ListMultipartUploadParts",
    "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
    "s3:PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
    "s3:PutBucketNotificationConfiguration": "s3:PutBucketNotification",
    "s3:PutBucketReplication": "s3:PutReplicationConfiguration",
    "s3:PutObjectLockConfiguration": "s3:PutBucketObjectLockConfiguration",
    "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "s3:UploadPart": "s3:PutObject",
    "s3:UploadPartCopy": "s3:PutObject",
}
"""Operations whose IAM action is called otherwise. All others are called as their operation.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
"""

_UNSIGNED = ("AssumeRoleWithSAML", "AssumeRoleWithWebIdentity")
"""Operations of STS that AWS takes without a signature."""

_REST_XML = frozenset({"cloudfront", "route53", "s3", "s3control"})


class Call(NamedTuple):
    """One call made to the practice account, as the log keeps it. Equal to the plain tuple of its fields."""

    service: str
    """The name of botocore's client, as `cloudwatch`."""
    operation: str
    """AWS's name of the operation, or "" where the request names none that AWS knows."""
    region: str

    @property
    def action(self) -> str:
        """The IAM action that the call needs, as `iam:ListUsers`."""
        name = f"{_IAM_PREFIXES.get(self.service, self.service)}:{self.operation}"
        return _IAM_ACTIONS.get(name, name)


class SignedCall(NamedTuple):
    """A call with what its request says about the signature and the form of the answer."""

    call: Call
    key_id: str
    """The access key id that signed; "" for a call that needs no signature."""
    signing_name: str
    protocol: Protocol
    presigned: bool = False
    """The signature stands in the query, not in the headers."""


def identify(request: Request) -> SignedCall | None:
    """Tell which call a request is; None for one that is neither signed nor needs no signature."""
    rpc_operation, protocol = _rpc_operation(request)
    scope = _CREDENTIAL.search(request.headers.get("Authorization", "")) or _presigned(request)
    if scope is None:
        return _unsigned_call(rpc_operation)
    signing_name = scope["service"].lower()
    service = _CLIENT_NAMES.get(signing_name, signing_name)
    if service == "elasticloadbalancing":
        service = _LOAD_BALANCERS.get(request.values.get("Version", ""), service)
    if service == "ec2":
        protocol = "ec2"
    operation = rpc_operation
    if operation is None:
        protocol = "rest-xml" if service in _REST_XML else "rest-json"
        operation = _rest_operation(service, request)
    presigned = "Authorization" not in request.headers
    return SignedCall(Call(service, operation, scope["region"]), scope["key"], signing_name, protocol, presigned)


def spoken_protocol(request: Request) -> Protocol:
    """In what protocol a client is answered whose request names no service: without a signature none is told."""
    operation, protocol = _rpc_operation(request)
    return protocol if operation else "rest-xml"


def _unsigned_call(operation: str | None) -> SignedCall | None:
    if operation not in _UNSIGNED:
        return None
    return SignedCall(Call("sts", operation, "us-east-1"), "", "sts", "query")


def _rpc_operation(request: Request) -> tuple[str | None, Protocol]:
    target = request.headers.get("X-Amz-Target")
    if target:
        return target.rpartition(".")[2], "json"
    return request.values.get("Action"), "query"


def _presigned(request: Request) -> re.Match[str] | None:
    return _CREDENTIAL.match(f"Credential={request.args.get('X-Amz-Credential', '')}")


def _rest_operation(service: str, request: Request) -> str:
    try:
        return str(get_service_router(service).match(request)[0].name)
    except (NotFound, NotImplementedError):
        return ""
    except Exception as error:
        if type(error).__name__ == "UnknownServiceError":  # botocore's, and only aws/ may import botocore
            return ""
        raise


_READS = ("Get", "List", "Describe", "Lookup", "Head", "Simulate", "Test", "Validate")


def is_read(call: Call) -> bool:
    """Whether a call only reads. STS's never do: even GetSessionToken makes something."""
    return call.service != "sts" and call.operation.startswith(_READS)
