"""What a check says of one resource, before the engine signs it with the check's id, severity and controls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from rootward.model.account import Account
from rootward.model.finding import Evidence, Fix, Severity, Status
from rootward.model.root_user import Sighting
from rootward.model.unknown import Absent, Unknown


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of a check."""

    status: Status
    resource: str
    message: str = ""
    """Empty for a pass: the engine then says the check's own `holds`."""
    evidence: tuple[Evidence, ...] = ()
    severity: Severity | None = None
    """Where this one answer weighs other than its check."""
    fix: Fix | None = None
    """Where this one answer is mended otherwise than its check's others."""
    unknowns: tuple[Unknown, ...] = ()
    controls: Mapping[str, tuple[str, ...]] | None = None
    """Where this one answer speaks for fewer controls than its check."""


def speaking_for(verdict: Verdict, controls: Mapping[str, tuple[str, ...]]) -> Verdict:
    """The verdict, for these controls of its check's alone."""
    return msgspec.structs.replace(verdict, controls=controls)


def joined(several: Iterable[Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """All the controls of several mappings, each once, in order."""
    together: dict[str, dict[str, None]] = {}
    for controls in several:
        for framework, ids in controls.items():
            together.setdefault(framework, {}).update(dict.fromkeys(ids))
    return {framework: tuple(ids) for framework, ids in together.items()}


def passes(resource: str, message: str = "", *evidence: Evidence) -> Verdict:
    """The problem is proved absent."""
    return Verdict(status="pass", resource=resource, message=message, evidence=evidence)


def fails(
    resource: str, message: str, *evidence: Evidence, severity: Severity | None = None, fix: Fix | None = None
) -> Verdict:
    """The problem is there."""
    return Verdict(status="fail", resource=resource, message=message, evidence=evidence, severity=severity, fix=fix)


def unknown(resource: str, *unknowns: Unknown, message: str = "") -> Verdict:
    """Cannot be told: because of these facts. Without a message, the engine makes one of the reasons."""
    return Verdict(status="unknown", resource=resource, message=message, unknowns=unknowns)


def not_applicable(resource: str, message: str) -> Verdict:
    """The question does not arise, and why."""
    return Verdict(status="not_applicable", resource=resource, message=message)


def seen(sighting: Sighting) -> Evidence:
    """A sighting of root as evidence."""
    return Evidence(sighting.source, sighting.at, sighting.fact, sighting.value)


Fact = bool | int | str | datetime | Absent | Unknown | None
"""What a fact's value may be where it is read."""


def reported(account: Account, fact: str, value: Fact) -> Evidence:
    """A cell of the credential report as evidence."""
    report = account.credential_report
    at = account.taken_at if isinstance(report, Unknown) else report.generated_at
    return Evidence("credential-report", at, fact, plain(value))


def read(account: Account, source: str, fact: str, value: Fact) -> Evidence:
    """Something read live from `source` (as `account-summary`, `password-policy`) as evidence."""
    return Evidence(source, account.taken_at, fact, plain(value))


def plain(value: Fact) -> bool | int | str | None:
    """A fact's value as JSON shows it: dates as `2026-01-31T12:00:00Z`, absent cells by AWS's own word."""
    match value:
        case datetime():
            return value.strftime("%Y-%m-%dT%H:%M:%SZ")
        case Absent(cell=cell):
            return cell
        case Unknown(reason=reason):
            return reason
        case _:
            return value
