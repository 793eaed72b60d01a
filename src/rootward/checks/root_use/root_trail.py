"""Whether a CloudTrail log tells of all that root did in a time: what may have been done and is not seen."""

from __future__ import annotations

from datetime import datetime, timedelta

from rootward.model.account import Account
from rootward.model.credential_report import ReportRow
from rootward.model.monitoring import RootActivity
from rootward.model.root_user import root_user

LATE = timedelta(days=1)
"""A log that ends so much before the facts were read is an old one: CloudTrail delivers within minutes.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
"""


def lacking(account: Account, activity: RootActivity, since: datetime) -> str:
    """Why the log does not tell of all since then, in words; empty: it does.

    An old log is enough where the credential report shows that no credential of root was used after it.
    """
    if activity.unread:
        return f"{_several(activity.unread, 'part')} of the log could not be read"
    if activity.missing_days:
        return f"the log lacks {_several(activity.missing_days, 'day')}"
    if activity.since > since:
        return f"the log begins on {activity.since:%Y-%m-%d}, and is asked from {since:%Y-%m-%d} on"
    return _lacking_at_its_end(account, activity.until or activity.newest)


def _lacking_at_its_end(account: Account, end: datetime | None) -> str:
    if end is None:
        return "nobody knows to when the log reaches"
    if used := _used_after(account, end):
        return f"the log ends on {end:%Y-%m-%d}, and root was used on {used:%Y-%m-%d}"
    is_old = not isinstance(root_user(account).row, ReportRow) and end < account.taken_at - LATE
    return f"the log ends on {end:%Y-%m-%d}" if is_old else ""


def _used_after(account: Account, moment: datetime) -> datetime | None:
    row = root_user(account).row
    if not isinstance(row, ReportRow):
        return None
    cells = (row.password_last_used, *(slot.last_used for slot in row.keys))
    return max((cell for cell in cells if isinstance(cell, datetime) and cell > moment), default=None)


def _several(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
