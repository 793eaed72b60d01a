"""The resource that a call of IAM is about: with its path, as it is stored.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from moto.iam.models import iam_backends

from rootward.sandbox.door.parameters import operation_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from rootward.sandbox.door.parameters import Parameters
    from rootward.sandbox.door.principal import Principal
    from rootward.sandbox.iam.backend import PracticeIamBackend


class Resource(NamedTuple):
    """What a call is about."""

    arn: str
    """`*` where the action knows no resource type."""
    name: str = ""
    """How a denial calls it, where that is not by its ARN: `user anna`."""

    @property
    def spoken(self) -> str:
        """How a denial calls it."""
        return self.name or self.arn


EVERYTHING = Resource("*")

_ARNS = ("PolicyArn", "SAMLProviderArn", "OpenIDConnectProviderArn", "PolicySourceArn", "Arn", "EntityArn")

_CREATING = ("CreateGroup", "CreateInstanceProfile", "CreateRole", "CreateUser", "UploadServerCertificate")


def iam_resource(operation: str, asked: Parameters, principal: Principal) -> Resource:
    """The one resource that policies are asked about. The state must be in place."""
    account = principal.account_id
    iam = cast("PracticeIamBackend", iam_backends[account]["aws"])
    special = _SPECIAL.get(operation)
    if special is not None:
        return Resource(special(iam, asked))
    # In this order: who is put into a group, or a role into a profile, is not what the permission is about.
    for parameter, kind, find in _NAMED:
        if parameter in asked:
            return _named(operation, kind, str(asked[parameter]), find, asked, iam)
    for parameter in _ARNS:
        if parameter in asked:
            return Resource(str(asked[parameter]))
    if "SerialNumber" in asked and not _is_on_the_caller(operation):
        return Resource(_mfa(iam, asked))
    if asked.get("AllUsers") or not _is_on_the_caller(operation):
        return EVERYTHING
    return _caller(principal)


def renamed(operation: str, asked: Parameters, principal: Principal) -> Resource | None:
    """What the resource of an Update operation will be called: its permission is needed there, too.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html
    """
    kinds = {"UpdateGroup": "Group", "UpdateServerCertificate": "ServerCertificate", "UpdateUser": "User"}
    kind = kinds.get(operation)
    if kind is None:
        return None
    now = iam_resource(operation, asked, principal).arn
    prefix, _, path_and_name = now.partition("/")
    path, _, name = f"/{path_and_name}".rpartition("/")
    new_name, new_path = asked.get(f"New{kind}Name", name), asked.get("NewPath", f"{path}/")
    new = f"{prefix}{new_path}{new_name}"
    return None if new == now else Resource(new)


def _named(  # noqa: PLR0917 - what is needed to find it
    operation: str,
    kind: str,
    name: str,
    find: Callable[[PracticeIamBackend, str], Any],
    asked: Parameters,
    iam: PracticeIamBackend,
) -> Resource:
    """Something by its name. What is not there yet, or not at all, is taken as if it were."""
    if operation in _CREATING:
        return Resource(f"arn:aws:iam::{iam.account_id}:{kind}{asked.get('Path') or '/'}{name}")
    found = find(iam, name)
    arn = f"arn:aws:iam::{iam.account_id}:{kind}/{name}" if found is None else str(found.arn)
    return Resource(arn, f"{kind.replace('-', ' ')} {name}")


def _is_on_the_caller(operation: str) -> bool:
    """Whether the call is about the calling user where it names none."""
    if operation == "ChangePassword":
        return True
    model = operation_model("iam", operation)
    shape = model.input_shape if model is not None else None
    return shape is not None and "UserName" in shape.members and "UserName" not in shape.required_members


def _caller(principal: Principal) -> Resource:
    """The calling user; a session of a role is none."""
    if principal.kind == "user":
        return Resource(principal.arn, f"user {principal.user_name}")
    return Resource(principal.arn) if principal.kind == "root" else EVERYTHING


def _mfa(iam: PracticeIamBackend, asked: Parameters) -> str:
    serial = str(asked["SerialNumber"])
    return serial if serial.startswith("arn:") else f"arn:aws:iam::{iam.account_id}:mfa/{serial}"


def _new_mfa(iam: PracticeIamBackend, asked: Parameters) -> str:
    return f"arn:aws:iam::{iam.account_id}:mfa{asked.get('Path') or '/'}{asked.get('VirtualMFADeviceName', '')}"


def _new_policy(iam: PracticeIamBackend, asked: Parameters) -> str:
    return f"arn:aws:iam::{iam.account_id}:policy{asked.get('Path') or '/'}{asked.get('PolicyName', '')}"


def _new_saml_provider(iam: PracticeIamBackend, asked: Parameters) -> str:
    return f"arn:aws:iam::{iam.account_id}:saml-provider/{asked.get('Name', '')}"


def _new_oidc_provider(iam: PracticeIamBackend, asked: Parameters) -> str:
    return f"arn:aws:iam::{iam.account_id}:oidc-provider/{str(asked.get('Url', '')).removeprefix('https://')}"


def _new_service_linked_role(iam: PracticeIamBackend, asked: Parameters) -> str:
    """AWS gives the role its name, which begins alike for all services; of most, that is followed by the service's.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
    """
    service = str(asked.get("AWSServiceName", ""))
    name = _LINKED.get(service, service.partition(".")[0].capitalize())
    suffix = f"_{asked['CustomSuffix']}" if asked.get("CustomSuffix") else ""
    return f"arn:aws:iam::{iam.account_id}:role/aws-service-role/{service}/AWSServiceRoleFor{name}{suffix}"


_LINKED = {
    "access-analyzer.amazonaws.com": "AccessAnalyzer",
    "autoscaling.amazonaws.com": "AutoScaling",
    "cloudtrail.amazonaws.com": "CloudTrail",
    "organizations.amazonaws.com": "Organizations",
}


def _role_in_deletion(iam: PracticeIamBackend, asked: Parameters) -> str:
    """The role that a task deletes: `task/aws-service-role/SERVICE/ROLE/ID`."""
    inner = str(asked.get("DeletionTaskId", "")).removeprefix("task/").rpartition("/")[0]
    return f"arn:aws:iam::{iam.account_id}:role/{inner or '*'}"


def _owner_of_key(iam: PracticeIamBackend, asked: Parameters) -> str:
    key = iam.access_keys.get(asked.get("AccessKeyId", ""))
    if key is None:
        return "*"
    user = iam.users.get(key.user_name or "")
    return iam.root.arn if user is None else user.arn


def _access_report(iam: PracticeIamBackend, asked: Parameters) -> str:
    return f"arn:aws:iam::{iam.account_id}:access-report/{asked.get('EntityPath', '')}"


def _delegation_request(iam: PracticeIamBackend, asked: Parameters) -> str:
    return f"arn:aws:iam::{iam.account_id}:delegation-request/{asked.get('DelegationRequestId', '*')}"


_SPECIAL: dict[str, Callable[[PracticeIamBackend, Parameters], str]] = {
    "AcceptDelegationRequest": _delegation_request,
    "AssociateDelegationRequest": _delegation_request,
    "CreateDelegationRequest": _delegation_request,
    "CreateOpenIDConnectProvider": _new_oidc_provider,
    "CreatePolicy": _new_policy,
    "CreateSAMLProvider": _new_saml_provider,
    "CreateServiceLinkedRole": _new_service_linked_role,
    "CreateVirtualMFADevice": _new_mfa,
    "GenerateOrganizationsAccessReport": _access_report,
    "GetAccessKeyLastUsed": _owner_of_key,
    "GetDelegationRequest": _delegation_request,
    "GetServiceLinkedRoleDeletionStatus": _role_in_deletion,
    "RejectDelegationRequest": _delegation_request,
    "SendDelegationToken": _delegation_request,
    "UpdateDelegationRequest": _delegation_request,
}


def _by_name(among: Any, name: str) -> Any:  # noqa: ANN401 - moto's models
    return next((one for one in among if one.name == name), None)


_NAMED: tuple[tuple[str, str, Callable[[PracticeIamBackend, str], Any]], ...] = (
    ("InstanceProfileName", "instance-profile", lambda iam, name: _by_name(iam.instance_profiles.values(), name)),
    ("GroupName", "group", lambda iam, name: _by_name(iam.groups.values(), name)),
    ("RoleName", "role", lambda iam, name: _by_name(iam.roles.values(), name)),
    ("UserName", "user", lambda iam, name: iam.users.get(name)),
    (
        "ServerCertificateName",
        "server-certificate",
        lambda iam, name: next((one for one in iam.certificates.values() if one.cert_name == name), None),
    ),
)
