"""A session as a profile of the shared credentials file, for tools that know profiles and nothing else.

The date at which it ends stands beside it, under the name that several tools use for it; the AWS SDKs pay it no heed.
"""

from __future__ import annotations

from rootward.errors import GuardRefusedError, UsageError
from rootward.local.aws_files.changing import Changed, change, opened
from rootward.local.aws_files.document import Document
from rootward.local.aws_files.editing import with_values
from rootward.local.aws_files.keys import with_keys
from rootward.local.aws_files.paths import config_file, credentials_file
from rootward.local.aws_files.profiles import Holding, Way, profile_of
from rootward.local.aws_files.section_names import in_config, in_credentials
from rootward.local.aws_profile import profile_in_force
from rootward.model.key_id import is_long_lived
from rootward.model.mfa_session import MfaSession
from rootward.model.secret import Secret
from rootward.reports.evidence import second, told
from rootward.workflows.mfa_session import Given

_EXPIRES = "x_security_token_expires"

_KEYS = (Way.LONG_LIVED_KEY, Way.TEMPORARY_KEYS, Way.FOREIGN_KEY, Way.HALF_A_KEY)

_SSO_SESSION = "sso_session"
"""Alone it gives botocore no credentials; other tools may take the profile for one of IAM Identity Center.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html
"""

_ENDPOINTS = ("endpoint_url", "services", "ignore_configured_endpoint_urls")
_COMES_ALONG = (*_ENDPOINTS, "ca_bundle")
"""What the profile that asked says beside its credentials, and its session is worth nothing without.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
"""

_OTHER_NAME = "name another profile with --to-profile"


def refuse_profile(name: str, source: str) -> None:
    """Raise where the profile is not to be written: before anybody is asked for a code.

    GuardRefusedError: it holds an access key that does not end by itself, or is the one that signs. UsageError: one of
    the files says that its credentials come another way; or no profile can have the name. AwsFileError.
    """
    in_credentials(name)
    if name == source:
        raise GuardRefusedError(
            f"profile '{told(name)}' is the one whose access key asks for the session", advice=_OTHER_NAME
        )
    _refuse_other(name, opened(credentials_file()), opened(config_file()))


def write_profile(name: str, given: Given, region: str | None) -> Changed:
    """Make the session the profile's credentials; all else in the file stays as it is.

    `region`: what the profile's tools are to use where it has none. The endpoints and the CA bundle of the profile that
    asked come along: the session is of that place. What the configuration file says of the profile holds, and see
    `kept_endpoints`. Raises what `refuse_profile` raises, OutputError.
    """
    section = in_credentials(name)
    config = opened(config_file())
    configured = config.values(in_config(config, name))
    settings = given.profile.settings
    along = {key: Secret(settings[key]) for key in _COMES_ALONG if key in settings and key not in configured}

    def edited(document: Document) -> Document:
        _refuse_other(name, document, config)
        beside = {_EXPIRES: Secret(second(given.session.expires)), **along}
        if region and "region" not in configured and document.entry(section, "region") is None:
            beside["region"] = Secret(region)
        return with_values(_with_session(document, section, given.session), section, beside)

    return change(credentials_file(), edited)


def kept_endpoints(name: str, given: Given) -> str:
    """A line for who must know that the profile's own endpoints are others than where the session is from; or empty."""
    own = profile_in_force(name).settings
    others = [key for key in _ENDPOINTS if key in own and own[key] != given.profile.settings.get(key)]
    if not others:
        return ""
    named = ", ".join(f"{key} = {own[key]}" for key in others)
    return f"profile {name} has {named} of its own, which stays: its tools send this session there"


def _refuse_other(name: str, credentials: Document, config: Document) -> None:
    """Raise unless the profile has nothing, or a session in the credentials file.

    With more than that, some tools would take the session, and some would not.
    """
    configured = in_config(config, name)
    for holding in profile_of(name, credentials=credentials, config=config).holdings:
        if (holding.file, holding.section) != (credentials.shown, name) or holding.way not in _KEYS:
            raise _another_way(name, f"{holding.way.value}, {holding.file}, line {holding.line}")
        if not _is_session(holding):
            raise GuardRefusedError(
                f"profile '{told(name)}' holds an access key of its own, which a session would take the place of",
                advice=_OTHER_NAME,
            )
    for document, section in ((credentials, name), (config, configured)):
        if found := document.entry(section, _SSO_SESSION):
            raise _another_way(name, f"{_SSO_SESSION}, {document.shown}, line {found.line}")


def _another_way(name: str, which: str) -> UsageError:
    return UsageError(f"the credentials of profile '{told(name)}' come another way: {which}", advice=_OTHER_NAME)


def _is_session(holding: Holding) -> bool:
    return holding.has_token and not is_long_lived(holding.key_id or "")


def _with_session(document: Document, section: str, session: MfaSession) -> Document:
    credentials = session.credentials
    return with_keys(document, section, key_id=credentials.key_id, secret=credentials.secret, token=credentials.token)
