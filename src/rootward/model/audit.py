"""An audit: what was found in one account, counted and scored."""

from __future__ import annotations

from datetime import datetime

import msgspec

from rootward.model.finding import Finding, Practice, Severity, Status
from rootward.model.root_user import RootState

AUDIT_SCHEMA = 1


class AuditedAccount(msgspec.Struct, frozen=True, kw_only=True):
    """The account as the report's head names it."""

    id: str
    alias: str | None
    """None where there is none, and where it could not be read."""
    partition: str
    caller: str
    """ARN of who collected the facts; empty when they came from files."""
    root_state: RootState


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """How many checks came out how, each counted once by its worst finding."""

    score: int | None
    """0 to 100; None when no check was decided."""
    fail: int = 0
    passed: int = msgspec.field(default=0, name="pass")
    unknown: int = 0
    not_applicable: int = 0
    accepted: int = 0


class CheckOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """One check as a whole: the status of its worst finding, and how much it weighs."""

    check: str
    practice: Practice
    severity: Severity
    """The check's own severity; where it failed, that of its worst failing finding."""
    status: Status


class PracticeScore(msgspec.Struct, frozen=True, kw_only=True):
    """One of the five practices, counted and scored like the whole."""

    practice: Practice
    summary: Summary


class UnmetControl(msgspec.Struct, frozen=True, kw_only=True):
    """A control that the baseline asks less than: it counts as not met, whatever its check says."""

    framework: str
    control: str
    check: str
    asks: str


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a report shows."""

    schema: int = AUDIT_SCHEMA
    rootward: str
    """The version of rootward that judged."""
    taken_at: datetime
    account: AuditedAccount
    summary: Summary
    findings: tuple[Finding, ...]
    """By practice, then check, then resource, in the order of the registry."""

    outcomes: tuple[CheckOutcome, ...] = ()
    practices: tuple[PracticeScore, ...] = ()
    unmet_controls: tuple[UnmetControl, ...] = ()
    warnings: tuple[str, ...] = ()
    endpoint: str | None = None
    """The endpoint override that the facts were read through."""
