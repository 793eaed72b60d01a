from __future__ import annotations

from rootward.aws.readers import READERS
from rootward.model.monitoring import Analyzer, RegionalAnalyzers
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import account, js, json_error


def test_each_region_is_asked_for_its_analyzers(aws):
    def answer(parameters, region):
        if region == "ap-south-1":
            return json_error("AccessDeniedException", "no")
        if "nextToken" in parameters:
            return js({"analyzers": []})
        made = {"name": region, "arn": f"arn-{region}", "type": "ACCOUNT", "status": "ACTIVE", "createdAt": "2026"}
        return js({"analyzers": [made], "nextToken": "more"})

    aws.answers["ListAnalyzers"] = answer

    with aws.reading() as reading:
        found = READERS["analyzers"].read(reading, account(regions=("ap-south-1", "us-east-1")))

    assert found == (
        RegionalAnalyzers(
            region="ap-south-1",
            analyzers=Unknown("denied", "access-analyzer:ListAnalyzers", "AccessDenied: no"),
        ),
        RegionalAnalyzers(
            region="us-east-1",
            analyzers=(Analyzer(name="us-east-1", arn="arn-us-east-1", kind="ACCOUNT", status="ACTIVE"),),
        ),
    )


def test_without_the_regions_the_reason_is_theirs(aws):
    denied = Unknown("denied", "ec2:DescribeRegions", "no")

    with aws.reading() as reading:
        assert READERS["analyzers"].read(reading, account(regions=denied)) == Unknown(
            "denied", "ec2:DescribeRegions", "no", untried=("access-analyzer:ListAnalyzers",)
        )
