"""What a scan found and what an account's facts say of those keys, put together. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from rootward.checks.access_keys.leaked_now import LeakedNow
from rootward.checks.power import proven_authority
from rootward.model.account import Account
from rootward.model.credential_report import ROOT_ROW
from rootward.model.key_id import account_of, is_long_lived, is_temporary
from rootward.model.key_list import LastUse, Status
from rootward.model.leak import Leak, LeakOwner
from rootward.model.leaked_key import MOST_PLACES, KeyLeak, LeakedKey, LeakPlace
from rootward.model.unknown import Unknown


class FoundIds(msgspec.Struct, frozen=True, kw_only=True):
    """The ids of access keys among findings, by what they tell by themselves."""

    asked: tuple[str, ...]
    """Long-lived keys that are the account's, or of which the id does not tell."""
    sessions: tuple[str, ...]
    foreign: tuple[tuple[str, str], ...]


def ids_of(findings: Iterable[Leak], account: str) -> FoundIds:
    """The ids, each once and in order. `account`: its number."""
    ids = sorted({leak.key_id for leak in findings if leak.key_id is not None})
    whose = {key_id: account_of(key_id) for key_id in ids}
    return FoundIds(
        asked=tuple(key_id for key_id in ids if is_long_lived(key_id) and whose[key_id] in {None, account}),
        sessions=tuple(key_id for key_id in ids if is_temporary(key_id) and whose[key_id] == account),
        foreign=tuple((key_id, number) for key_id, number in whose.items() if number is not None and number != account),
    )


def leak_of(key_id: str, user: str, findings: Iterable[Leak], root: str, at: datetime) -> KeyLeak:
    """What is to be remembered of a key that is `user`'s, found at that time in what lies below `root`."""
    own = [leak for leak in findings if leak.key_id == key_id]
    own.sort(key=lambda leak: leak.kind != "secret-access-key")  # a stable sort: where the secret stands comes first
    places: dict[tuple[str, str | None], LeakPlace] = {}  # an id and its secret in one file are one place
    for leak in own:
        place = LeakPlace(root=root, path=leak.path, line=leak.line, commit=leak.commit, fingerprint=leak.fingerprint)
        places.setdefault((leak.path, leak.commit), place)
    kept = tuple(places.values())
    return KeyLeak(
        id=key_id,
        user=user,
        with_secret=any(leak.kind == "secret-access-key" for leak in own),
        places=kept[:MOST_PLACES],
        further_places=len(kept[MOST_PLACES:]),
        first_found=at,
        last_found=at,
    )


def owner_of(account: Account, key: LeakedKey) -> LeakOwner:
    """Whose the key is now, and what it can still do."""
    now = LeakedNow(account, key)
    state = now.state(account)
    used = key.last_used
    return LeakOwner(
        account=account.id,
        user=ROOT_ROW if now.is_root else now.user,
        arn=now.arn,
        root=now.is_root,
        status=_status(state, key),
        last_use=None if isinstance(used, Unknown) else LastUse(at=used, service=key.service, region=key.region),
        administrator=True if now.is_root else _administers(account, now.arn),
    )


def _status(state: str | Unknown, key: LeakedKey) -> Status:
    told = key.state if isinstance(state, Unknown) else state
    return told if told in {"Active", "Inactive", "Expired"} else "unknown"  # type: ignore[return-value] # AWS's words


def _administers(account: Account, arn: str) -> bool | None:
    power = proven_authority(account)
    if isinstance(power, Unknown):
        return None
    found = power.before_scps.administrator_by_arn.get(arn)
    return False if found is None else found.is_proved or None


def with_owners(findings: Iterable[Leak], owners: Mapping[str, LeakOwner]) -> tuple[Leak, ...]:
    """The findings, each with whose key it is of, where that is known."""
    return tuple(msgspec.structs.replace(leak, owner=owners.get(leak.key_id or "")) for leak in findings)
