"""Law 3: apply, collect, audit: no change is planned after, each fixed check passes: over generated accounts."""

from __future__ import annotations

from hypothesis import given, settings

from rootward.model.account import Account
from rootward.model.journal import Intent, Journal, Opened, Result, history_of
from rootward.model.plan import Plan
from rootward.workflows.plan import plan_account
from tests.checks.facts import NOW
from tests.contract.accounts import PLANNING, accounts


def made(plan: Plan) -> Journal:
    """The journal of a run that made every step."""
    entries = [
        entry
        for step in plan.steps
        for entry in (Intent(at=NOW, step=step.number), Result(at=NOW, step=step.number, outcome="done"))
    ]
    return Journal(id="run", opened=Opened(at=NOW, caller="", plan=plan), entries=tuple(entries))


@given(accounts())
@settings(max_examples=100)
def test_once_all_effects_have_come_true_no_change_is_planned(account: Account):
    plan = plan_account(account, PLANNING)

    after = account
    for step in plan.steps:
        after = step.change.effect(after)

    again = plan_account(after, PLANNING, history=history_of((made(plan),)))
    assert [step.change for step in again.steps] == []
    assert again.score_before == plan.score_after
