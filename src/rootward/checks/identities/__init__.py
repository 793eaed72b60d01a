"""The checks of practice `identities`, in the order in which they are read."""

from __future__ import annotations

from rootward.checks.check import Check

CHECKS: tuple[Check, ...] = ()
