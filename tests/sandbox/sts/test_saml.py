"""AssumeRoleWithSAML: an assertion opens a role."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

ROLE = "arn:aws:iam::123456789012:role/staff"
PROVIDER = "arn:aws:iam::123456789012:saml-provider/acme-idp"
SIGN_IN = "https://signin.aws.amazon.com/saml"
METADATA = "<EntityDescriptor>" + " " * 1000 + "</EntityDescriptor>"


def attribute(name: str, value: str) -> str:
    return (
        f'<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/{name}">'
        f"<saml:AttributeValue>{value}</saml:AttributeValue></saml:Attribute>"
    )


def assertion(until: str, *attributes: str, recipient: str = SIGN_IN) -> str:
    return b64encode(
        (
            '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
            ' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><saml:Assertion>'
            "<saml:Issuer>https://idp.example.com/saml</saml:Issuer><saml:Subject>"
            '<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">maya</saml:NameID>'
            "<saml:SubjectConfirmation>"
            f'<saml:SubjectConfirmationData NotOnOrAfter="{until}" Recipient="{recipient}"/></saml:SubjectConfirmation>'
            f"</saml:Subject><saml:AttributeStatement>{''.join(attributes)}</saml:AttributeStatement>"
            "</saml:Assertion></samlp:Response>"
        ).encode()
    ).decode()


@pytest.fixture
def sts(fresh, client):
    iam = client(fresh, "iam")
    iam.create_saml_provider(Name="acme-idp", SAMLMetadataDocument=METADATA)
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": PROVIDER},
        "Action": "sts:AssumeRoleWithSAML",
        "Condition": {"StringEquals": {"SAML:aud": SIGN_IN}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.create_role(RoleName="staff", AssumeRolePolicyDocument=policy)
    return client(fresh, "sts")


@pytest.fixture
def soon(fresh):
    return (fresh.now + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")


NAMED = (attribute("RoleSessionName", "maya"), attribute("Role", f"{ROLE},{PROVIDER}"))


def refusal(error: pytest.ExceptionInfo[ClientError]) -> tuple[int, str]:
    response = error.value.response
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]


def assume(sts: Any, brought: str, **more: Any) -> Any:
    return sts.assume_role_with_saml(**{"RoleArn": ROLE, "PrincipalArn": PROVIDER, "SAMLAssertion": brought, **more})


def test_an_assertion_that_names_role_and_provider_opens_the_role(sts, soon):
    answer = assume(sts, assertion(soon, *NAMED))
    assert answer["AssumedRoleUser"]["Arn"] == "arn:aws:sts::123456789012:assumed-role/staff/maya"
    assert (answer["Subject"], answer["SubjectType"]) == ("maya", "persistent")
    assert (answer["Issuer"], answer["Audience"]) == ("https://idp.example.com/saml", SIGN_IN)
    assert answer["NameQualifier"] == "uxhkkLsMnFnfmJy0dRl0KWza/hE="


@pytest.mark.parametrize(
    ("attributes", "recipient"),
    [
        ((NAMED[0],), SIGN_IN),
        ((NAMED[0], attribute("Role", f"arn:aws:iam::123456789012:role/other,{PROVIDER}")), SIGN_IN),
        (NAMED, "https://elsewhere.example.com"),
    ],
)
def test_an_assertion_for_another_role_or_place_does_not(sts, soon, attributes, recipient):
    with pytest.raises(ClientError) as refused:
        assume(sts, assertion(soon, *attributes, recipient=recipient))
    assert refusal(refused) == (403, "AccessDenied")


def test_an_assertion_must_be_one_of_a_provider_of_the_account(sts, soon):
    for brought, more in (
        (assertion(soon, *NAMED), {"PrincipalArn": PROVIDER + "-2"}),
        (assertion(soon, NAMED[1]), {}),
        (b64encode(b"<nothing/>").decode(), {}),
        (b64encode(b"nothing").decode(), {}),
    ):
        with pytest.raises(ClientError) as refused:
            assume(sts, brought, **more)
        assert refusal(refused) == (400, "InvalidIdentityToken")


def test_an_assertion_expires(sts):
    with pytest.raises(ClientError) as refused:
        assume(sts, assertion("2020-01-01T00:00:00Z", *NAMED))
    assert refusal(refused) == (400, "ExpiredTokenException")


def test_an_assertion_may_say_how_long_and_the_call_may_say_otherwise(fresh, sts, soon):
    lasting = assertion(soon, *NAMED, attribute("SessionDuration", "1800"))
    assert assume(sts, lasting)["Credentials"]["Expiration"] - fresh.now <= timedelta(minutes=30)
    longer = assume(sts, lasting, DurationSeconds=3600)["Credentials"]
    assert longer["Expiration"] - fresh.now > timedelta(minutes=59)
