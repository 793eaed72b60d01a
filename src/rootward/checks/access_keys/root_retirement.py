"""The retirement of root's own keys and certificates: switched off first, deleted when nobody missed them for a while.

AWS lists them to a session of root's own, and takes a change of them from nobody else. Whoever is not root is told what
to do as root. Since when one is off AWS does not tell: only what this machine switched off, or saw off, has a date.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user_manage_delete-key.html
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from rootward.checks.remedy import Guidance, Proposal, Proposed, Refused
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import RootCredentialChange
from rootward.model.change.root_credential import RootCredentialKind
from rootward.model.credential import RootAccessKey, RootCredentials
from rootward.model.finding import Finding, Fix
from rootward.model.journal import History
from rootward.model.root_entry import RootEntry, root_entry
from rootward.model.unknown import Unknown

OPERATIONS: dict[RootCredentialKind, tuple[str, str]] = {
    "access-key": ("UpdateAccessKey", "DeleteAccessKey"),
    "signing-certificate": ("UpdateSigningCertificate", "DeleteSigningCertificate"),
}

_UNRECORDED: dict[RootCredentialKind, str] = {
    "access-key": "think of jobs that run once a quarter, and of mail over SMTP, which AWS records as no use of a key",
    "signing-certificate": "AWS does not record its use, and what signs with it is refused from then on",
}


class _Held(msgspec.Struct, frozen=True, kw_only=True):
    """A key or a certificate of root."""

    kind: RootCredentialKind
    id: str
    status: str
    last_used: datetime | None = None
    used_for: str = ""
    """Of a key that was used: `s3 in eu-west-1`."""

    @property
    def told(self) -> str:
        return f"root's {self.kind.replace('-', ' ')} {self.id}"

    @property
    def use(self) -> str:
        """Its last use in words; empty for a certificate: AWS tells of none."""
        if self.kind != "access-key":
            return ""
        return "never used" if self.last_used is None else f"last used on {self.last_used:%Y-%m-%d} for {self.used_for}"

    def is_in_use(self, account: Account, baseline: Baseline) -> bool:
        """Whether it was used within `recent_days`."""
        return self.last_used is not None and (account.taken_at - self.last_used).days <= baseline.recent_days


def next_fix(account: Account) -> Fix | None:
    """How the gap is mended next where that is not as its check says: by people, where it is not root who asks."""
    return None if isinstance(account.root_credentials, RootCredentials) else "guided"


def switched_off(kind: RootCredentialKind, account: Account, baseline: Baseline) -> Iterator[Proposed]:
    """Each of root's that is on and was not used lately: switched off. Of every other, what stands against it."""
    own = account.root_credentials
    if isinstance(own, Unknown):
        yield _unlisted(kind, own, account)
        return
    entry = root_entry(account.partition)
    held = tuple(_held(kind, own))
    if not held:
        yield Refused(f"root has no {kind.replace('-', ' ')} any more: plan again", lacks_facts=True)
    for one in held:
        if one.is_in_use(account, baseline):
            yield _in_use(one, entry, baseline)
        elif one.status != "Active":
            yield Refused(
                f"{one.told} is off, and lies so for {baseline.grace_days} days before a plan deletes it, from when "
                f"rootward switched it off or, on this machine, first saw it so; by hand: "
                f"{entry.to_delete(kind, one.id)}",
                waits=True,
            )
        else:
            why = "; ".join(each for each in (one.use, _UNRECORDED[kind]) if each)
            yield _proposal(_change(account, one, "Inactive"), why)
            yield Guidance(
                f"when nothing has missed {one.told}, delete it: rootward plan, run here {entry.acting}, proposes that "
                f"once it was off for more than {baseline.grace_days} days; or at once by hand: "
                f"{entry.to_delete(kind, one.id)}"
            )


def deleted(kind: RootCredentialKind, history: History, account: Account, baseline: Baseline) -> Iterator[Proposal]:
    """Each of root's that is off, has lain so for longer than `grace_days`, and was not used meanwhile: deleted.

    It lies from when a run on this machine switched it off, else from when a plan on this machine first saw it off. One
    of which nothing is known here is not deleted: it may be off since a minute ago.
    """
    own = account.root_credentials
    made = {one.id: one.at for one in history.retired_of_root}
    seen = {one.id: one.since for one in history.seen_off_of_root}
    for one in () if isinstance(own, Unknown) else _held(kind, own):
        since = made.get(one.id) or seen.get(one.id)
        if one.status != "Inactive" or since is None or one.is_in_use(account, baseline):
            continue
        if account.taken_at - max(since, one.last_used or since) <= timedelta(days=baseline.grace_days):
            continue
        days = (account.taken_at - since).days
        if one.id in made:
            off = f"switched off on {since:%Y-%m-%d}, {days} days ago, and not on again since"
        else:
            off = f"first seen off on {since:%Y-%m-%d}, {days} days ago, and off whenever a plan looked since"
        yield _proposal(_change(account, one, None), "; ".join(each for each in (off, one.use) if each))


def switched_off_keys(_finding: Finding, account: Account, baseline: Baseline) -> Iterator[Proposed]:
    """As `switched_off`, of keys."""
    return switched_off("access-key", account, baseline)


def deleted_keys(history: History, account: Account, baseline: Baseline) -> Iterator[Proposal]:
    """As `deleted`, of keys."""
    return deleted("access-key", history, account, baseline)


def switched_off_certificates(_finding: Finding, account: Account, baseline: Baseline) -> Iterator[Proposed]:
    """As `switched_off`, of certificates."""
    return switched_off("signing-certificate", account, baseline)


def deleted_certificates(history: History, account: Account, baseline: Baseline) -> Iterator[Proposal]:
    """As `deleted`, of certificates."""
    return deleted("signing-certificate", history, account, baseline)


def _held(kind: RootCredentialKind, own: RootCredentials) -> Iterator[_Held]:
    if kind == "access-key":
        for key in own.access_keys:
            used_for = _where(key)
            yield _Held(kind=kind, id=key.id, status=key.status, last_used=key.last_used, used_for=used_for)
    else:
        for certificate in own.certificates:
            yield _Held(kind=kind, id=certificate.id, status=certificate.status)


def _where(key: RootAccessKey) -> str:
    """`s3 in eu-west-1`; AWS says N/A for a region where a service has none."""
    return f"{key.service} in {key.region}" if key.region not in {"", "N/A"} else key.service


def _change(account: Account, one: _Held, after: Literal["Inactive"] | None) -> RootCredentialChange:
    return RootCredentialChange(
        credential=one.kind,
        root_arn=account.root_arn,
        id=one.id,
        before="Active" if after else "Inactive",
        after=after,
        last_used=one.last_used,
    )


def _proposal(change: RootCredentialChange, why: str) -> Proposal:
    return Proposal(batches=((change,),), restricts=True, why=why)


def _unlisted(kind: RootCredentialKind, why: Unknown, account: Account) -> Proposed:
    if why.reason in {"denied", "failed"}:
        return Refused(f"root's own credentials could not be listed: {why.detail or why.reason}", lacks_facts=True)
    entry = root_entry(account.partition)
    if entry.has_console:
        place = entry.to_switch_off(kind, "ID")
        return Guidance(
            f"sign in as root → {place}: deactivate it, later delete it; or run rootward plan {entry.acting}"
        )
    spares = ", which leaves that key itself" if kind == "access-key" else ""
    return Guidance(
        f"run rootward plan {entry.acting}{spares}; by hand, with such a key: {entry.to_switch_off(kind, 'ID')}, "
        f"later {entry.to_delete(kind, 'ID')}"
    )


def _in_use(one: _Held, entry: RootEntry, baseline: Baseline) -> Guidance:
    days, own = baseline.recent_days, f"run rootward {entry.acting}"
    if not entry.has_console:
        own = entry.spared(one.id)
    return Guidance(
        f"{one.told} was {one.use}; AWS does not tell by whom: find what signs with it, give that a role, and plan "
        f"again when it was not used for more than {days} days. If it was you, {own}. To switch it off all the same: "
        f"{entry.to_switch_off(one.kind, one.id)}"
    )
