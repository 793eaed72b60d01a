"""No run begins on facts of which a part was denied or failed: nothing could be proved."""

from __future__ import annotations

import pytest

from rootward.errors import IncompleteError
from rootward.model.monitoring import RegionalAnalyzers
from rootward.model.unknown import Blocked, Unknown
from rootward.workflows.running.facts import refuse_unread
from tests.checks.facts import account, denied
from tests.checks.root_use.monitoring import trail


def regional(found: Unknown | Blocked) -> tuple[RegionalAnalyzers, ...]:
    return (RegionalAnalyzers(region="eu-west-1", analyzers=()), RegionalAnalyzers(region="us-east-1", analyzers=found))


def test_a_fact_that_was_denied_is_named_with_its_action():
    with pytest.raises(IncompleteError, match="trails could not be read") as caught:
        refuse_unread(account(trails=denied("cloudtrail:DescribeTrails")), ("trails",))

    assert caught.value.advice == "allow cloudtrail:DescribeTrails: rootward permissions --command apply"


def test_so_is_what_was_denied_in_one_region():
    with pytest.raises(IncompleteError, match="analyzers could not be read") as caught:
        refuse_unread(account(analyzers=regional(denied("access-analyzer:ListAnalyzers"))), ("analyzers",))

    assert "access-analyzer:ListAnalyzers" in caught.value.advice


def test_so_is_what_was_denied_of_one_trail():
    facts = account(trails=(trail("one"), trail("two", selectors=denied("cloudtrail:GetEventSelectors"))))

    with pytest.raises(IncompleteError, match="trails could not be read"):
        refuse_unread(facts, ("trails",))


@pytest.mark.parametrize("found", [Blocked("explicit deny in a service control policy"), Unknown("not_observable")])
def test_what_is_blocked_in_a_region_or_shown_to_nobody_holds_nothing_up(found):
    refuse_unread(account(analyzers=regional(found)), ("analyzers",))


def test_a_fact_that_nobody_asks_for_holds_nothing_up():
    refuse_unread(account(trails=denied("cloudtrail:DescribeTrails")), ("analyzers",))
