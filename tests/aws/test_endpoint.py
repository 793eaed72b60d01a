from __future__ import annotations

import pytest

from rootward.aws.endpoint import override

LOCAL = "http://127.0.0.1:4566"
SERVICES = {"services": {"dev": {"iam": {"endpoint_url": LOCAL}}}}


@pytest.mark.parametrize(
    ("environment", "config", "profile", "told"),
    [
        ({}, {}, {}, None),
        ({"AWS_ENDPOINT_URL": LOCAL}, {}, {}, LOCAL),
        ({"AWS_ENDPOINT_URL_IAM": LOCAL}, {}, {}, f"iam: {LOCAL}"),
        ({"AWS_ENDPOINT_URL_CLOUDWATCH_LOGS": LOCAL}, {}, {}, f"cloudwatch logs: {LOCAL}"),
        ({}, {}, {"endpoint_url": LOCAL}, LOCAL),
        ({}, SERVICES, {"services": "dev"}, f"iam: {LOCAL}"),
        ({}, SERVICES, {"services": "other"}, None),
        ({}, SERVICES, {}, None),
        ({"AWS_ENDPOINT_URL": "http://u:p@127.0.0.1:1"}, {}, {}, "http://127.0.0.1:1"),
        ({"AWS_ENDPOINT_URL": ""}, {}, {}, None),
    ],
)
def test_an_override_is_told(environment, config, profile, told):
    assert override(environment, config, profile) == told


def test_the_environment_comes_before_the_file_and_a_service_before_all():
    told = override(
        {"AWS_ENDPOINT_URL": "http://all", "AWS_ENDPOINT_URL_STS": "http://sts"},
        SERVICES,
        {"services": "dev", "endpoint_url": "http://file"},
    )

    assert told is not None
    assert "iam: http://all" in told
    assert "sts: http://sts" in told
    assert "file" not in told
