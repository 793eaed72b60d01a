"""Keys that are old enough to be rotated, and who does it: what `rootward keys rotate --all` answers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from rootward.model.access import AskedAccount
from rootward.model.key_list import LastUse

Next = Literal["here", "owner", "unused", "off", "root"]
"""`here`: it lies in a profile of this machine, where it can be rotated now. `owner`: it lies elsewhere, and who has it
there rotates it. `unused`: nobody has used it lately, so it is switched off, not rotated. `off`: it is switched off,
and can be deleted. `root`: root's keys are deleted, never rotated."""


class DueKey(msgspec.Struct, frozen=True, kw_only=True):
    """One of them."""

    user: str
    key_id: str
    """Empty where nobody is shown it."""
    age_days: int | None
    """None: not known."""
    last_use: LastUse | None
    """None: not known."""
    next: Next
    command: tuple[str, ...]
    """The words of the command that does it, run where `next` says."""
    places: tuple[str, ...] = ()
    """Where it lies on this machine."""
    reason: str = ""
    """Why that is next, where it is not plain."""


class KeysDue(msgspec.Struct, frozen=True, kw_only=True):
    """All of them, the owners by name."""

    taken_at: datetime
    account: AskedAccount
    older_than_days: int
    keys: tuple[DueKey, ...]
    unread: tuple[str, ...]
    """What was denied or failed, and is not told for it."""
