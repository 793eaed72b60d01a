"""What a practice account holds when it starts: scenarios as data, dates as days before the start.

A scenario is a TOML file in `scenarios/`. Dates are relative, so that an account ages with the clock: `created = 400.0`
means 400 days before the account was started. Policies are named; a name that the scenario does not define is one of
AWS's own. Policy documents are JSON text.
"""

from __future__ import annotations

from typing import Literal

from msgspec import field

from rootward.sandbox.scenario.organization import AccountNumber, Organization
from rootward.sandbox.scenario.table import DaysAgo, Document, Table


class KeyUse(Table, frozen=True):
    """The last use of an access key."""

    at: DaysAgo
    service: str
    """The service's namespace, as `s3`."""
    region: str = "us-east-1"


class Key(Table, frozen=True):
    """An access key; its id and secret are made at run time."""

    created: DaysAgo
    active: bool = True
    changed: DaysAgo | None = None
    used: KeyUse | None = None


class Certificate(Table, frozen=True):
    """An X.509 signing certificate, made at run time."""

    uploaded: DaysAgo
    active: bool = True


class Mfa(Table, frozen=True):
    """An MFA device. `virtual` devices are listed by ListVirtualMFADevices, the others only with their owner."""

    name: str
    kind: str = "virtual"
    """`virtual`, `passkey` or `hardware`."""
    enabled: DaysAgo | None = None
    """None, for a virtual device in `unassigned_devices`: nobody enabled it."""


class Password(Table, frozen=True):
    """A console password."""

    changed: DaysAgo
    used: DaysAgo | None = None


class ServiceCredential(Table, frozen=True):
    """A service-specific credential, as those of CodeCommit."""

    service: str
    created: DaysAgo
    expires: DaysAgo | None = None
    active: bool = True


class Root(Table, frozen=True):
    """The root user and its credentials."""

    created: DaysAgo
    password: Password | None = None
    mfa: tuple[Mfa, ...] = ()
    keys: tuple[Key, ...] = ()
    certificates: tuple[Certificate, ...] = ()


class User(Table, frozen=True):
    """An IAM user."""

    name: str
    created: DaysAgo
    path: str = "/"
    groups: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    inline: dict[str, Document] = field(default_factory=dict)
    password: Password | None = None
    mfa: tuple[Mfa, ...] = ()
    keys: tuple[Key, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    service_credentials: tuple[ServiceCredential, ...] = ()
    accessed: dict[str, DaysAgo] = field(default_factory=dict)
    """The last attempt to use a service by its namespace, beside those of keys; `*`: each service that is granted."""


class Group(Table, frozen=True):
    """An IAM group; its members name it."""

    name: str
    created: DaysAgo
    policies: tuple[str, ...] = ()
    inline: dict[str, Document] = field(default_factory=dict)


class Policy(Table, frozen=True):
    """A customer managed policy."""

    name: str
    created: DaysAgo
    document: Document
    description: str = ""


class Role(Table, frozen=True):
    """An IAM role."""

    name: str
    created: DaysAgo
    trust: Document
    path: str = "/"
    description: str = ""
    policies: tuple[str, ...] = ()
    inline: dict[str, Document] = field(default_factory=dict)
    used: DaysAgo | None = None
    accessed: dict[str, DaysAgo] = field(default_factory=dict)
    """As a user's."""


class PasswordPolicy(Table, frozen=True):
    """The account's password policy for IAM users."""

    minimum_length: int
    symbols: bool = False
    numbers: bool = False
    uppercase: bool = False
    lowercase: bool = False
    users_may_change: bool = True
    max_age_days: int | None = None
    reuse_prevention: int | None = None


class OidcProvider(Table, frozen=True):
    """An OpenID Connect provider."""

    url: str
    audiences: tuple[str, ...] = ("sts.amazonaws.com",)


class ServerCertificate(Table, frozen=True):
    """A TLS certificate stored in IAM, made at run time; `expires` counts days from the start, negative: expired."""

    name: str
    uploaded: DaysAgo
    expires: DaysAgo
    path: str = "/"


class AlternateContact(Table, frozen=True):
    """An alternate contact."""

    kind: str
    """`BILLING`, `OPERATIONS` or `SECURITY`."""
    name: str
    title: str
    email: str
    phone: str


class DelegationRequest(Table, frozen=True):
    """A product provider's request for temporary delegated access."""

    requestor: str
    requestor_account: str
    state: str
    created: DaysAgo
    message: str = ""


class Analyzer(Table, frozen=True):
    """An IAM Access Analyzer analyzer, in each of `regions`."""

    name: str
    regions: tuple[str, ...]
    created: DaysAgo
    kind: str = "ACCOUNT"


class Trail(Table, frozen=True):
    """A CloudTrail trail, its bucket and its log group."""

    name: str
    created: DaysAgo
    region: str
    bucket: str
    multi_region: bool = False
    logging: bool = True
    validates_files: bool = False
    log_group: str | None = None


class Subscription(Table, frozen=True):
    """A subscription of a topic."""

    endpoint: str
    protocol: str = "email"
    confirmed: bool = True


class Topic(Table, frozen=True):
    """An SNS topic, in each of `regions`."""

    name: str
    regions: tuple[str, ...]
    subscriptions: tuple[Subscription, ...] = ()


class Rule(Table, frozen=True):
    """An EventBridge rule on the default bus that tells a topic of the same region, in each of `regions`."""

    name: str
    regions: tuple[str, ...]
    pattern: Document
    topic: str
    state: str = "ENABLED"


class MetricAlarm(Table, frozen=True):
    """A metric filter on a log group, the alarm on its metric, and the topic that the alarm tells."""

    name: str
    region: str
    log_group: str
    pattern: str
    topic: str
    namespace: str = "CloudTrailMetrics"


class Caller(Table, frozen=True):
    """Who signs the calls: an IAM user by its first active key, a session of a role, or root without a key.

    One of `user`, `role` and `root` says who.
    """

    user: str | None = None
    role: str | None = None
    root: bool = False
    """Root with the temporary credentials that `aws login` gives: no access key is needed for it.

    https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html
    """
    session: str = "rootward"
    """The session's name, for a role."""


class Account(Table, frozen=True, kw_only=True):
    """What one account holds."""

    alias: str = ""
    """The account's alias, or "" for none."""
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
    primary_contact: dict[str, str] = field(default_factory=dict)
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


class Member(Account, frozen=True, kw_only=True):
    """Another account of the organisation: a member, or its management account."""

    id: AccountNumber
    name: str
    email: str
    """Root's, which no two accounts share."""
    joined: DaysAgo
    unit: str = ""
    """Where it lies: `Workloads/Production`, or "" for the root."""
    state: Literal["PENDING_ACTIVATION", "ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED"] = "ACTIVE"
    joined_method: Literal["CREATED", "INVITED"] = "CREATED"
    """A created account has OrganizationAccountAccessRole; an invited one has not, unless it is among its roles."""


class Scenario(Account, frozen=True, kw_only=True):
    """A whole practice account, and the other accounts of its organisation if it is in one."""

    title: str
    regions: tuple[str, ...]
    """The enabled regions; the practice account has no other."""
    caller: Caller
    enforce: bool = False
    """Whether the account's policies decide who may make a call, those of its organisation included."""
    organization: Organization | None = None
    members: tuple[Member, ...] = ()
    """The other accounts of the organisation."""
    denied: tuple[str, ...] = ()
    """IAM actions that are denied from the start, to everybody: `iam:GetAccountSummary`; `*` and `?` as in a policy."""
    denied_regions: tuple[str, ...] = ()
    """Regions that a service control policy blocks from the start; global services still answer."""

    def documents(self) -> dict[str, Document]:
        """Every policy document, by the place where it stands."""
        found = Account.documents(self)
        for member in self.members:
            found |= {f"{place} in account {member.name}": document for place, document in member.documents().items()}
        return found | (self.organization.documents() if self.organization else {})
