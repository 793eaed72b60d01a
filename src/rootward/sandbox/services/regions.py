"""AWS's regions, which of them an account has enabled, and EC2's DescribeRegions (without the rest of moto's EC2).

A scenario names the regions that are enabled, and only these answer. On AWS the regions that were there before
March 20, 2019 are always enabled; here one of them that the scenario does not name counts as disabled.
https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4
from xml.sax.saxutils import escape

from rootward.sandbox.door.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from moto.core.request import Request

    from rootward.sandbox.backends import Backends
    from rootward.sandbox.services.table import Responder

RegionStatus = Literal["ENABLED", "ENABLING", "DISABLING", "DISABLED", "ENABLED_BY_DEFAULT"]

DEFAULT_REGIONS = (
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
    "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1",
    "us-east-1", "us-east-2", "us-west-1", "us-west-2",
)  # fmt: skip
"""Those that an account cannot disable.

https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
"""

OPT_IN_REGIONS = (
    "af-south-1", "ap-east-1", "ap-east-2", "ap-south-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
    "ap-southeast-6", "ap-southeast-7", "ca-west-1", "eu-central-2", "eu-south-1", "eu-south-2", "il-central-1",
    "me-central-1", "me-south-1", "mx-central-1",
)  # fmt: skip
"""Those that an account has to enable: launched after March 20, 2019.

https://docs.aws.amazon.com/global-infrastructure/latest/regions/doc-history.html
"""

REGIONS = tuple(sorted(DEFAULT_REGIONS + OPT_IN_REGIONS))
"""All regions of the partition `aws`."""

USABLE = frozenset({"ENABLED", "ENABLED_BY_DEFAULT", "DISABLING"})
"""The states in which a region answers."""

_ANSWER = (
    '<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>{request_id}</requestId>'
    "<regionInfo>{items}</regionInfo></DescribeRegionsResponse>"
)
_ITEM = (
    "<item><regionName>{region}</regionName><regionEndpoint>{endpoint}</regionEndpoint>"
    "<optInStatus>{status}</optInStatus></item>"
)


def region_statuses(backends: Backends, account_id: str) -> dict[str, RegionStatus]:
    """The state of every region for an account, in the order of their names. The backends must be in place."""
    named = sorted({*REGIONS, *backends.regions})
    return {region: region_status(backends, account_id, region) for region in named}


def region_status(backends: Backends, account_id: str, region: str) -> RegionStatus:
    """The state of a region for an account, by the account's clock. The backends must be in place."""
    from moto.account.models import account_backends

    if account_id in account_backends:
        account: Any = account_backends[account_id]["aws"]
        change = account.region_changes.get(region)
        if change is not None:
            status: RegionStatus = change.status(backends.clock.now())
            return status
    if region not in backends.regions:
        return "DISABLED"
    return "ENABLED" if region in OPT_IN_REGIONS else "ENABLED_BY_DEFAULT"


def is_enabled(backends: Backends, account_id: str, region: str) -> bool:
    """Whether a region answers an account. The backends must be in place."""
    return region_status(backends, account_id, region) in USABLE


def describe_regions(backends: Backends, account_id: str) -> Responder:
    """What answers DescribeRegions of an account: it agrees with Account Management's ListRegions."""

    def answer(request: Request, _full_url: str, _headers: dict[str, str]) -> tuple[int, dict[str, str], Any]:
        refused = _refused(request.values)
        if refused is not None:
            response = refused.answer("ec2")
            return refused.status, dict(response.headers), response.get_data()
        shown = [
            {"region-name": region, "endpoint": f"ec2.{region}.amazonaws.com", "opt-in-status": _opt_in_status(status)}
            for region, status in region_statuses(backends, account_id).items()
        ]
        is_wanted = _wanted(request.values)
        items = "".join(
            _ITEM.format(
                region=escape(one["region-name"]), endpoint=escape(one["endpoint"]), status=one["opt-in-status"]
            )
            for one in shown
            if is_wanted(one)
        )
        return 200, {"Content-Type": "text/xml"}, _ANSWER.format(request_id=uuid4(), items=items)

    return answer


def _opt_in_status(status: RegionStatus) -> str:
    """EC2's word for it: it knows no state between."""
    if status == "ENABLED_BY_DEFAULT":
        return "opt-in-not-required"
    return "opted-in" if status in USABLE else "not-opted-in"


def _refused(asked: Mapping[str, str]) -> Refusal | None:
    """What is wrong with the parameters.

    Words: https://github.com/awslabs/amazon-s3-tar-tool/pull/7
    """
    unknown = [region for region in _list(asked, r"RegionName\.\d+") if region not in REGIONS]
    if unknown:
        return Refusal("InvalidParameterValue", f"Invalid region: [{', '.join(unknown)}]", 400)
    for name in _list(asked, r"Filter\.\d+\.Name"):
        if name not in ("endpoint", "opt-in-status", "region-name"):
            return Refusal("InvalidParameterValue", f"The filter '{name}' is invalid", 400)
    if asked.get("DryRun") == "true":
        return Refusal("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412)
    return None


def _wanted(asked: Mapping[str, str]) -> Callable[[dict[str, str]], bool]:
    names = _list(asked, r"RegionName\.\d+")
    everything = bool(names) or asked.get("AllRegions") == "true"
    filters = {
        asked[key]: [_glob(value) for value in _list(asked, rf"{re.escape(key[:-5])}\.Value\.\d+")]
        for key in asked
        if re.fullmatch(r"Filter\.\d+\.Name", key)
    }

    def is_wanted(region: dict[str, str]) -> bool:
        if names and region["region-name"] not in names:
            return False
        if not everything and region["opt-in-status"] == "not-opted-in":
            return False
        return all(any(glob.fullmatch(region[name]) for glob in globs) for name, globs in filters.items())

    return is_wanted


def _list(asked: Mapping[str, str], pattern: str) -> list[str]:
    return [value for name, value in asked.items() if re.fullmatch(pattern, name)]


def _glob(text: str) -> re.Pattern[str]:
    """EC2's filters know `*` and `?`."""
    return re.compile(re.escape(text).replace(r"\*", ".*").replace(r"\?", "."))
