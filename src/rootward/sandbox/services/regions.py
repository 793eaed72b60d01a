"""The regions that the practice account has: EC2's DescribeRegions, without the rest of moto's EC2, which is heavy.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from moto.core.request import Request

    from rootward.sandbox.services.table import Responder

_ANSWER = (
    '<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>{request_id}</requestId>'
    "<regionInfo>{items}</regionInfo></DescribeRegionsResponse>"
)
_ITEM = (
    "<item><regionName>{region}</regionName><regionEndpoint>ec2.{region}.amazonaws.com</regionEndpoint>"
    "<optInStatus>opt-in-not-required</optInStatus></item>"
)


def describe_regions(regions: tuple[str, ...]) -> Responder:
    """What answers DescribeRegions. AllRegions changes nothing: the practice account has no regions but the enabled."""

    def answer(request: Request, _full_url: str, _headers: dict[str, str]) -> tuple[int, dict[str, str], str]:
        asked = {value for name, value in request.values.items() if name.startswith("RegionName.")}
        items = "".join(_ITEM.format(region=region) for region in regions if not asked or region in asked)
        body = _ANSWER.format(request_id=uuid4(), items=items)
        return 200, {"Content-Type": "text/xml"}, body

    return answer
