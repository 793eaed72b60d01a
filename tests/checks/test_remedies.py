"""What every remedy holds to: it closes its gap, opens no other, and says what it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec
import pytest
from hypothesis import given, settings

from rootward.checks.check import Check
from rootward.checks.registry import BY_ID, CHECKS
from rootward.checks.remedy import Proposal, Proposed, Refused
from rootward.engine.judging import judge
from rootward.model.account import FACTS, Account
from rootward.model.baseline import Baseline
from rootward.model.unknown import Unknown
from tests.checks.proposing import a_finding, applied, changes, undone
from tests.contract.accounts import accounts

MENDING = tuple(check for check in CHECKS if check.remedy is not None)
BASELINE = Baseline(unused_days=30, max_password_age_days=90)


Gaps = set[tuple[str, str]]
"""The failing checks, each with its resource."""


def failing(facts: Account, checks: Sequence[Check] = CHECKS) -> Gaps:
    """What the checks find. The credential report stays what it is: it is hours old."""
    return {(one.check, one.resource) for one in judge(facts, checks, BASELINE) if one.status == "fail"}


def doubtful(facts: Account) -> Gaps:
    """What the checks cannot tell: it may turn out to be a gap once somebody has less that was not read."""
    return {(one.check, one.resource) for one in judge(facts, CHECKS, BASELINE) if one.status == "unknown"}


HEARD_BY_TRAILS = ("root-use-alarm-missing", "identity-alarms-missing")
"""Their rules hear nothing without a trail, which is for the remedy of trail-missing to make."""


def failing_still(after: Account, before: Account, gaps: Gaps) -> Gaps:
    """What all checks find after, where `gaps` is what they found before: those whose facts are the same say the same.

    Law 1 holds them to the facts that they declare.
    """
    asked = [check for check in CHECKS if any(getattr(after, one) is not getattr(before, one) for one in check.facts)]
    anew = {check.id for check in asked}
    return {(check, resource) for check, resource in gaps if check not in anew} | failing(after, asked)


def proposed(facts: Account) -> Iterator[tuple[Check, str, tuple[Proposed, ...]]]:
    """What each remedy answers to each gap of its check."""
    for check, resource in sorted(failing(facts)):
        remedy = BY_ID[check].remedy
        if remedy is not None:
            yield BY_ID[check], resource, tuple(remedy.propose(a_finding(check, resource), facts, BASELINE))


@settings(max_examples=50)
@given(facts=accounts())
def test_a_remedy_closes_its_gap_and_opens_no_other(facts):
    gaps = failing(facts)
    may_be = doubtful(facts)
    has_trail = ("trail-missing", facts.resource) not in gaps | may_be
    for check, resource, answers in proposed(facts):
        made = [one for one in answers if isinstance(one, Proposal)]
        after = facts
        for one in made:
            after = applied(one, after)
        left = failing_still(after, facts, gaps)
        if made and len(made) == len(answers) and (has_trail or check.id not in HEARD_BY_TRAILS):
            assert (check.id, resource) not in left, f"{check.id} still finds {resource}"
        # What is wrong with a policy may be found of a group then, and no more of the user.
        more = Counter(name for name, _ in left) - Counter(name for name, _ in gaps | may_be)
        assert not more, f"{check.id} mends {resource} and opens {left - gaps}"


@given(facts=accounts())
def test_a_remedy_always_answers_and_makes_the_calls_that_it_names(facts):
    for check, resource, answers in proposed(facts):
        assert answers, f"{check.id} has no answer for {resource}"
        assert check.remedy is not None
        for one in answers:
            if isinstance(one, Proposal):
                assert all(one.batches)
                made = {call.name for change in changes(one) for call in change.calls()}
                assert made <= {*check.remedy.operations, *check.remedy.operations_of_root}
                if all(change.risk != "irreversible" for change in changes(one)):
                    assert sorted_identities(undone(one, applied(one, facts))) == sorted_identities(facts)
            else:
                told = one.reason if isinstance(one, Refused) else one.instruction
                assert told
                assert "\n" not in told


def sorted_identities(facts: Account) -> Account:
    """The account with its users' policies in one order: an attachment has no place in a list."""
    found = facts.identities
    if isinstance(found, Unknown):
        return facts
    users = tuple(
        msgspec.structs.replace(
            user,
            attached_policies=tuple(sorted(user.attached_policies)),
            inline_policies=tuple(sorted(user.inline_policies, key=lambda one: one.name)),
        )
        for user in found.users
    )
    return msgspec.structs.replace(facts, identities=msgspec.structs.replace(found, users=users))


@pytest.mark.parametrize("check", MENDING, ids=[check.id for check in MENDING])
def test_its_page_says_what_plan_and_undo_do(check):
    said = check.page.partition("## How rootward fixes it")[2].partition("## References")[0]

    assert "`rootward plan`" in said
    assert "undo" in said
    assert "reports" not in said
    assert check.fix in ("automatic", "irreversible")


@pytest.mark.parametrize("check", MENDING, ids=[check.id for check in MENDING])
def test_its_facts_are_facts_and_not_the_check_s_own(check):
    assert check.remedy is not None
    assert {*check.remedy.facts} <= {*FACTS} - {*check.facts}
