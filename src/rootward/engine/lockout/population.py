"""The users, groups and roles of an account, all or some of them."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from rootward.model.account import Account
from rootward.model.identity import Identities
from rootward.model.unknown import Unknown


def identities_of(account: Account) -> Identities:
    """The account's identities; none, where they were not read."""
    return Identities() if isinstance(account.identities, Unknown) else account.identities


def part(account: Account, users: Collection[str], roles: Collection[str]) -> Account:
    """The account as if the users and roles of these ARNs were all. Whoever is an administrator in it is one."""
    if isinstance(account.identities, Unknown):
        return account
    found, report, keys = account.identities, account.credential_report, account.access_keys
    people = tuple(user for user in found.users if user.arn in users)
    names = {user.name for user in people}
    if not isinstance(report, Unknown):
        report = msgspec.structs.replace(report, rows=tuple(row for row in report.rows if row.user in names))
    if not isinstance(keys, Unknown):
        keys = tuple(key for key in keys if key.user in names)
    taken = tuple(role for role in found.roles if role.arn in roles)
    identities = msgspec.structs.replace(found, users=people, roles=taken)
    return msgspec.structs.replace(account, identities=identities, credential_report=report, access_keys=keys)
