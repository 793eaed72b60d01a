"""Accounts for the laws: drawn so that each fact takes the values that its checks tell apart, each by itself.

Every fact is drawn on its own: a report may be older than the summary and say otherwise, a list may leave users out.
A practice that reads further facts adds a strategy for them to FACT_STRATEGIES.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any, Literal

import msgspec
from hypothesis import strategies as st

from rootward.checks.registry import CHECKS
from rootward.model.account import NOT_COLLECTED, Account
from rootward.model.baseline import Baseline, Contact
from rootward.model.credential import (
    AccessKey,
    AccountSummary,
    CertificateUse,
    IdentityProvider,
    PasswordPolicy,
    RootCredentials,
    ServerCertificate,
    VirtualMfaDevice,
)
from rootward.model.credential_report import ROOT_ROW, CertificateSlot, CredentialReport, KeySlot, ReportRow
from rootward.model.identity import Group, Identities, InlinePolicy, ManagedPolicy, Role, User
from rootward.model.monitoring import AlternateContact, Analyzer, Organization, RegionalAnalyzers, RegionalRules, Topic
from rootward.model.pointed_to import pointed_to
from rootward.model.service_access import ServiceAccess
from rootward.model.unknown import Absent, Blocked, Unknown
from rootward.workflows.plan import Planning
from tests.checks.facts import (
    ACCOUNT,
    NOW,
    ROOT,
    account,
    allow,
    arn,
    group,
    identities,
    inline,
    leaked_key,
    listed_key,
    machine_key,
    managed,
    policy,
    role,
    root_certificate,
    root_key,
    root_row,
    service_access,
    service_credential,
    signing_certificate,
    ssh_public_key,
    trust,
    user,
    user_row,
    virtual_device,
)
from tests.checks.root_use.monitoring import HOME_BUS, LOG_GROUP, log_alarms, rule, rules, selector, topic, trail

USERS = ("ann", "bob", "ses-smtp-user.1", "root")

DAYS = (1, 14, 15, 45, 46, 90, 91, 700)
"""Ages on both sides of every limit."""

maybe: st.SearchStrategy[bool | None] = st.sampled_from((True, True, False, False, None))
ages = [NOW - timedelta(days=days) for days in DAYS]
dates = st.sampled_from(ages)
odd_cells = (Unknown("failed", detail="odd cell"), Absent("not_supported"))
flags = st.sampled_from((True, True, True, False, False, False, *odd_cells))
moments = st.sampled_from((*ages, Absent("N/A"), Absent("no_information"), *odd_cells))

# one_of() forgets a strategy that is given twice; a number keeps the weight.
seldom = st.integers(0, 7).map(lambda number: number == 7)

key_slots = st.builds(KeySlot, active=flags, last_rotated=moments, last_used=moments)
certificate_slots = st.builds(CertificateSlot, active=flags, last_rotated=moments)


def _cells() -> dict[str, st.SearchStrategy[Any]]:
    return {
        "created": moments,
        "password_enabled": flags,
        "password_last_used": moments,
        "password_last_changed": moments,
        "mfa_active": flags,
        "keys": st.tuples(key_slots, key_slots),
        "certificates": st.tuples(certificate_slots, certificate_slots),
    }


def _user_row(name: str) -> st.SearchStrategy[ReportRow]:
    return st.fixed_dictionaries(_cells()).map(lambda cells: user_row(name, **cells))


root_rows = st.fixed_dictionaries(_cells()).map(lambda cells: root_row(**cells))


@st.composite
def credential_reports(draw: st.DrawFn) -> CredentialReport:
    """A report with or without root's row, and some of USERS."""
    rows = [] if draw(seldom) else [draw(root_rows)]
    names = draw(st.lists(st.sampled_from(USERS), unique=True))
    rows += [draw(_user_row(name)) for name in names]
    return CredentialReport(generated_at=NOW - timedelta(hours=2), rows=tuple(rows))


@st.composite
def access_key_lists(draw: st.DrawFn) -> tuple[AccessKey, ...]:
    """At most two keys a user, as AWS allows."""
    keys = []
    for name in draw(st.lists(st.sampled_from(USERS), unique=True)):
        for slot in range(draw(st.integers(1, 2))):
            status = draw(st.sampled_from(("Active", "Inactive")))
            keys.append(listed_key(name, draw(st.sampled_from(DAYS)), id=f"{name}-{slot}", status=status))
    return tuple(keys)


@st.composite
def virtual_device_lists(draw: st.DrawFn) -> tuple[VirtualMfaDevice, ...]:
    """Devices of root, of users whose names may read like root, and of nobody."""
    owners = st.sampled_from((ROOT, arn("user", "root"), arn("user", "ann"), None))
    made = draw(st.lists(owners, max_size=4))
    return tuple(virtual_device(owner, serial=arn("mfa", str(number))) for number, owner in enumerate(made))


summaries = st.builds(
    AccountSummary,
    mfa_enabled=maybe,
    access_keys_present=maybe,
    password_present=maybe,
    signing_certificates_present=maybe,
)
password_policies = st.one_of(
    st.none(),
    st.builds(
        PasswordPolicy,
        minimum_length=st.sampled_from((6, 13, 14)),
        require_symbols=st.booleans(),
        require_numbers=st.booleans(),
        require_uppercase=st.booleans(),
        require_lowercase=st.booleans(),
        allow_users_to_change=st.booleans(),
        max_age_days=st.sampled_from((None, 90)),
        reuse_prevention=st.sampled_from((None, 23, 24)),
        hard_expiry=st.booleans(),
    ),
)
service_credential_lists = st.lists(
    st.builds(
        service_credential,
        st.sampled_from(USERS),
        st.sampled_from(DAYS),
        status=st.sampled_from(("Active", "Inactive")),
        service=st.sampled_from(("codecommit.amazonaws.com", "bedrock.amazonaws.com")),
        expires=st.sampled_from((None, NOW - timedelta(days=1), NOW + timedelta(days=1))),
        id=st.sampled_from(("credential-1", "credential-2", "credential-3")),
    ),
    max_size=2,
    unique_by=lambda credential: credential.id,
).map(tuple)
machine_key_lists = st.lists(
    st.one_of(
        st.builds(
            machine_key,
            id=st.sampled_from(("ann-0", "root-0", "root-key-1", "nobody-s")),
            is_of_this_account=st.booleans(),
            readable_by=st.sampled_from(("owner", "others", "unknown")),
        ),
        st.just(Unknown("failed", detail="the AWS configuration file of this machine: Permission denied")),
    ),
    max_size=2,
).map(tuple)
leaked_key_lists = st.lists(
    st.builds(
        lambda key_id, with_secret, owner, **fields: leaked_key(
            owner, leak={"id": key_id, "with_secret": with_secret}, **fields
        ),
        key_id=st.sampled_from(("ann-0", "ann-1", "root-0", "root-key-1", "nobody-s")),
        with_secret=st.sampled_from((True, True, False)),
        owner=st.sampled_from((*USERS, ROOT_ROW)),
        state=st.sampled_from(
            ("Active", "Active", "Inactive", "gone", Unknown("denied", "iam:GetAccessKeyLastUsed", "no"))
        ),
        last_used=st.sampled_from((None, *ages, Unknown("failed", detail="throttled"))),
    ),
    max_size=2,
    unique_by=lambda key: key.leak.id,
).map(tuple)
NOT_ASKED = Unknown("not_collected", "iam:GenerateServiceLastAccessedDetails", "not asked for")


@st.composite
def service_access_lists(draw: st.DrawFn) -> tuple[ServiceAccess, ...]:
    """Of some users and a role, who may be gone: services used and unused, and why they are not known."""
    used = st.dictionaries(st.sampled_from(("iam", "s3", "sts")), st.sampled_from((None, *DAYS)), max_size=3)
    services = st.one_of(used, used, used, st.sampled_from((NOT_ASKED, Unknown("failed", detail="no report"))))
    holders = st.sampled_from((*(arn("user", name) for name in USERS), arn("role", "role0")))
    return tuple(service_access(holder, draw(services)) for holder in draw(st.lists(holders, unique=True)))


ssh_key_lists = st.lists(
    st.builds(
        ssh_public_key,
        st.sampled_from(USERS),
        st.sampled_from(DAYS),
        status=st.sampled_from(("Active", "Inactive")),
        id=st.sampled_from(("ssh-1", "ssh-2", "ssh-3")),
    ),
    max_size=2,
    unique_by=lambda key: key.id,
).map(tuple)
certificate_lists = st.lists(
    st.builds(
        signing_certificate,
        st.sampled_from(USERS),
        st.sampled_from(DAYS),
        status=st.sampled_from(("Active", "Inactive")),
        id=st.sampled_from(("certificate-1", "certificate-2", "certificate-3")),
    ),
    max_size=2,
    unique_by=lambda one: one.id,
).map(tuple)
ONLY_ROOT = Unknown("not_observable", detail="for root alone")
_root_key = st.builds(
    root_key,
    st.sampled_from(DAYS),
    st.sampled_from((None, *DAYS)),
    status=st.sampled_from(("Active", "Inactive", "Inactive", "Expired")),
    id=st.sampled_from(("root-key-1", "root-key-2")),
)
_root_certificate = st.builds(
    root_certificate,
    status=st.sampled_from(("Active", "Inactive")),
    id=st.sampled_from(("root-certificate-1", "root-certificate-2")),
)
root_credentials: st.SearchStrategy[RootCredentials | Unknown] = st.one_of(
    st.just(ONLY_ROOT),
    st.builds(
        RootCredentials,
        access_keys=st.lists(_root_key, max_size=2, unique_by=lambda one: one.id).map(tuple),
        certificates=st.lists(_root_certificate, max_size=2, unique_by=lambda one: one.id).map(tuple),
    ),
)
AWS_POLICIES = tuple(f"arn:aws:iam::aws:policy/{name}" for name in ("AWSSupportAccess", "AWSCloudShellFullAccess"))
MALFORMED = ("{", "[]", '{"Statement": 1}')

documents = st.sampled_from(
    (
        policy(allow("s3:GetObject")),
        policy(allow("sts:AssumeRole")),
        policy(allow("*")),
        policy(allow("sts:*"), {"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*"}),
        *MALFORMED,
    )
)
trust_policies = st.sampled_from(
    (
        trust({"Service": "ec2.amazonaws.com"}),
        trust({"Service": "sns.amazonaws.com"}),
        trust({"AWS": "*"}),
        trust({"AWS": "*"}, Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}}),
        trust({"AWS": "arn:aws:iam::999999999999:root"}),
        trust({"AWS": "who-knows"}),
        trust(
            {"Federated": arn("oidc-provider", "token.actions.githubusercontent.com")}, "sts:AssumeRoleWithWebIdentity"
        ),
        *MALFORMED,
    )
)
attached = st.sampled_from(((), (), *((one,) for one in AWS_POLICIES)))
inlines: st.SearchStrategy[tuple[InlinePolicy, ...]] = st.one_of(
    st.just(()), documents.map(lambda document: (inline("own", document),))
)


@st.composite
def _users(draw: st.DrawFn) -> tuple[User, ...]:
    """Some of USERS, with and without a row in the report, some of them made since it."""
    moments_made = st.sampled_from((*ages, NOW - timedelta(hours=1)))
    return tuple(
        user(
            name,
            created=draw(moments_made),
            groups=draw(st.sampled_from(((), ("people",)))),
            attached_policies=draw(attached),
            inline_policies=draw(inlines),
        )
        for name in draw(st.lists(st.sampled_from(USERS), unique=True, max_size=3))
    )


@st.composite
def _roles(draw: st.DrawFn) -> tuple[Role, ...]:
    """A role or two; the second may be of IAM Identity Center."""
    paths = ("/", draw(st.sampled_from(("/", "/aws-reserved/sso.amazonaws.com/"))))
    return tuple(
        role(
            f"role{number}",
            path=path,
            trust_policy=draw(trust_policies),
            attached_policies=draw(attached),
            inline_policies=draw(inlines),
        )
        for number, path in enumerate(paths[: draw(st.integers(0, 2))])
    )


groups: st.SearchStrategy[tuple[Group, ...]] = st.one_of(
    st.just(()),
    st.builds(group, st.just("people"), attached_policies=attached, inline_policies=inlines).map(lambda one: (one,)),
)
managed_policies: st.SearchStrategy[tuple[ManagedPolicy, ...]] = st.one_of(
    st.just(()),
    st.one_of(documents, st.just(Unknown("failed", "iam:GetPolicyVersion", "throttled"))).map(
        lambda document: (managed("own", document),)
    ),
)
identity_lists: st.SearchStrategy[Identities] = st.builds(
    identities, users=_users(), groups=groups, roles=_roles(), policies=managed_policies
)


def _providers(kind: Literal["oidc", "saml"], *names: str) -> st.SearchStrategy[tuple[IdentityProvider, ...]]:
    made = tuple(IdentityProvider(arn=arn(f"{kind}-provider", name), kind=kind) for name in names)
    return st.sampled_from(((), (), (), *((one,) for one in made)))


organizations = st.sampled_from(
    (
        None,
        Organization(id="o-1", management_account=ACCOUNT, feature_set="ALL"),
        Organization(id="o-1", management_account="999999999999", feature_set="ALL"),
    )
)

CERTIFICATES = (
    ServerCertificate(name="web", arn=arn("server-certificate", "web"), expires=NOW - timedelta(days=1), id="ASCAWEB"),
    ServerCertificate(name="old", arn=arn("server-certificate", "old"), expires=NOW - timedelta(days=1)),
    ServerCertificate(name="new", arn=arn("server-certificate", "new"), expires=NOW, id="ASCANEW"),
)
server_certificate_lists = st.lists(st.sampled_from(CERTIFICATES), max_size=2, unique=True).map(tuple)
certificate_uses = st.sampled_from(
    (
        (),
        (),
        (CertificateUse(certificate=CERTIFICATES[0].arn, used_by="listener 443 of load balancer web in eu-west-1"),),
        (CertificateUse(certificate="ASCAWEB", used_by="distribution E1EXAMPLE"),),
    )
)

REGIONS = ("eu-west-1", "us-east-1")
"""The regions of the account; the second is where IAM is called."""


def _analyzer(region: str, **fields: Any) -> Analyzer:
    made = {"name": "external", "kind": "ACCOUNT", "status": "ACTIVE", **fields}
    place = f"arn:aws:access-analyzer:{region}:{ACCOUNT}:analyzer/{made['name']}"
    return Analyzer(**{"arn": place, **made})


def _analyzers(region: str) -> st.SearchStrategy[RegionalAnalyzers]:
    """Of one region: none, one of each kind that checks tell apart, none that can be seen."""
    found: tuple[tuple[Analyzer, ...] | Unknown | Blocked, ...] = (
        (),
        (_analyzer(region),),
        (_analyzer(region, status="CREATING"),),
        (_analyzer(region, kind="ACCOUNT_UNUSED_ACCESS"),),
        Blocked("a policy"),
        Unknown("denied", "access-analyzer:ListAnalyzers", "no"),
    )
    return st.sampled_from(found).map(lambda analyzers: RegionalAnalyzers(region=region, analyzers=analyzers))


trail_lists = st.lists(
    st.sampled_from(
        (
            trail(log_group=LOG_GROUP),
            trail("plain", multi_region=False, validates_files=False),
            trail("stopped", logging=False),
            trail("reads", selectors=(selector(read_write="ReadOnly"),)),
            trail("data", multi_region=False, selectors=(selector(other_events=True),)),
            trail("unseen", logging=Unknown("denied", "cloudtrail:GetTrailStatus", "no")),
            trail("shared", organization=True, arn="arn:aws:cloudtrail:eu-west-1:999999999999:trail/shared"),
        )
    ),
    max_size=2,
    unique_by=lambda one: one.name,
).map(tuple)
TOLD = f"arn:aws:sns:us-east-1:{ACCOUNT}:rootward-alerts"


def _rules(region: str) -> st.SearchStrategy[RegionalRules]:
    """Of one region: none, somebody's own, rootward's whole and half, none that can be seen."""
    to = HOME_BUS if region == "eu-west-1" else TOLD
    name = f"arn:aws:events:{region}:{ACCOUNT}:rule/rootward-root-use"
    found = (
        rules(region),
        rules(region, rule(region, HOME_BUS if region == "eu-west-1" else f"arn:aws:sns:us-east-1:{ACCOUNT}:alerts")),
        rules(region, rule(region, to, name="rootward-root-use", arn=name)),
        rules(region, rule(region, None, name="rootward-root-use", arn=name, state="DISABLED")),
        rules(region, rules=Blocked("a policy")),
        rules(region, rules=Unknown("denied", "events:ListRules", "no")),
    )
    return st.sampled_from((found[0], *found))


topic_lists = st.lists(
    st.sampled_from((topic(), topic(TOLD), topic(TOLD, confirmed=(False,)), topic(TOLD, confirmed=()))),
    max_size=2,
    unique_by=lambda one: one.arn,
).map(tuple)

EMAIL = "security@example.com"
NAMED = Baseline(
    alarm_email=EMAIL, security_contact=Contact(name="Ann Bell", title="Security", email=EMAIL, phone="+1 555 0100")
)
"""What an account is held to whose owner has named who is to be told."""

DEAREST = "privilege-escalation-path"
"""The check that takes ten times as long as all others together. It has no remedy, and no plan is other for it."""

PLANNING = Planning(baseline=NAMED, checks=tuple(check for check in CHECKS if check.id != DEAREST))

partitions = st.sampled_from(("aws", "aws", "aws", "aws", "aws-us-gov", "aws-cn"))

FACT_STRATEGIES: dict[str, st.SearchStrategy[Any]] = {
    "credential_report": credential_reports(),
    "summary": summaries,
    "password_policy": password_policies,
    "virtual_mfa_devices": virtual_device_lists(),
    "identities": identity_lists,
    "saml_providers": _providers("saml", "okta"),
    "oidc_providers": _providers("oidc", "token.actions.githubusercontent.com", "login.acme.example"),
    "service_credentials": service_credential_lists,
    "organization": organizations,
    "service_access": service_access_lists(),
    "access_keys": access_key_lists(),
    "ssh_public_keys": ssh_key_lists,
    "signing_certificates": certificate_lists,
    "server_certificates": server_certificate_lists,
    "certificate_uses": certificate_uses,
    "security_contact": st.sampled_from((None, AlternateContact(has_email=True), AlternateContact())),
    "analyzers": st.tuples(*map(_analyzers, REGIONS)),
    "trails": trail_lists,
    "event_rules": st.tuples(*map(_rules, REGIONS)),
    "log_alarms": st.sampled_from(((), (), (log_alarms(),))),
    "topics": topic_lists,
    "root_credentials": root_credentials,
    "machine_keys": machine_key_lists,
    "leaked_keys": leaked_key_lists,
}
"""A strategy for each fact that the laws vary; the rest are those of a sound account."""


@st.composite
def accounts(draw: st.DrawFn, varied: Collection[str] = FACT_STRATEGIES.keys()) -> Account:
    """Accounts of every partition, each varied fact read or not collected.

    A topic that is pointed to and was not drawn is there no more.
    """
    strategies = {name: strategy for name, strategy in FACT_STRATEGIES.items() if name in varied}
    facts = {name: NOT_COLLECTED if draw(seldom) else draw(strategy) for name, strategy in strategies.items()}
    drawn = account(partition=draw(partitions), **facts)
    if isinstance(drawn.topics, Unknown):
        return drawn
    listed = {one.arn for one in drawn.topics}
    gone = (one for one in sorted(pointed_to(drawn)) if ":sns:" in one and one not in listed)
    missing = tuple(Topic(arn=one, subscriptions=(), is_there=False) for one in gone)
    return msgspec.structs.replace(drawn, topics=(*drawn.topics, *missing))


KEEPER = user("ann", inline_policies=(inline("all", policy(allow("*"))),))
"""An administrator: without one nothing is taken from anybody, nor from root."""


@st.composite
def accounts_of_root(draw: st.DrawFn) -> Account:
    """Accounts that root itself reads, or another, in which somebody else is an administrator."""
    rows = [draw(root_rows), user_row("ann", password_enabled=True, mfa_active=True)]
    return account(
        identities=identities(users=(KEEPER,)),
        credential_report=CredentialReport(generated_at=NOW - timedelta(hours=2), rows=tuple(rows)),
        summary=draw(summaries),
        organization=draw(organizations),
        root_credentials=draw(root_credentials),
    )
