"""The checks of practice `access_keys`, in the order in which they are read."""

from __future__ import annotations

from rootward.checks.check import Check

CHECKS: tuple[Check, ...] = ()
