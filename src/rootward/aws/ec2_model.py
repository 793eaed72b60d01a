"""EC2 as far as rootward needs it: the one operation that lists the enabled regions.

botocore describes EC2 with some seven hundred operations. Loading them takes more memory than all of an account of two
thousand users, and as long as ten calls.
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.session import Session

_MODEL: dict[str, Any] = {
    "version": "2.0",
    "metadata": {
        "apiVersion": "2016-11-15",
        "endpointPrefix": "ec2",
        "protocol": "ec2",
        "serviceFullName": "Amazon Elastic Compute Cloud",
        "serviceId": "EC2",
        "signatureVersion": "v4",
        "xmlNamespace": "http://ec2.amazonaws.com/doc/2016-11-15",
    },
    "operations": {
        "DescribeRegions": {
            "name": "DescribeRegions",
            "http": {"method": "POST", "requestUri": "/"},
            "input": {"shape": "DescribeRegionsRequest"},
            "output": {"shape": "DescribeRegionsResult"},
        }
    },
    "shapes": {
        "DescribeRegionsRequest": {"type": "structure", "members": {}},
        "DescribeRegionsResult": {
            "type": "structure",
            "members": {"Regions": {"shape": "RegionList", "locationName": "regionInfo"}},
        },
        "RegionList": {"type": "list", "member": {"shape": "Region", "locationName": "item"}},
        "Region": {
            "type": "structure",
            "members": {"RegionName": {"shape": "String", "locationName": "regionName"}},
        },
        "String": {"type": "string"},
    },
}


def use_small_ec2(session: Session) -> None:
    """Let the session's clients of EC2 know that one operation only."""
    session.register_component("data_loader", _SmallEc2(session.get_component("data_loader")))


class _SmallEc2:
    """botocore's loader of models, but for EC2's."""

    def __init__(self, loader: Any) -> None:  # noqa: ANN401 - botocore's
        self._loader = loader

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the loader has
        return getattr(self._loader, name)

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Any:  # noqa: ANN401
        """The model of a service, or another of its files."""
        if (service_name, type_name) == ("ec2", "service-2"):
            return OrderedDict(_MODEL)
        return self._loader.load_service_model(service_name, type_name, api_version)
