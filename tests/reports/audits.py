"""Literal audits for the reports: one with everything that a report can show, one clean, one where all was denied."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from rootward.engine.score import by_practice, outcomes, summarize
from rootward.model.audit import Audit, AuditedAccount, UnmetControl
from rootward.model.finding import Evidence, Finding

ACCOUNT = "123456789012"
NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
REPORTED = datetime(2026, 1, 31, 11, 0, tzinfo=UTC)
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
WHOLE = f"AWS::::Account:{ACCOUNT}"


def user(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:user/{name}"


def finding(  # noqa: PLR0917 - literal findings read best as rows
    check: str, practice: str, severity: str, status: str, resource: str, message: str, **rest: Any
) -> Finding:
    return Finding(
        check=check,
        practice=practice,  # type: ignore[arg-type]
        severity=severity,  # type: ignore[arg-type]
        status=status,  # type: ignore[arg-type]
        resource=resource,
        message=message,
        **rest,
    )


def audit(*findings: Finding, state: str = "protected", **rest: Any) -> Audit:
    """These findings counted and scored as an audit of account 123456789012, alias acme."""
    decided = outcomes(findings)
    account = {"id": ACCOUNT, "alias": "acme", "partition": "aws", "caller": user("auditor"), "root_state": state}
    fields: dict[str, Any] = {
        "rootward": "0.1.0",
        "taken_at": NOW,
        "account": AuditedAccount(**{**account, **rest.pop("account", {})}),
        "summary": summarize(decided),
        "findings": findings,
        "outcomes": decided,
        "practices": by_practice(decided),
    }
    return Audit(**{**fields, **rest})


ROOT_MFA = finding(
    "root-mfa-missing",
    "mfa",
    "critical",
    "fail",
    ROOT,
    "root has a password and no MFA device",
    evidence=(
        Evidence("account-summary", NOW, "AccountMFAEnabled", value=False),
        Evidence("account-summary", NOW, "AccountPasswordPresent", value=True),
    ),
    controls={"cis-3.0": ("1.5",), "cis-7.0": ("2.5",), "security-hub": ("IAM.9",)},
    fix="guided",
)

OLD_KEYS = tuple(
    finding(
        "access-key-old",
        "access_keys",
        "medium",
        "fail",
        user(f"robot-{number:02}"),
        f"access key 1 of robot-{number:02} is {400 - number} days old (created or last changed 2025-01-01)",
        evidence=(Evidence("credential-report", REPORTED, "access_key_1_last_rotated", "2025-01-01T00:00:00Z"),),
        controls={"cis-7.0": ("2.12",), "security-hub": ("IAM.3",)},
        fix="guided",
    )
    for number in range(14)
)

DENIED = finding(
    "password-policy-missing",
    "passwords",
    "high",
    "unknown",
    WHOLE,
    "cannot tell: AWS denied the read: access denied",
    unknown_because="denied",
    missing_permissions=("iam:GetAccountPasswordPolicy",),
)

HIDDEN = finding(
    "root-mfa-single",
    "mfa",
    "low",
    "unknown",
    ROOT,
    "cannot tell: AWS does not show it here: only a root session lists root's hardware devices",
    unknown_because="not_observable",
)

ACCEPTED = finding(
    "user-mfa-missing",
    "mfa",
    "high",
    "accepted",
    user("kiosk"),
    "kiosk has a console password and no MFA device "
    "(accepted by ann@example.com until 2026-12-31: signs in from one locked room only)",
)

PASSED = finding("root-access-key-present", "access_keys", "critical", "pass", ROOT, "root has no access key")

IDLE = finding(
    "users-not-federated",
    "identities",
    "medium",
    "not_applicable",
    WHOLE,
    "the account belongs to no organisation",
)

TROUBLED = audit(
    IDLE,
    ROOT_MFA,
    ACCEPTED,
    HIDDEN,
    PASSED,
    *OLD_KEYS,
    DENIED,
    state="exposed",
    endpoint="http://127.0.0.1:5000",
    unmet_controls=(
        UnmetControl(framework="cis-7.0", control="2.12", check="access-key-old", asks="keys at most 90 days old"),
        UnmetControl(
            framework="security-hub", control="IAM.3", check="access-key-old", asks="keys at most 90 days old"
        ),
    ),
    warnings=("the accepted risk for access-key-old on * expired on 2025-12-31",),
)

CLEAN = audit(PASSED, IDLE)

BLIND = audit(
    *(
        finding(
            check,
            practice,
            severity,
            "unknown",
            WHOLE,
            "cannot tell: AWS denied the read: access denied",
            unknown_because="denied",
            missing_permissions=permissions,
        )
        for check, practice, severity, permissions in (
            ("root-mfa-missing", "mfa", "critical", ("iam:GetAccountSummary",)),
            ("user-mfa-missing", "mfa", "high", ("iam:GenerateCredentialReport", "iam:GetCredentialReport")),
            ("access-key-old", "access_keys", "medium", ("iam:GenerateCredentialReport", "iam:GetCredentialReport")),
        )
    ),
    state="unknown",
    account={"alias": None, "caller": ""},
)
