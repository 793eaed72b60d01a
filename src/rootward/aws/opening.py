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
    HTTPClientError,
    InvalidRegionError,
    ProfileNotFound,
)
from botocore.parsers import ResponseParserError

from rootward.aws.credentials_failure import AGAIN, code_of, of_credentials, unusable
from rootward.aws.failure import THROTTLED
from rootward.aws.one_line import of_network, one_line, unquoted
from rootward.errors import ConfigurationError, CredentialsError, EndpointError, RootwardError

_FAULT_OF_AWS = 500
_UNREACHED = "look at the network, the proxy settings, the region (--region), and AWS_ENDPOINT_URL if it is set"


_BY_KIND: tuple[tuple[tuple[type[Exception], ...], type[RootwardError], str, str], ...] = (
    ((ConfigParseError,), ConfigurationError, "the AWS configuration cannot be read: {}", "mend that file"),
    (
        (InvalidRegionError,),
        ConfigurationError,
        "the region cannot be used: {}",
        "name one with --region, as eu-west-1",
    ),
    ((ConnectionError, HTTPClientError), EndpointError, "AWS cannot be reached: {}", _UNREACHED),
    ((ResponseParserError,), EndpointError, "what answers is not AWS: its answer could not be read", _UNREACHED),
    ((ClientError,), CredentialsError, "AWS refuses: {}", "look at the credentials, the role and the region"),
    (
        (BotoCoreError, ValueError),
        ConfigurationError,
        "the AWS configuration cannot be used: {}",
        "look at the profile",
    ),
)
"""What botocore raises, what it is to rootward, in which words ({}: botocore's own), and what to do."""


@contextmanager
def explained(profile: str | None) -> Iterator[None]:
    """Turn what botocore raises into rootward's own errors."""
    try:
        yield
    except RootwardError:
        raise
    except (BotoCoreError, ClientError, ResponseParserError, EOFError, OSError, RuntimeError, ValueError) as error:
        raise _error(error, profile) from error


@contextmanager
def obtained() -> Iterator[None]:
    """Around the search for credentials: whatever is raised there is of the credentials."""
    try:
        yield
    except (BotoCoreError, ClientError, RootwardError):
        raise
    except (AttributeError, LookupError, OSError, TypeError, ValueError) as error:
        raise unusable(error) from error


def _error(error: Exception, profile: str | None) -> RootwardError:
    if isinstance(error, ProfileNotFound):
        return _unknown_profile(error, profile)
    if (spent := of_credentials(error)) is not None:
        return spent
    if isinstance(error, ClientError) and _for_the_moment(error):
        return EndpointError(f"AWS does not answer just now: {one_line(str(error))}", advice=AGAIN)
    for kinds, meant, message, advice in _BY_KIND:
        if isinstance(error, kinds):
            return meant(message.format(_words(error)), advice=advice)
    raise error


def _for_the_moment(error: ClientError) -> bool:
    """Whether AWS throttles the call, or has a fault of its own, and botocore has tried often enough."""
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return code_of(error) in THROTTLED or status >= _FAULT_OF_AWS


def _words(error: Exception) -> str:
    if isinstance(error, ConnectionError | HTTPClientError):
        return of_network(error)
    if isinstance(error, ValueError) and not isinstance(error, BotoCoreError):
        return unquoted(error)
    return one_line(str(error))


def profiles() -> str:
    """The names of the profiles in the AWS configuration, with commas; empty where there is none."""
    return ", ".join(sorted(botocore.session.Session(profile=None, session_vars=_NO_PROFILE).available_profiles))


def _unknown_profile(error: ProfileNotFound, profile: str | None) -> ConfigurationError:
    name = profile or error.kwargs.get("profile", "")
    known = profiles()
    where = "" if profile else " (it is named by AWS_PROFILE)"
    return ConfigurationError(
        f"the AWS configuration has no profile '{one_line(str(name))}'{where}",
        advice=f"it has: {known}" if known else "it has no profile at all: make one with aws login or aws configure",
    )


_NO_PROFILE = {"profile": (None, None, None, None)}
