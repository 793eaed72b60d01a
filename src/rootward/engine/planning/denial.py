"""Whether a change that is safe by itself binds people all the same: it brings them a policy that denies."""

from __future__ import annotations

from rootward.engine.lockout.restriction import restricts
from rootward.model.account import Account
from rootward.model.change import AttachmentChange, Change, IdentityRef, InlinePolicyChange
from rootward.model.unknown import Unknown


def binds(change: Change, account: Account) -> bool:
    """Whether the change, made to the account, restricts somebody. A policy of a group binds its members."""
    if isinstance(change, AttachmentChange | InlinePolicyChange) and _is_empty(change.holder, account):
        return False
    return restricts(change, account)


def _is_empty(holder: IdentityRef, account: Account) -> bool:
    found = account.identities
    if holder.kind != "group" or isinstance(found, Unknown):
        return False
    return not any(holder.name in user.groups for user in found.users)
