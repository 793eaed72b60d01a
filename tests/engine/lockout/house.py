"""An account's people as literal facts, and changes about them, for the tests of the lockout guard.

of(person("ann", ALL), person("bob", groups=("admins",)), groups=(admins,))
"""

from __future__ import annotations

from typing import Any, NamedTuple

from rootward.engine.lockout import Caller, Guard, Refusal, Ruling, Unproven
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import (
    AccessKeyChange,
    AttachmentChange,
    Change,
    GroupChange,
    IdentityRef,
    InlinePolicyChange,
    MembershipChange,
)
from rootward.model.credential_report import ReportRow
from rootward.model.identity import Group, Role, User
from tests.checks.facts import (
    account,
    arn,
    group,
    identities,
    inline,
    managed,
    report,
    role,
    root_row,
    trust,
    user,
    user_row,
)
from tests.engine.lockout.drawn import ALL, DOCUMENTS, ROLES

NOBODY = Caller(arn("role", "elsewhere"), None)
"""A caller whose credentials no test is about."""

EMERGENCY = Baseline(break_glass=(arn("user", "ann"), arn("user", "bob")))
"""While one of the two stays an administrator with MFA, the other may go, and everybody else."""

CONSOLE = {"password_enabled": True}
MFA = {"password_enabled": True, "mfa_active": True}


class Person(NamedTuple):
    """A user and its row of the report."""

    user: User
    row: ReportRow


def person(name: str, *documents: str, cells: dict[str, Any] | None = None, **fields: Any) -> Person:
    """A user with these inline policies, a console password and MFA, but for the cells given."""
    policies = tuple(inline(f"own{number}", document) for number, document in enumerate(documents, start=1))
    row = user_row(name, **(MFA if cells is None else cells))
    return Person(user(name, inline_policies=policies, **fields), row)


def of(*people: Person, groups: tuple[Group, ...] = (), roles: tuple[Role, ...] = (), **facts: Any) -> Account:
    """The account of these people; its managed policies are DOCUMENTS."""
    policies = tuple(managed(name, document) for name, document in DOCUMENTS.items())
    listed = identities(users=tuple(each.user for each in people), groups=groups, roles=roles, policies=policies)
    rows = report(root_row(), *(each.row for each in people))
    return account(**{"identities": listed, "credential_report": rows, **facts})


ADMINS = group("admins", attached_policies=(arn("policy", "all"),))
STAFF = group("staff", attached_policies=(arn("policy", "files"),))
VAULT = role("vault", trust_policy=trust({"AWS": "123456789012"}), inline_policies=(inline("all", ALL),))
PARTNER = role("partner", trust_policy=trust({"AWS": "999999999999"}), inline_policies=(inline("all", ALL),))


def by_role(name: str, **fields: Any) -> Person:
    """A user who may assume every role that lets the account in."""
    return person(name, ROLES, **fields)


def switching_off(key_id: str, name: str = "ann", before: str = "Active") -> AccessKeyChange:
    """A key of the user switched off."""
    return AccessKeyChange(
        user=name,
        user_arn=arn("user", name),
        key_id=key_id,
        before=before,  # type: ignore[arg-type] # one of two
        after="Inactive",
    )


def deleting(key_id: str, name: str = "ann", before: str = "Inactive") -> AccessKeyChange:
    """A key of the user deleted."""
    made = switching_off(key_id, name, before)
    return AccessKeyChange(user=made.user, user_arn=made.user_arn, key_id=key_id, before=made.before, after=None)


def switching_on(key_id: str, name: str = "ann") -> AccessKeyChange:
    """A key of the user switched on."""
    return AccessKeyChange(user=name, user_arn=arn("user", name), key_id=key_id, before="Inactive", after="Active")


def joining(name: str, group_name: str) -> MembershipChange:
    """The user put into the group."""
    return MembershipChange(
        user=name,
        user_arn=arn("user", name),
        group=group_name,
        group_arn=arn("group", group_name),
        before=False,
        after=True,
    )


def leaving(name: str, group_name: str) -> MembershipChange:
    """The user taken out of the group."""
    return joining(name, group_name).inverse()


def ref(kind: str, name: str) -> IdentityRef:
    """A user, group or role as changes call it."""
    return IdentityRef(kind, name, arn(kind, name))  # type: ignore[arg-type] # one of three


def attaching(policy_name: str, kind: str, name: str) -> AttachmentChange:
    """A managed policy attached."""
    return AttachmentChange(holder=ref(kind, name), policy_arn=arn("policy", policy_name), before=False, after=True)


def detaching(policy_name: str, kind: str, name: str) -> AttachmentChange:
    """A managed policy detached."""
    return attaching(policy_name, kind, name).inverse()


def writing(document: str, kind: str, name: str, before: str | None = None, policy_name: str = "own1") -> Change:
    """An inline policy written."""
    return InlinePolicyChange(holder=ref(kind, name), name=policy_name, before=before, after=document)


def unwriting(document: str, kind: str, name: str, policy_name: str = "own1") -> Change:
    """An inline policy deleted."""
    return InlinePolicyChange(holder=ref(kind, name), name=policy_name, before=document, after=None)


def making(name: str) -> GroupChange:
    """A group made."""
    return GroupChange(name=name, arn=arn("group", name), before=False, after=True)


def unmaking(name: str) -> GroupChange:
    """A group deleted."""
    return GroupChange(name=name, arn=arn("group", name), before=True, after=False)


def ruling(facts: Account, *changes: Change, baseline: Baseline = EMERGENCY, **asked: Any) -> Ruling:
    """What the guard says of the changes, side by side."""
    return Guard(baseline, **{"caller": NOBODY, **asked}).of_plan(facts, (changes,))


def refused(facts: Account, *changes: Change, **asked: Any) -> str:
    """Why the guard refuses the changes."""
    found = ruling(facts, *changes, **asked)
    assert isinstance(found, Refusal), found
    return found.reason


def unproven(facts: Account, *changes: Change, **asked: Any) -> tuple[str, ...]:
    """The ARNs of those by whom a live proof is needed."""
    found = ruling(facts, *changes, **asked)
    assert isinstance(found, Unproven), found
    return found.administrators
