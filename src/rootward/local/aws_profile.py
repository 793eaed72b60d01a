"""Who signs, as botocore would find out: read from the environment and AWS's own files, without botocore's start-up.

What is said here is which way the credentials come, and of an access key that stands there its id. Of a profile it is
what `aws_files.profiles` finds in both files, in fewer words. Where it is `elsewhere`, botocore is asked.
https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html (the order)
https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html (the settings)
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Literal

import msgspec

from rootward.local.aws_files.changing import opened
from rootward.local.aws_files.document import Document
from rootward.local.aws_files.keys import KEY_ID, TOKENS
from rootward.local.aws_files.paths import config_file, credentials_file
from rootward.local.aws_files.profiles import Holding, profile_of
from rootward.local.aws_files.profiles import Way as Held
from rootward.local.aws_files.section_names import DEFAULT_PROFILE, in_config

Way = Literal["access-key", "session", "role", "sso", "login", "rootward", "elsewhere"]
"""`session`: a key with a session token beside it. `rootward`: the program that gives them is `rootward mfa session`.
`elsewhere`: another program, a container, an instance, or nothing.
"""

_OTHER_WAYS: Mapping[Held, Way] = {
    Held.ROLE: "role",
    Held.WEB_IDENTITY: "role",
    Held.SSO: "sso",
    Held.LOGIN: "login",
    Held.TEMPORARY_KEYS: "session",
}

_ROOTWARD = re.compile(r"\bmfa\s+session\b.*--credential-process\b")

_SETTINGS = ("mfa_serial", "region", "endpoint_url", "ca_bundle", "services", "ignore_configured_endpoint_urls")

_ENDPOINT_VARIABLES = ("AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
_ENDPOINT_SETTINGS = ("endpoint_url", "services", "ignore_configured_endpoint_urls")


class AwsProfile(msgspec.Struct, frozen=True, kw_only=True):
    """The profile in force."""

    name: str
    """`default` where none is named."""
    way: Way
    in_environment: bool = False
    """Whether the credentials are the environment's, and not the profile's."""
    key_id: str = ""
    """Of `access-key`; empty for all other ways."""
    settings: Mapping[str, str] = {}
    """Of the profile: mfa_serial, region, endpoint_url, ca_bundle, services; those that it has."""
    endpoint: str = ""
    """All that sends its requests elsewhere than to AWS, as it stands there; empty where nothing does."""
    service_endpoints: Mapping[str, str] = {}
    """By the service's key, as `sts` or `elastic_beanstalk`, the endpoint_url in the `services` section it names.

    https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
    """

    def __repr__(self) -> str:
        return f"AwsProfile(name={self.name!r}, way={self.way!r})"


def profile_in_force(named: str | None, environment: Mapping[str, str] = os.environ) -> AwsProfile:
    """The profile of that name; None: the one that the environment names, or `default`.

    Raises AwsFileError for a file that botocore would refuse, UsageError for a name that no profile can have.
    """
    name = _name(environment) if named is None else named
    config, credentials = opened(config_file()), opened(credentials_file())
    keys = _values(credentials, name)
    configured = _values(config, in_config(config, name))
    both = {**configured, **keys}
    settings = {key: both[key] for key in _SETTINGS if both.get(key)}
    endpoint = _endpoint(environment, settings, config)
    service_endpoints = _service_endpoints(config, settings)
    # A profile that is named outright keeps the environment's credentials out; one that AWS_PROFILE names does not.
    if named is None and (key_id := environment.get("AWS_ACCESS_KEY_ID")):
        has_token = any(environment.get(token.upper()) for token in TOKENS)
        return AwsProfile(
            name=name,
            way="session" if has_token else "access-key",
            in_environment=True,
            key_id="" if has_token else key_id,
            settings=settings,
            endpoint=endpoint,
            service_endpoints=service_endpoints,
        )
    in_force = profile_of(name, credentials=credentials, config=config).in_force
    way, key_id = _way(in_force, keys if KEY_ID in keys else configured, both.get("credential_process", ""))
    return AwsProfile(
        name=name,
        way=way,
        key_id=key_id,
        settings=settings,
        endpoint=endpoint,
        service_endpoints=service_endpoints,
    )


def _name(environment: Mapping[str, str]) -> str:
    return environment.get("AWS_DEFAULT_PROFILE") or environment.get("AWS_PROFILE") or DEFAULT_PROFILE


def _way(in_force: Holding | None, keys: Mapping[str, str], program: str) -> tuple[Way, str]:
    """The way, and the id of the access key where it is one. `keys`: of the file whose key botocore reads."""
    if in_force is None:
        return "elsewhere", ""
    if in_force.way is Held.PROGRAM:
        return ("rootward" if _ROOTWARD.search(program) else "elsewhere"), ""
    if in_force.way in _OTHER_WAYS:
        return _OTHER_WAYS[in_force.way], ""
    if any(keys.get(token) for token in TOKENS):
        return "session", ""
    key_id = keys.get(KEY_ID, "")
    return ("access-key" if key_id else "elsewhere"), key_id


def _values(document: Document, section: str) -> dict[str, str]:
    return {key: value.reveal() for key, value in document.values(section).items()}


def _endpoint(environment: Mapping[str, str], settings: Mapping[str, str], config: Document) -> str:
    found = {
        **{name: environment[name] for name in _ENDPOINT_VARIABLES if environment.get(name)},
        **{name: settings[name] for name in _ENDPOINT_SETTINGS if name in settings},
    }
    if "services" in settings:
        found |= {f"services.{key}": value for key, value in _services(config, settings["services"]).items()}
    return msgspec.json.encode(found).decode() if found else ""


def _service_endpoints(config: Document, settings: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for service, block in _services(config, settings.get("services", "")).items():
        for line in block.splitlines():
            key, parted, value = line.partition("=")
            if parted and key.strip() == "endpoint_url" and value.strip():
                found[service] = value.strip()
    return found


def _services(config: Document, name: str) -> dict[str, str]:
    sections = (f"services {name}", f'services "{name}"', f"services '{name}'")
    return {key: value for section in sections for key, value in _values(config, section).items()}
