"""Where and how a rotation is driven."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from rootward.local.key_stash import KeyStash, sweep
from rootward.local.key_stores.store import Store
from rootward.local.rotations import RotationWriter, rotations_of
from rootward.model.rotation import Place, Rotation
from rootward.workflows.rotating.held_here import held_here
from rootward.workflows.rotating.tools import Tools
from rootward.workflows.running.pace import Pace

if TYPE_CHECKING:
    from rootward.aws.access_keys import AccessKeys
    from rootward.aws.session import AwsSession

FindStore = Callable[[Place], Store]
"""Makes the store of a rotation again from what its journal says of the place. Raises UsageError where it cannot."""


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What is around a rotation."""

    announce: Callable[[str], None]
    """Told each state that is reached, and what a person should know of it."""
    pace: Pace = Pace()
    folder: Path | None = None
    """In place of rootward's own folder."""
    foreign_endpoint: bool = False
    """Whether an endpoint is taken that is neither AWS's nor on this machine."""

    def rotations(self, account: str) -> tuple[Rotation, ...]:
        """All of that account, whose lock is held; no secret of one that is over stays. Raises JournalError."""
        found = rotations_of(account, self.folder)
        sweep(account, found, self.folder)
        return found

    def keys(self, session: AwsSession) -> AccessKeys:
        """The calls, in that session."""
        from rootward.aws.access_keys import AccessKeys
        from rootward.aws.aws_clock import AwsClock

        return AccessKeys(session, AwsClock(self.pace.now, self.pace.clock))

    def tools(self, keys: AccessKeys, store: Store, writer: RotationWriter) -> Tools:
        """What the rotation of that journal works with."""
        rotation = writer.rotation
        return Tools(
            keys=keys,
            store=store,
            stash=KeyStash(rotation.owner.account, rotation.id, self.folder),
            journal=writer,
            pace=self.pace,
            held_here=held_here,
            announce=self.announce,
        )
