"""Credentials and devices that have lists of their own in IAM."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec


class VirtualMfaDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A virtual MFA device. `user_arn` is None when it belongs to nobody.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_VirtualMFADevice.html
    """

    serial: str
    user_arn: str | None = None
    enabled_at: datetime | None = None


class AccessKey(msgspec.Struct, frozen=True, kw_only=True):
    """An access key by its id, from ListAccessKeys (`--deep`). The secret is never read: AWS has no call for it."""

    id: str
    user: str
    status: Literal["Active", "Inactive", "Expired"]
    created: datetime


class SshPublicKey(msgspec.Struct, frozen=True, kw_only=True):
    """A user's SSH public key for CodeCommit (`--deep`)."""

    id: str
    user: str
    status: str
    uploaded: datetime


class SigningCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """A user's X.509 signing certificate by its id, from ListSigningCertificates."""

    id: str
    user: str
    status: str
    uploaded: datetime


class RootAccessKey(msgspec.Struct, frozen=True, kw_only=True):
    """An access key of root by its id, with its last use, as a session of root's own is told."""

    id: str
    status: Literal["Active", "Inactive", "Expired"]
    created: datetime
    last_used: datetime | None = None
    """None: never, as far as AWS knows. It does not say by whom."""
    service: str = ""
    """What it was last used for, as `s3`; empty where it never was."""
    region: str = ""


class RootCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """An X.509 signing certificate of root by its id. AWS does not record its use."""

    id: str
    status: str
    uploaded: datetime


class RootCredentials(msgspec.Struct, frozen=True, kw_only=True, tag="root-credentials"):
    """Root's access keys and signing certificates, two each at most. AWS lists them to nobody but root."""

    access_keys: tuple[RootAccessKey, ...] = ()
    certificates: tuple[RootCertificate, ...] = ()

    @property
    def ids_off(self) -> frozenset[str]:
        """Of the keys and certificates that are switched off."""
        keys = (key.id for key in self.access_keys if key.status == "Inactive")
        return frozenset((*keys, *(one.id for one in self.certificates if one.status == "Inactive")))


class ServiceCredential(msgspec.Struct, frozen=True, kw_only=True):
    """A service-specific credential. Short-term Bedrock keys are never listed by AWS.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServiceSpecificCredentialMetadata.html
    """

    id: str
    user: str
    service: str
    status: str
    created: datetime
    expires: datetime | None = None


class ServerCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """A TLS certificate stored in IAM."""

    name: str
    arn: str
    expires: datetime
    id: str = ""
    """`ASCA…`, by which CloudFront names it; empty in snapshots of before it was read."""


class CertificateUse(msgspec.Struct, frozen=True, kw_only=True):
    """Something that presents a certificate that is stored in IAM."""

    certificate: str
    """The certificate's ARN, or its id (`ASCA…`), as the service names it."""
    used_by: str
    """In words: `listener 443 of load balancer web in eu-west-1`, `distribution E1EXAMPLE`."""


class IdentityProvider(msgspec.Struct, frozen=True, kw_only=True):
    """A SAML or OpenID Connect provider."""

    arn: str
    kind: Literal["saml", "oidc"]


class DelegationRequest(msgspec.Struct, frozen=True, kw_only=True):
    """An IAM temporary-delegation request by a product provider."""

    id: str
    arn: str = ""
    state: str
    requestor: str = ""
    created: datetime | None = None


class PasswordPolicy(msgspec.Struct, frozen=True, kw_only=True, tag="password-policy"):
    """The account's password policy for IAM users. It does not bind root.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_PasswordPolicy.html
    """

    minimum_length: int = 6
    require_symbols: bool = False
    require_numbers: bool = False
    require_uppercase: bool = False
    require_lowercase: bool = False
    allow_users_to_change: bool = False
    max_age_days: int | None = None
    """None: passwords do not expire."""
    reuse_prevention: int | None = None
    """How many passwords are remembered, 1 to 24; None: none."""
    hard_expiry: bool = False


class AccountSummary(msgspec.Struct, frozen=True, kw_only=True, tag="account-summary"):
    """The live numbers of GetAccountSummary that are judged.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
    A key that AWS did not send is None: `AccountPasswordPresent` is newer than the others.
    """

    mfa_enabled: bool | None = None
    access_keys_present: bool | None = None
    """Any access key of root, active or inactive."""
    password_present: bool | None = None
    signing_certificates_present: bool | None = None
