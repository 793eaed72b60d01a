"""One access key that somebody names, to be switched off, on, or deleted: what stands against it, and the change."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from rootward.checks.access_keys.smtp import sends_mail
from rootward.checks.remedy import Proposal
from rootward.errors import GuardRefusedError, IncompleteError
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import AccessKeyChange, RootCredentialChange
from rootward.model.change.access_key import KeyState
from rootward.model.unknown import Unknown


class KeyOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What is to become of one key."""

    key_id: str
    after: KeyState | None
    """None: it is deleted for good."""
    force: bool = False
    """Whether it goes although it was used of late."""


class OrderedKey(msgspec.Struct, frozen=True, kw_only=True):
    """The key as it is, by live calls."""

    id: str
    owner: str | None
    """The user's name; None: it is root's."""
    arn: str
    """The owner's."""
    state: KeyState
    last_used: datetime | Unknown | None
    """None: never."""

    @property
    def told(self) -> str:
        """The key and whose it is, in words."""
        return f"the access key {self.id} of {'the root user' if self.owner is None else self.owner}"


def proposal(order: KeyOrder, key: OrderedKey, account: Account, baseline: Baseline) -> Proposal | None:
    """The change; None where the key is as it is to be.

    Raises GuardRefusedError: an active key is not deleted, nor one that was used within `recent_days` taken away
    without `force`. Raises IncompleteError where its last use is not known.
    """
    if key.state == order.after:
        return None
    if order.after is None and key.state == "Active":
        raise GuardRefusedError(
            f"{key.told} is active, and only one that lies idle is deleted",
            advice="switch it off first (rootward keys deactivate), and wait whether anybody misses it",
        )
    if order.after != "Active" and not order.force:
        _refuse_recent(key, account, baseline)
    last_used = key.last_used if isinstance(key.last_used, datetime) else None
    change: AccessKeyChange | RootCredentialChange
    if key.owner is None:
        change = RootCredentialChange(
            credential="access-key",
            root_arn=key.arn,
            id=key.id,
            before=key.state,
            after=order.after,
            last_used=last_used,
            in_use=order.force,
        )
    else:
        change = AccessKeyChange(
            user=key.owner,
            user_arn=key.arn,
            key_id=key.id,
            before=key.state,
            after=order.after,
            last_used=last_used,
            in_use=order.force,
        )
    return Proposal(batches=((change,),), restricts=order.after != "Active", why=_why(order, key, account, baseline))


def _refuse_recent(key: OrderedKey, account: Account, baseline: Baseline) -> None:
    used, days = key.last_used, baseline.recent_days
    if isinstance(used, Unknown):
        raise IncompleteError(
            f"when {key.told} was last used could not be read: {used.detail}",
            advice="allow iam:GetAccessKeyLastUsed, or, if it has to go whatever uses it, say --force",
        )
    if used is not None and used >= account.taken_at - timedelta(days=days):
        raise GuardRefusedError(
            f"{key.told} was last used on {used:%Y-%m-%d}, within the last {days} days: something works with it",
            advice="move that to another key first (rootward keys rotate), or say --force; if it has leaked: rootward "
            "keys revoke",
        )


def _why(order: KeyOrder, key: OrderedKey, account: Account, baseline: Baseline) -> str:
    """What its owner should know before it goes, in one line."""
    if order.after == "Active":
        return ""
    said = []
    if order.force and isinstance(key.last_used, datetime):
        used = "be in use" if key.state == "Active" else "have been used of late"
        said.append(f"it goes although it may {used}")
    if key.owner is not None and sends_mail(account, key.arn) is True:
        said.append(f"a policy lets {key.owner} send mail, and AWS records no use of a key over SMTP")
    if baseline.is_break_glass(key.arn):
        said.append("its owner is kept for emergencies (break_glass)")
    return "; ".join(said)
