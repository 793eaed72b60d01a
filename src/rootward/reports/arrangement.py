"""An audit arranged for reading: what is wrong first, by practice, worst first; then what is not known.

The formats that people read (text, Markdown) lay out what is here; nothing here knows of layout.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from rootward.checks.registry import BY_ID
from rootward.model.audit import Audit, Summary, UnmetControl
from rootward.model.finding import PRACTICES, SEVERITIES, Finding, Practice, Severity
from rootward.model.root_user import RootState
from rootward.model.unknown import Reason
from rootward.reports.evidence import told
from rootward.reports.names import last_part, safe

PRACTICE_NAMES: dict[Practice, str] = {
    "identities": "Identities",
    "mfa": "MFA",
    "access_keys": "Access keys",
    "passwords": "Passwords",
    "root_use": "Root use",
}

REASONS: dict[Reason, str] = {
    "denied": "AWS denied the read",
    "failed": "The read failed",
    "not_collected": "Not collected",
    "not_observable": "AWS does not show it here",
}
"""In the order in which they are read: first what somebody can settle."""

MFA_LIMIT = "people who sign in by federation are not counted: IAM does not show their MFA"

_ROOT_STATES: dict[RootState, str] = {
    "none": "Root has no credentials",
    "central": "Root has no credentials: its organisation manages them centrally",
    "protected": "Root is protected: it has MFA, no access key and no signing certificate",
    "exposed": "Root is exposed",
    "unknown": "Root's state is not known: what could be read does not decide it",
}
_ROOT_CREDENTIAL_CHECKS = ("root-access-key-present", "root-certificate-present", "root-mfa-missing")
_EXPOSED = "it has an access key, a signing certificate, or a password without MFA"

_FRAMEWORKS = {"cis": "CIS", "security-hub": "Security Hub"}


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One check that failed, and its failing findings."""

    check: str
    title: str
    severity: Severity
    """That of the worst finding."""
    why: str
    next_step: str
    findings: tuple[Finding, ...]


class PracticeProblems(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong in one practice, worst first."""

    practice: Practice
    problems: tuple[Problem, ...]


class Undecided(msgspec.Struct, frozen=True, kw_only=True):
    """One reason for not knowing, and what it leaves open."""

    message: str
    open: tuple[str, ...]
    """Check ids; with a resource's name where it is neither the account nor root."""


def root_sentence(audit: Audit) -> str:
    """Root's state in one sentence; where it is exposed, by what."""
    state, exposed_by = root_state(audit)
    return f"{state}: {exposed_by}." if exposed_by else f"{state}."


def root_state(audit: Audit) -> tuple[str, str]:
    """Root's state in words, and, where it is exposed, by what. What a finding adds in brackets is left to it."""
    state = audit.account.root_state
    if state != "exposed":
        return _ROOT_STATES[state], ""
    seen = [
        told(finding.message).split(" (", 1)[0]
        for finding in audit.findings
        if finding.status in {"fail", "accepted"} and finding.check in _ROOT_CREDENTIAL_CHECKS
    ]
    return _ROOT_STATES[state], "; ".join(seen) or _EXPOSED


def problems(audit: Audit) -> tuple[PracticeProblems, ...]:
    """Everything that failed. The practice that holds the worst comes first."""
    by_check: dict[str, list[Finding]] = {}
    for finding in audit.findings:
        if finding.status == "fail":
            by_check.setdefault(finding.check, []).append(finding)
    found: dict[Practice, list[Problem]] = {}
    for findings in by_check.values():
        found.setdefault(findings[0].practice, []).append(_problem(findings))
    arranged = (
        PracticeProblems(practice=practice, problems=tuple(sorted(found[practice], key=_severity)))
        for practice in PRACTICES
        if practice in found
    )
    return tuple(sorted(arranged, key=lambda one: _severity(one.problems[0])))


def undecided(audit: Audit, reason: Reason) -> tuple[Undecided, ...]:
    """What is not known for `reason`; findings that say the same stand together."""
    said: dict[str, list[str]] = {}
    for finding in audit.findings:
        if finding.status == "unknown" and finding.unknown_because == reason:
            said.setdefault(_without_reason(told(finding.message), reason), []).append(_open(audit, finding))
    return tuple(Undecided(message=message, open=tuple(dict.fromkeys(checks))) for message, checks in said.items())


def missing_permissions(audit: Audit) -> tuple[str, ...]:
    """The IAM actions whose denial left something unknown, sorted."""
    return tuple(sorted({action for finding in audit.findings for action in finding.missing_permissions}))


def incomplete_checks(audit: Audit) -> int:
    """How many checks a denied or failed read left unknown, wholly or for some resource."""
    return len({one.check for one in audit.findings if one.unknown_because in {"denied", "failed"}})


def with_status(audit: Audit, *statuses: str) -> tuple[Finding, ...]:
    """The findings of these statuses, in the audit's order."""
    return tuple(finding for finding in audit.findings if finding.status in statuses)


def line(finding: Finding) -> str:
    """The finding's message, with the resource's name where the message does not hold it."""
    message, name = told(finding.message), safe(last_part(finding.resource))
    return message if name in message or _is_whole(finding.resource) else f"{message} ({name})"


def totals(summary: Summary) -> str:
    """`Score 61 of 100: 9 checks failed, 31 passed, 2 unknown`."""
    score = "No score, for nothing was decided" if summary.score is None else f"Score {summary.score} of 100"
    return f"{score}: {counts(summary)}"


def counts(summary: Summary) -> str:
    """`9 failed, 31 passed, 2 unknown`; what is zero is left out, but for the first two."""
    said = [f"{summary.fail} failed", f"{summary.passed} passed"]
    rest = ((summary.unknown, "unknown"), (summary.accepted, "accepted"), (summary.not_applicable, "not applicable"))
    return ", ".join(said + [f"{number} {word}" for number, word in rest if number])


def unmet(control: UnmetControl) -> str:
    """`CIS 7.0 2.12: keys at most 90 days old (access-key-old)`."""
    return f"{framework(control.framework)} {control.control}: {control.asks} ({control.check})"


def framework(name: str) -> str:
    """`cis-7.0` as `CIS 7.0`."""
    known, _, version = name.partition("-") if name.startswith("cis-") else (name, "", "")
    return f"{_FRAMEWORKS.get(known, known)} {version}".rstrip()


def controls(of: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """`CIS 7.0 2.5; Security Hub IAM.9`."""
    return "; ".join(f"{framework(name)} {', '.join(ids)}" for name, ids in sorted(of))


def _without_reason(message: str, reason: Reason) -> str:
    """The message without what stands above it already: `cannot tell: AWS denied the read: `."""
    short = message.removeprefix("cannot tell: ")
    heading = f"{REASONS[reason]}: "
    return short[len(heading) :] if short.casefold().startswith(heading.casefold()) else short


def _problem(findings: list[Finding]) -> Problem:
    check = BY_ID.get(findings[0].check)
    return Problem(
        check=findings[0].check,
        title=check.title if check else findings[0].check,
        severity=min((finding.severity for finding in findings), key=SEVERITIES.index),
        why=check.why if check else "",
        next_step=check.next_step if check else "",
        findings=tuple(findings),
    )


def _severity(problem: Problem) -> int:
    return SEVERITIES.index(problem.severity)


def _open(audit: Audit, finding: Finding) -> str:
    whole = _is_whole(finding.resource) or finding.resource.endswith(f":{audit.account.id}:root")
    return finding.check if whole else f"{finding.check} ({safe(last_part(finding.resource))})"


def _is_whole(resource: str) -> bool:
    return resource.startswith("AWS::::Account:")
