"""The permissions that a call needs: most need one, named as their operation; some need more.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from rootward.sandbox.door.iam_resource import Resource, renamed
from rootward.sandbox.door.resource import resources_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rootward.sandbox.authorization.context import Keys
    from rootward.sandbox.door.call import Call
    from rootward.sandbox.door.parameters import Parameters
    from rootward.sandbox.door.principal import Principal


class Permission(NamedTuple):
    """One action on one resource."""

    action: str
    resource: Resource
    keys: Keys
    """Condition keys of this permission alone."""


def permissions_for(call: Call, asked: Parameters, principal: Principal) -> Iterator[Permission]:
    """All that the call needs, its own action first."""
    action = _versioned(call.action, asked)
    for resource in resources_of(call, asked, principal):
        yield Permission(action, resource, {})
    if call.service == "iam":
        target = renamed(call.operation, asked, principal)
        if target is not None:
            yield Permission(action, target, {})
        if call.operation in _TAGGED_BY and asked.get("Tags"):
            yield Permission(f"iam:{_TAGGED_BY[call.operation]}", resources_of(call, asked, principal)[0], {})
    if (call.service, call.operation) == ("sts", "GetFederationToken") and asked.get("Tags"):
        yield Permission("sts:TagSession", resources_of(call, asked, principal)[0], {})
    if call.service == "s3":
        yield from _copied(asked)
    yield from _passed_roles(call, asked, principal)


_TAGGED_BY = {
    "CreateInstanceProfile": "TagInstanceProfile",
    "CreateOpenIDConnectProvider": "TagOpenIDConnectProvider",
    "CreatePolicy": "TagPolicy",
    "CreateRole": "TagRole",
    "CreateSAMLProvider": "TagSAMLProvider",
    "CreateUser": "TagUser",
    "CreateVirtualMFADevice": "TagMFADevice",
    "UploadServerCertificate": "TagServerCertificate",
}
"""What is made with tags needs the permission to tag it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
"""

_PASSES = {
    ("cloudtrail", "CreateTrail"): ("CloudWatchLogsRoleArn", "cloudtrail.amazonaws.com"),
    ("cloudtrail", "UpdateTrail"): ("CloudWatchLogsRoleArn", "cloudtrail.amazonaws.com"),
    ("events", "PutRule"): ("RoleArn", "events.amazonaws.com"),
    ("logs", "PutDestination"): ("roleArn", "logs.amazonaws.com"),
    ("logs", "PutSubscriptionFilter"): ("roleArn", "logs.amazonaws.com"),
}
"""Call → the parameter that names the role which it hands to a service, and that service.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

_VERSIONED = frozenset({"s3:DeleteObject", "s3:GetObject", "s3:GetObjectAcl", "s3:GetObjectTagging", "s3:PutObjectAcl"})


def _versioned(action: str, asked: Parameters) -> str:
    """S3 asks for another permission where a version of an object is named.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
    """
    if action not in _VERSIONED or "VersionId" not in asked:
        return action
    return action.replace("Object", "ObjectVersion", 1)


def _copied(asked: Parameters) -> Iterator[Permission]:
    """The object that a copy is made of."""
    source = str(asked.get("CopySource", "")).partition("?")[0].lstrip("/")
    if source:
        yield Permission("s3:GetObject", Resource(f"arn:aws:s3:::{unquote(source)}"), {})


def _passed_roles(call: Call, asked: Parameters, principal: Principal) -> Iterator[Permission]:
    """iam:PassRole on each role that the call hands to a service."""
    parameter, service = _PASSES.get((call.service, call.operation), ("", ""))
    if asked.get(parameter):
        yield _pass(str(asked[parameter]), service)
    if (call.service, call.operation) == ("events", "PutTargets"):
        for target in asked.get("Targets", ()):
            if target.get("RoleArn"):
                yield _pass(str(target["RoleArn"]), "events.amazonaws.com")
    if (call.service, call.operation) == ("iam", "AddRoleToInstanceProfile"):
        from rootward.sandbox.door.iam_resource import iam_resource

        role = iam_resource("GetRole", {"RoleName": asked.get("RoleName", "")}, principal)
        yield _pass(role.arn, "ec2.amazonaws.com")


def _pass(role_arn: str, service: str) -> Permission:
    return Permission("iam:PassRole", Resource(role_arn), {"iam:PassedToService": service})
