"""What a failed call means: a denial, a region that is closed, a read that failed, or credentials that are spent.

The words of a denial: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
Errors common to all services: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
"""

from __future__ import annotations

import re
from collections.abc import Collection

import botocore
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,  # noqa: A004 - botocore's name
    HTTPClientError,
)
from botocore.parsers import ResponseParserError

from rootward.aws.call import Call
from rootward.aws.credentials_failure import EXPIRED, INVALID, RENEW, code_of, of_credentials
from rootward.aws.one_line import of_network, one_line, unquoted
from rootward.errors import CredentialsError
from rootward.model.unknown import Blocked, Unknown

DENIED = frozenset(
    {
        "AccessDenied",
        "AccessDeniedForDependency",
        "AuthorizationError",
        "NotAuthorized",
        "Unauthorized",
        "UnauthorizedAccess",
        "UnauthorizedOperation",
    }
)
THROTTLED = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2Throttled",
        "PriorRequestNotComplete",
        "RequestLimitExceeded",
        "RequestThrottled",
        "SlowDown",
        "Throttled",
        "Throttling",
        "TooManyRequests",
    }
)
_FORBIDDEN = 403

# "because no identity-based policy allows the … action", "with an explicit deny in a service control policy"
_WHY_DENIED = re.compile(r"because no .*|with an explicit deny in .*", re.IGNORECASE | re.DOTALL)


NOT_AWS = "the answer could not be read: it is not what AWS would send"
UNREADABLE = (ResponseParserError, AttributeError, KeyError, TypeError)
"""What botocore's parsers raise: they take for granted that what answers is AWS."""


class UnreadError(Exception):
    """A read gave no answer. It never leaves `rootward.aws`: its fact stands in the place of what was asked."""

    def __init__(self, fact: Unknown | Blocked, code: str = "") -> None:
        super().__init__(fact.detail)
        self.fact = fact
        self.code = code
        """AWS's error code without a trailing `Exception`, as `NoSuchEntity`; empty where AWS did not answer."""


def failed(call: Call, detail: str, code: str = "") -> UnreadError:
    """The read failed, for a reason of one line."""
    return UnreadError(Unknown("failed", call.action, one_line(detail)), code)


def of_call(error: Exception, call: Call, *, elsewhere: bool, regional: bool) -> UnreadError | CredentialsError:
    """What an exception of botocore's means for a call.

    `regional`: the call asks one region of many, so a service control policy may close it. `elsewhere`: that region
    is another than the session's; its refusal of the credentials says something of the region, not of them.
    """
    if isinstance(error, ClientError) and error.operation_name != call.operation:
        # Made by botocore on its own, as AssumeRole is when a role's credentials run out.
        renewal = of_credentials(error)
        return renewal or CredentialsError(f"the credentials cannot be renewed: {one_line(str(error))}", advice=RENEW)
    if isinstance(error, ClientError):
        return _of_answer(error, call, elsewhere=elsewhere, regional=regional)
    if (spent := of_credentials(error)) is not None:
        return spent
    if isinstance(error, UNREADABLE):
        return failed(call, NOT_AWS)
    if isinstance(error, ConnectionError | HTTPClientError):
        return failed(call, f"no answer: {of_network(error)}")
    if isinstance(error, BotoCoreError | ValueError):
        return failed(call, str(error) if isinstance(error, BotoCoreError) else unquoted(error))
    raise error


def unlike_aws(answer: object, members: Collection[str], operation: str = "") -> bool:
    """Whether an answer with status 200 comes from something else: a captive portal, a proxy, a gateway.

    botocore reads a page of HTML as a JSON answer without any of the operation's `members`. AWS sends at least one
    of each operation that rootward calls, a list without items as an empty list; a queue that has no messages sends
    none, but the id of the request. The content type says less: some stand-ins for AWS answer JSON as `text/html`.
    """
    if operation == "ReceiveMessage" and isinstance(answer, dict) and "RequestId" in answer.get("ResponseMetadata", {}):
        return False
    return not isinstance(answer, dict) or not any(member in answer for member in members)


def operation_missing(call: Call) -> UnreadError:
    """The installed botocore is older than the operation."""
    return failed(call, f"botocore {botocore.__version__} does not know {call.operation}: pip install --upgrade boto3")


def _of_answer(error: ClientError, call: Call, *, elsewhere: bool, regional: bool) -> UnreadError | CredentialsError:
    code = code_of(error)
    message = str(error.response.get("Error", {}).get("Message") or "")
    if code in EXPIRED or (code in INVALID and not elsewhere):
        spent = of_credentials(error)
        return spent if spent is not None else failed(call, message, code)
    if code in INVALID:
        detail = f"{code}: the region does not take these credentials (is it enabled for the account?)"
        return failed(call, detail, code)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    if code in DENIED or status == _FORBIDDEN:
        return _denied(call, code, message, regional=regional)
    if code in THROTTLED:
        return failed(call, f"AWS throttled the call, retries included ({code})", code)
    return failed(call, f"{code}: {message}" if message else code or f"HTTP status {status}", code)


def _denied(call: Call, code: str, message: str, *, regional: bool) -> UnreadError:
    found = _WHY_DENIED.search(message)
    why = found.group() if found else message
    detail = one_line(f"{code}: {why}" if why.strip() else code)
    if regional and "service control policy" in message:
        return UnreadError(Blocked(detail), code)
    return UnreadError(Unknown("denied", call.action, detail), code)
