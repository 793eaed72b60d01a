"""What a practice account holds when it starts: scenarios as data, dates as days before the start.

A scenario is a TOML file in `scenarios/`. Dates are relative, so that an account ages with the clock: `created = 400.0`
means 400 days before the account was started. Policies are named; a name that the scenario does not define is one of
AWS's own. Policy documents are JSON text.
"""

from __future__ import annotations

import msgspec

DaysAgo = float
"""Days before the start of the practice account; negative: days after it."""

Document = str
"""A policy document, JSON text."""


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A TOML table in which a misspelt key is an error."""


class KeyUse(_Table, frozen=True):
    """The last use of an access key."""

    at: DaysAgo
    service: str
    """The service's namespace, as `s3`."""
    region: str = "us-east-1"


class Key(_Table, frozen=True):
    """An access key; its id and secret are made at run time."""

    created: DaysAgo
    active: bool = True
    changed: DaysAgo | None = None
    used: KeyUse | None = None


class Certificate(_Table, frozen=True):
    """An X.509 signing certificate, made at run time."""

    uploaded: DaysAgo
    active: bool = True


class Mfa(_Table, frozen=True):
    """An MFA device. `virtual` devices are listed by ListVirtualMFADevices, the others only with their owner."""

    name: str
    kind: str = "virtual"
    """`virtual`, `passkey` or `hardware`."""
    enabled: DaysAgo | None = None
    """None, for a virtual device in `unassigned_devices`: nobody enabled it."""


class Password(_Table, frozen=True):
    """A console password."""

    changed: DaysAgo
    used: DaysAgo | None = None


class ServiceCredential(_Table, frozen=True):
    """A service-specific credential, as those of CodeCommit."""

    service: str
    created: DaysAgo
    expires: DaysAgo | None = None
    active: bool = True


class Root(_Table, frozen=True):
    """The root user and its credentials."""

    created: DaysAgo
    password: Password | None = None
    mfa: tuple[Mfa, ...] = ()
    keys: tuple[Key, ...] = ()
    certificates: tuple[Certificate, ...] = ()


class User(_Table, frozen=True):
    """An IAM user."""

    name: str
    created: DaysAgo
    path: str = "/"
    groups: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    inline: dict[str, Document] = {}
    password: Password | None = None
    mfa: tuple[Mfa, ...] = ()
    keys: tuple[Key, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    service_credentials: tuple[ServiceCredential, ...] = ()


class Group(_Table, frozen=True):
    """An IAM group; its members name it."""

    name: str
    created: DaysAgo
    policies: tuple[str, ...] = ()
    inline: dict[str, Document] = {}


class Policy(_Table, frozen=True):
    """A customer managed policy."""

    name: str
    created: DaysAgo
    document: Document
    description: str = ""


class Role(_Table, frozen=True):
    """An IAM role."""

    name: str
    created: DaysAgo
    trust: Document
    path: str = "/"
    description: str = ""
    policies: tuple[str, ...] = ()
    inline: dict[str, Document] = {}
    used: DaysAgo | None = None


class PasswordPolicy(_Table, frozen=True):
    """The account's password policy for IAM users."""

    minimum_length: int
    symbols: bool = False
    numbers: bool = False
    uppercase: bool = False
    lowercase: bool = False
    users_may_change: bool = True
    max_age_days: int | None = None
    reuse_prevention: int | None = None


class OidcProvider(_Table, frozen=True):
    """An OpenID Connect provider."""

    url: str
    audiences: tuple[str, ...] = ("sts.amazonaws.com",)


class ServerCertificate(_Table, frozen=True):
    """A TLS certificate stored in IAM, made at run time; `expires` counts days from the start, negative: expired."""

    name: str
    uploaded: DaysAgo
    expires: DaysAgo
    path: str = "/"


class AlternateContact(_Table, frozen=True):
    """An alternate contact."""

    kind: str
    """`BILLING`, `OPERATIONS` or `SECURITY`."""
    name: str
    title: str
    email: str
    phone: str


class DelegationRequest(_Table, frozen=True):
    """A product provider's request for temporary delegated access."""

    requestor: str
    requestor_account: str
    state: str
    created: DaysAgo
    message: str = ""


class Analyzer(_Table, frozen=True):
    """An IAM Access Analyzer analyzer, in each of `regions`."""

    name: str
    regions: tuple[str, ...]
    created: DaysAgo
    kind: str = "ACCOUNT"


class Trail(_Table, frozen=True):
    """A CloudTrail trail, its bucket and its log group."""

    name: str
    created: DaysAgo
    region: str
    bucket: str
    multi_region: bool = False
    logging: bool = True
    validates_files: bool = False
    log_group: str | None = None


class Subscription(_Table, frozen=True):
    """A subscription of a topic."""

    endpoint: str
    protocol: str = "email"
    confirmed: bool = True


class Topic(_Table, frozen=True):
    """An SNS topic, in each of `regions`."""

    name: str
    regions: tuple[str, ...]
    subscriptions: tuple[Subscription, ...] = ()


class Rule(_Table, frozen=True):
    """An EventBridge rule on the default bus that tells a topic of the same region, in each of `regions`."""

    name: str
    regions: tuple[str, ...]
    pattern: Document
    topic: str
    state: str = "ENABLED"


class MetricAlarm(_Table, frozen=True):
    """A metric filter on a log group, the alarm on its metric, and the topic that the alarm tells."""

    name: str
    region: str
    log_group: str
    pattern: str
    topic: str
    namespace: str = "CloudTrailMetrics"


class Caller(_Table, frozen=True):
    """Who signs the calls: an IAM user by its first active key, or a session of a role."""

    user: str | None = None
    role: str | None = None
    session: str = "rootward"


class Scenario(_Table, frozen=True):
    """A whole practice account."""

    title: str
    alias: str
    regions: tuple[str, ...]
    """The enabled regions; the practice account has no other."""
    caller: Caller
    root: Root
    users: tuple[User, ...] = ()
    groups: tuple[Group, ...] = ()
    policies: tuple[Policy, ...] = ()
    roles: tuple[Role, ...] = ()
    unassigned_devices: tuple[str, ...] = ()
    password_policy: PasswordPolicy | None = None
    saml_providers: tuple[str, ...] = ()
    oidc_providers: tuple[OidcProvider, ...] = ()
    server_certificates: tuple[ServerCertificate, ...] = ()
    primary_contact: dict[str, str] = {}
    """The fields of AWS's ContactInformation; empty: none was ever given."""
    alternate_contacts: tuple[AlternateContact, ...] = ()
    delegation_requests: tuple[DelegationRequest, ...] = ()
    analyzers: tuple[Analyzer, ...] = ()
    trails: tuple[Trail, ...] = ()
    topics: tuple[Topic, ...] = ()
    rules: tuple[Rule, ...] = ()
    metric_alarms: tuple[MetricAlarm, ...] = ()

    def documents(self) -> dict[str, Document]:
        """Every policy document, by the place where it stands."""
        found = {f"policy {policy.name}": policy.document for policy in self.policies}
        found |= {f"trust of role {role.name}": role.trust for role in self.roles}
        found |= {f"rule {rule.name}": rule.pattern for rule in self.rules}
        inline = {holder.name: holder.inline for holder in self.users}
        inline |= {holder.name: holder.inline for holder in self.groups}
        inline |= {holder.name: holder.inline for holder in self.roles}
        for holder, documents in inline.items():
            found |= {f"inline policy {name} of {holder}": document for name, document in documents.items()}
        return found
