"""Whether gaps are closed, by facts that were read anew."""

from __future__ import annotations

from collections.abc import Iterable

from rootward.checks.check import Check
from rootward.engine.judging import judge
from rootward.model.account import Account
from rootward.model.applied import Proof
from rootward.model.baseline import Baseline
from rootward.model.finding import Finding
from rootward.model.plan import Gap


def proofs(account: Account, gaps: Iterable[Gap], checks: Iterable[Check], baseline: Baseline) -> tuple[Proof, ...]:
    """What the account says of each gap, each once, in order. A gap of a check that is not given is unknown.

    A user or role that is gone has no gap any more: the check says nothing of it, and it counts as closed where the
    check was decided for the account.
    """
    wanted = tuple(dict.fromkeys(gaps))
    asked = {gap.check for gap in wanted}
    concerned = [check for check in checks if check.id in asked]
    findings: dict[str, list[Finding]] = {check.id: [] for check in concerned}
    for finding in judge(account, concerned, baseline, verbose=True):
        findings[finding.check].append(finding)
    return tuple(_proof(gap, findings.get(gap.check), account) for gap in wanted)


def _proof(gap: Gap, findings: list[Finding] | None, account: Account) -> Proof:
    if findings is None:
        return Proof(gap=gap, status="unknown", detail="this version has no such check")
    own = [finding for finding in findings if finding.resource == gap.resource]
    failing = next((finding for finding in own if finding.status == "fail"), None)
    if failing is not None:
        return Proof(gap=gap, status="open", detail=failing.message)
    of_all = [finding for finding in findings if finding.resource == account.resource]
    unknown = next((finding for finding in (*own, *of_all) if finding.status == "unknown"), None)
    if unknown is not None:
        return Proof(gap=gap, status="unknown", detail=unknown.message)
    return Proof(gap=gap, status="closed", detail=own[0].message if own else "")
