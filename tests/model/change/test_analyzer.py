from __future__ import annotations

from typing import Any

from rootward.model.change import ApiCall, Other
from rootward.model.monitoring import Analyzer, RegionalAnalyzers
from rootward.model.unknown import Blocked, Unknown
from tests.checks.facts import account, denied
from tests.model.change import kinds
from tests.model.change.kinds import EU, US

ARN = f"arn:aws:access-analyzer:{EU}:123456789012:analyzer/rootward"
OWN = Analyzer(name="rootward", arn=ARN, kind="ACCOUNT", status="ACTIVE")
OTHER = Analyzer(name="other", arn="arn", kind="ORGANIZATION", status="ACTIVE")

made: Any = kinds.analyzer


def having(*analyzers, elsewhere=()):
    regional = (
        RegionalAnalyzers(region=EU, analyzers=analyzers),
        RegionalAnalyzers(region=US, analyzers=elsewhere),
    )
    return account(analyzers=regional)


def test_it_is_made_in_its_region_and_the_first_one_makes_aws_s_role():
    role = (
        "arn:aws:iam::123456789012:role/aws-service-role/access-analyzer.amazonaws.com/AWSServiceRoleForAccessAnalyzer"
    )

    assert made().calls() == (
        ApiCall(
            service="accessanalyzer",
            operation="CreateAnalyzer",
            parameters={"analyzerName": "rootward", "type": "ACCOUNT"},
            resource=ARN,
            region=EU,
            also=(("iam:CreateServiceLinkedRole", role),),
        ),
    )
    assert made().calls()[0].permissions == (
        ("access-analyzer:CreateAnalyzer", ARN),
        ("iam:CreateServiceLinkedRole", role),
    )


def test_it_is_deleted_by_its_name():
    assert made(after=False).calls() == (
        ApiCall(
            service="accessanalyzer",
            operation="DeleteAnalyzer",
            parameters={"analyzerName": "rootward"},
            resource=ARN,
            region=EU,
        ),
    )


def test_it_takes_nothing_from_anybody_either_way():
    assert (made().risk, made(after=False).risk) == ("safe", "safe")


def test_it_makes_the_analyzer_and_its_inverse_makes_nothing():
    assert (made().makes, made().inverse()) == (ARN, made(after=False))
    assert made().inverse().makes is None


def test_its_state_is_whether_its_own_region_has_it():
    assert made().state(having(OWN, OTHER)) is True
    assert made().state(having(OTHER, elsewhere=(OWN,))) is False


def test_one_of_the_name_that_asks_something_else_is_another():
    others = Analyzer(name="rootward", arn=ARN, kind="ACCOUNT_UNUSED_ACCESS", status="ACTIVE")

    assert made().state(having(others)) == Other()
    assert made(after=False).effect(having(others)) == having(others)


def test_a_region_that_was_not_read_or_is_closed_says_nothing():
    unread, closed = denied("access-analyzer:ListAnalyzers"), Blocked("closed")
    regional = account(analyzers=(RegionalAnalyzers(region=EU, analyzers=closed),))

    assert made().state(account(analyzers=unread)) == unread
    for facts in (regional, account(analyzers=())):
        assert made().state(facts) == Unknown("not_collected", detail="the analyzers of eu-west-1 were not read")
        assert made().effect(facts) == facts


def test_it_comes_and_goes_in_its_own_region_only():
    assert made().effect(having(OTHER)) == having(OTHER, OWN)
    assert made(after=False).effect(having(OWN, OTHER, elsewhere=(OWN,))) == having(OTHER, elsewhere=(OWN,))


def test_one_of_a_name_is_another_in_another_region():
    assert made().target != made(region=US).target
