"""The condition keys of single services: what a call asks for, in the words of the service's policies.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
Here are those of the operations that an account's security is made of, not all that there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from moto.iam.models import iam_backends

from rootward.sandbox.authorization.context import of_tags, tag_map

if TYPE_CHECKING:
    from moto.core.request import Request

    from rootward.sandbox.authorization.context import Keys
    from rootward.sandbox.door.call import Call
    from rootward.sandbox.door.parameters import Parameters
    from rootward.sandbox.door.principal import Principal
    from rootward.sandbox.iam.backend import PracticeIamBackend

_SAME: dict[str, tuple[tuple[str, str], ...]] = {
    "account": (("account:TargetRegion", "RegionName"),),
    "organizations": (
        ("organizations:PolicyType", "PolicyType"),
        ("organizations:PolicyType", "Filter"),
        ("organizations:ServicePrincipal", "ServicePrincipal"),
    ),
    "s3": (
        ("s3:delimiter", "Delimiter"),
        ("s3:max-keys", "MaxKeys"),
        ("s3:prefix", "Prefix"),
        ("s3:VersionId", "VersionId"),
    ),
    "sns": (("sns:Endpoint", "Endpoint"), ("sns:Protocol", "Protocol")),
    "sts": (
        ("sts:ExternalId", "ExternalId"),
        ("sts:RoleSessionName", "RoleSessionName"),
        ("sts:SourceIdentity", "SourceIdentity"),
    ),
}  # fmt: skip
"""Service → keys that are a parameter's value, and the parameter."""

_ATTACHING = ("AttachGroupPolicy", "AttachRolePolicy", "AttachUserPolicy",
              "DetachGroupPolicy", "DetachRolePolicy", "DetachUserPolicy")  # fmt: skip

_BOUNDED = frozenset(
    {
        *("AttachRolePolicy", "AttachUserPolicy", "DeleteRole", "DeleteRolePermissionsBoundary", "DeleteRolePolicy"),
        *("DeleteUserPermissionsBoundary", "DeleteUserPolicy", "DetachRolePolicy", "DetachUserPolicy", "GetRole"),
        *("PutRolePolicy", "PutUserPolicy", "UpdateAssumeRolePolicy", "UpdateRole", "UpdateRoleDescription"),
    }
)
"""Operations of IAM whose `iam:PermissionsBoundary` is the boundary that the user or role has.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""


def of_parameters(call: Call, asked: Parameters, principal: Principal, request: Request) -> Keys:
    """The keys that the call's own parameters give."""
    keys: Keys = {}
    for name, parameter in _SAME.get(call.service, ()):
        if asked.get(parameter) is not None:
            keys[name] = str(asked[parameter])
    match call.service:
        case "iam":
            keys |= _of_iam(call.operation, asked, principal)
        case "sts":
            keys |= _of_sts(asked)
        case "organizations":
            keys |= _of_organizations(call.operation, asked, principal)
        case "s3":
            keys |= _of_s3(request)
        case "account" if "AlternateContactType" in asked:
            keys["account:AlternateContactTypes"] = (str(asked["AlternateContactType"]),)
        case "events" if call.operation == "PutTargets":
            keys["events:TargetArn"] = tuple(str(target.get("Arn")) for target in asked.get("Targets", ()))
        case "cloudwatch" if call.operation == "PutMetricAlarm":
            keys["cloudwatch:AlarmActions"] = tuple(str(action) for action in asked.get("AlarmActions", ()))
        case _:
            pass
    return keys | _of_tags(asked)


def _of_tags(asked: Parameters) -> Keys:
    found = next((asked[name] for name in ("Tags", "tags", "TagsList") if asked.get(name)), ())
    taken = next((asked[name] for name in ("TagKeys", "tagKeys") if asked.get(name)), ())
    return of_tags(tag_map(found), (str(key) for key in taken))


def _of_iam(operation: str, asked: Parameters, principal: Principal) -> Keys:
    keys: Keys = {}
    if operation in _ATTACHING:
        keys["iam:PolicyARN"] = asked.get("PolicyArn")
    if "PermissionsBoundary" in asked:
        keys["iam:PermissionsBoundary"] = str(asked["PermissionsBoundary"])
    elif operation in _BOUNDED:
        keys["iam:PermissionsBoundary"] = _boundary(asked, principal)
    if operation == "CreateServiceLinkedRole":
        keys["iam:AWSServiceName"] = asked.get("AWSServiceName")
    if operation == "GenerateOrganizationsAccessReport":
        keys["iam:OrganizationsPolicyId"] = asked.get("OrganizationsPolicyId")
    if operation.endswith("ServiceSpecificCredential"):
        keys["iam:ServiceSpecificCredentialServiceName"] = asked.get("ServiceName") or _service(asked, principal)
        if "CredentialAgeDays" in asked:
            keys["iam:ServiceSpecificCredentialAgeDays"] = str(asked["CredentialAgeDays"])
    return keys


def _boundary(asked: Parameters, principal: Principal) -> str | None:
    iam = cast("PracticeIamBackend", iam_backends[principal.account_id]["aws"])
    if "RoleName" in asked:
        role: Any = next((role for role in iam.roles.values() if role.name == asked["RoleName"]), None)
        return role.permissions_boundary_arn if role is not None else None
    user = iam.users.get(asked.get("UserName", ""))
    return user.permissions_boundary_arn if user is not None else None


def _service(asked: Parameters, principal: Principal) -> str | None:
    iam = cast("PracticeIamBackend", iam_backends[principal.account_id]["aws"])
    wanted = asked.get("ServiceSpecificCredentialId")
    return next(
        (one.service_name for one in iam.service_specific_credentials if one.service_specific_credential_id == wanted),
        None,
    )


def _of_sts(asked: Parameters) -> Keys:
    keys: Keys = {}
    if asked.get("TransitiveTagKeys"):
        keys["sts:TransitiveTagKeys"] = tuple(str(key) for key in asked["TransitiveTagKeys"])
    if "TaskPolicyArn" in asked:
        keys["sts:TaskPolicyArn"] = asked["TaskPolicyArn"].get("arn")
    return keys


def _of_organizations(operation: str, asked: Parameters, principal: Principal) -> Keys:
    if operation == "CreatePolicy":
        return {"organizations:PolicyType": asked.get("Type")}
    if "PolicyId" not in asked:
        return {}
    from rootward.sandbox.organizations.membership import organization_of

    organization = organization_of(principal.account_id)
    policies = organization.policies if organization is not None else ()
    return {
        "organizations:PolicyType": next((policy.type for policy in policies if policy.id == asked["PolicyId"]), None)
    }


def _of_s3(request: Request) -> Keys:
    """S3 has a key for each of the headers that say how an object or a bucket is to be.

    https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html
    """
    keys: Keys = {
        f"s3:{name.lower()}": value
        for name, value in request.headers.items()
        if name.lower().startswith("x-amz-") and name.lower() not in ("x-amz-security-token", "x-amz-date")
    }
    keys["s3:authType"] = "REST-HEADER" if "Authorization" in request.headers else "REST-QUERY-STRING"
    keys["s3:signatureversion"] = "AWS4-HMAC-SHA256"
    return keys
