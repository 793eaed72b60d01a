"""Whom binding users to MFA would cut off today, why, and what becomes of each."""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["device", "bound", "programs", "unknown"]
"""No device; none, and bound already or allowed nothing; programs at work in the user's name; or it is not known."""

Way = Literal["open", "unsure", "given", "shut"]
"""Of whoever has no device: it may register one; it may perhaps; the plan lets it; or it cannot, even then."""


class CutOff(msgspec.Struct, frozen=True, kw_only=True):
    """One reason of one user."""

    user: str
    """Empty: nobody in particular, for the account's users could not be told apart."""
    kind: Kind
    why: str
    way: Way | None = None


class Enforcement(msgspec.Struct, frozen=True, kw_only=True):
    """What enforcing comes to."""

    bound: int
    """So many users are bound by the plan."""
    left: int
    """So many are not bound, and not by the plan either."""
    cut_off: tuple[CutOff, ...]
    """By name."""

    @property
    def is_open(self) -> bool:
        """Whether anybody is left, or may be."""
        return bool(self.left) or any(one.kind == "unknown" for one in self.cut_off)
