"""What is given to a user who is there already: whoever works by its keys gets it too."""

from __future__ import annotations

import msgspec

from rootward.checks.access_keys.active_key import KeyList
from rootward.checks.power import surely_administers
from rootward.checks.remedy import Proposal, Refused
from rootward.checks.report_row import row_of
from rootward.model.account import Account
from rootward.model.identity import User
from rootward.model.unknown import Unknown


def for_somebody(account: Account, user: User, proposal: Proposal, is_administrator: bool) -> Proposal | Refused:
    """The proposal, unless an access key would become an administrator's by it: a pipeline's, perhaps.

    `is_administrator`: whether it is to make the user one, whatever its policies say.
    """
    if not surely_administers(account, user.arn) and (
        is_administrator or _makes_administrator(account, user, proposal)
    ):
        keys = _active_keys(account, user)
        if isinstance(keys, Unknown):
            told = keys.detail or keys.reason
            return Refused(f"whether {user.name} has an active access key is not known: {told}", lacks_facts=True)
        if keys:
            has, it = ("an active access key", "it") if keys == 1 else (f"{keys} active access keys", "one of them")
            return Refused(
                f"user {user.name} is there already with {has}, and whoever holds {it} would administer the account: "
                "name somebody else, or put keys out of use first"
            )
    why = f"user {user.name} is there already: whoever has its password, or a key of it, gets what this gives"
    return msgspec.structs.replace(proposal, why=why)


def _makes_administrator(account: Account, user: User, proposal: Proposal) -> bool:
    after = account
    for change in (change for batch in proposal.batches for change in batch):
        after = change.effect(after)
    return surely_administers(after, user.arn)


def _active_keys(account: Account, user: User) -> int | Unknown:
    """How many the user has, or may have."""
    row, listed = row_of(account, user.arn), KeyList(account)
    if isinstance(row, Unknown):
        found = listed.active_of(user.name)
        return row if isinstance(found, Unknown) else len(found)
    keys = tuple(listed.active_keys(row))
    return next((one for one in keys if isinstance(one, Unknown)), len(keys))
