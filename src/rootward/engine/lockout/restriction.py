"""Whether a change takes something away from somebody, or may."""

from __future__ import annotations

from typing import assert_never

from rootward.engine.lockout.document import Documents, read
from rootward.engine.lockout.population import identities_of
from rootward.model.account import Account
from rootward.model.change import (
    AccessKeyChange,
    AccountEdit,
    AttachmentChange,
    Change,
    GroupChange,
    InlinePolicyChange,
    LoginProfileChange,
    MembershipChange,
    RoleChange,
    RootCredentialChange,
    UserChange,
    UserCredentialChange,
)
from rootward.model.unknown import Unknown


def restricts(change: Change, account: Account) -> bool:  # noqa: PLR0911 - one case a kind
    """Whether the change restricts somebody in the account as it is before it. What was not read may hold a denial."""
    match change:
        case AccessKeyChange() | UserCredentialChange():
            return change.after != "Active"
        case MembershipChange():
            return not change.after or _group_denies(change.group, account)
        case AttachmentChange():
            return not change.after or denies(_document(change, account))
        case InlinePolicyChange():
            return change.before is not None or change.after is None or denies(change.after)
        case GroupChange():  # AWS lets a group with members be, and makes none of a name that is taken
            return any(
                change.name.lower() == name.lower() for user in identities_of(account).users for name in user.groups
            )
        case UserChange() | RoleChange() | LoginProfileChange():
            return not change.after
        case RootCredentialChange():  # it takes nothing from others, and root keeps its password: see own_credential
            return False
        case AccountEdit():  # of these the password policy holds for whoever sets a password next
            return False
        case _:
            assert_never(change)


def _document(change: AttachmentChange, account: Account) -> str | Unknown:
    """What the policy says, by the account's facts; of one of AWS's that they do not know, by the change's own word."""
    known = Documents(account).of(change.policy_arn)
    return change.document if isinstance(known, Unknown) and change.document is not None else known


def denies(document: str | Unknown) -> bool:
    """Whether the policy holds a Deny; one that cannot be read may hold one."""
    found = read(document)
    return found is None or any(rule.statement.effect == "Deny" for rule in found.rules)


def _group_denies(name: str, account: Account) -> bool:
    """Whether a policy of the group may hold a Deny; of a group that is not there nothing is known."""
    group = next((group for group in identities_of(account).groups if group.name == name), None)
    return group is None or any(denies(document) for document in Documents(account).all_of(group))
