"""Facts and a baseline in, an audit out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rootward.checks.check import Check
from rootward.engine.acceptance import accept
from rootward.engine.judging import judge
from rootward.engine.score import by_practice, outcomes, summarize
from rootward.model.account import Account
from rootward.model.audit import Audit, AuditedAccount, UnmetControl
from rootward.model.baseline import Baseline
from rootward.model.credential_report import CredentialReport
from rootward.model.root_user import root_user


def audit(
    account: Account,
    checks: Iterable[Check],
    baseline: Baseline,
    *,
    version: str,
    verbose: bool = False,
    warnings: tuple[str, ...] = (),
) -> Audit:
    """Judge `account` by `checks`. The same arguments give the same audit, to the byte."""
    asked = tuple(checks)
    findings, risk_warnings = accept(judge(account, asked, baseline, verbose=verbose), account, baseline)
    decided = outcomes(findings)
    return Audit(
        rootward=version,
        taken_at=account.taken_at,
        account=AuditedAccount(
            id=account.id,
            alias=account.alias if isinstance(account.alias, str) else None,
            partition=account.partition,
            caller=account.caller,
            root_state=root_user(account).state,
        ),
        summary=summarize(decided),
        findings=findings,
        outcomes=decided,
        practices=by_practice(decided),
        unmet_controls=tuple(unmet_controls(asked, baseline)),
        warnings=(*warnings, *_unread_columns(account), *risk_warnings),
        endpoint=account.endpoint,
    )


def _unread_columns(account: Account) -> Iterator[str]:
    report = account.credential_report
    if isinstance(report, CredentialReport) and report.unread_columns:
        columns = ", ".join(report.unread_columns)
        yield f"the credential report tells more than this version judges, in its columns {columns}: look at them there"


def unmet_controls(checks: Iterable[Check], baseline: Baseline) -> Iterator[UnmetControl]:
    """The controls that ask more than the baseline does."""
    for check in checks:
        for limit in check.limits:
            if not limit.strict_enough(baseline):
                yield UnmetControl(framework=limit.framework, control=limit.control, check=check.id, asks=limit.asks)
