"""Which of a user's two active keys may be switched off: the one that is not in use, where the other is."""

from __future__ import annotations

from datetime import datetime, timedelta

from rootward.checks.access_keys.active_key import ActiveKey
from rootward.checks.access_keys.retirement import retirement
from rootward.checks.remedy import Guidance, Proposal, Refused
from rootward.checks.report_cell import unclear
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.unknown import Absent, Unknown


def idle_of_two(
    account: Account, first: ActiveKey, second: ActiveKey, baseline: Baseline
) -> Proposal | Guidance | Refused:
    """The idle one switched off; or what its owner has to do, or why it is not certain which one is idle.

    A key that was used within `recent_days` is in use: it may be that of a pipeline.
    """
    since = account.taken_at - timedelta(days=baseline.recent_days)
    uses = {key.slot: key.doubt or _used_since(key, since) for key in (first, second)}
    for use in uses.values():
        if isinstance(use, Unknown):
            return Refused(use.detail or use.reason, lacks_facts=True)
    days = baseline.recent_days
    idle = tuple(key for key in (first, second) if not uses[key.slot])
    if not idle:
        told = f"both access keys of {first.row.user} were used within {days} days"
        return Guidance(f"{told}: its owner moves what uses the one to the other, then switches it off")
    if len(idle) > 1:
        told = f"neither access key of {first.row.user} was used within {days} days"
        return Guidance(f"{told}: its owner says which one may go, and switches it off")
    (one,) = idle
    other = second if one is first else first
    return retirement(account, one, f"{one.name} {_told(one)}, and the other key is in use ({_told(other)})")


def _used_since(key: ActiveKey, since: datetime) -> bool | Unknown:
    match key.last_used:
        case datetime():
            return key.last_used >= since
        case Absent(cell="N/A" | "no_information"):
            return False
        case _:
            return unclear(key.row, f"access_key_{key.slot}_last_used_date", key.last_used)


def _told(key: ActiveKey) -> str:
    used = key.last_used
    return f"was last used {used:%Y-%m-%d}" if isinstance(used, datetime) else "was never used"
