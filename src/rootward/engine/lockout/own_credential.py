"""The caller's own credential: without it nobody could even undo."""

from __future__ import annotations

from rootward.engine.lockout.caller import Caller, holder_of, user_of
from rootward.engine.lockout.ruling import Refusal
from rootward.engine.lockout.stage import Stage
from rootward.engine.lockout.telling import told
from rootward.model.change import (
    AccessKeyChange,
    LoginProfileChange,
    MembershipChange,
    RoleChange,
    RootCredentialChange,
    UserChange,
)
from rootward.model.key_id import is_long_lived
from rootward.model.root_entry import root_entry
from rootward.model.root_user import root_user
from rootward.model.unknown import Unknown

_OTHERWISE = "sign in as another administrator, and apply it as that"
_WITH_MFA = "apply it as somebody else, or with a session that has MFA"


def own_credential_lost(caller: Caller, stage: Stage) -> Refusal | None:
    """What would take the caller's means to act: itself, its key, its user's last one, its password, or all but MFA."""
    return (
        _deleted(caller, stage)
        or _key_taken(caller, stage)
        or _root_key_taken(caller, stage)
        or _password_taken(caller, stage)
        or _bound_to_mfa(caller, stage)
    )


def _deleted(caller: Caller, stage: Stage) -> Refusal | None:
    """The user or role that it acts as."""
    acting = holder_of(caller, stage.account)
    for change in stage.changes:
        if isinstance(change, UserChange | RoleChange) and not change.after and change.arn == acting:
            return Refusal(f"you act as {change.name}, and {told(change)} would end that", _OTHERWISE, change)
    return None


def _password_taken(caller: Caller, stage: Stage) -> Refusal | None:
    """The password of a user who acts by a session: that of the console, CloudShell and `aws login` begins with it."""
    user = user_of(caller, stage.account)
    if user is None or (caller.key_id is not None and is_long_lived(caller.key_id)):
        return None
    for change in stage.changes:
        if isinstance(change, LoginProfileChange) and not change.after and change.user == user:
            reason = f"you act as {user} by a session, and {told(change)} would take what that may have begun with"
            return Refusal(reason, _OTHERWISE, change)
    return None


def _bound_to_mfa(caller: Caller, stage: Stage) -> Refusal | None:
    """What would have the calls after it denied, and those that take it back: only a session can have MFA.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
    """
    user = user_of(caller, stage.account)
    if user is None or caller.key_id is None or not is_long_lived(caller.key_id):
        return None
    joined = [one for one in stage.changes if isinstance(one, MembershipChange) and one.after and one.needs_mfa]
    bound = next((change for change in joined if change.user == user), None)
    if bound is None:
        return None
    reason = f"after {told(bound)} you, who act with an access key of {user}, could do nothing without MFA"
    return Refusal(reason, _WITH_MFA, bound)


def _key_taken(caller: Caller, stage: Stage) -> Refusal | None:
    retired = [one for one in stage.changes if isinstance(one, AccessKeyChange) and one.after != "Active"]
    for change in retired:
        if change.key_id == caller.key_id:
            return Refusal(f"{told(change)} would take the key that you act with", _OTHERWISE, change)
    user = user_of(caller, stage.account)
    mine = [change for change in retired if change.user == user]
    return _last_of_user(mine, stage) if mine else None


def _root_key_taken(caller: Caller, stage: Stage) -> Refusal | None:
    """The key that root signs with; or, where root has no password, one that its session may have begun with.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
    """
    entry = root_entry(stage.account.partition)
    keys = [one for one in stage.changes if isinstance(one, RootCredentialChange) and one.credential == "access-key"]
    for change in (one for one in keys if one.after != "Active"):
        if change.id == caller.key_id:
            return Refusal(f"{told(change)} would take the key that you act with", entry.spared(change.id), change)
        password = root_user(stage.account).password
        if change.before == "Inactive" or is_long_lived(caller.key_id or ""):
            continue
        if isinstance(password, Unknown):
            why = f"whether root has a password is not known ({password.detail or password.reason})"
        elif not password.value:
            why = "root has no password"
        else:
            continue
        reason = f"{why}, and {told(change)} would take what your session may have begun with"
        advice = "give root a password first, or switch the key off by hand"
        return Refusal(reason, advice if entry.has_console else entry.spared(change.id), change)
    return None


def _last_of_user(retired: list[AccessKeyChange], stage: Stage) -> Refusal | None:
    listed, last = stage.account.access_keys, retired[-1]
    if isinstance(listed, Unknown):
        reason = f"you act as {last.user}, whose access keys could not be read: {told(last)} might take your only one"
        return Refusal(reason, _OTHERWISE, last)
    status = {key.id: key.status for key in listed if key.user == last.user}
    active = {key for key, state in status.items() if state == "Active"}
    # One that is not listed is active if the change says so: it may be newer than the list.
    lost = [change for change in retired if status.get(change.key_id, change.before) == "Active"]
    if not lost or active - {change.key_id for change in lost}:
        return None
    reason = f"you act as {last.user}, and {told(lost[-1])} would take your only active key"
    return Refusal(reason, _OTHERWISE, lost[-1])
