"""Count the checks and score them.

A check counts once, by its worst finding. Weights: critical 10, high 5, medium 2, low 1. The score is
passed / (passed + failed) in hundredths, rounded down; an accepted risk counts as failed here, what is unknown
stands beside the score and never inside it, and where nothing was decided there is no score.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from rootward.model.audit import CheckOutcome, PracticeScore, Summary
from rootward.model.finding import PRACTICES, SEVERITIES, STATUSES, Finding, Severity

WEIGHTS: dict[Severity, int] = {"critical": 10, "high": 5, "medium": 2, "low": 1}


def outcomes(findings: Iterable[Finding]) -> tuple[CheckOutcome, ...]:
    """One outcome a check, in the order of the findings, which come grouped by check."""
    return tuple(_outcome(tuple(group)) for _, group in groupby(findings, key=lambda finding: finding.check))


def summarize(checks: Iterable[CheckOutcome]) -> Summary:
    """The counts and the score of these checks."""
    decided = tuple(checks)
    counts = Counter(outcome.status for outcome in decided)
    weigh: Counter[str] = Counter()
    for outcome in decided:
        weigh[outcome.status] += WEIGHTS[outcome.severity]
    total = weigh["pass"] + weigh["fail"] + weigh["accepted"]
    return Summary(
        score=100 * weigh["pass"] // total if total else None,
        fail=counts["fail"],
        passed=counts["pass"],
        unknown=counts["unknown"],
        not_applicable=counts["not_applicable"],
        accepted=counts["accepted"],
    )


def by_practice(checks: Iterable[CheckOutcome]) -> tuple[PracticeScore, ...]:
    """One score a practice of which a check ran."""
    ran = tuple(checks)
    return tuple(
        PracticeScore(practice=practice, summary=summarize(one for one in ran if one.practice == practice))
        for practice in PRACTICES
        if any(one.practice == practice for one in ran)
    )


def _outcome(findings: tuple[Finding, ...]) -> CheckOutcome:
    worst = min(findings, key=lambda finding: (STATUSES.index(finding.status), SEVERITIES.index(finding.severity)))
    return CheckOutcome(check=worst.check, practice=worst.practice, severity=worst.severity, status=worst.status)
