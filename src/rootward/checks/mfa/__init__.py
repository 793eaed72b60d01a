"""Practice 2, mfa: every person proves who they are with a second factor, root first."""

from __future__ import annotations

from rootward.checks.check import Check
from rootward.checks.mfa import (
    admin_mfa_phishable,
    mfa_device_unassigned,
    mfa_not_enforced,
    root_mfa_missing,
    root_mfa_not_hardware,
    root_mfa_single,
    user_mfa_missing,
)

CHECKS: tuple[Check, ...] = (
    root_mfa_missing.CHECK,
    root_mfa_not_hardware.CHECK,
    root_mfa_single.CHECK,
    user_mfa_missing.CHECK,
    mfa_not_enforced.CHECK,
    admin_mfa_phishable.CHECK,
    mfa_device_unassigned.CHECK,
)
