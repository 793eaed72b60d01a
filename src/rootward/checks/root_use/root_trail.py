"""Whether a CloudTrail log tells of all that root did in a time: what may have been done and is not seen.

The credential report bears it out or contradicts it: the last use of each credential of root must be met by an event.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from rootward.model.account import Account
from rootward.model.credential_report import ReportRow
from rootward.model.monitoring import RootActivity
from rootward.model.root_user import root_user
from rootward.model.unknown import Absent, Unknown

_SIGN_IN = "password_last_used"
_KEYS = ("access_key_1_last_used_date", "access_key_2_last_used_date")
MEANS = {_SIGN_IN: "its password", _KEYS[0]: "its access key 1", _KEYS[1]: "its access key 2"}
"""By the column of the credential report that tells its last use."""

_NEAR = {_SIGN_IN: timedelta(minutes=5), **dict.fromkeys(_KEYS, timedelta(minutes=15))}
"""So far an event may lie from the moment that the report tells: of the uses in such a span it tells the first alone.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
"""

_GLOBAL = {"aws": "us-east-1", "aws-us-gov": "us-gov-west-1"}
"""By partition the region whose log tells of IAM, and of root's sign-ins.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
"""

_MOST_REGIONS = 3
"""So many are named."""

Cell = datetime | Absent | Unknown


class ReportedUse(msgspec.Struct, frozen=True):
    """The last use of one credential of root, as the credential report has it."""

    column: str
    at: datetime

    @property
    def means(self) -> str:
        """`its access key 1`."""
        return MEANS[self.column]


def cells_of(row: ReportRow) -> dict[str, Cell]:
    """When each credential was last used, by column."""
    moments = (row.password_last_used, row.keys[0].last_used, row.keys[1].last_used)
    return dict(zip(MEANS, moments, strict=True))


def lacking(account: Account, activity: RootActivity, since: datetime) -> str:
    """Why the log does not tell of all since then, in words; empty: it does, as far as the credential report knows.

    An old log is enough where the credential report shows that no credential of root was used after it.
    """
    if activity.unread:
        return f"{_several(activity.unread, 'part')} of the log could not be read"
    if activity.missing_days:
        return f"the log lacks {_several(activity.missing_days, 'day')}"
    if activity.since > since:
        return f"the log begins on {activity.since:%Y-%m-%d}, and is asked from {since:%Y-%m-%d} on"
    return _not_borne_out(account, activity, since) or _without_its_region(account, activity)


def unreported(account: Account) -> tuple[Unknown, ...]:
    """Why the credential report does not tell whether the log shows every use; empty: it does.

    What AWS tells nobody (`not_supported`) is no reason: the log is all there is.
    """
    row = root_user(account).row
    if isinstance(row, Unknown):
        return (row,)
    if row is None:
        return (Unknown("not_observable", None, "the credential report has no row for root"),)
    return tuple(cell for cell in cells_of(row).values() if isinstance(cell, Unknown))


def _not_borne_out(account: Account, activity: RootActivity, since: datetime) -> str:
    end = activity.until or activity.newest
    if end is None:
        return "nobody knows to when the log reaches"
    use = _not_shown(account, activity, since)
    if use is None:
        return ""
    if use.at > end:
        return f"the log ends on {end:%Y-%m-%d}, and root was used on {use.at:%Y-%m-%d}"
    return f"{_the_log(activity)} does not show the use of {use.means} on {use.at:%Y-%m-%d at %H:%M} UTC"


def _without_its_region(account: Account, activity: RootActivity) -> str:
    region = _GLOBAL.get(account.partition)
    if region is None or not activity.regions or region in activity.regions:
        return ""
    return f"{_the_log(activity)} holds nothing of {region}, where IAM's events and root's sign-ins are recorded"


def _not_shown(account: Account, activity: RootActivity, since: datetime) -> ReportedUse | None:
    """The newest use that the report tells and no event meets."""
    row = root_user(account).row
    if not isinstance(row, ReportRow):
        return None
    return max(_unmet(row, activity, since), key=lambda use: use.at, default=None)


def _unmet(row: ReportRow, activity: RootActivity, since: datetime) -> Iterator[ReportedUse]:
    for column, at in cells_of(row).items():
        if isinstance(at, datetime) and at >= since:
            spells = activity.sign_ins if column == _SIGN_IN else activity.key_uses
            near = _NEAR[column]
            if not any(first - near <= at <= last + near for first, last in spells):
                yield ReportedUse(column, at)


def _the_log(activity: RootActivity) -> str:
    """`the log of eu-west-1`, as far as the names of its files tell."""
    if not activity.regions:
        return "the log"
    if len(activity.regions) > _MOST_REGIONS:
        return f"the log of {len(activity.regions)} regions"
    return f"the log of {', '.join(activity.regions)}"


def _several(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
