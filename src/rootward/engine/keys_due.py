"""Which keys are to be rotated, and by whom. Pure.

A key that nobody uses is not rotated: a new one would be one more that nobody uses. Of one behind an SMTP password AWS
records no use: its owner says.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from rootward.model.key_list import KeyList, ListedKey
from rootward.model.keys_due import DueKey, KeysDue, Next
from rootward.model.unknown import Unknown

_ROTATE = ("rootward", "keys", "rotate")


_NO_MAIL: Mapping[str, bool | Unknown] = {}


def keys_due(
    listing: KeyList,
    *,
    older_than_days: int,
    recent_days: int,
    signer: str | None = None,
    mails: Mapping[str, bool | Unknown] = _NO_MAIL,
) -> KeysDue:
    """Of a list of the keys older than so many days. A key that was not used for `recent_days` is not in use.

    `mails`: by the names of users, whether they may send mail over SMTP. `signer`: the profile of who
    rotates on this machine what lies there; None: the one in force.
    """
    since = listing.taken_at - timedelta(days=recent_days)
    due = [_due(key, since, signer, mails.get(key.user, False)) for key in listing.keys]
    return KeysDue(
        taken_at=listing.taken_at,
        account=listing.account,
        older_than_days=older_than_days,
        keys=tuple(sorted(due, key=lambda key: (key.user.lower(), key.user, key.key_id))),
        unread=listing.unread,
    )


def _due(key: ListedKey, since: datetime, signer: str | None, mails: bool | Unknown) -> DueKey:
    step, reason = _next(key, since), ""
    if step == "unused" and isinstance(mails, Unknown):
        reason = f"whether {key.user} sends mail over SMTP, which AWS does not record, is not known"
    elif step == "unused" and mails:
        step, reason = "owner", f"{key.user} may send mail over SMTP, and AWS records no use of a key there"
    return DueKey(
        user=key.user,
        key_id=key.key_id or "",
        age_days=key.age_days,
        last_use=key.last_use,
        next=step,
        command=_command(key, step, signer),
        places=key.places or (),
        reason=reason,
    )


def _next(key: ListedKey, since: datetime) -> Next:
    if key.root:
        return "root"
    if key.status == "Inactive":
        return "off"
    use = key.last_use
    if use is not None and (use.at is None or use.at < since):
        return "unused"
    return "here" if key.places else "owner"


def _command(key: ListedKey, step: Next, signer: str | None) -> tuple[str, ...]:
    key_id = key.key_id or ""
    match step:
        case "root":
            return ("rootward", "explain", "root-access-key-present")
        case "off":
            return ("rootward", "keys", "delete", key_id)
        case "unused":
            return ("rootward", "keys", "deactivate", key_id)
        case "here":
            return (*_ROTATE, "--user", key.user, "--key", key_id, *(("--as", signer) if signer else ()))
        case _:
            return (*_ROTATE, "--user", key.user, "--key", key_id)
