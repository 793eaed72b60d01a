"""Where IAM is called: what the AWS SDK itself answers."""

from __future__ import annotations

from botocore.endpoint_provider import EndpointProvider
from botocore.loaders import Loader

from rootward.model.partition import HOME_REGIONS


def test_every_partition_that_the_sdk_knows_has_a_home():
    known = {one["id"] for one in Loader().load_data("partitions")["partitions"]}

    assert known == {*HOME_REGIONS}


def test_the_home_is_where_the_sdk_signs_calls_of_iam_for():
    partitions = Loader().load_data("partitions")
    rules = EndpointProvider(Loader().load_service_model("iam", "endpoint-rule-set-1"), partitions)

    for home in HOME_REGIONS.values():
        found = rules.resolve_endpoint(Region=home, UseFIPS=False, UseDualStack=False)

        assert found.properties["authSchemes"][0]["signingRegion"] == home
