"""What a successful write changed, in a few words, from what it asked for.

Parameters and answers may hold secrets, so only members that are known to be names of resources are taken, and nothing
that has a secret key's form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rootward.model.read_call import is_read
from rootward.trail.record import Record

_LONGEST = 120
_MOST = 3
"""Names that are told of one event."""
_SECRET = re.compile(
    r"(?<![A-Za-z0-9/+=])(?=[A-Za-z0-9/+]*[A-Z])(?=[A-Za-z0-9/+]*[a-z])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])"
)
"""The form of a secret access key: where a person typed one into a field for names, it is not repeated."""

_NOUNS = {
    "userName": "user",
    "groupName": "group",
    "roleName": "role",
    "policyArn": "policy",
    "policyName": "policy",
    "instanceProfileName": "instance profile",
    "serialNumber": "MFA device",
    "accessKeyId": "access key",
    "certificateId": "certificate",
    "sAMLProviderArn": "SAML provider",
    "openIDConnectProviderArn": "OIDC provider",
    "accountAlias": "alias",
    "bucketName": "bucket",
    "instanceId": "instance",
    "volumeId": "volume",
    "imageId": "image",
    "snapshotId": "snapshot",
    "groupId": "security group",
    "vpcId": "VPC",
    "subnetId": "subnet",
    "functionName": "function",
    "tableName": "table",
    "queueUrl": "queue",
    "queueName": "queue",
    "topicArn": "topic",
    "stackName": "stack",
    "dBInstanceIdentifier": "database",
    "dBClusterIdentifier": "database cluster",
    "clusterName": "cluster",
    "repositoryName": "repository",
    "hostedZoneId": "hosted zone",
    "secretId": "secret",
    "keyId": "key",
    "aliasName": "alias",
    "trailName": "trail",
    "logGroupName": "log group",
    "ruleName": "rule",
    "alarmName": "alarm",
    "detectorId": "detector",
    "targetId": "target",
    "policyId": "policy",
    "accountId": "account",
    "regionName": "region",
    "alternateContactType": "alternate contact",
    "accountName": "account name",
    "resourceArn": "resource",
}
"""Members of requestParameters, and what each names, in the order in which they are told.

No e-mail address, text of a policy or password is among them."""
_FOLDED = {member.lower(): noun for member, noun in _NOUNS.items()}
_RANKS = {member: rank for rank, member in enumerate(_FOLDED)}

_BARE_NAMES = {
    "cloudtrail.amazonaws.com": "trail",
    "events.amazonaws.com": "rule",
    "ssm.amazonaws.com": "parameter",
    "sns.amazonaws.com": "topic",
    "secretsmanager.amazonaws.com": "secret",
}
"""Services whose `name` is a resource's."""


def is_write(record: Record) -> bool:
    """Whether it may have changed something: it succeeded, and is no read."""
    return not record.failed and not is_read(record.name, record.read_only)


def changed(record: Record) -> str | None:
    """`bucket acme-logs`, `user alice, policy arn:…`; None: it changed nothing, failed, or does not say what."""
    if not is_write(record):
        return None
    told = dict.fromkeys((*_named(record.source, record.request), *_made(record.response)))
    return ", ".join(list(told)[:_MOST]) or None


def _named(source: str, request: Mapping[str, Any]) -> Iterator[str]:
    for member, value in sorted(request.items(), key=_rank):
        noun = _FOLDED.get(member.lower())
        if noun is None and member == "name":
            noun = _BARE_NAMES.get(source)
        if noun is not None and isinstance(value, str) and value:
            yield f"{noun} {_short(value)}"
        elif member == "instancesSet" and isinstance(value, Mapping):
            yield from _instances(value.get("items"))


def _rank(item: tuple[str, Any]) -> tuple[int, str]:
    """JSON's members have no order, and of a row of the set another than in the log."""
    member = item[0]
    return _RANKS.get(member.lower(), len(_RANKS)), member


def _made(response: Mapping[str, Any]) -> Iterator[str]:
    """The access key that was made: who makes root's names no user. The secret beside it is never looked at."""
    made = response.get("accessKey")
    if isinstance(made, Mapping) and isinstance(key := made.get("accessKeyId"), str):
        yield f"access key {_short(key)}"


def _instances(items: object) -> Iterator[str]:
    if isinstance(items, list):
        for item in items[:_MOST]:
            if isinstance(item, Mapping) and isinstance(instance := item.get("instanceId"), str):
                yield f"instance {_short(instance)}"


def _short(value: str) -> str:
    if not value.startswith(("arn:", "https://")) and _SECRET.search(value):
        return "(not shown)"
    return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"
