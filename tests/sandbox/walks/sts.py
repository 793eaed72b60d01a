"""Every way to borrow credentials, and the ways not to get them."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from rootward.sandbox import Sandbox
from tests.sandbox.people import codes, enable

SERIAL = "arn:aws:iam::123456789012:mfa/walk-sts"
ROLE = "arn:aws:iam::123456789012:role/walk-sts"
JENKINS = "arn:aws:iam::123456789012:role/old-jenkins"
PROVIDER = "arn:aws:iam::123456789012:saml-provider/walk-sts"
AUDIT = {"arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"}


def walk(sandbox: Sandbox, client: Any) -> None:
    sts, iam = client(sandbox, "sts"), client(sandbox, "iam")
    identity = sts.get_caller_identity()
    assert (
        sts.get_access_key_info(AccessKeyId=sandbox.environment["AWS_ACCESS_KEY_ID"])["Account"] == identity["Account"]
    )
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        sts.get_access_key_info(AccessKeyId="AKIAI" + "OSFODNN7EXAMPLE")
    _session_tokens(sandbox, sts, iam)
    _federation_tokens(sandbox, sts)
    _roles(sts)
    _web_identity(sandbox)
    _saml(sandbox, sts, iam)
    _root_of_a_member(sandbox, client)


def _session_tokens(sandbox: Sandbox, sts: Any, iam: Any) -> None:
    iam.create_virtual_mfa_device(VirtualMFADeviceName="walk-sts")
    enable(iam, sandbox, "maya.chen", SERIAL)
    sandbox.advance_clock(60)
    (code,) = codes(sandbox, SERIAL, 0)
    sts.get_session_token(SerialNumber=SERIAL, TokenCode=code, DurationSeconds=900)
    with pytest.raises(ClientError, match="invalid MFA one time pass code"):
        sts.get_session_token(SerialNumber=SERIAL, TokenCode=code)
    with pytest.raises(ClientError, match="ValidationError"):
        sts.get_session_token(DurationSeconds=129601)
    plain = sts.get_session_token()["Credentials"]
    with pytest.raises(ClientError, match="Cannot call GetSessionToken with session credentials"):
        _signed(sandbox, plain).get_session_token()


def _federation_tokens(sandbox: Sandbox, sts: Any) -> None:
    policy = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
    visitor = sts.get_federation_token(Name="visitor", Policy=policy)["Credentials"]
    _signed(sandbox, visitor).get_caller_identity()
    with pytest.raises(ClientError, match="AccessDenied"):
        _signed(sandbox, visitor).assume_role(RoleArn=JENKINS, RoleSessionName="walk")
    with pytest.raises(ClientError, match="MalformedPolicyDocument"):
        sts.get_federation_token(Name="visitor", Policy="{}")


def _roles(sts: Any) -> None:
    sts.assume_role(RoleArn=JENKINS, RoleSessionName="walk")
    with pytest.raises(ClientError, match="AccessDenied"):
        sts.assume_role(RoleArn=JENKINS.replace("old-jenkins", "nobody"), RoleSessionName="walk")
    with pytest.raises(ClientError, match="exceeds the MaxSessionDuration"):
        sts.assume_role(RoleArn=JENKINS, RoleSessionName="walk", DurationSeconds=43200)


def _web_identity(sandbox: Sandbox) -> None:
    claims = {
        "iss": "https://token.actions.githubusercontent.com",
        "aud": "sts.amazonaws.com",
        "sub": "repo:acme-coffee/shop:ref:refs/heads/main",
        "exp": int(sandbox.now.timestamp()) + 300,
    }
    unsigned = boto3.Session(region_name="us-east-1").client(
        "sts", endpoint_url=sandbox.endpoint_url, config=Config(signature_version=UNSIGNED)
    )
    parts = ("{}", json.dumps(claims), "unchecked")
    token = ".".join(urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)
    asked = {"RoleArn": ROLE.replace("walk-sts", "github-release"), "RoleSessionName": "walk"}
    unsigned.assume_role_with_web_identity(**asked, WebIdentityToken=token)
    with pytest.raises(ClientError, match="InvalidIdentityToken"):
        unsigned.assume_role_with_web_identity(**asked, WebIdentityToken="nothing")


def _saml(sandbox: Sandbox, sts: Any, iam: Any) -> None:
    document = "<EntityDescriptor>" + " " * 1000 + "</EntityDescriptor>"
    iam.create_saml_provider(Name="walk-sts", SAMLMetadataDocument=document)
    trust = {"Effect": "Allow", "Principal": {"Federated": PROVIDER}, "Action": "sts:AssumeRoleWithSAML"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam.create_role(RoleName="walk-sts", AssumeRolePolicyDocument=policy)
    until = (sandbox.now + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    asked = {"RoleArn": ROLE, "PrincipalArn": PROVIDER}
    sts.assume_role_with_saml(**asked, SAMLAssertion=b64encode(_assertion(until).encode()).decode())
    with pytest.raises(ClientError, match="ExpiredTokenException"):
        sts.assume_role_with_saml(
            **asked, SAMLAssertion=b64encode(_assertion("2020-01-01T00:00:00Z").encode()).decode()
        )


def _assertion(until: str) -> str:
    attributes = {"RoleSessionName": "walk", "Role": f"{ROLE},{PROVIDER}"}
    return (
        '<Response><Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"><Issuer>https://idp.example.com</Issuer>'
        '<Subject><NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">maya</NameID>'
        f'<SubjectConfirmation><SubjectConfirmationData NotOnOrAfter="{until}"'
        ' Recipient="https://signin.aws.amazon.com/saml"/></SubjectConfirmation></Subject><AttributeStatement>'
        + "".join(
            f'<Attribute Name="https://aws.amazon.com/SAML/Attributes/{name}">'
            f"<AttributeValue>{value}</AttributeValue></Attribute>"
            for name, value in attributes.items()
        )
        + "</AttributeStatement></Assertion></Response>"
    )


def _root_of_a_member(sandbox: Sandbox, client: Any) -> None:
    organizations, sts = client(sandbox, "organizations"), client(sandbox, "sts")
    with pytest.raises(ClientError, match="AccessDenied"):
        sts.assume_root(TargetPrincipal="210987654321", TaskPolicyArn=AUDIT)
    organizations.create_organization(FeatureSet="ALL")
    asked = organizations.create_account(Email="walk@acme.example", AccountName="walk")["CreateAccountStatus"]
    sandbox.advance_clock(300)
    status = organizations.describe_create_account_status(CreateAccountRequestId=asked["Id"])["CreateAccountStatus"]
    organizations.enable_aws_service_access(ServicePrincipal="iam.amazonaws.com")
    client(sandbox, "iam").enable_organizations_root_credentials_management()
    sts.assume_root(TargetPrincipal=status["AccountId"], TaskPolicyArn=AUDIT, DurationSeconds=300)
    with pytest.raises(ClientError, match="ValidationError"):
        sts.assume_root(TargetPrincipal=status["AccountId"], TaskPolicyArn=AUDIT, DurationSeconds=901)


def _signed(sandbox: Sandbox, credentials: dict[str, str]) -> Any:
    return boto3.Session(region_name="us-east-1").client(
        "sts",
        endpoint_url=sandbox.endpoint_url,
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )
