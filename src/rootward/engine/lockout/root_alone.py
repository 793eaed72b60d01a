"""What root alone can do: AWS shows its keys and certificates to nobody else, and takes no change of them."""

from __future__ import annotations

from collections.abc import Iterable

from rootward.engine.lockout.caller import Caller
from rootward.engine.lockout.ruling import Refusal
from rootward.engine.lockout.telling import told
from rootward.model.account import Account
from rootward.model.change import Change, RootCredentialChange
from rootward.model.root_entry import root_entry


def left_to_root(caller: Caller, changes: Iterable[Change], account: Account) -> Refusal | None:
    """The first change that is for root itself, where somebody else acts."""
    if caller.arn == account.root_arn:
        return None
    for change in changes:
        if isinstance(change, RootCredentialChange):
            reason = f"{told(change)} is for root itself, and you act as {caller.arn}"
            return Refusal(reason, root_entry(account.partition).advice, change)
    return None
