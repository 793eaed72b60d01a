"""Credentials, devices and providers that IAM lists for the whole account."""

from __future__ import annotations

from rootward.aws.call import MARKER, Call
from rootward.aws.readers.reader import Reader
from rootward.aws.reading import Answer, Reading
from rootward.model.account import Account
from rootward.model.credential import (
    DelegationRequest,
    IdentityProvider,
    ServerCertificate,
    ServiceCredential,
    VirtualMfaDevice,
)

LIST_VIRTUAL_MFA_DEVICES = Call("iam", "ListVirtualMFADevices")
LIST_SERVER_CERTIFICATES = Call("iam", "ListServerCertificates")
LIST_SAML_PROVIDERS = Call("iam", "ListSAMLProviders")
LIST_OIDC_PROVIDERS = Call("iam", "ListOpenIDConnectProviders")
LIST_SERVICE_CREDENTIALS = Call("iam", "ListServiceSpecificCredentials")
LIST_DELEGATION_REQUESTS = Call("iam", "ListDelegationRequests")

PAGE = 1000
"""The most that IAM gives on a page."""


def read_virtual_mfa_devices(reading: Reading, _account: Account) -> tuple[VirtualMfaDevice, ...]:
    """Every virtual device, assigned or not. Root's is among them, with root's ARN as its user.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html
    """
    devices = reading.items(LIST_VIRTUAL_MFA_DEVICES, MARKER, "VirtualMFADevices", MaxItems=PAGE)
    return tuple(_virtual_device(device) for device in devices)


def _virtual_device(device: Answer) -> VirtualMfaDevice:
    owner = (device.get("User") or {}).get("Arn")
    return VirtualMfaDevice(serial=device["SerialNumber"], user_arn=owner, enabled_at=device.get("EnableDate"))


def read_server_certificates(reading: Reading, _account: Account) -> tuple[ServerCertificate, ...]:
    """TLS certificates.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServerCertificates.html
    """
    certificates = reading.items(LIST_SERVER_CERTIFICATES, MARKER, "ServerCertificateMetadataList", MaxItems=PAGE)
    return tuple(
        ServerCertificate(
            name=one["ServerCertificateName"],
            arn=one["Arn"],
            expires=one["Expiration"],
            id=one.get("ServerCertificateId") or "",
        )
        for one in certificates
    )


def read_saml_providers(reading: Reading, _account: Account) -> tuple[IdentityProvider, ...]:
    """SAML providers.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviders.html
    """
    providers = reading.read(LIST_SAML_PROVIDERS).get("SAMLProviderList") or ()
    return tuple(IdentityProvider(arn=one["Arn"], kind="saml") for one in providers)


def read_oidc_providers(reading: Reading, _account: Account) -> tuple[IdentityProvider, ...]:
    """OpenID Connect providers.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviders.html
    """
    providers = reading.read(LIST_OIDC_PROVIDERS).get("OpenIDConnectProviderList") or ()
    return tuple(IdentityProvider(arn=one["Arn"], kind="oidc") for one in providers)


def read_service_credentials(reading: Reading, _account: Account) -> tuple[ServiceCredential, ...]:
    """Service-specific credentials of all users.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServiceSpecificCredentials.html
    """
    credentials = reading.items(LIST_SERVICE_CREDENTIALS, MARKER, "ServiceSpecificCredentials", AllUsers=True)
    return tuple(
        ServiceCredential(
            id=one["ServiceSpecificCredentialId"],
            user=one["UserName"],
            service=one["ServiceName"],
            status=one["Status"],
            created=one["CreateDate"],
            expires=one.get("ExpirationDate"),
        )
        for one in credentials
    )


def read_delegation_requests(reading: Reading, account: Account) -> tuple[DelegationRequest, ...]:
    """Temporary-delegation requests. Those that nobody owns yet are listed by AWS to no one.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListDelegationRequests.html
    """
    prefix = f"arn:{account.partition}:iam::{account.id}:delegation-request/"
    return tuple(
        DelegationRequest(
            id=one["DelegationRequestId"],
            arn=prefix + one["DelegationRequestId"],
            state=one["State"],
            requestor=one.get("RequestorName") or one.get("RequestorId") or "",
            created=one.get("CreateDate"),
        )
        for one in reading.items(LIST_DELEGATION_REQUESTS, MARKER, "DelegationRequests")
    )


READERS = (
    Reader(fact="virtual_mfa_devices", calls=(LIST_VIRTUAL_MFA_DEVICES,), ask=read_virtual_mfa_devices),
    Reader(fact="server_certificates", calls=(LIST_SERVER_CERTIFICATES,), ask=read_server_certificates),
    Reader(fact="saml_providers", calls=(LIST_SAML_PROVIDERS,), ask=read_saml_providers),
    Reader(fact="oidc_providers", calls=(LIST_OIDC_PROVIDERS,), ask=read_oidc_providers),
    Reader(fact="service_credentials", calls=(LIST_SERVICE_CREDENTIALS,), ask=read_service_credentials),
    Reader(fact="delegation_requests", calls=(LIST_DELEGATION_REQUESTS,), ask=read_delegation_requests),
)
