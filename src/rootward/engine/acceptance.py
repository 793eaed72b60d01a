"""Accepted risks: findings that somebody decided to live with, until a day."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

import msgspec

from rootward.model.account import Account
from rootward.model.baseline import AcceptedRisk, Baseline
from rootward.model.finding import Finding


def accept(
    findings: tuple[Finding, ...], account: Account, baseline: Baseline
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """The findings with accepted risks marked, and a warning for each accepted risk that did nothing.

    Only a `fail` can be accepted: what is not known cannot be weighed. A risk holds through its day of expiry
    (UTC), judged at the account's `taken_at`.
    """
    today = account.taken_at.date()
    current = tuple(risk for risk in baseline.accepted_risks if risk.expires >= today)
    used: set[AcceptedRisk] = set()
    marked: list[Finding] = []
    for finding in findings:
        covering = [risk for risk in current if _covers(risk, finding)]
        used.update(covering)
        marked.append(_accepted(finding, covering[0]) if covering else finding)
    return tuple(marked), tuple(_warnings(baseline, current, used))


def _covers(risk: AcceptedRisk, finding: Finding) -> bool:
    return finding.status == "fail" and risk.check == finding.check and fnmatchcase(finding.resource, risk.resource)


def _accepted(finding: Finding, risk: AcceptedRisk) -> Finding:
    message = f"{finding.message} (accepted by {risk.owner} until {risk.expires}: {risk.reason})"
    return msgspec.structs.replace(finding, status="accepted", message=message, fix="none")


def _warnings(baseline: Baseline, current: tuple[AcceptedRisk, ...], used: set[AcceptedRisk]) -> Iterator[str]:
    for risk in baseline.accepted_risks:
        what = f"the accepted risk for {risk.check} on {risk.resource}"
        if risk not in current:
            yield f"{what} expired on {risk.expires}"
        elif risk not in used:
            yield f"{what} matches no finding"
