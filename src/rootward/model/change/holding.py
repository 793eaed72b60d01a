"""Users, groups and roles of an account, found and replaced as the holders of policies."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from rootward.model.account import Account
from rootward.model.change.edit import IdentityRef, Missing
from rootward.model.identity import Group, Identities, Role, User
from rootward.model.unknown import Unknown

Holder = User | Group | Role


def holder_of(account: Account, ref: IdentityRef) -> Holder | Unknown | Missing:
    """The user, group or role; Missing where the account has none of that name, Unknown where they were not read."""
    found = account.identities
    if isinstance(found, Unknown):
        return found
    return next((one for one in _of_kind(found, ref) if one.name == ref.name), None) or Missing(ref.arn)


def with_holder(account: Account, ref: IdentityRef, replaced: Callable[[Holder], Holder]) -> Account:
    """The account in which that user, group or role is what `replaced` makes of it."""
    found = account.identities
    if isinstance(found, Unknown):
        return account
    several = tuple(replaced(one) if one.name == ref.name else one for one in _of_kind(found, ref))
    identities = msgspec.structs.replace(found, **{f"{ref.kind}s": several})
    return msgspec.structs.replace(account, identities=identities)


def _of_kind(found: Identities, ref: IdentityRef) -> tuple[Holder, ...]:
    match ref.kind:
        case "user":
            return found.users
        case "group":
            return found.groups
        case _:
            return found.roles
