"""CloudTrail trails: what they record, and whether they do.

DescribeTrails shows the trails of the region that it is asked in, the shadows of multi-region and organisation trails
among them: so each enabled region is asked, and a trail counts once.
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple, TypeVar

from rootward.aws.call import Call
from rootward.aws.failure import UnreadError
from rootward.aws.one_line import one_line
from rootward.aws.readers.event_selectors import read_selectors
from rootward.aws.readers.reader import Reader
from rootward.aws.reading import Answer, Reading
from rootward.model.account import Account
from rootward.model.monitoring import EventSelector, Trail
from rootward.model.unknown import Blocked, Unknown

DESCRIBE_TRAILS = Call("cloudtrail", "DescribeTrails")
GET_STATUS = Call("cloudtrail", "GetTrailStatus")
GET_SELECTORS = Call("cloudtrail", "GetEventSelectors")


Result = TypeVar("Result")


class _Found(NamedTuple):
    description: Answer
    region: str
    """Where its status is asked for: its home region, or where it was seen if that is not enabled here."""


def read_trails(reading: Reading, account: Account) -> tuple[Trail, ...]:
    """Every trail that the account sees. Unknown as a whole where one region did not answer: a trail may be there."""
    found: dict[str, _Found] = {}
    for region, trails in reading.in_each_region(DESCRIBE_TRAILS, account, partial(_described, reading)):
        if isinstance(trails, Unknown):
            raise UnreadError(Unknown(trails.reason, trails.action, f"{region}: {trails.detail}"))
        for trail in () if isinstance(trails, Blocked) else trails:
            home = trail["HomeRegion"]
            enabled = not isinstance(account.regions, Unknown) and home in account.regions
            found.setdefault(trail["TrailARN"], _Found(trail, home if enabled else region))
    return tuple(reading.side_by_side(partial(_trail, reading, account), [found[arn] for arn in sorted(found)]))


def _described(reading: Reading, region: str) -> list[Answer]:
    return list(reading.read(DESCRIBE_TRAILS, region, includeShadowTrails=True).get("trailList") or ())


def _trail(reading: Reading, account: Account, found: _Found) -> Trail:
    """The trail with its status and selectors.

    Both are asked for by ARN, as a member account must for an organisation's trail.
    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
    """
    trail, region = found
    arn = trail["TrailARN"]
    status = _of_trail(account, arn, GET_STATUS, partial(reading.read, GET_STATUS, region, Name=arn))
    selectors = _of_trail(account, arn, GET_SELECTORS, partial(_selectors, reading, arn, region))
    error = None if isinstance(status, Unknown) else status.get("LatestDeliveryError")
    return Trail(
        name=trail["Name"],
        arn=arn,
        home_region=trail["HomeRegion"],
        multi_region=bool(trail.get("IsMultiRegionTrail")),
        organization=bool(trail.get("IsOrganizationTrail")),
        validates_files=bool(trail.get("LogFileValidationEnabled")),
        logging=status if isinstance(status, Unknown) else bool(status["IsLogging"]),
        selectors=selectors,
        log_group=_log_group(trail),
        includes_global_services=bool(trail.get("IncludeGlobalServiceEvents", True)),
        latest_delivery_error=one_line(str(error or "")),
        insights=bool(trail.get("HasInsightSelectors")),
    )


def _selectors(reading: Reading, arn: str, region: str) -> tuple[EventSelector, ...]:
    return read_selectors(reading.read(GET_SELECTORS, region, TrailName=arn))


def _of_trail(account: Account, arn: str, call: Call, read: Callable[[], Result]) -> Result | Unknown:
    try:
        return read()
    except UnreadError as error:
        holder = arn.split(":")[4]
        if error.code == "TrailNotFound" and holder != account.id:
            return Unknown("not_observable", None, f"the trail is held by account {holder}")
        if isinstance(error.fact, Blocked):
            return Unknown("denied", call.action, error.fact.detail)
        return error.fact


def _log_group(trail: Answer) -> str | None:
    arn = trail.get("CloudWatchLogsLogGroupArn")
    return str(arn).removesuffix(":*") if arn else None


READERS = (
    Reader(fact="trails", calls=(DESCRIBE_TRAILS, GET_STATUS, GET_SELECTORS), needs=("regions",), ask=read_trails),
)
