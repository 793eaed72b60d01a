"""A key that has leaked, as it is now: whose it is, whether it is on, and in words where it was seen."""

from __future__ import annotations

from rootward.checks.kept import Kept
from rootward.model.account import Account
from rootward.model.credential import AccessKey, RootAccessKey
from rootward.model.credential_report import ROOT_ROW
from rootward.model.leaked_key import KeyLeak, LeakedKey, LeakedState, LeakPlace
from rootward.model.unknown import Unknown


class LeakedNow:
    """A key that leaked, as it is now.

    The list of keys, where it was read, is what changes of keys change: it counts more than what was asked about this
    one key. Where it could not be read, nothing is called off that may be on.
    """

    def __init__(self, account: Account, key: LeakedKey) -> None:
        self.key = key
        self.leak = key.leak
        self.is_root = key.user == ROOT_ROW
        self.listed = None if self.is_root else _BY_ID.of(account).get(self.leak.id)
        self.of_root = _of_root(account, self.leak.id) if self.is_root else None
        self.user = key.user if self.listed is None else self.listed.user
        self.arn = account.root_arn if self.is_root else _ARNS.of(account).arn(self.user)

    def state(self, account: Account) -> LeakedState | Unknown:
        """Whether it is on. Of a key of root's that is not shown: Unknown."""
        if self.is_root:
            own = account.root_credentials
            if isinstance(own, Unknown):
                may_be_there = own.reason in {"denied", "failed"} or self.key.state != "gone"
                return own if may_be_there else "gone"
            return "gone" if self.of_root is None else self.of_root.status
        if self.listed is not None:
            return self.listed.status
        listed = account.access_keys
        lost = isinstance(listed, Unknown) and listed.reason in {"denied", "failed"}
        return listed if isinstance(listed, Unknown) and lost and self.key.state != "Active" else self.key.state

    @property
    def told(self) -> str:
        """The key in words: `access key AKIA… of ann`."""
        return f"access key {self.leak.id} of {'the root user' if self.is_root else self.user}"


def where(leak: KeyLeak) -> str:
    """`in deploy.sh of /home/ann/shop, line 4 (commit 0a1b2c3d4e5f), and 2 more places`."""
    if not leak.places:
        return "by a scan"
    first = leak.places[0]
    commit = f" (commit {first.commit[:12]})" if first.commit else ""
    more = len(leak.places) - 1 + leak.further_places
    others = f", and {more:,} more place{'' if more == 1 else 's'}" if more else ""
    return f"in {_path(first)}, line {first.line}{commit}{others}"


def _path(place: LeakPlace) -> str:
    if place.path == "-":
        return "standard input"
    is_whole = place.path.startswith(("/", "\\")) or place.path[1:2] == ":" or not place.root
    return place.path if is_whole else f"{place.path} of {place.root}"


def use(key: LeakedKey) -> str:
    """`; last used on 2026-01-30 for s3 in eu-west-1`."""
    used = key.last_used
    if isinstance(used, Unknown):
        return "; its last use was not read"
    if used is None:
        return "; it was never used"
    for_what = f" for {key.service}" if key.service else ""
    return f"; last used on {used:%Y-%m-%d}{for_what}{f' in {key.region}' if key.region else ''}"


class _Arns:
    """The ARNs of IAM users by their names, which are unique in an account whatever their path."""

    def __init__(self, account: Account) -> None:
        report, found = account.credential_report, account.identities
        self._known = {} if isinstance(report, Unknown) else {row.user: row.arn for row in report.users}
        self._known |= {} if isinstance(found, Unknown) else {user.name: user.arn for user in found.users}
        self._without_path = f"arn:{account.partition}:iam::{account.id}:user/"

    def arn(self, user: str) -> str:
        return self._known.get(user, f"{self._without_path}{user}")


def _by_id(account: Account) -> dict[str, AccessKey]:
    return {} if isinstance(account.access_keys, Unknown) else {key.id: key for key in account.access_keys}


_ARNS = Kept(_Arns)
_BY_ID = Kept(_by_id)


def _of_root(account: Account, key_id: str) -> RootAccessKey | None:
    own = account.root_credentials
    return None if isinstance(own, Unknown) else next((key for key in own.access_keys if key.id == key_id), None)
