"""Makes the calls of changes: one executor for all, which knows no kind of change and no check.

What comes of a call is one of three things, and which of them decides what may be said of the account: it was made;
AWS refused it, so nothing happened; or nobody can tell.

botocore tries a call again by itself where AWS throttled it, or no connection came about: nothing happened then. It
would do so too where the answer was lost, or AWS failed; and the second try would tell of what the first one made as of
somebody else's, or write over what came meanwhile. So there it is stopped: such a call is `Unsure`, and the caller
looks and decides.
https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any, Literal, cast

import msgspec
from botocore import xform_name
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError

from rootward.aws.call import Call
from rootward.aws.credentials_failure import code_of
from rootward.aws.failure import NOT_AWS, THROTTLED, UNREADABLE, of_call, operation_missing
from rootward.aws.one_line import one_line
from rootward.aws.session import AwsSession
from rootward.errors import CredentialsError
from rootward.model.change import ApiCall, OneTimePassword, Parameter
from rootward.model.secret import Secret
from rootward.model.unknown import Unknown

RefusalKind = Literal["denied", "limit", "throttled", "missing", "exists", "conflict", "invalid", "failed"]
"""`failed`: the call never left this machine, as where AWS cannot be reached. All others are AWS's answer."""

_KINDS: Mapping[str, RefusalKind] = {
    "BucketAlreadyExists": "exists",
    "BucketAlreadyOwnedByYou": "exists",
    "ConcurrentModification": "conflict",
    "Conflict": "conflict",
    "DeleteConflict": "conflict",
    "EntityAlreadyExists": "exists",
    "EntityTemporarilyUnmodifiable": "conflict",
    "InsufficientS3BucketPolicy": "conflict",
    "LimitExceeded": "limit",
    "MaximumNumberOfTrailsExceeded": "limit",
    "NoSuchBucket": "missing",
    "NoSuchEntity": "missing",
    "OperationAborted": "conflict",
    "S3BucketDoesNotExist": "missing",
    "ServiceQuotaExceeded": "limit",
    "TrailAlreadyExists": "exists",
    "TrailNotFound": "missing",
}
"""https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html and its like: the errors of each call.

A bucket's new policy is not known everywhere at once, and until then CloudTrail finds it insufficient.
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CreateAnalyzer.html
"""

_GONE = "ResourceNotFound"

_UNSENT = (ConnectTimeoutError, EndpointConnectionError)
"""Raised before anything is sent: no connection came about."""

_FAULT_OF_AWS = 500


class Made(msgspec.Struct, frozen=True):
    """AWS says that the call was made. Reads may not know of it yet."""

    request_id: str
    """AWS's, as CloudTrail and AWS Support know the call."""


class Refused(msgspec.Struct, frozen=True):
    """Nothing happened."""

    call: ApiCall
    kind: RefusalKind
    code: str
    """AWS's error code, as `LimitExceeded`; empty where the call never left this machine."""
    detail: str
    """AWS's own words in one line, without secrets."""


class Unsure(msgspec.Struct, frozen=True):
    """It may have happened: no answer came, or one that says nothing."""

    call: ApiCall
    detail: str


class _LostError(Exception):
    """A call may have come through, and no answer says so. It ends botocore's tries."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


_UNDER_WAY: ContextVar[ApiCall | None] = ContextVar("_UNDER_WAY", default=None)


class Executor:
    """Makes calls, one at a time or several side by side. Safe to use from several threads."""

    def __init__(self, session: AwsSession, passwords: Callable[[OneTimePassword], str] | None = None) -> None:
        """`passwords` gives the password that stands behind one of a call's parameters."""
        self._session = session
        self._passwords = passwords

    def run(self, call: ApiCall) -> Made | Refused | Unsure:
        """Make the call. Raises what `answered` raises."""
        answer = self.answered(call)
        return answer if isinstance(answer, Refused | Unsure) else Made(answer["ResponseMetadata"]["RequestId"])

    def answered(self, call: ApiCall) -> Mapping[str, Any] | Refused | Unsure:
        """Make the call: AWS's answer, which may hold a secret.

        Raises CredentialsError where the credentials are missing, expired or revoked: nothing happened. Raises what
        comes of choosing a password, and ValueError for a call that would make a credential of root's.
        """
        call.refuse_for_root()  # once more, where every call comes by: the parameters may be others by now
        parameters = {name: self._filled(value) for name, value in call.parameters.items()}
        client = self._session.client(call.service, call.region)
        operation = getattr(client, xform_name(call.operation), None)
        if operation is None:
            return Refused(call, "failed", "", operation_missing(_asked(call)).fact.detail)
        service_id = client.meta.service_model.service_id.hyphenize()
        client.meta.events.register(f"response-received.{service_id}", _stop_if_lost, unique_id="rootward-executor")
        token = _UNDER_WAY.set(call)
        try:
            answer: Mapping[str, Any] = operation(**parameters)
        except Exception as error:  # noqa: BLE001 - what is none of botocore's is raised again
            return _outcome(call, error)
        finally:
            _UNDER_WAY.reset(token)
        if refused := _of_entries(call, answer):
            return refused
        # Most calls that change something have an empty answer: the request's id is all that tells AWS from a portal.
        is_of_aws = answer.get("ResponseMetadata", {}).get("RequestId")
        return answer if is_of_aws else Unsure(call, NOT_AWS)

    def _filled(self, value: Parameter) -> Parameter:
        if isinstance(value, Secret):
            return value.reveal()
        if not isinstance(value, OneTimePassword):
            return value
        if self._passwords is None:
            raise ValueError(f"nobody chooses a password for {value.user}")
        return self._passwords(value)


def _of_entries(call: ApiCall, answer: Mapping[str, Any]) -> Refused | None:
    """What was refused in an answer that says that all is well, as those to PutTargets and RemoveTargets may.

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargetsResultEntry.html
    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemoveTargetsResultEntry.html
    """
    for entry in answer.get("FailedEntries", ()) if answer.get("FailedEntryCount") else ():
        code = str(entry.get("ErrorCode", "")).removesuffix("Exception")
        if code != _GONE or call.operation != "RemoveTargets":  # what is to be removed, and is not there, is removed
            return Refused(call, _kind(code), code, one_line(f"{code}: {entry.get('ErrorMessage', '')}"))
    return None


def _asked(call: ApiCall) -> Call:
    return Call(call.service, call.operation)


def _stop_if_lost(
    response_dict: Mapping[str, Any] | None,
    parsed_response: Mapping[str, Any] | None,
    exception: Exception | None,
    **_: object,
) -> None:
    """Look at how a try ended: botocore's event after each, before it thinks of another. Raises _LostError."""
    call = _UNDER_WAY.get()
    if call is None:  # a call that somebody else makes with the same client
        return
    if exception is not None:
        if not isinstance(exception, _UNSENT):
            raise _LostError(exception)
        return
    error = ClientError(cast("Any", parsed_response or {}), call.operation)
    if (response_dict or {}).get("status_code", 0) >= _FAULT_OF_AWS and code_of(error) not in THROTTLED:
        raise _LostError(error)


def _outcome(call: ApiCall, error: Exception) -> Refused | Unsure:
    lost = isinstance(error, _LostError)
    cause = error.cause if isinstance(error, _LostError) else error
    unread = of_call(cause, _asked(call), elsewhere=False, regional=False)
    if isinstance(unread, CredentialsError):
        raise unread from error
    fact = unread.fact
    if lost or isinstance(cause, UNREADABLE):
        return Unsure(call, fact.detail)
    if not isinstance(cause, ClientError):
        return Refused(call, "failed", "", fact.detail)
    denied = isinstance(fact, Unknown) and fact.reason == "denied"
    return Refused(call, "denied" if denied else _kind(unread.code), unread.code, fact.detail)


def _kind(code: str) -> RefusalKind:
    return "throttled" if code in THROTTLED else _KINDS.get(code, "invalid")
