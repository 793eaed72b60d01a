"""The endpoint override in force: where another address answers than AWS's own.

Which settings there are, and which comes first:
https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rootward.aws.one_line import without_password

_SERVICE_IDS = (
    "ACCESSANALYZER",
    "ACCOUNT",
    "CLOUDTRAIL",
    "CLOUDWATCH",
    "CLOUDWATCH_LOGS",
    "EC2",
    "EVENTBRIDGE",
    "IAM",
    "ORGANIZATIONS",
    "SNS",
    "STS",
)
"""The services that rootward asks, as the settings spell them."""


def override(environment: Mapping[str, str], config: Mapping[str, Any], profile: Mapping[str, Any]) -> str | None:
    """The override as text: one address, or `iam: http://…, sts: http://…` where services differ; None for AWS.

    `config` is the whole AWS configuration as botocore parses it, `profile` the profile in force.
    """
    by_service = {name: found for name in _SERVICE_IDS if (found := _of(name, environment, config, profile))}
    if not by_service:
        return None
    addresses = set(by_service.values())
    if len(addresses) == 1 and len(by_service) == len(_SERVICE_IDS):
        return addresses.pop()
    return ", ".join(f"{name.lower().replace('_', ' ')}: {address}" for name, address in by_service.items())


def _of(
    service: str, environment: Mapping[str, str], config: Mapping[str, Any], profile: Mapping[str, Any]
) -> str | None:
    services = config.get("services", {}).get(profile.get("services"), {})
    section = services.get(service.lower(), {}) if isinstance(services, Mapping) else {}
    places = (
        environment.get(f"AWS_ENDPOINT_URL_{service}"),
        environment.get("AWS_ENDPOINT_URL"),
        section.get("endpoint_url") if isinstance(section, Mapping) else None,
        profile.get("endpoint_url"),
    )
    found = next((place for place in places if place), None)
    return None if found is None else without_password(str(found))
