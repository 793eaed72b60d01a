"""An analyzer of external access in each region that has none."""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.remedy import Guidance, Proposal, Proposed, Refused, Remedy
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import AnalyzerChange
from rootward.model.change.analyzer import TYPE
from rootward.model.finding import Finding
from rootward.model.monitoring import Analyzer
from rootward.model.unknown import Blocked, Unknown

EXTERNAL_ACCESS = frozenset({"ACCOUNT", "ORGANIZATION"})

NAME = "external"


def active(analyzers: tuple[Analyzer, ...]) -> str:
    """The name of an active analyzer of external access; empty where there is none."""
    names = (one.name for one in analyzers if one.kind in EXTERNAL_ACCESS and one.status == "ACTIVE")
    return next(names, "")


def propose(_finding: Finding, account: Account, _baseline: Baseline) -> Iterator[Proposed]:
    """An answer for each region that fails: all findings are the account's, and one plan closes all of them."""
    if isinstance(account.analyzers, Unknown):
        told = account.analyzers.detail or account.analyzers.reason
        yield Refused(f"the account's analyzers were not read: {told}", lacks_facts=True)
        return
    for regional in sorted(account.analyzers, key=lambda one: one.region):
        found = regional.analyzers
        if not isinstance(found, Unknown | Blocked) and not active(found) and _is_enabled(account, regional.region):
            yield _answer(account, regional.region, found)


def _is_enabled(account: Account, region: str) -> bool:
    return isinstance(account.regions, Unknown) or region in account.regions


def _answer(account: Account, region: str, found: tuple[Analyzer, ...]) -> Proposal | Guidance:
    """AWS allows one analyzer of the type in a region, and keeps none of its rules when it is deleted.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-quotas.html
    https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_DeleteAnalyzer.html
    """
    own = next((one for one in found if one.kind == TYPE), None)
    if own is not None:
        return Guidance(_by_hand(own, region))
    name = _free_name({one.name for one in found})
    arn = f"arn:{account.partition}:access-analyzer:{region}:{account.id}:analyzer/{name}"
    change = AnalyzerChange(name=name, arn=arn, region=region, before=False, after=True)
    return Proposal(batches=((change,),))


def _by_hand(own: Analyzer, region: str) -> str:
    where = f"--analyzer-name {own.name} --region {region}"
    if own.status == "CREATING":
        return f"wait until {own.name} in {region} is ACTIVE: aws accessanalyzer get-analyzer {where} says so"
    return (
        f"see why {own.name} in {region} is {own.status}: aws accessanalyzer get-analyzer {where}; if it does not come "
        f"back, aws accessanalyzer delete-analyzer {where}, which takes its archive rules and findings with it, and "
        "plan again"
    )


def _free_name(taken: set[str]) -> str:
    """A name that no analyzer of the region has: those of other types may be called anything."""
    several = (NAME, *(f"{NAME}-{number}" for number in range(2, len(taken) + 2)))
    return next(name for name in several if name not in taken)


REMEDY = Remedy(propose=propose, operations=("accessanalyzer:CreateAnalyzer",))
