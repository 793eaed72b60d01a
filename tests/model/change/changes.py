"""Changes and accounts that meet: of few names, so that a change finds its target, misses it, or cannot see it."""

from __future__ import annotations

import json
from typing import Any, Literal

import msgspec
from hypothesis import strategies as st

from rootward.model.account import Account
from rootward.model.change import (
    AccessKeyChange,
    AttachmentChange,
    Change,
    GroupChange,
    IdentityRef,
    InlinePolicyChange,
    MembershipChange,
    PasswordPolicyChange,
    RuleSettings,
    TrailSettings,
)
from rootward.model.credential import PasswordPolicy, ServerCertificate, SigningCertificate
from rootward.model.credential_report import CredentialReport
from rootward.model.identity import Group, Identities, InlinePolicy, Role, User
from rootward.model.monitoring import (
    AlternateContact,
    Analyzer,
    EventRule,
    EventSelector,
    RegionalAnalyzers,
    RegionalRules,
    Subscription,
    Topic,
    Trail,
)
from rootward.model.unknown import Blocked, Unknown
from tests.checks.facts import (
    ACCOUNT,
    NO_INFORMATION,
    NOW,
    ago,
    allow,
    arn,
    denied,
    group,
    identities,
    inline,
    listed_key,
    managed,
    of_root,
    policy,
    report,
    role,
    root_certificate,
    root_key,
    root_row,
    service_credential,
    ssh_public_key,
    summary,
    user,
    user_row,
    virtual_device,
)
from tests.model.change import kinds
from tests.model.change.kinds import BUS_TARGET, EU, PATTERN, TARGET, TOPIC_ARN, TRAIL_ARN, TRUST, US

Kind = Literal["user", "group", "role"]

USERS, GROUPS, ROLES, KEYS = ("ann", "bob"), ("ops", "Admins"), ("web",), ("key-1", "key-2")
POLICIES = (arn("policy", "read"), "arn:aws:iam::aws:policy/IAMFullAccess")
INLINE = ("own", "force-mfa")
DOCUMENTS = (policy(allow("iam:*")), policy(allow("s3:GetObject")), "{ no policy")


def some(values: tuple[Any, ...]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Some of the values, none twice, in any order."""
    return st.lists(st.sampled_from(values), unique=True).map(tuple)


def ref(kind: Kind, name: str) -> IdentityRef:
    """A reference to an identity of the account."""
    return IdentityRef(kind, name, arn(kind, name))


policies = st.builds(
    PasswordPolicy,
    minimum_length=st.sampled_from((6, 14, 128)),
    require_symbols=st.booleans(),
    allow_users_to_change=st.booleans(),
    max_age_days=st.sampled_from((None, 90)),
    reuse_prevention=st.sampled_from((None, 24)),
)
password_policies = st.none() | policies
key_states: st.SearchStrategy[Literal["Active", "Inactive"]] = st.sampled_from(("Active", "Inactive"))
inline_policies: st.SearchStrategy[tuple[InlinePolicy, ...]] = st.dictionaries(
    st.sampled_from(INLINE), st.sampled_from(DOCUMENTS)
).map(lambda held: tuple(inline(name, document) for name, document in held.items()))


@st.composite
def _identities(draw: st.DrawFn) -> Identities:
    def held() -> dict[str, Any]:
        return {"attached_policies": draw(some(POLICIES)), "inline_policies": draw(inline_policies)}

    users: list[User] = [user(name, groups=draw(some(GROUPS)), **held()) for name in draw(some(USERS))]
    groups: list[Group] = [group(name, **held()) for name in draw(some(GROUPS))]
    roles: list[Role] = [role(name, **held()) for name in draw(some(ROLES))]
    if draw(st.booleans()):  # as a change makes them
        users.append(User(name="new", arn=arn("user", "new"), created=NOW))
        roles.append(Role(name="new", arn=arn("role", "new"), created=NOW, trust_policy=TRUST))
    listed = [
        managed(one.rpartition("/")[2], DOCUMENTS[0], arn=one, attachment_count=3) for one in draw(some(POLICIES))
    ]
    return identities(users=tuple(users), groups=tuple(groups), roles=tuple(roles), policies=tuple(listed))


_passwords: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    (
        {},
        {"password_enabled": True, "password_last_used": NO_INFORMATION, "password_last_changed": NOW},
        {"password_enabled": True, "password_last_used": ago(1), "password_last_changed": ago(9), "mfa_active": True},
        {"password_enabled": denied("iam:GetCredentialReport")},
    )
)


@st.composite
def _reports(draw: st.DrawFn) -> CredentialReport:
    """Rows of some: a report may be older than a user, and tell of one who is gone."""
    rows = [user_row(name, created=NOW, **draw(_passwords)) for name in draw(some((*USERS, "new", "gone")))]
    return report(root_row(), *rows)


_REGIONS = (EU, US)
_RULES = tuple(
    EventRule(
        name=made.name, arn=made.arn, region=EU, state=made.after.state, pattern=made.after.pattern, targets=targets
    )
    for made in (kinds.rule(), kinds.rule(name="other"))
    if made.after is not None
    for targets in ((TARGET,), (TARGET, BUS_TARGET), denied("events:ListTargetsByRule"))
)


@st.composite
def _monitoring(draw: st.DrawFn) -> dict[str, Any]:
    """What hears the account: each fact read or not, each thing there or not, as a change makes it or otherwise."""
    found = draw(some((kinds.analyzer(), kinds.analyzer(name="other"))))
    analyzers = tuple(
        Analyzer(name=one.name, arn=one.arn, kind=draw(st.sampled_from(("ACCOUNT", "ORGANIZATION"))), status="ACTIVE")
        for one in found
    )
    selectors = (EventSelector(management_events=True),)
    made = Trail(name="rootward", arn=TRAIL_ARN, home_region=EU, multi_region=True, logging=False, selectors=selectors)
    trails = (
        made,
        msgspec.structs.replace(made, validates_files=True, logging=True, log_group="arn:aws:logs:eu-west-1:1:log"),
        msgspec.structs.replace(made, logging=denied("cloudtrail:GetTrailStatus")),
    )
    topics = (
        Topic(arn=TOPIC_ARN, subscriptions=(Subscription(protocol="email", confirmed=False),)),
        Topic(arn=TOPIC_ARN, subscriptions=denied("sns:ListSubscriptionsByTopic")),
    )
    rules = tuple({one.name: one for one in draw(some(_RULES))}.values())
    closed = Blocked("a service control policy denies it")
    regional: st.SearchStrategy[tuple[Analyzer, ...] | Blocked] = st.sampled_from((analyzers, (), closed))
    unread: st.SearchStrategy[Unknown | Blocked] = st.sampled_from((closed, denied("events:ListRules")))
    return {
        "security_contact": draw(st.sampled_from((None, AlternateContact(has_email=True), AlternateContact()))),
        "analyzers": tuple(RegionalAnalyzers(region=region, analyzers=draw(regional)) for region in _REGIONS),
        "trails": draw(st.sampled_from(((), *((one,) for one in trails)))),
        "topics": draw(st.sampled_from(((), *((one,) for one in topics)))),
        "event_rules": (
            RegionalRules(region=EU, rules=rules, buses=("default", "own")),
            RegionalRules(region=US, rules=draw(unread)),
        ),
    }


def _credentials(draw: st.DrawFn) -> dict[str, Any]:
    """Credentials of ann's that have lists of their own, and what belongs to nobody."""
    status = draw(key_states)
    devices = (virtual_device(None), virtual_device(arn("user", "ann")))
    certificate = ServerCertificate(name="shop", arn=arn("server-certificate", "shop"), expires=ago(1))
    signing = SigningCertificate(id="signing-certificate-1", user="ann", status=status, uploaded=ago(90))
    return {
        "virtual_mfa_devices": draw(some(devices)),
        "server_certificates": draw(st.sampled_from(((), (certificate,)))),
        "service_credentials": draw(
            some(
                (service_credential("ann", 90, id="service-credential-1", status=status), service_credential("bob", 9))
            )
        ),
        "signing_certificates": draw(some((signing,))),
        "ssh_public_keys": draw(some((ssh_public_key("ann", 90, id="ssh-public-key-1", status=status),))),
    }


@st.composite
def _of_root(draw: st.DrawFn) -> dict[str, Any]:
    """Root's own credentials, and a summary that says of them what it may."""
    status = draw(key_states)
    keys = (root_key(status=status), root_key(id="root-access-key-2"))
    return {
        "root_credentials": of_root(*draw(some(keys)), *draw(some((root_certificate(status=status),)))),
        "summary": summary(access_keys_present=True, signing_certificates_present=True),
    }


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    """Accounts in which some of the named are there, and some facts were not read."""
    listed = st.builds(
        lambda ids, status: tuple(listed_key("ann", 90, id=key, status=status) for key in ids), some(KEYS), key_states
    )
    facts: dict[str, Any] = {
        "credential_report": draw(_reports()),
        **_credentials(draw),
        **draw(_monitoring()),
        **draw(_of_root()),
    }
    unread: tuple[str, ...] = draw(st.just(()) | some(tuple(facts)))
    facts |= {name: Unknown("denied", "iam:Get", f"{name} denied") for name in unread}
    return Account(
        taken_at=NOW,
        id=ACCOUNT,
        identities=draw(_identities() | st.just(denied("iam:GetAccountAuthorizationDetails"))),
        password_policy=draw(password_policies | st.just(denied("iam:GetAccountPasswordPolicy"))),
        access_keys=draw(listed | st.just(denied("iam:ListAccessKeys"))),
        **facts,
    )


holders = st.sampled_from(
    [ref("user", name) for name in (*USERS, "gone")]
    + [ref("group", name) for name in (*GROUPS, "gone")]
    + [ref("role", name) for name in (*ROLES, "gone")]
)
_either_way = st.sampled_from(({"before": False, "after": True}, {"before": True, "after": False}))
_paths = st.sampled_from(("/", "/teams/"))


def _membership(member: str, group_name: str, way: dict[str, bool]) -> MembershipChange:
    return MembershipChange(
        user=member,
        user_arn=arn("user", member),
        group=group_name,
        group_arn=arn("group", group_name),
        before=way["before"],
        after=way["after"],
    )


def changes() -> st.SearchStrategy[Change]:
    """Changes of every kind, each with a before and an after that differ."""
    return st.one_of(
        st.builds(PasswordPolicyChange, account=st.just(ACCOUNT), before=password_policies, after=password_policies),
        st.builds(
            AccessKeyChange,
            user=st.just("ann"),
            user_arn=st.just(arn("user", "ann")),
            key_id=st.sampled_from((*KEYS, "key-9")),
            before=key_states,
            after=st.none() | key_states,
            last_used=st.sampled_from((None, NOW)),
        ),
        st.builds(
            lambda name, path, way: GroupChange(name=name, arn=arn("group", name), path=path, **way),
            st.sampled_from((*GROUPS, "new")),
            _paths,
            _either_way,
        ),
        st.builds(_membership, st.sampled_from((*USERS, "gone")), st.sampled_from(GROUPS), _either_way),
        st.builds(
            lambda holder, policy_arn, way: AttachmentChange(holder=holder, policy_arn=policy_arn, **way),
            holders,
            st.sampled_from((*POLICIES, arn("policy", "unlisted"))),
            _either_way,
        ),
        st.builds(
            InlinePolicyChange,
            holder=holders,
            name=st.sampled_from(INLINE),
            before=st.none() | st.sampled_from(DOCUMENTS),
            after=st.none() | st.sampled_from(DOCUMENTS),
        ),
        *_of_people(),
        *_of_monitoring(),
    ).filter(lambda change: change.before != change.after)


def _of_people() -> tuple[st.SearchStrategy[Change], ...]:
    people = st.sampled_from((*USERS, "new", "gone"))
    return (
        st.builds(lambda name, path, way: kinds.user(name, path=path, **way), people, _paths, _either_way),
        st.builds(
            lambda name, path, way: kinds.role(name, path=path, **way),
            st.sampled_from((*ROLES, "new", "gone")),
            _paths,
            _either_way,
        ),
        st.builds(lambda name, way: kinds.login(name, **way), people, _either_way),
        st.builds(
            lambda name, used: kinds.login(name, after=False, chosen_by="owner", last_used=used),
            people,
            st.sampled_from((None, NOW)),
        ),
        st.builds(
            lambda kind, number, after: kinds.credential(kind, id=f"{kind}-{number}", after=after),
            st.sampled_from(("service-credential", "signing-certificate", "ssh-public-key")),
            st.sampled_from((1, 9)),
            key_states,
        ),
        st.builds(
            lambda kind, number, after: kinds.of_root(kind, id=f"root-{kind}-{number}", after=after),
            st.sampled_from(("access-key", "signing-certificate")),
            st.sampled_from((1, 2, 9)),
            st.none() | key_states,
        ),
        st.builds(kinds.device, st.sampled_from(("unassigned", "ann", "gone"))),
        st.builds(kinds.server_certificate, st.sampled_from(("shop", "gone"))),
    )


def _of_monitoring() -> tuple[st.SearchStrategy[Change], ...]:
    settings = st.none() | st.builds(TrailSettings, st.booleans(), st.booleans(), st.booleans())
    targets = st.sampled_from(((TARGET,), (TARGET, BUS_TARGET), ()))
    states = st.sampled_from(("ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"))
    rules = st.none() | st.builds(RuleSettings, pattern=st.just(PATTERN), state=states, targets=targets)
    places = st.sampled_from((EU, US, "nowhere-1"))
    documents = st.none() | st.sampled_from(DOCUMENTS)
    return (
        st.builds(lambda way, region: kinds.analyzer(after=way["after"], region=region), _either_way, places),
        st.builds(lambda way: kinds.contact(after=way["after"]), _either_way),
        st.builds(lambda region: kinds.bucket(region=region), places),
        st.builds(kinds.bucket_policy, documents, documents),
        st.builds(kinds.trail, settings, settings),
        st.builds(lambda way: kinds.logging(**way), _either_way),
        st.builds(lambda way: kinds.topic(**way), _either_way),
        st.builds(lambda before, after, region: kinds.rule(before, after, region=region), rules, rules, places),
    )


def without_order(facts: Account) -> object:
    """The account as plain data in which no list has an order of its own."""
    return _sorted(msgspec.to_builtins(facts))


def _sorted(value: object) -> object:
    match value:
        case dict():
            return {name: _sorted(one) for name, one in value.items()}
        case list() | tuple():
            return sorted((_sorted(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
        case _:
            return value
