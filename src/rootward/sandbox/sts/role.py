"""The role that a call to STS is about: found by its ARN, and lent for a while."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moto.iam.models import iam_backends

from rootward.sandbox.error import PracticeError
from rootward.sandbox.sts.backend import sts_of

if TYPE_CHECKING:
    from moto.iam.models import Role

    from rootward.sandbox.door.principal import Session

DEFAULT_SECONDS = 3600
_ROLE = re.compile(r"arn:aws:iam::(?P<account>\d{12}):role/.+")
_ARN = re.compile(r"arn:[^:]+:[^:]+:[^:]*:[^:]*:.+")


def account_of(role_arn: str) -> str:
    """The account in which the role would be.

    Raises:
        PracticeError: ValidationError: it is no ARN, or not of a role. (The wording of the first was recorded from AWS
            by LocalStack, tests/aws/services/sts/test_sts.snapshot.json; that of the second could not be confirmed.)

    """
    if not _ARN.fullmatch(role_arn):
        raise PracticeError("ValidationError", f"{role_arn} is invalid")
    match = _ROLE.fullmatch(role_arn)
    if match is None:
        raise PracticeError("ValidationError", "Request ARN is invalid")
    return match["account"]


def find_role(role_arn: str) -> Role | None:
    """The role with that ARN, its path included, in whatever account of the sandbox; None if there is none.

    Raises:
        PracticeError: ValidationError: it is no ARN of a role.

    """
    account_id = account_of(role_arn)
    if account_id not in iam_backends:
        return None
    roles = iam_backends[account_id]["aws"].roles.values()
    return next((role for role in roles if role.arn == role_arn), None)


def require_seconds(role: Role, asked: int | None) -> int:
    """How long a session of the role lasts.

    Raises:
        PracticeError: ValidationError: longer than the role's maximum session duration
            (https://github.com/kreuzwerker/awsu/issues/27 has the wording).

    """
    seconds = DEFAULT_SECONDS if asked is None else asked
    if seconds > int(role.max_session_duration or DEFAULT_SECONDS):
        raise PracticeError(
            "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        )
    return seconds


def open_role_session(role: Role, name: str, seconds: int, **known: Any) -> Session:  # noqa: ANN401 - Session's fields
    """Lend the role's credentials. `known`: other fields of the Session."""
    return sts_of(role.account_id).open_session(
        seconds=seconds,
        kind="role",
        arn=f"arn:aws:sts::{role.account_id}:assumed-role/{role.name}/{name}",
        user_id=f"{role.id}:{name}",
        role_arn=role.arn,
        session_name=name,
        **known,
    )


def assumed_role_user(session: Session) -> dict[str, str]:
    """An AssumedRoleUser structure."""
    return {"AssumedRoleId": session.user_id, "Arn": session.arn}
