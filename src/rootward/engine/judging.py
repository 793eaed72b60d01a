"""Ask every check its question, and sign the answers as findings."""

from __future__ import annotations

from collections.abc import Iterable

from rootward.checks.check import Check
from rootward.checks.verdict import Verdict, joined
from rootward.errors import InternalError
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.finding import SEVERITIES, STATUSES, Finding
from rootward.model.unknown import Reason, Unknown

_REASONS: tuple[Reason, ...] = ("denied", "failed", "not_collected", "not_observable")
"""A finding with several reasons names the first: those that somebody can settle come first."""

_REASON_TEXT: dict[Reason, str] = {
    "denied": "AWS denied the read",
    "failed": "the read failed",
    "not_collected": "not collected",
    "not_observable": "AWS does not show it here",
}


def judge(
    account: Account, checks: Iterable[Check], baseline: Baseline, *, verbose: bool = False
) -> tuple[Finding, ...]:
    """Every finding of `checks`, in their order, worst first within a check.

    A check that holds for all its resources is one `pass` row of the account; with `verbose` each resource keeps
    its own row. Raises InternalError when a check says nothing at all: silence must never read as a pass.
    """
    findings: list[Finding] = []
    for check in checks:
        verdicts = tuple(check.judge(account, baseline))
        if not verdicts:
            message = f"check {check.id} gave no verdict"
            raise InternalError(message)
        shown = verdicts if verbose else _collapsed(account, verdicts)
        unmet = {(limit.framework, limit.control) for limit in check.limits if not limit.strict_enough(baseline)}
        signed = [_sign(account, check, verdict, unmet) for verdict in shown]
        findings.extend(sorted(signed, key=_rank))
    return tuple(findings)


def _collapsed(account: Account, verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """Without the passes and exemptions that stand beside something worse; all passes as one."""
    telling = tuple(verdict for verdict in verdicts if verdict.status in {"fail", "unknown"})
    if telling:
        return telling
    passed = [verdict for verdict in verdicts if verdict.status == "pass"]
    if len(passed) > 1:
        narrowed = [verdict.controls for verdict in passed if verdict.controls is not None]
        controls = joined(narrowed) if len(narrowed) == len(passed) else None
        return (Verdict(status="pass", resource=account.resource, controls=controls),)
    return tuple(passed) or verdicts[:1]


def _sign(account: Account, check: Check, verdict: Verdict, unmet: set[tuple[str, str]]) -> Finding:
    return Finding(
        check=check.id,
        practice=check.practice,
        severity=verdict.severity or check.severity,
        status=verdict.status,
        resource=verdict.resource,
        message=verdict.message or _message(check, verdict),
        evidence=verdict.evidence,
        controls=_controls(check, verdict, unmet),
        unknown_because=_because(verdict.unknowns) if verdict.status == "unknown" else None,
        missing_permissions=_missing(account, check, verdict) if verdict.status == "unknown" else (),
        fix=(verdict.fix or check.fix) if verdict.status == "fail" else "none",
    )


def _controls(check: Check, verdict: Verdict, unmet: set[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """The verdict's controls; a pass under a baseline laxer than a control does not speak for that control."""
    spoken_for = check.controls if verdict.controls is None else verdict.controls
    if verdict.status != "pass" or not unmet:
        return dict(spoken_for)
    kept = {
        framework: tuple(control for control in controls if (framework, control) not in unmet)
        for framework, controls in spoken_for.items()
    }
    return {framework: controls for framework, controls in kept.items() if controls}


def _message(check: Check, verdict: Verdict) -> str:
    if verdict.status == "unknown":
        return "cannot tell: " + "; ".join(dict.fromkeys(_told(one) for one in verdict.unknowns))
    return check.holds


def _told(one: Unknown) -> str:
    reason = _REASON_TEXT[one.reason]
    return f"{reason}: {one.detail}" if one.detail and one.detail != reason else reason


def _because(unknowns: tuple[Unknown, ...]) -> Reason:
    reasons = {one.reason for one in unknowns}
    return next((reason for reason in _REASONS if reason in reasons), "not_observable")


def _missing(account: Account, check: Check, verdict: Verdict) -> tuple[str, ...]:
    """What would have to be granted for the check to be decided.

    A check stops at the first fact that leaves it open; the others that it reads and that were denied are named too,
    so that one grant is enough.
    """
    facts = (getattr(account, fact) for fact in check.facts)
    unread = (*verdict.unknowns, *(fact for fact in facts if isinstance(fact, Unknown)))
    denied = [one for one in unread if one.reason == "denied" and one.action]
    return tuple(sorted({action for one in denied for action in (one.action, *one.untried) if action}))


def _rank(finding: Finding) -> tuple[int, int, str, str]:
    return (STATUSES.index(finding.status), SEVERITIES.index(finding.severity), finding.resource, finding.message)
