"""What a session may not call, whatever its policies say.

https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rootward.model.root_task import task_allows
from rootward.sandbox.faults import NEVER_DENIED

if TYPE_CHECKING:
    from rootward.sandbox.door.call import Call
    from rootward.sandbox.door.principal import Session

Limit = Literal["invalid-token", "session-credentials", "root-task"]
"""Why a session is refused, which tells how AWS words it.

`invalid-token`: InvalidClientTokenId, "The security token included in the request is invalid"; reported of IAM in
https://github.com/99designs/aws-vault/issues/15 and https://github.com/aws/aws-sdk-js/issues/460.
`session-credentials`: AccessDenied, "Cannot call GetSessionToken with session credentials"; reported of the two
operations that lend a session's like, https://github.com/aws/aws-sdk-php/issues/1876, and taken for the rest of STS.
`root-task`: AccessDenied, as a session policy denies.
"""


def limit_on(session: Session, call: Call, user_name: str | None = None) -> Limit | None:
    """Why the session may not make the call, or None if nothing about sessions forbids it.

    `user_name`: the UserName that the call gives, if it gives one.
    """
    if call.action == NEVER_DENIED:
        return None
    if session.task is not None:
        return None if task_allows(session.task, call.action, user_name) else "root-task"
    if session.kind == "federated":
        return _limit(call, iam=False)
    if session.kind in ("user", "root") and session.issued_by is not None:
        return _limit(call, "AssumeRole", iam=session.mfa_serial is not None)
    return "session-credentials" if call.action in _FOR_LONG_LIVED_KEYS else None


_FOR_LONG_LIVED_KEYS = ("sts:GetFederationToken", "sts:GetSessionToken")


def _limit(call: Call, *operations_of_sts: str, iam: bool) -> Limit | None:
    """The limit of a session that a long-lived key asked for: one of `aws login` was asked for by nobody's key."""
    if call.service == "iam" and not iam:
        return "invalid-token"
    if call.service == "sts" and call.operation not in operations_of_sts:
        return "session-credentials"
    return None


def session_credentials_message(call: Call) -> str:
    """AWS's words for `session-credentials`."""
    return f"Cannot call {call.operation} with session credentials"
