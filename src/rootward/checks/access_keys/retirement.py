"""The retirement of an unused access key: switched off first, deleted when nobody missed it for a while.

The credential report tells of use and no ids, ListAccessKeys of ids and no use. A key is switched off only where the
two leave no doubt which one it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import permutations

from rootward.checks.access_keys.active_key import ActiveKey, active_keys
from rootward.checks.access_keys.smtp import sends_mail
from rootward.checks.kept import Kept
from rootward.checks.remedy import Proposal, Refused
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import AccessKeyChange
from rootward.model.credential import AccessKey
from rootward.model.credential_report import Moment
from rootward.model.journal import History, RetiredKey
from rootward.model.unknown import Unknown

SMTP_USERS = "ses-smtp-user"
"""How Amazon SES begins the names of the users that it makes for SMTP."""


def spared(user: str, arn: str, baseline: Baseline) -> str | None:
    """Why keys of the user are never called unused, as a sentence; None where they may be."""
    if user.startswith(SMTP_USERS):
        return f"{user} sends mail over SMTP, which AWS does not record as use of its key"
    return f"{user} is kept for emergencies (break_glass)" if baseline.is_break_glass(arn) else None


def retirement(account: Account, key: ActiveKey, told: str) -> Proposal | Refused:
    """The key switched off. `told`: its use in words, as `access key 1 of bot was never used in 90 days`."""
    if (mail := _mail(account, key)) is not None:
        return mail
    listed = _listed(account, key)
    if isinstance(listed, Refused):
        return listed
    change = AccessKeyChange(
        user=key.row.user,
        user_arn=key.row.arn,
        key_id=listed.id,
        before="Active",
        after="Inactive",
        last_used=key.last_used if isinstance(key.last_used, datetime) else None,
    )
    why = f"{told}; ask its owner, and think of jobs that run once a quarter: a refused one shows only then"
    return Proposal(batches=((change,),), restricts=True, why=why)


def _mail(account: Account, key: ActiveKey) -> Refused | None:
    """That the key may be in use for mail all the same."""
    user = key.row.user
    match sends_mail(account, key.row.arn):
        case Unknown() as unread:
            told = unread.detail or unread.reason
            return Refused(f"whether {user} sends mail over SMTP is not known: {told}", lacks_facts=True)
        case True:
            told = f"a policy lets {user} send mail (ses:SendRawEmail), and AWS records no use of a key over SMTP"
            return Refused(f"{told}: if it sends none, take that permission away first, or switch the key off by hand")
        case _:
            return None


def _listed(account: Account, key: ActiveKey) -> AccessKey | Refused:
    """The active key in ListAccessKeys' answer; or that it is not certain which one it is."""
    keys, user = account.access_keys, key.row.user
    if isinstance(keys, Unknown):
        told = "`rootward plan` reads them" if keys.reason == "not_collected" else keys.detail or keys.reason
        return Refused(f"the ids of {user}'s access keys were not read: {told}", lacks_facts=True)
    own = _BY_USER.of(account).get(user, ())
    if not own:
        return Refused(f"the list of access keys holds none of {user}: plan again", lacks_facts=True)
    found = _exact(key, own) or _paired(key, own)
    if found is None or found.status != "Active":
        reason = f"ListAccessKeys shows no one key that {key.name} in the credential report must be"
        return Refused(f"{reason}; a key was switched or replaced: plan again with a newer report", lacks_facts=True)
    return found


def _by_user(account: Account) -> Mapping[str, tuple[AccessKey, ...]]:
    found: dict[str, list[AccessKey]] = defaultdict(list)
    for key in () if isinstance(account.access_keys, Unknown) else account.access_keys:
        found[key.user].append(key)
    return {user: tuple(keys) for user, keys in found.items()}


_BY_USER = Kept(_by_user)


def _exact(key: ActiveKey, own: tuple[AccessKey, ...]) -> AccessKey | None:
    """The one key that was created at the slot's very date, if that is the date of no other slot."""
    same = [one for one in own if one.created == key.last_rotated]
    slots = [slot for slot in key.row.keys if slot.last_rotated == key.last_rotated]
    return same[0] if len(same) == len(slots) == 1 else None


def _paired(key: ActiveKey, own: tuple[AccessKey, ...]) -> AccessKey | None:
    """The key that is left for the slot in every way in which all active slots and keys could belong together.

    The slot's date is that of its key's last change: on that day or before it the key was created.
    """
    every = tuple(active_keys(key.row))
    slots = tuple(slot for slot in every if isinstance(slot, ActiveKey))
    active = {one.id: one for one in own if one.status == "Active"}
    if not len(every) == len(slots) == len(active):
        return None
    found: dict[int, set[str]] = defaultdict(set)
    for order in permutations(active.values()):
        pairs = {slot.slot: (slot.last_rotated, one) for slot, one in zip(slots, order, strict=True)}
        if all(_may_be(one, changed) for changed, one in pairs.values()):
            certain = sum(one.created == changed for changed, one in pairs.values())
            found[certain].add(pairs[key.slot][1].id)
    best = found[max(found, default=0)]
    return active[best.pop()] if len(best) == 1 else None


def _may_be(one: AccessKey, changed: Moment) -> bool:
    return not isinstance(changed, datetime) or one.created <= changed


def deletions(history: History, account: Account, baseline: Baseline) -> Iterator[Proposal]:
    """Each key that rootward switched off and that lay so for longer than `grace_days`: deleted.

    A key that is known to be on again, or gone, is left out, and so are those of users who may send mail. Of one that
    the facts do not show the look before the step tells.
    """
    for key in history.retired_keys:
        lain = account.taken_at - key.at
        if lain <= timedelta(days=baseline.grace_days) or spared(key.user, key.user_arn, baseline):
            continue
        if sends_mail(account, key.user_arn) is True:
            continue
        if not _may_lie_there(account, key):
            continue
        change = AccessKeyChange(
            user=key.user,
            user_arn=key.user_arn,
            key_id=key.key_id,
            before="Inactive",
            after=None,
            last_used=key.last_used,
        )
        why = f"switched off on {key.at:%Y-%m-%d}, {lain.days} days ago, and not on again since"
        yield Proposal(batches=((change,),), restricts=True, why=why)


def _may_lie_there(account: Account, key: RetiredKey) -> bool:
    """Whether the key may be there, inactive. ListAccessKeys shows all keys of a user or, where not asked, none."""
    found = account.identities
    if not isinstance(found, Unknown) and key.user_arn not in {user.arn for user in found.users}:
        return False
    own = {one.id: one.status for one in _BY_USER.of(account).get(key.user, ())}
    return not own or own.get(key.key_id) == "Inactive"
