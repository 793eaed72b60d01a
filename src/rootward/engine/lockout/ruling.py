"""What the lockout guard says of a plan or a step: it is fine, it is refused, or a live proof has to decide."""

from __future__ import annotations

import msgspec

from rootward.model.change import Change


class Refusal(msgspec.Struct, frozen=True):
    """It must not be made."""

    reason: str
    """One line: what would happen, to whom, by which step."""
    advice: str
    """One line: what to do."""
    change: Change | None = None
    """The step that would do it; None where it is a stage as a whole."""


class Unproven(msgspec.Struct, frozen=True):
    """Administrators remain, if service control policies that were not read leave them their power.

    One who acts as one of them, and has success, proves it.
    """

    reason: str
    administrators: tuple[str, ...]
    """ARNs of users and roles, sorted. Of one whose power is a role's, the role as well: it acts as that."""


Ruling = Refusal | Unproven | None
"""None: nothing stands against it."""
