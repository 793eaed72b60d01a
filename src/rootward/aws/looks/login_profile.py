"""Whether a user may sign in to the console, and what speaks against ending that."""

from __future__ import annotations

from datetime import datetime

from rootward.aws.looks.holder import GET_HOLDER, NO_SUCH_ENTITY, is_there
from rootward.aws.looks.look import Look, unless_gone
from rootward.aws.readers.newcomers import GET_LOGIN_PROFILE
from rootward.aws.reading import Reading
from rootward.model.change import IdentityRef, LoginProfileChange, Missing

GET_USER = GET_HOLDER["user"]


def read_login_profile(reading: Reading, change: LoginProfileChange) -> bool | Missing:
    """Whether the user has a password. AWS answers alike where there is no password, and where there is no user.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetLoginProfile.html
    """
    found = unless_gone(lambda: reading.read(GET_LOGIN_PROFILE, UserName=change.user), None, NO_SUCH_ENTITY)
    if found is not None:
        return True
    user = IdentityRef("user", change.user, change.user_arn)
    return False if is_there(reading, user) else Missing(change.user_arn)


def read_objection(reading: Reading, change: LoginProfileChange) -> str | None:
    """Why a password must not be taken away: it was used since the plan. Raises UnreadError and CredentialsError.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_User.html
    """
    answer = reading.read(GET_USER, UserName=change.user)
    used: datetime | None = answer["User"].get("PasswordLastUsed")
    last = change.last_used
    if used is None or (last is not None and used.replace(microsecond=0) <= last):
        return None
    return f"the console password of {change.user} was used since the plan was made"


LOOK = Look(
    calls=dict.fromkeys(("CreateLoginProfile", "DeleteLoginProfile"), (GET_LOGIN_PROFILE, GET_USER)),
    read=read_login_profile,
)
