"""Policy documents that were read, and those that were not."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from rootward.engine.lockout.population import identities_of
from rootward.iam_policy.document import MalformedPolicyError
from rootward.iam_policy.policy import Policy, policy
from rootward.model.account import Account
from rootward.model.identity import Group, User
from rootward.model.unknown import Unknown

H = TypeVar("H", User, Group)


class Documents:
    """The documents of an account's managed policies."""

    def __init__(self, account: Account) -> None:
        self._by_arn = {one.arn: one.document for one in identities_of(account).policies}

    def of(self, arn: str) -> str | Unknown:
        """The document of the policy of that ARN."""
        return self._by_arn.get(arn, Unknown("failed", detail="it was not read"))

    def all_of(self, holder: User | Group) -> tuple[str | Unknown, ...]:
        """The documents of all policies that the user or group itself holds."""
        inline = (one.document for one in holder.inline_policies)
        return (*inline, *(self.of(arn) for arn in holder.attached_policies))


def read(document: str | Unknown | None) -> Policy | None:
    """The policy; None where there is none, it was not read, or AWS would not have stored it."""
    if not isinstance(document, str):
        return None
    try:
        return policy(document)
    except MalformedPolicyError:
        return None


def as_read(account: Account) -> Account:
    """The account as if its users and groups held only the policies that were read."""
    found, documents = identities_of(account), Documents(account)
    groups = tuple(_as_read(group, documents) for group in found.groups)
    names = {group.name for group in groups}
    users = tuple(
        msgspec.structs.replace(_as_read(user, documents), groups=tuple(name for name in user.groups if name in names))
        for user in found.users
    )
    return msgspec.structs.replace(account, identities=msgspec.structs.replace(found, users=users, groups=groups))


def _as_read(holder: H, documents: Documents) -> H:
    return msgspec.structs.replace(
        holder,
        attached_policies=tuple(arn for arn in holder.attached_policies if read(documents.of(arn))),
        inline_policies=tuple(one for one in holder.inline_policies if read(one.document)),
    )
