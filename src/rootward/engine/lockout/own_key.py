"""The caller's own credential: without it nobody could even undo."""

from __future__ import annotations

from rootward.engine.lockout.caller import Caller, user_of
from rootward.engine.lockout.ruling import Refusal
from rootward.engine.lockout.stage import Stage
from rootward.engine.lockout.telling import told
from rootward.model.change import AccessKeyChange
from rootward.model.unknown import Unknown

_OTHERWISE = "sign in as another administrator, and apply it as that"


def own_key_lost(caller: Caller, stage: Stage) -> Refusal | None:
    """What would take the key that the caller signs with, or the only active key of the user who it is."""
    retired = [one for one in stage.changes if isinstance(one, AccessKeyChange) and one.after != "Active"]
    for change in retired:
        if change.key_id == caller.key_id:
            return Refusal(f"{told(change)} would take the key that you act with", _OTHERWISE, change)
    user = user_of(caller, stage.account)
    mine = [change for change in retired if change.user == user]
    return _last_of_user(mine, stage) if mine else None


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
