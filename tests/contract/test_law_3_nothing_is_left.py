"""Law 3: apply, collect, audit: no change is planned after, each fixed check passes: over generated accounts."""

from __future__ import annotations

from hypothesis import given, settings

from rootward.model.account import Account
from rootward.workflows.plan import plan_account
from tests.contract.accounts import PLANNING, accounts


@given(accounts())
@settings(max_examples=100)
def test_once_all_effects_have_come_true_no_change_is_planned(account: Account):
    plan = plan_account(account, PLANNING)

    after = account
    for step in plan.steps:
        after = step.change.effect(after)

    again = plan_account(after, PLANNING)
    assert [step.change for step in again.steps] == []
    assert again.score_before == plan.score_after
