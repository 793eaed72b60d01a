"""A session as the environment of a command that works with it.

https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html#EVarSettings
AWS_ENDPOINT_URL_SERVICE: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
AWS_CREDENTIAL_EXPIRATION: https://docs.aws.amazon.com/cli/latest/reference/configure/export-credentials.html
"""

from __future__ import annotations

from collections.abc import Mapping

from rootward.reports.evidence import second
from rootward.workflows.mfa_session import Given

_OTHERS = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN", "AWS_ACCOUNT_ID")
"""Of other credentials than the session's: botocore takes AWS_SECURITY_TOKEN before AWS_SESSION_TOKEN."""

_FROM_PROFILE = {
    "endpoint_url": "AWS_ENDPOINT_URL",
    "ca_bundle": "AWS_CA_BUNDLE",
    "ignore_configured_endpoint_urls": "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
}
"""What the profile says beside its credentials, and a command without the profile would miss."""

_REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")


def environment_of(given: Given, before: Mapping[str, str], region: str | None) -> dict[str, str]:
    """The variables for the command. `region`: the one that was named outright; None: what holds without."""
    credentials, settings = given.session.credentials, given.profile.settings
    made = {name: value for name, value in before.items() if name not in _OTHERS}
    if not before.get(_FROM_PROFILE["endpoint_url"]):  # it comes before what a profile says of one service
        for service, url in given.profile.service_endpoints.items():
            made.setdefault(f"AWS_ENDPOINT_URL_{service.upper()}", url)
    for setting, variable in _FROM_PROFILE.items():
        if setting in settings:
            made.setdefault(variable, settings[setting])
    chosen = region or next((before[name] for name in _REGIONS if before.get(name)), settings.get("region"))
    if chosen:
        made |= dict.fromkeys(_REGIONS, chosen)
    return made | {
        "AWS_ACCESS_KEY_ID": credentials.key_id,
        "AWS_SECRET_ACCESS_KEY": credentials.secret.reveal(),
        "AWS_SESSION_TOKEN": credentials.token.reveal(),
        "AWS_CREDENTIAL_EXPIRATION": second(given.session.expires),
    }
