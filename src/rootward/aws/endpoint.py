"""The endpoint override in force: where another address answers than AWS's own.

Which settings there are, and which comes first:
https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from botocore.utils import is_valid_endpoint_url, is_valid_ipv6_endpoint_url

from rootward.aws.one_line import address
from rootward.errors import ConfigurationError

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

    Of each address, scheme, host and port: what else stands in it may be secret.

    `config` is the whole AWS configuration as botocore parses it, `profile` the profile in force. Raises
    ConfigurationError where an address is no URL that botocore takes.
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
    own = f"AWS_ENDPOINT_URL_{service}"
    places = (
        (own, environment.get(own)),
        ("AWS_ENDPOINT_URL", environment.get("AWS_ENDPOINT_URL")),
        (f"endpoint_url of {service.lower()}", section.get("endpoint_url") if isinstance(section, Mapping) else None),
        ("endpoint_url", profile.get("endpoint_url")),
    )
    return next((shown(str(url), place) for place, url in places if url), None)


def shown(url: str, place: str) -> str:
    """Scheme, host and port of an endpoint. Raises ConfigurationError, which names `place` and does not quote the URL.

    botocore's own error does quote it, with the password in it.
    """
    found = address(url)
    taken = found is not None and (is_valid_endpoint_url(url) or is_valid_ipv6_endpoint_url(url))
    if found is None or not taken or not found.startswith(("http://", "https://")) or any(map(str.isspace, url)):
        raise ConfigurationError(
            f"the endpoint in {place} cannot be used: it is no URL of a host (and not shown, for it may hold a secret)",
            advice="write it as https://HOST or https://HOST:PORT",
        )
    return found


def is_loopback(override: str) -> bool:
    """Whether every address of an override, as `override` shows it, is on this machine."""
    addresses = (word for word in override.replace(",", " ").split() if "://" in word)
    return all(_is_local(urlsplit(url).hostname or "") for url in addresses)


def _is_local(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
