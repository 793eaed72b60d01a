"""Retire: the keys that rotations switched off, deleted once they were observed for long enough; never before.

Each is looked at live first. Where an old key turns out to be used, its rotation goes back instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from rootward.errors import CredentialsError, EndpointError, RootwardError
from rootward.local.account_lock import account_lock
from rootward.local.rotations import RotationWriter
from rootward.model.rotation import Rotation, State
from rootward.workflows.apply import refuse_endpoint
from rootward.workflows.rotating.run import Rested, run
from rootward.workflows.rotating.setting import FindStore, Setting

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession

OBSERVED = (State.OBSERVING, State.ROLLED_BACK)
"""The states in which a key is switched off, and waits to be deleted."""


class NotRetired(msgspec.Struct, frozen=True, kw_only=True):
    """A rotation that could not be gone on with; it is as it was, or as its journal says."""

    rotation: Rotation
    error: RootwardError


def retire(
    session: AwsSession, find_store: FindStore, setting: Setting, user: str | None = None
) -> tuple[Rested | NotRetired, ...]:
    """Look at each key of the account that a rotation on this machine observes, and delete those whose days are over.

    `user`: only that user's. One that fails does not hold up the others. Raises GuardRefusedError, JournalError where
    the journals cannot be read, CredentialsError and EndpointError.
    """
    refuse_endpoint(session, allowed=setting.foreign_endpoint)
    account = session.identity.account
    with account_lock(account, setting.folder):
        rotations = setting.rotations(account)
        observed = [one for one in rotations if one.state in OBSERVED and not one.is_over]
        chosen = [one for one in observed if user in {None, one.owner.user}]
        return tuple(_retired(session, find_store, setting, rotation) for rotation in chosen)


def _retired(session: AwsSession, find_store: FindStore, setting: Setting, rotation: Rotation) -> Rested | NotRetired:
    try:
        store = find_store(rotation.opened.place)
        with RotationWriter.reopen(rotation, setting.folder) as writer:
            return run(setting.tools(setting.keys(session), store, writer), may_delete=True)
    except (CredentialsError, EndpointError):
        raise
    except RootwardError as error:
        return NotRetired(rotation=rotation, error=error)
