"""EC2: the regions, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def walk(sandbox: Any, client: Any) -> None:
    ec2 = client(sandbox, "ec2")
    assert "eu-west-1" in [region["RegionName"] for region in ec2.describe_regions()["Regions"]]
    (one,) = ec2.describe_regions(RegionNames=["us-west-2"])["Regions"]
    assert one["OptInStatus"] == "opt-in-not-required"
    assert len(ec2.describe_regions(AllRegions=True)["Regions"]) > len(ec2.describe_regions()["Regions"])
    with pytest.raises(ClientError, match="InvalidParameterValue"):
        ec2.describe_regions(RegionNames=["moon-1"])
