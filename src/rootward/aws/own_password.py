"""The own password of the IAM user who calls, changed; each of AWS's refusals in one line that holds no password.

The call is made once: a second try after a lost answer would meet the new password, and call the old one wrong.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_ChangePassword.html
"""

from __future__ import annotations

from collections.abc import Callable

from rootward.aws.executor import Executor, Refused, Unsure
from rootward.aws.session import AwsSession
from rootward.errors import IncompleteError, RootwardError, UsageError
from rootward.model.change import ApiCall
from rootward.model.secret import Secret

OPERATION = "ChangePassword"
ACTION = f"iam:{OPERATION}"

UNCHANGED = "; the password is what it was"

_LEFT_OUT = "…"


def change_own_password(session: AwsSession, user: str, old: Secret, new: Secret) -> None:
    """Make `new` the password of the user who calls. Returns once AWS says that it is.

    Raises UsageError where AWS does not take one of the two, or the user has none; IncompleteError where AWS does not
    let the user, cannot now, or its answer was lost; CredentialsError. After all but a lost answer it is what it was.
    """
    call = ApiCall(operation=OPERATION, parameters={"OldPassword": old, "NewPassword": new})
    outcome = Executor(session).run(call)
    if isinstance(outcome, Unsure):
        raise IncompleteError(
            f"whether the password of {user} was changed is not known: {_without(outcome.detail, old, new)}",
            advice="sign in with the new one first; if it is not taken, the old one holds",
        )
    if isinstance(outcome, Refused):
        raise _refusal(user, outcome, _without(outcome.detail, old, new))


def _without(detail: str, *secrets: Secret) -> str:
    """AWS's words, should they ever quote a password."""
    for secret in secrets:
        detail = detail.replace(secret.reveal(), _LEFT_OUT)
    return detail


def _refusal(user: str, refused: Refused, detail: str) -> RootwardError:
    if refused.kind == "denied":
        return _not_allowed(user, detail) if _is_of_policies(detail) else _wrong(user, detail)
    if refused.kind == "throttled":
        return _not_now(user, detail)
    if refused.code in _BY_CODE:
        return _BY_CODE[refused.code](user, detail)
    # Of what nobody foresaw the code alone is told: a message about a parameter may quote it.
    told = refused.code or detail
    return IncompleteError(f"AWS did not change the password of {user}: {told}{UNCHANGED}", advice="try again")


def _is_of_policies(detail: str) -> bool:
    """Whether a denial speaks of policies. A wrong password is told by the same code.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
    """
    words = detail.lower()
    return any(sign in words for sign in ("not authorized", "explicit deny", "because no "))


def _not_allowed(user: str, detail: str) -> RootwardError:
    return IncompleteError(
        # No colon after the word: what follows one is masked as a password.
        f"{user} is not allowed to change the own password ({detail}){UNCHANGED}",
        advice=f"have {ACTION} allowed, or all users let change theirs (rootward password policy); where a denial "
        "asks for MFA: rootward mfa session -- rootward password change",
    )


def _wrong(user: str, _detail: str) -> RootwardError:
    return UsageError(
        f"that is not the present password of {user}{UNCHANGED}",
        advice="type the one of your sign-in to the console; whoever forgot it asks an administrator for a new one",
    )


def _unfit(user: str, detail: str) -> RootwardError:
    told = detail.partition(": ")[2] or detail
    return UsageError(
        f"AWS does not take the new password of {user}: {told}{UNCHANGED}",
        advice="choose another: rootward password generate, and rootward password policy shows the rules",
    )


def _malformed(user: str, _detail: str) -> RootwardError:
    return UsageError(
        f"AWS does not take the form of one of the two passwords of {user}{UNCHANGED}",
        advice="1 to 128 characters, each up to U+00FF, and no control character but tab and line ending",
    )


def _none_there(user: str, _detail: str) -> RootwardError:
    return UsageError(
        f"{user} has no console password, so there is none to change",
        advice="an administrator gives one: console → IAM → Users → the user → Security credentials",
    )


def _no_user(_user: str, _detail: str) -> RootwardError:
    return UsageError("these credentials are no IAM user's, and only an IAM user changes its password so")


def _not_now(user: str, detail: str) -> RootwardError:
    return IncompleteError(
        f"AWS cannot change the password of {user} now: {detail}{UNCHANGED}", advice="try again in some minutes"
    )


_BY_CODE: dict[str, Callable[[str, str], RootwardError]] = {
    "EntityTemporarilyUnmodifiable": _not_now,
    "InvalidUserType": _no_user,
    "LimitExceeded": _not_now,
    "NoSuchEntity": _none_there,
    "PasswordPolicyViolation": _unfit,
    "ServiceFailure": _not_now,
    "ValidationError": _malformed,
}
