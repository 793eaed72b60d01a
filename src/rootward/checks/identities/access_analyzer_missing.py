"""A region has no analyzer of external access.

## What it checks
In each enabled region: whether an IAM Access Analyzer analyzer of type `ACCOUNT` or `ORGANIZATION` is `ACTIVE`. The
types for unused and internal access answer other questions and do not count.

An `ORGANIZATION` analyzer is shown only to the account that holds it, the management account or a delegated
administrator. So in an account of an organisation, a region without an analyzer of its own is `unknown`: another
account may look after it. A region in which a service control policy forbids the read is nobody's place of work, and
no fault.

## Why it matters
Access Analyzer tells which buckets, roles, keys, queues and functions somebody outside can reach. Without it, a
policy that opens one of them to the world stays unseen, in the very region where nobody looks.

## How to fix it
`aws accessanalyzer create-analyzer --analyzer-name external --type ACCOUNT --region REGION`, once for each region.
Type `ACCOUNT` costs nothing; the types for unused and internal access are paid.

## How rootward fixes it
`rootward plan` makes an analyzer of type `ACCOUNT` in each region that fails, named `external`, or another name where
an analyzer of another type has that one. It makes no other type, for the others are paid. The first one makes AWS's
own role for it (`AWSServiceRoleForAccessAnalyzer`), which stays. `rootward undo` deletes the analyzers that the run
made.

AWS allows one analyzer of type `ACCOUNT` in a region. One that is there and is not `ACTIVE` is left to you: its
archive rules and findings would go with it.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-create-external.html>
- <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_AnalyzerSummary.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-quotas.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html>
- <https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-28>
- CIS AWS Foundations Benchmark: 3.0 1.20 · 5.0 1.19 · 7.0 2.18; Security Hub IAM.28 (which looks at account analyzers
  only, and at one region at a time)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rootward.checks.check import Check
from rootward.checks.identities.analyzer_everywhere import EXTERNAL_ACCESS, REMEDY, active
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, read, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.monitoring import Analyzer
from rootward.model.unknown import Blocked, Unknown

Regional = tuple[Analyzer, ...] | Unknown | Blocked

ACTION = "access-analyzer:ListAnalyzers"
SHOWN = 4
"""So many regions of one verdict are named; the rest are counted."""


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict for each enabled region, all of the account; regions that cannot be told stand together."""
    analyzers = account.analyzers
    if isinstance(analyzers, Unknown):
        yield unknown(account.resource, analyzers)
        return
    read_in = {regional.region: regional.analyzers for regional in analyzers}
    regions = account.regions
    if isinstance(regions, Unknown):
        # What was read of single regions still proves a failure; that there are no others, nobody said.
        yield unknown(account.resource, regions)
        regions = tuple(read_in)
    elif not regions:
        yield unknown(account.resource, Unknown("failed", detail="no enabled region was listed"))
    yield from _judge_regions(account, sorted(regions), read_in)


def _judge_regions(account: Account, regions: list[str], read_in: Mapping[str, Regional]) -> Iterator[Verdict]:
    unread: dict[Unknown, list[str]] = {}
    elsewhere: list[str] = []
    for region in regions:
        match read_in.get(region, Unknown("not_collected", ACTION, "not read")):
            case Unknown() as fact:
                unread.setdefault(fact, []).append(region)
            case Blocked():
                yield not_applicable(account.resource, f"{region}: a service control policy blocks the region")
            case found if active(found):
                yield passes(account.resource, f"{region}: {active(found)} analyzes external access")
            case found if account.organization is None:
                yield _fails(account, region, found)
            case _:
                elsewhere.append(region)
    for fact, names in unread.items():
        yield unknown(account.resource, fact, message=f"{_listed(names)}: cannot tell: {fact.detail or fact.reason}")
    if elsewhere:
        yield _held_elsewhere(account, elsewhere)


def _fails(account: Account, region: str, analyzers: tuple[Analyzer, ...]) -> Verdict:
    external = next((analyzer for analyzer in analyzers if analyzer.kind in EXTERNAL_ACCESS), None)
    what = f"{external.name} is {external.status}" if external else "there is no analyzer of external access"
    evidence = read(account, "access-analyzer", f"status in {region}", external.status if external else None)
    return fails(account.resource, f"{region}: {what}", evidence)


def _held_elsewhere(account: Account, regions: list[str]) -> Verdict:
    """No analyzer here, in an account that may belong to an organisation: another account's may do."""
    missing = f"{_listed(regions)}: no active analyzer of external access here"
    organization = account.organization
    if isinstance(organization, Unknown):
        message = f"{missing}; whether an organisation's looks after it could not be read"
        return unknown(account.resource, organization, message=message)
    holder = "a delegated administrator"
    if organization is not None and account.is_management is False:
        holder = f"the management account {organization.management_account} or a delegated administrator"
    message = f"{missing}; one that {holder} holds for the organisation would be shown there only"
    return unknown(account.resource, Unknown("not_observable", detail=f"shown to {holder} only"), message=message)


def _listed(regions: list[str]) -> str:
    """Regions in words: all of a few, the first of many."""
    if len(regions) <= SHOWN + 1:
        return ", ".join(regions)
    return f"{', '.join(regions[:SHOWN])} and {len(regions) - SHOWN} more regions"


CHECK = Check(
    id="access-analyzer-missing",
    practice="identities",
    severity="medium",
    title="A region has no analyzer of external access",
    holds="every enabled region has an active analyzer of external access",
    why="what is open to the world in a region that nobody looks at stays open",
    next_step="aws accessanalyzer create-analyzer --analyzer-name external --type ACCOUNT --region REGION",
    facts=("analyzers", "regions", "organization"),
    controls={
        "cis-3.0": ("1.20",),
        "cis-5.0": ("1.19",),
        "cis-7.0": ("2.18",),
        "security-hub": ("IAM.28",),
    },
    judge=judge,
    fix="automatic",
    remedy=REMEDY,
)
