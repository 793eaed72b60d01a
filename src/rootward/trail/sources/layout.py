"""What the name of a log file tells: whose it is, from which region, from when. Pure.

Three layouts, each below any prefix:
`AWSLogs/ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/`, `AWSLogs/ORGANISATION/ACCOUNT/CloudTrail/…` of an organisation's trail,
and `ORGANISATION/AWSLogs/ORGANISATION/ACCOUNT/CloudTrail/…` of Control Tower's. The file itself is
`ACCOUNT_CloudTrail_REGION_YYYYMMDDTHHMMZ_LETTERS.json.gz`, and tells the same where it lies elsewhere.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
https://docs.aws.amazon.com/controltower/latest/userguide/receive-cloudtrail-notifications.html
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Literal

import msgspec

from rootward.trail.moment import FIRST, LAST

Kind = Literal["log", "digest", "insight", "other", "unknown"]
"""Records of calls; signed lists of log files; unusual activity, which holds no calls; what another service delivered
to the same bucket; whatever it may be."""

_FOLDER = re.compile(
    r"(?:^|/)AWSLogs/(?:o-[a-z0-9]{10,32}/)?(?P<account>[0-9]{12})/(?P<kind>CloudTrail(?:-Digest|-Insight)?)"
    r"/(?P<region>[a-z]{2,4}(?:-[a-z]{1,12}){1,3}-[0-9]{1,2})(?:/(?P<day>[0-9]{4}/[0-9]{2}/[0-9]{2}))?(?:/|$)"
)
_FILE = re.compile(
    r"(?:^|/)(?P<account>[0-9]{12})_(?P<kind>CloudTrail(?:-Digest|-Insight)?)_"
    r"(?P<region>[a-z]{2,4}(?:-[a-z]{1,12}){1,3}-[0-9]{1,2})_(?:[^/]*_)?(?P<moment>[0-9]{8}T[0-9]{4}(?:[0-9]{2})?Z)"
    r"(?:_[A-Za-z0-9]{1,32})?\.json(?:\.gz)?$"
)
_OTHER = re.compile(r"(?:^|/)AWSLogs/(?:o-[a-z0-9]{10,32}/)?(?P<account>[0-9]{12})/(?!CloudTrail/)[A-Za-z][^/]*/")
"""AWS Config, load balancers, flow logs and others share the folder of the account.

https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html
"""
_KINDS: dict[str, Kind] = {"CloudTrail": "log", "CloudTrail-Digest": "digest", "CloudTrail-Insight": "insight"}


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """What a name tells; empty and None: nothing."""

    kind: Kind = "unknown"
    account: str = ""
    region: str = ""
    day: date | None = None
    """In UTC, of the delivery: events come some minutes late, and now and then hours."""
    moment: datetime | None = None
    """Of the delivery, in UTC."""


def place_of(name: str) -> Place:
    """What a path or an S3 key tells, with slashes of either kind.

    A year that `moment_of` does not read tells no day.
    """
    path = name.replace("\\", "/")
    folder, file = _FOLDER.search(path), _FILE.search(path)
    found = file or folder
    if found is None:
        other = _OTHER.search(path)
        return Place() if other is None else Place(kind="other", account=other["account"])
    moment = None if file is None else _moment(file["moment"])
    day = moment.date() if moment is not None else None if folder is None else _day(folder["day"])
    return Place(kind=_KINDS[found["kind"]], account=found["account"], region=found["region"], day=day, moment=moment)


def _moment(text: str) -> datetime | None:
    """Of `20261127T2033Z`, or with seconds. strptime takes ten times as long, and there may be millions of names."""
    day, hour = (int(text[:4]), int(text[4:6]), int(text[6:8])), (int(text[9:11]), int(text[11:13]))
    try:
        return datetime(*day, *hour, int(text[13:-1] or 0), tzinfo=UTC) if is_read(day[0]) else None
    except ValueError:
        return None


def _day(text: str | None) -> date | None:
    try:
        return None if text is None or not is_read(int(text[:4])) else date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None


def is_read(year: int) -> bool:
    """Whether it is one of those that `moment_of` reads."""
    return FIRST.year <= year < LAST.year
