"""Law 1: with any read denied, what was fail or unknown becomes fail or unknown, and never better."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.checks.check import Check
from rootward.checks.registry import BY_ID, CHECKS
from rootward.checks.verdict import Verdict
from rootward.model.account import FACTS, NOT_COLLECTED, Account
from rootward.model.baseline import Baseline
from rootward.model.finding import STATUSES, Status
from rootward.model.unknown import Reason, Unknown
from tests.checks.facts import account, arn
from tests.contract.accounts import DEAREST, NAMED, accounts

BASELINES = (Baseline(), NAMED, Baseline(max_password_age_days=90, break_glass=(arn("user", "ann"),)))
NOT_BETTER: tuple[Status, ...] = ("fail", "unknown")
NO_LISTS = ("organization",)
"""Facts that leave each of several resources open by itself: one trust policy names an organisation, others do not."""


def judged(check: Check, facts: Account, baseline: Baseline) -> tuple[Verdict, ...]:
    return tuple(check.judge(facts, baseline))


def worst(verdicts: tuple[Verdict, ...]) -> Status:
    return min((verdict.status for verdict in verdicts), key=STATUSES.index)


def without(facts: Account, fact: str, reason: Reason = "denied") -> Account:
    return msgspec.structs.replace(facts, **{fact: Unknown(reason, f"iam:Read-{fact}", "no")})


REASONS = st.sampled_from(("denied", "failed"))


@settings(max_examples=400)
@given(facts=accounts(), baseline=st.sampled_from(BASELINES), reason=REASONS)
def test_no_denied_read_makes_a_check_look_better(facts, baseline, reason):
    assert_not_better((check for check in CHECKS if check.id != DEAREST), facts, baseline, reason)


@settings(max_examples=100)
@given(facts=accounts(BY_ID[DEAREST].facts), baseline=st.sampled_from(BASELINES), reason=REASONS)
def test_nor_the_one_that_looks_for_ways_to_more_power(facts, baseline, reason):
    assert_not_better((BY_ID[DEAREST],), facts, baseline, reason)


def assert_not_better(checks: Iterable[Check], facts: Account, baseline: Baseline, reason: Reason) -> None:
    read = {fact for fact in FACTS if not isinstance(getattr(facts, fact), Unknown)}
    for check in checks:
        before = worst(judged(check, facts, baseline))
        if before not in NOT_BETTER:
            continue
        for fact in (one for one in check.facts if one in read):  # others say nothing to it: see below
            after = worst(judged(check, without(facts, fact, reason), baseline))
            assert after in NOT_BETTER, f"{check.id}: {before}, and {after} with {fact} {reason}"


@given(facts=accounts())
def test_a_check_reads_the_facts_that_it_declares_and_no_others(facts):
    for check in CHECKS:
        others = {fact: NOT_COLLECTED for fact in FACTS if fact not in check.facts}
        alone = msgspec.structs.replace(facts, **others)

        assert judged(check, alone, Baseline()) == judged(check, facts, Baseline()), check.id


@given(facts=accounts())
def test_a_list_that_could_not_be_read_is_one_unknown(facts):
    for check in CHECKS:
        for fact in (one for one in check.facts if one not in NO_LISTS):
            masked = without(facts, fact)
            reason = getattr(masked, fact)
            waiting = [one for one in judged(check, masked, Baseline()) if one.unknowns == (reason,)]
            assert len(waiting) <= 1, f"{check.id} repeats that {fact} could not be read"


@pytest.mark.parametrize("check", CHECKS, ids=[check.id for check in CHECKS])
def test_with_every_read_denied_every_check_is_unknown_and_names_a_permission(check):
    nothing = account(**{fact: Unknown("denied", f"iam:Read-{fact}", "no") for fact in FACTS})
    verdicts = judged(check, nothing, Baseline())

    assert {verdict.status for verdict in verdicts} == {"unknown"}
    assert any(reason.action for verdict in verdicts for reason in verdict.unknowns)
