"""Who acts: as AWS names the session that a plan is made with."""

from __future__ import annotations

import msgspec

from rootward.iam_policy.caller import caller as read_caller
from rootward.model.account import Account
from rootward.model.unknown import Unknown


class Caller(msgspec.Struct, frozen=True):
    """The session that acts, as GetCallerIdentity tells of it."""

    arn: str
    key_id: str | None
    """The id of the access key that it signs with; None where that is not known."""


def user_of(caller: Caller, account: Account) -> str | None:
    """The name of the account's IAM user that acts; None where it is none."""
    who = read_caller(caller.arn)
    return who.name if who.kind == "user" and who.account == account.id else None


def holder_of(caller: Caller, account: Account) -> str | None:
    """The ARN of the account's user or role that acts; None for root, and for whoever is none of them.

    The ARN of a role's session says the role's name, and not its path.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
    """
    who = read_caller(caller.arn)
    if who.account != account.id:
        return None
    if who.kind in ("user", "role"):
        return who.id
    if who.kind != "session" or isinstance(account.identities, Unknown):
        return None
    return next((role.arn for role in account.identities.roles if role.name == who.name), None)
