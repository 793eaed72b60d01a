"""An AWS account as it was read at one moment: every fact that a check may ask for, or why it is not known.

Each field after the header is a *fact*: it has one reader in `rootward.aws` (but for `NOT_FROM_AWS`), a check
declares which facts it reads, and a fact that nobody asked for is `Unknown("not_collected")`. The snapshot file
(`account.json`) is this struct as JSON.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from rootward.model.credential import (
    AccessKey,
    AccountSummary,
    CertificateUse,
    DelegationRequest,
    IdentityProvider,
    PasswordPolicy,
    RootCredentials,
    ServerCertificate,
    ServiceCredential,
    SigningCertificate,
    SshPublicKey,
    VirtualMfaDevice,
)
from rootward.model.credential_report import CredentialReport
from rootward.model.identity import Identities
from rootward.model.leaked_key import LeakedKey
from rootward.model.machine_key import MachineKey
from rootward.model.mfa_device import UserDevices
from rootward.model.monitoring import (
    AlternateContact,
    Organization,
    PrimaryContact,
    RegionalAlarms,
    RegionalAnalyzers,
    RegionalRules,
    RootActivity,
    Topic,
    Trail,
)
from rootward.model.service_access import ServiceAccess
from rootward.model.unknown import Unknown
from rootward.model.used_actions import UsedActions

SNAPSHOT_SCHEMA = 1

NOT_COLLECTED = Unknown("not_collected", detail="not collected")


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of one account. `taken_at` is the only "now" that pure code knows."""

    schema: int = SNAPSHOT_SCHEMA
    taken_at: datetime
    id: str
    """The account number, twelve digits."""
    partition: str = "aws"
    """`aws`, `aws-cn`, `aws-us-gov`, …"""
    caller: str = ""
    """ARN of who collected; empty when the facts came from files."""
    endpoint: str | None = None
    """The endpoint override that the facts were read through; None for AWS itself."""

    # --- facts, in the order in which they are read
    alias: str | Unknown | None = NOT_COLLECTED
    identities: Identities | Unknown = NOT_COLLECTED
    credential_report: CredentialReport | Unknown = NOT_COLLECTED
    summary: AccountSummary | Unknown = NOT_COLLECTED
    password_policy: PasswordPolicy | Unknown | None = NOT_COLLECTED
    """None: the account has no password policy."""
    virtual_mfa_devices: tuple[VirtualMfaDevice, ...] | Unknown = NOT_COLLECTED
    server_certificates: tuple[ServerCertificate, ...] | Unknown = NOT_COLLECTED
    saml_providers: tuple[IdentityProvider, ...] | Unknown = NOT_COLLECTED
    oidc_providers: tuple[IdentityProvider, ...] | Unknown = NOT_COLLECTED
    service_credentials: tuple[ServiceCredential, ...] | Unknown = NOT_COLLECTED
    delegation_requests: tuple[DelegationRequest, ...] | Unknown = NOT_COLLECTED
    security_contact: AlternateContact | Unknown | None = NOT_COLLECTED
    """None: there is no SECURITY alternate contact."""
    primary_contact: PrimaryContact | Unknown | None = NOT_COLLECTED
    organization: Organization | Unknown | None = NOT_COLLECTED
    """None: the account belongs to no organisation."""
    organization_features: tuple[str, ...] | Unknown = NOT_COLLECTED
    """Central root features that are on: `RootCredentialsManagement`, `RootSessions`."""
    regions: tuple[str, ...] | Unknown = NOT_COLLECTED
    """The enabled regions, sorted."""
    analyzers: tuple[RegionalAnalyzers, ...] | Unknown = NOT_COLLECTED
    trails: tuple[Trail, ...] | Unknown = NOT_COLLECTED
    event_rules: tuple[RegionalRules, ...] | Unknown = NOT_COLLECTED
    log_alarms: tuple[RegionalAlarms, ...] | Unknown = NOT_COLLECTED
    """Metric filters and alarms of each region that holds a trail's log group."""
    topics: tuple[Topic, ...] | Unknown = NOT_COLLECTED
    """The topics that rules and alarms point to. A topic of another account is Unknown inside."""
    root_activity: RootActivity | Unknown = NOT_COLLECTED
    used_actions: UsedActions | Unknown = NOT_COLLECTED
    """Of users and roles, by the logs that were given (`--trail`)."""

    # --- a fact of two calls an identity: read of few, and with `--deep` of all
    service_access: tuple[ServiceAccess, ...] | Unknown = NOT_COLLECTED
    """Of administrators and owners of access keys; an identity beyond the first of them is Unknown inside."""

    # --- facts of `--deep`: one call a user
    access_keys: tuple[AccessKey, ...] | Unknown = NOT_COLLECTED
    ssh_public_keys: tuple[SshPublicKey, ...] | Unknown = NOT_COLLECTED
    mfa_devices: tuple[UserDevices, ...] | Unknown = NOT_COLLECTED
    """Of users of whom the lists above leave open what they have, and of root in its own session."""

    # --- facts that are read only where another shows that there is something to ask about
    signing_certificates: tuple[SigningCertificate, ...] | Unknown = NOT_COLLECTED
    """Of the users whose active certificate the credential report shows: it tells of no ids."""
    certificate_uses: tuple[CertificateUse, ...] | Unknown = NOT_COLLECTED
    """Where load balancers of any region, and CloudFront, present a certificate of IAM's. Read where one expired."""

    # --- a fact that AWS shows to root alone: read in a session of root's own
    root_credentials: RootCredentials | Unknown = NOT_COLLECTED

    # --- a fact that AWS does not know
    machine_keys: tuple[MachineKey | Unknown, ...] | Unknown = NOT_COLLECTED
    """Of the machine that collected: the account's long-lived keys in AWS's own files, those included whose id does not
    tell the account. A file that could not be read is Unknown inside."""

    # --- a fact that scans on this machine began, and that AWS completes
    leaked_keys: tuple[LeakedKey, ...] | Unknown = NOT_COLLECTED
    """The account's keys that scans found which were joined with it (`rootward scan --join`), as they are now. Of a
    machine that remembers no such scan: not collected."""

    @property
    def resource(self) -> str:
        """The account as a resource, in the words of Security Hub's findings: `AWS::::Account:123456789012`."""
        return f"AWS::::Account:{self.id}"

    @property
    def root_arn(self) -> str:
        """The ARN of the root user."""
        return f"arn:{self.partition}:iam::{self.id}:root"

    @property
    def is_management(self) -> bool | Unknown | None:
        """Whether this is its organisation's management account; None outside an organisation."""
        if isinstance(self.organization, Unknown) or self.organization is None:
            return self.organization
        return self.organization.management_account == self.id


HEADER = ("schema", "taken_at", "id", "partition", "caller", "endpoint")

FACTS: tuple[str, ...] = tuple(name for name in Account.__struct_fields__ if name not in HEADER)
"""The names of all facts."""

NOT_FROM_AWS = ("root_activity", "used_actions", "machine_keys", "leaked_keys")
"""Facts that no call reads, or none alone: from CloudTrail's log files, and from the machine that collects."""

DEEP_FACTS = ("access_keys", "ssh_public_keys", "mfa_devices")
"""Facts that cost a call for each user: read only with `--deep`."""
