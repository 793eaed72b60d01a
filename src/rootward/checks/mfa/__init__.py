"""Practice 2, mfa: every person proves who they are with a second factor, root first."""

from __future__ import annotations

from rootward.checks.check import Check
from rootward.checks.mfa import root_mfa_missing

CHECKS: tuple[Check, ...] = (root_mfa_missing.CHECK,)
