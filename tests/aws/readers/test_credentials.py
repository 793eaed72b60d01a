from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rootward.aws.readers import READERS
from rootward.model.credential import (
    DelegationRequest,
    IdentityProvider,
    ServerCertificate,
    ServiceCredential,
    VirtualMfaDevice,
)
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import account, error, pages, xml
from tests.checks.facts import ROOT, arn

THEN = datetime(2026, 1, 1, tzinfo=UTC)
DATE = "2026-01-01T00:00:00Z"


def read(aws, fact):
    with aws.reading() as reading:
        return READERS[fact].read(reading, account())


def test_virtual_devices_are_assigned_or_not_and_roots_names_root(aws):
    aws.answers["ListVirtualMFADevices"] = pages(
        "ListVirtualMFADevices",
        "VirtualMFADevices",
        f"<SerialNumber>{arn('mfa', 'root')}</SerialNumber><User><Arn>{ROOT}</Arn></User>"
        f"<EnableDate>{DATE}</EnableDate>",
        f"<SerialNumber>{arn('mfa', 'left')}</SerialNumber>",
    )

    assert read(aws, "virtual_mfa_devices") == (
        VirtualMfaDevice(serial=arn("mfa", "root"), user_arn=ROOT, enabled_at=THEN),
        VirtualMfaDevice(serial=arn("mfa", "left")),
    )
    assert "AssignmentStatus" not in aws.asked("ListVirtualMFADevices")[0]


def test_server_certificates_are_read(aws):
    aws.answers["ListServerCertificates"] = pages(
        "ListServerCertificates",
        "ServerCertificateMetadataList",
        f"<ServerCertificateName>www</ServerCertificateName><Arn>{arn('server-certificate', 'www')}</Arn>"
        f"<Expiration>{DATE}</Expiration>",
    )

    assert read(aws, "server_certificates") == (
        ServerCertificate(name="www", arn=arn("server-certificate", "www"), expires=THEN),
    )


def test_a_certificate_without_an_expiry_date_is_not_guessed_at(aws):
    aws.answers["ListServerCertificates"] = pages(
        "ListServerCertificates",
        "ServerCertificateMetadataList",
        "<ServerCertificateName>www</ServerCertificateName><Arn>a</Arn>",
    )

    assert read(aws, "server_certificates") == Unknown(
        "failed", "iam:ListServerCertificates", "AWS's answer has no 'Expiration'"
    )


@pytest.mark.parametrize(
    ("fact", "operation", "member", "kind"),
    [
        ("saml_providers", "ListSAMLProviders", "SAMLProviderList", "saml"),
        ("oidc_providers", "ListOpenIDConnectProviders", "OpenIDConnectProviderList", "oidc"),
    ],
)
def test_providers_are_read(aws, fact, operation, member, kind):
    aws.answers[operation] = xml(operation, f"<{member}><member><Arn>a-provider</Arn></member></{member}>")

    assert read(aws, fact) == (IdentityProvider(arn="a-provider", kind=kind),)


def test_service_specific_credentials_of_all_users_are_asked_for(aws):
    aws.answers["ListServiceSpecificCredentials"] = pages(
        "ListServiceSpecificCredentials",
        "ServiceSpecificCredentials",
        "<ServiceSpecificCredentialId>ACCA1</ServiceSpecificCredentialId><UserName>mark</UserName>"
        f"<ServiceName>bedrock.amazonaws.com</ServiceName><Status>Active</Status><CreateDate>{DATE}</CreateDate>"
        f"<ExpirationDate>{DATE}</ExpirationDate>",
        "<ServiceSpecificCredentialId>ACCA2</ServiceSpecificCredentialId><UserName>mark</UserName>"
        f"<ServiceName>codecommit.amazonaws.com</ServiceName><Status>Inactive</Status><CreateDate>{DATE}</CreateDate>",
    )

    assert read(aws, "service_credentials") == (
        ServiceCredential(
            id="ACCA1", user="mark", service="bedrock.amazonaws.com", status="Active", created=THEN, expires=THEN
        ),
        ServiceCredential(id="ACCA2", user="mark", service="codecommit.amazonaws.com", status="Inactive", created=THEN),
    )
    assert {request["AllUsers"] for request in aws.asked("ListServiceSpecificCredentials")} == {"true"}


def test_delegation_requests_are_read(aws):
    aws.answers["ListDelegationRequests"] = xml(
        "ListDelegationRequests",
        "<DelegationRequests><member><DelegationRequestId>d-1</DelegationRequestId><State>ASSIGNED</State>"
        f"<RequestorName>A Vendor</RequestorName><CreateDate>{DATE}</CreateDate></member></DelegationRequests>"
        "<isTruncated>false</isTruncated>",
    )

    assert read(aws, "delegation_requests") == (
        DelegationRequest(
            id="d-1", arn=arn("delegation-request", "d-1"), state="ASSIGNED", requestor="A Vendor", created=THEN
        ),
    )


@pytest.mark.parametrize(
    "fact",
    [
        "virtual_mfa_devices",
        "server_certificates",
        "saml_providers",
        "oidc_providers",
        "service_credentials",
        "delegation_requests",
    ],
)
def test_a_denied_list_is_unknown_and_not_empty(aws, fact):
    call = READERS[fact].calls[0]
    aws.answers[call.operation] = error("AccessDenied", "no", 403)

    assert read(aws, fact) == Unknown("denied", call.action, "AccessDenied: no")
