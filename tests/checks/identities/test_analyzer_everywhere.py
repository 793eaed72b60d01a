"""The remedy of access-analyzer-missing: one analyzer of type ACCOUNT in each region that has none."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.checks.remedy import Guidance, Proposal, Refused
from rootward.model.account import Account
from rootward.model.change import AnalyzerChange
from rootward.model.monitoring import Analyzer, RegionalAnalyzers
from rootward.model.unknown import Blocked
from tests.checks.asking import status
from tests.checks.facts import ACCOUNT, account, denied
from tests.checks.proposing import a_finding, applied, changes, guidance, proposal, proposed, refusal, undone

CHECK = "access-analyzer-missing"


def analyzer(kind: str = "ACCOUNT", **fields: Any) -> Analyzer:
    return Analyzer(**{"name": "external", "arn": "arn:x", "kind": kind, "status": "ACTIVE", **fields})


def analyzed(**by_region: Any) -> Account:
    """An account of these regions, `_` for `-`, with the analyzers of each."""
    read = {name.replace("_", "-"): found for name, found in by_region.items()}
    regional = tuple(RegionalAnalyzers(region=region, analyzers=found) for region, found in read.items())
    return account(regions=tuple(sorted(read)), analyzers=regional)


def new(region: str, name: str = "external") -> AnalyzerChange:
    return AnalyzerChange(
        name=name,
        arn=f"arn:aws:access-analyzer:{region}:{ACCOUNT}:analyzer/{name}",
        region=region,
        before=False,
        after=True,
    )


def test_each_region_that_fails_gets_one_of_type_account():
    facts = analyzed(us_east_1=(), eu_west_1=(), eu_north_1=(analyzer(),), ap_east_1=Blocked("by a policy"))
    made = proposed(CHECK, facts)

    assert made == (Proposal(batches=((new("eu-west-1"),),)), Proposal(batches=((new("us-east-1"),),)))
    after = facts
    for one in made:
        after = applied(one, after)
    assert status(CHECK, after) == "pass"
    for one in made:
        after = undone(one, after)
    assert after == facts


def test_it_is_of_type_account_and_of_no_other():
    (change,) = changes(proposal(CHECK, analyzed(us_east_1=())))

    (call,) = change.calls()
    assert (call.operation, call.region, call.parameters) == (
        "CreateAnalyzer",
        "us-east-1",
        {"analyzerName": "external", "type": "ACCOUNT"},
    )


def test_a_name_that_a_paid_analyzer_has_is_not_taken():
    facts = analyzed(
        us_east_1=(analyzer("ACCOUNT_UNUSED_ACCESS"), analyzer("ORGANIZATION", name="external-2", status="FAILED"))
    )

    assert changes(proposal(CHECK, facts)) == (new("us-east-1", "external-3"),)


@pytest.mark.parametrize("state", ["DISABLED", "FAILED"])
def test_one_that_does_not_work_is_left_to_people_with_its_rules_and_findings(state):
    assert guidance(CHECK, analyzed(us_east_1=(analyzer(status=state, name="own"),))) == Guidance(
        f"see why own in us-east-1 is {state}: aws accessanalyzer get-analyzer --analyzer-name own --region us-east-1; "
        "if it does not come back, aws accessanalyzer delete-analyzer --analyzer-name own --region us-east-1, which "
        "takes its archive rules and findings with it, and plan again"
    )


def test_one_that_is_being_made_is_waited_for():
    assert guidance(CHECK, analyzed(us_east_1=(analyzer(status="CREATING"),))) == Guidance(
        "wait until external in us-east-1 is ACTIVE: aws accessanalyzer get-analyzer --analyzer-name external --region "
        "us-east-1 says so"
    )


def test_a_region_that_was_not_read_or_is_not_enabled_gets_none():
    unread = denied("access-analyzer:ListAnalyzers")
    facts = analyzed(us_east_1=(), eu_west_1=unread)

    assert changes(proposal(CHECK, facts)) == (new("us-east-1"),)
    closed = account(
        regions=("us-east-1",),
        analyzers=(
            RegionalAnalyzers(region="us-east-1", analyzers=()),
            RegionalAnalyzers(region="eu-west-1", analyzers=()),
        ),
    )
    assert changes(proposal(CHECK, closed)) == (new("us-east-1"),)


def test_where_nothing_was_read_nothing_is_made():
    facts = account(analyzers=denied("access-analyzer:ListAnalyzers"))

    assert refusal(CHECK, facts, finding=a_finding(CHECK, facts.resource)) == Refused(
        "the account's analyzers were not read: access denied", lacks_facts=True
    )
