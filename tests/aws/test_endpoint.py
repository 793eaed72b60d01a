from __future__ import annotations

import pytest

from rootward.aws.endpoint import override
from rootward.errors import ConfigurationError

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


@pytest.mark.parametrize(
    "url",
    [
        "http://bob:s3cr3t/PW@127.0.0.1:4566",
        "bob:s3cr3tPW@127.0.0.1:4566",
        "http://bob:s3cr3t PW@127.0.0.1:4566",
        "ftp://bob:s3cr3t@127.0.0.1",
        "http://bob:s3cr3t@",
        "http://bob:s3cr3t@127.0.0.1:99999",
    ],
)
def test_an_address_that_is_no_url_is_named_by_its_setting_and_not_shown(url):
    with pytest.raises(ConfigurationError, match="the endpoint in AWS_ENDPOINT_URL_IAM cannot be used") as refused:
        override({"AWS_ENDPOINT_URL_IAM": url}, {}, {})

    assert "s3cr3t" not in str(refused.value) + refused.value.advice


def test_a_key_in_the_query_of_an_address_is_not_shown():
    assert override({"AWS_ENDPOINT_URL": f"{LOCAL}/?apikey=s3cr3t"}, {}, {}) == LOCAL


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
