"""Why a session could not be opened, in one line each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import botocore.session
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConfigParseError,
    ConnectionError,  # noqa: A004 - botocore's name
    EndpointConnectionError,
    HTTPClientError,
    InvalidRegionError,
    ProfileNotFound,
)
from botocore.parsers import ResponseParserError

from rootward.aws.credentials_failure import of_credentials
from rootward.aws.one_line import one_line
from rootward.errors import ConfigurationError, CredentialsError, EndpointError, RootwardError

_UNREACHED = "look at the network, the proxy settings, the region (--region), and AWS_ENDPOINT_URL if it is set"


@contextmanager
def explained(profile: str | None) -> Iterator[None]:
    """Turn what botocore raises into rootward's own errors."""
    try:
        yield
    except RootwardError:
        raise
    except (BotoCoreError, ClientError, ResponseParserError, EOFError, ValueError) as error:
        raise _error(error, profile) from error


def _error(error: Exception, profile: str | None) -> RootwardError:
    if isinstance(error, ProfileNotFound):
        return _unknown_profile(error, profile)
    if (spent := of_credentials(error)) is not None:
        return spent
    said = one_line(str(error))
    if isinstance(error, ConfigParseError):
        return ConfigurationError(f"the AWS configuration cannot be read: {said}", advice="mend that file")
    if isinstance(error, InvalidRegionError):
        return ConfigurationError(f"the region cannot be used: {said}", advice="name one with --region, as eu-west-1")
    if isinstance(error, EndpointConnectionError | ConnectionError | HTTPClientError):
        return EndpointError(f"AWS cannot be reached: {said}", advice=_UNREACHED)
    if isinstance(error, ResponseParserError):
        return EndpointError("what answers is not AWS: its answer could not be read", advice=_UNREACHED)
    if isinstance(error, ClientError):
        return CredentialsError(f"AWS refuses: {said}", advice="look at the credentials, the role and the region")
    return ConfigurationError(f"the AWS configuration cannot be used: {said}", advice="look at the profile")


def _unknown_profile(error: ProfileNotFound, profile: str | None) -> ConfigurationError:
    name = profile or error.kwargs.get("profile", "")
    known = ", ".join(sorted(botocore.session.Session(profile=None, session_vars=_NO_PROFILE).available_profiles))
    where = "" if profile else " (it is named by AWS_PROFILE)"
    return ConfigurationError(
        f"the AWS configuration has no profile '{one_line(str(name))}'{where}",
        advice=f"it has: {known}" if known else "it has no profile at all: make one with aws login or aws configure",
    )


_NO_PROFILE = {"profile": (None, None, None, None)}
