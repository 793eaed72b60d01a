"""Practice 4, passwords: strong where AWS lets you choose, gone where nobody uses them."""

from __future__ import annotations

from rootward.checks.check import Check
from rootward.checks.passwords import (
    console_password_unused,
    password_change_forbidden,
    password_complexity_low,
    password_expiry_off_baseline,
    password_policy_missing,
    password_reuse_allowed,
    password_too_short,
)

CHECKS: tuple[Check, ...] = (
    password_policy_missing.CHECK,
    password_too_short.CHECK,
    password_reuse_allowed.CHECK,
    password_complexity_low.CHECK,
    password_expiry_off_baseline.CHECK,
    password_change_forbidden.CHECK,
    console_password_unused.CHECK,
)
