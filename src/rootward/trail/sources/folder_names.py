"""Which folders of a bucket may hold logs that are asked for, by their names alone. Pure.

CloudTrail shares `AWSLogs/ACCOUNT/` with other services, and everything else in a bucket is somebody's own.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from rootward.trail.sources.layout import is_read, place_of
from rootward.trail.sources.wanted import Wanted

_ORGANISATION = re.compile(r"o-[a-z0-9]{10,32}")
_ACCOUNT = re.compile(r"[0-9]{12}")
_NUMBER = re.compile(r"[0-9]{1,4}")
_LOG_ENDINGS = (".json", ".json.gz", ".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz", ".csv", ".csv.gz", ".gz")


def may_hold_below(folder: str, wanted: Wanted) -> bool:
    """Whether a folder, `AWSLogs/111122223333/CloudTrail/`, may lead to what is asked for."""
    parts = folder.strip("/").split("/")
    parts = parts[parts.index("AWSLogs") + 1 :] if "AWSLogs" in parts else []
    if parts and _ORGANISATION.fullmatch(parts[0]):
        parts = parts[1:]
    if not parts or not _ACCOUNT.fullmatch(parts[0]):
        return True  # it is above the accounts, or none of the layouts
    account, kind, region = (*parts, "", "")[:3]
    return (
        (not wanted.accounts or account in wanted.accounts)
        and (kind in {"", "CloudTrail"} or (kind == "CloudTrail-Digest" and "digest" in wanted.kinds))
        and (not wanted.regions or region in {"", *wanted.regions})
        and _overlaps(parts[3:6], wanted)
    )


def span_below(folder: str, wanted: Wanted) -> tuple[str, str] | None:
    """Of a region's folder after which key what is asked for begins, and before which it ends; empty: with all of it.

    None: it is no region's folder. Names of days sort as the days do, so that all of them are one list.
    """
    parts = folder.removesuffix("/").split("/")
    place = place_of(folder)
    if not folder.endswith("/") or not place.region or parts[-1] != place.region:
        return None
    last = wanted.last_day
    return (
        "" if wanted.since is None else f"{folder}{wanted.since.date().isoformat().replace('-', '/')}/",
        "" if last is None else f"{folder}{last + timedelta(days=1):%Y/%m/%d}/",
    )


def may_be_log(key: str, wanted: Wanted) -> bool:
    """Whether a file of that name may be a log that is asked for."""
    return key.lower().endswith(_LOG_ENDINGS) and wanted.may_hold(place_of(key))


def _overlaps(numbers: list[str], wanted: Wanted) -> bool:
    """Whether a year, a month of it or a day of that is asked for; what is no date may be so."""
    if not numbers or not all(_NUMBER.fullmatch(one) for one in numbers):
        return True
    year, month, day = (*(int(one) for one in numbers), 0, 0)[:3]
    if not is_read(year):
        return True
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    except ValueError:
        return True
    until = wanted.last_day
    return (wanted.since is None or last >= wanted.since.date()) and (until is None or first <= until)
