"""The lockout guard: whether somebody could still administer the account after each step of a plan."""

from __future__ import annotations

from rootward.engine.lockout.caller import Caller, holder_of
from rootward.engine.lockout.guard import Guard
from rootward.engine.lockout.root_alone import left_to_root
from rootward.engine.lockout.ruling import Refusal, Ruling, Unproven
from rootward.engine.lockout.touch import touched

__all__ = ["Caller", "Guard", "Refusal", "Ruling", "Unproven", "holder_of", "left_to_root", "touched"]
