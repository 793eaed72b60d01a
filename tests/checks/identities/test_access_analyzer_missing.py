from __future__ import annotations

from typing import Any

from rootward.model.account import Account
from rootward.model.monitoring import Analyzer, Organization, RegionalAnalyzers
from rootward.model.unknown import Blocked, Unknown
from tests.checks.asking import only, status, verdicts
from tests.checks.facts import ACCOUNT, account, denied

CHECK = "access-analyzer-missing"
MEMBER = Organization(id="o-acme", management_account="999999999999", feature_set="ALL")
MANAGEMENT = Organization(id="o-acme", management_account=ACCOUNT, feature_set="ALL")
REGIONS = ("eu-west-1", "us-east-1")


def analyzer(kind: str = "ACCOUNT", **fields: Any) -> Analyzer:
    return Analyzer(**{"name": "external", "arn": "arn:x", "kind": kind, "status": "ACTIVE", **fields})


ANALYZED = (analyzer(),)


def analyzed(ireland: Any, virginia: Any = ANALYZED, **facts: Any) -> Account:
    """An account of two regions, with the analyzers of each."""
    by_region = zip(REGIONS, (ireland, virginia), strict=True)
    regional = tuple(RegionalAnalyzers(region=region, analyzers=analyzers) for region, analyzers in by_region)
    return account(**{"regions": REGIONS, "analyzers": regional, **facts})


def said(read: Account) -> list[tuple[str, str]]:
    return [(answer.status, answer.message) for answer in verdicts(CHECK, read)]


def test_an_active_analyzer_in_every_region_passes() -> None:
    assert said(analyzed((analyzer(),), (analyzer("ORGANIZATION", name="org"),))) == [
        ("pass", "eu-west-1: external analyzes external access"),
        ("pass", "us-east-1: org analyzes external access"),
    ]


def test_a_region_without_an_analyzer_fails_and_is_named() -> None:
    read = analyzed(())
    assert said(read) == [
        ("fail", "eu-west-1: there is no analyzer of external access"),
        ("pass", "us-east-1: external analyzes external access"),
    ]
    assert {answer.resource for answer in verdicts(CHECK, read)} == {read.resource}


def test_analyzers_of_unused_and_internal_access_do_not_count() -> None:
    paid = tuple(
        analyzer(kind)
        for kind in (
            "ACCOUNT_UNUSED_ACCESS",
            "ORGANIZATION_UNUSED_ACCESS",
            "ACCOUNT_INTERNAL_ACCESS",
            "ORGANIZATION_INTERNAL_ACCESS",
        )
    )
    assert status(CHECK, analyzed(paid)) == "fail"


def test_an_analyzer_that_is_not_active_does_not_count() -> None:
    assert said(analyzed((analyzer(status="DISABLED"),)))[0] == ("fail", "eu-west-1: external is DISABLED")


def test_a_blocked_region_is_no_fault() -> None:
    assert said(analyzed(Blocked("explicit deny in a service control policy"))) == [
        ("not_applicable", "eu-west-1: a service control policy blocks the region"),
        ("pass", "us-east-1: external analyzes external access"),
    ]


def test_in_a_member_account_another_account_may_hold_the_analyzer() -> None:
    first, second = verdicts(CHECK, analyzed((), organization=MEMBER))
    assert (first.status, second.status) == ("pass", "unknown")
    assert second.message == (
        "eu-west-1: no active analyzer of external access here; one that the management account 999999999999 or "
        "a delegated administrator holds for the organisation would be shown there only"
    )
    assert second.unknowns[0].reason == "not_observable"


def test_in_the_management_account_a_delegated_administrator_may_hold_it() -> None:
    _, verdict = verdicts(CHECK, analyzed((), organization=MANAGEMENT))
    assert verdict.status == "unknown"
    assert verdict.unknowns == (Unknown("not_observable", detail="shown to a delegated administrator only"),)


def test_an_analyzer_of_its_own_satisfies_a_member_account() -> None:
    assert status(CHECK, analyzed((analyzer(),), organization=MEMBER)) == "pass"


def test_where_the_organisation_was_not_read_a_region_without_is_unknown() -> None:
    unread = denied("organizations:DescribeOrganization")
    _, verdict = verdicts(CHECK, analyzed((), organization=unread))
    assert (verdict.status, verdict.unknowns) == ("unknown", (unread,))
    assert status(CHECK, analyzed((analyzer(),), organization=unread)) == "pass"


def test_regions_that_could_not_be_read_are_one_unknown() -> None:
    unread = denied("access-analyzer:ListAnalyzers")
    verdict = only(CHECK, analyzed(unread, unread))
    assert (verdict.status, verdict.unknowns) == ("unknown", (unread,))
    assert verdict.message == "eu-west-1, us-east-1: cannot tell: access denied"


def test_an_unread_region_does_not_hide_a_failing_one() -> None:
    assert [answer.status for answer in verdicts(CHECK, analyzed(denied("access-analyzer:ListAnalyzers"), ()))] == [
        "fail",
        "unknown",
    ]


def test_an_enabled_region_that_nobody_asked_is_unknown() -> None:
    read = analyzed((analyzer(),), regions=("eu-west-1", "us-east-1", "us-west-2"))
    assert said(read)[-1] == ("unknown", "us-west-2: cannot tell: not read")


def test_many_unread_regions_are_counted() -> None:
    regions = tuple(f"eu-north-{number}" for number in range(1, 10))
    verdict = only(CHECK, account(regions=regions, analyzers=()))
    assert verdict.message == (
        "eu-north-1, eu-north-2, eu-north-3, eu-north-4 and 5 more regions: cannot tell: not read"
    )


def test_unread_regions_leave_failures_proved_and_the_rest_unknown() -> None:
    unread = denied("account:ListRegions")
    assert [answer.status for answer in verdicts(CHECK, analyzed((), regions=unread))] == ["unknown", "fail", "pass"]


def test_a_list_of_no_regions_at_all_is_unknown() -> None:
    assert only(CHECK, account(regions=(), analyzers=())).status == "unknown"


def test_unread_analyzers_are_one_unknown_of_the_account() -> None:
    unread = denied("access-analyzer:ListAnalyzers")
    verdict = only(CHECK, account(analyzers=unread))
    assert (verdict.status, verdict.unknowns) == ("unknown", (unread,))
