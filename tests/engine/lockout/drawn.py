"""Accounts of few people drawn so that power and ways in differ, and changes of every kind drawn from an account."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from hypothesis import strategies as st

from rootward.model.account import NOT_COLLECTED, Account
from rootward.model.change import (
    AccessKeyChange,
    AttachmentChange,
    Change,
    GroupChange,
    IdentityRef,
    InlinePolicyChange,
    MembershipChange,
    PasswordPolicyChange,
)
from rootward.model.credential import AccessKey, PasswordPolicy
from rootward.model.credential_report import CredentialReport, ReportRow
from rootward.model.identity import Group, Identities, Role, User
from rootward.model.monitoring import Organization
from rootward.model.unknown import Unknown
from tests.checks.facts import (
    ACCOUNT,
    account,
    active_key,
    allow,
    arn,
    group,
    identities,
    inline,
    key,
    listed_key,
    managed,
    policy,
    report,
    role,
    root_row,
    trust,
    user,
    user_row,
)
from tests.model.change import kinds

WITHOUT_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
TO_ENROL = ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"]

ALL = policy(allow("*"))
FILES = policy(allow("s3:*"))
ROLES = policy(allow("sts:AssumeRole"))
NOTHING = policy({"Effect": "Deny", "Action": "*", "Resource": "*"})
MFA_ONLY = policy({"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": WITHOUT_MFA})
SELF_SERVICE = policy(
    allow(TO_ENROL), {"Effect": "Deny", "NotAction": TO_ENROL, "Resource": "*", "Condition": WITHOUT_MFA}
)

DOCUMENTS = {
    "all": ALL,
    "files": FILES,
    "roles": ROLES,
    "nothing": NOTHING,
    "mfa-only": MFA_ONLY,
    "self-service": SELF_SERVICE,
}
"""Managed policies of every drawn account, by name."""

PEOPLE = ("ann", "bob", "cat")
GROUPS = ("admins", "staff")
MEMBER = Organization(id="o-1", management_account="999999999999", feature_set="ALL")

policy_arns = st.lists(
    st.sampled_from([arn("policy", name) for name in ("all", "all", *DOCUMENTS)]), max_size=2, unique=True
).map(tuple)
seldom = st.integers(0, 5).map(lambda number: number == 5)


@st.composite
def _users(draw: st.DrawFn) -> tuple[User, ...]:
    return tuple(
        user(
            name,
            groups=tuple(draw(st.lists(st.sampled_from(GROUPS), max_size=2, unique=True))),
            attached_policies=draw(policy_arns),
            inline_policies=(inline("own", ROLES),) if draw(seldom) else (),
            boundary=arn("policy", "files") if draw(seldom) else None,
        )
        for name in PEOPLE
    )


@st.composite
def _rows(draw: st.DrawFn) -> tuple[tuple[ReportRow, ...], tuple[AccessKey, ...]]:
    """What the report says of people and their keys, and the keys that they have in fact."""
    rows, keys = [], []
    for name in PEOPLE:
        slots, ages = [], draw(st.sampled_from(((), (10,), (10, 20))))
        for number, age in enumerate(ages):
            status = draw(st.sampled_from(("Active", "Active", "Inactive")))
            keys.append(listed_key(name, age, id=f"{name}-{number}", status=status))
            slots.append(active_key(age))
        cells = {"password_enabled": draw(st.booleans()), "mfa_active": draw(st.booleans())}
        rows.append(user_row(name, keys=(*slots, key(), key())[:2], **cells))
    return tuple(rows), tuple(keys)


@st.composite
def accounts(draw: st.DrawFn, *, member: bool | None = None) -> Account:
    """Three people, two groups and two roles, with and without power and ways in.

    `member`: whether it is one of an organisation, whose service control policies it cannot read; None: seldom.
    """
    rows, keys = draw(_rows())
    groups = tuple(group(name, attached_policies=draw(policy_arns)) for name in GROUPS)
    roles = (
        role("vault", trust_policy=trust({"AWS": ACCOUNT}), attached_policies=draw(policy_arns)),
        role("partner", trust_policy=trust({"AWS": "999999999999"}), attached_policies=draw(policy_arns)),
    )
    policies = tuple(managed(name, document) for name, document in DOCUMENTS.items())
    return account(
        identities=identities(users=draw(_users()), groups=groups, roles=roles, policies=policies),
        credential_report=report(root_row(), *rows),
        access_keys=NOT_COLLECTED if draw(seldom) else keys,
        organization=MEMBER if (draw(seldom) if member is None else member) else None,
    )


def changes_of(account: Account, among: Collection[str] | None = None) -> tuple[Change, ...]:
    """Every change of a few kinds that the account could undergo next. `among`: ARNs of those whom they are about."""
    whole = account.identities
    assert not isinstance(whole, Unknown)
    found = identities(
        users=tuple(one for one in whole.users if among is None or one.arn in among),
        groups=tuple(one for one in whole.groups if among is None or one.arn in among),
        roles=tuple(one for one in whole.roles if among is None or one.arn in among),
        policies=whole.policies,
    )
    people = {one.name: one.arn for one in found.users}
    keys = () if isinstance(account.access_keys, Unknown) else account.access_keys
    return (
        *_of_keys(people, keys),
        *(change for one in found.users for change in _of_membership(one, found)),
        *(change for kind, one in _holders(found) for change in _of_policies(kind, one, found)),
        *_of_groups(whole, found.groups),
        *_of_people(account, found),
        PasswordPolicyChange(account=account.id, before=None, after=PasswordPolicy(minimum_length=20)),
    )


def _of_keys(people: Mapping[str, str], keys: Iterable[AccessKey]) -> Iterator[Change]:
    for one in keys:
        if one.user in people and one.status != "Expired":
            other = "Inactive" if one.status == "Active" else "Active"
            for after in (other, None):
                yield AccessKeyChange(
                    user=one.user,
                    user_arn=people[one.user],
                    key_id=one.id,
                    before=one.status,
                    after=after,  # type: ignore[arg-type] # one of three
                )


def _of_membership(one: User, found: Identities) -> Iterator[Change]:
    for each in found.groups:
        before = each.name in one.groups
        yield MembershipChange(
            user=one.name, user_arn=one.arn, group=each.name, group_arn=each.arn, before=before, after=not before
        )


def _holders(found: Identities) -> Iterator[tuple[str, User | Group | Role]]:
    yield from (("user", one) for one in found.users)
    yield from (("group", one) for one in found.groups)
    yield from (("role", one) for one in found.roles)


def _of_policies(kind: str, one: User | Group | Role, found: Identities) -> Iterator[Change]:
    holder = IdentityRef(kind, one.name, one.arn)  # type: ignore[arg-type] # one of three
    for each in found.policies:
        before = each.arn in one.attached_policies
        yield AttachmentChange(holder=holder, policy_arn=each.arn, before=before, after=not before)
    own = next((each.document for each in one.inline_policies if each.name == "own"), None)
    for document in (None, FILES, MFA_ONLY, ALL) if own else (FILES, MFA_ONLY, ALL):
        yield InlinePolicyChange(holder=holder, name="own", before=own, after=document)


def _of_groups(found: Identities, groups: Iterable[Group]) -> Iterator[Change]:
    yield GroupChange(name="new", arn=arn("group", "new"), before=False, after=True)
    for each in groups:
        if not any(each.name in one.groups for one in found.users):
            yield GroupChange(name=each.name, arn=each.arn, path=each.path, before=True, after=False)


def _of_people(account: Account, found: Identities) -> Iterator[Change]:
    yield kinds.user("new")
    for one in found.users:
        yield kinds.user(one.name, after=False)
        row = None if isinstance(account.credential_report, Unknown) else _row(account.credential_report, one.name)
        if row is not None and isinstance(row.password_enabled, bool):
            yield kinds.login(one.name, after=not row.password_enabled)
    for each in found.roles:
        yield kinds.role(each.name, after=False, trust_policy=each.trust_policy)


def _row(of: CredentialReport, name: str) -> ReportRow | None:
    return next((row for row in of.rows if row.user == name), None)


@st.composite
def _stages(draw: st.DrawFn, account: Account, most: int, among: Collection[str] | None) -> tuple[Change, ...]:
    """Changes of the account, no two about the same thing."""
    by_target: dict[tuple[str, ...], list[Change]] = {}
    for change in changes_of(account, among):
        by_target.setdefault(change.target, []).append(change)
    targets = draw(st.lists(st.sampled_from(sorted(by_target)), min_size=1, max_size=most, unique=True))
    return tuple(draw(st.sampled_from(by_target[target])) for target in targets)


@st.composite
def plans(
    draw: st.DrawFn, account: Account, *, stages: int = 2, most: int = 3, among: Collection[str] | None = None
) -> tuple[tuple[Change, ...], ...]:
    """One or more stages of few changes, each of what the account is after the one before."""
    drawn: list[tuple[Change, ...]] = []
    for _ in range(draw(st.integers(1, stages))):
        drawn.append(draw(_stages(account, most, among)))
        for change in drawn[-1]:
            account = change.effect(account)
    return tuple(drawn)
