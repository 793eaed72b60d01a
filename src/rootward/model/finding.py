"""A finding: what one check says of one resource, in the words of the JSON contract (schema 1)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from rootward.model.unknown import Reason

Status = Literal["pass", "fail", "unknown", "not_applicable", "accepted"]
Severity = Literal["critical", "high", "medium", "low"]
Practice = Literal["identities", "mfa", "access_keys", "passwords", "root_use"]
Fix = Literal["automatic", "irreversible", "guided", "none"]

PRACTICES: tuple[Practice, ...] = ("identities", "mfa", "access_keys", "passwords", "root_use")
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")
"""Worst first."""
STATUSES: tuple[Status, ...] = ("fail", "unknown", "accepted", "pass", "not_applicable")
"""Worst first: a check's status is the worst of its findings."""

Value = bool | int | str | None


class Evidence(msgspec.Struct, frozen=True):
    """One fact that a finding rests on: where it was read, when, and what it said."""

    source: str
    at: datetime
    fact: str
    value: Value


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What one check says of one resource."""

    check: str
    practice: Practice
    severity: Severity
    status: Status
    resource: str
    message: str
    evidence: tuple[Evidence, ...] = ()
    controls: dict[str, tuple[str, ...]] = {}
    unknown_because: Reason | None = None
    missing_permissions: tuple[str, ...] = ()
    fix: Fix = "none"
