"""Law 2: an inverse's inverse is the change; apply, then undo, gives the account that was: over generated accounts."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings

from rootward.engine.planning import undo_plan
from rootward.model.account import Account
from rootward.model.journal import Journal, Opened, Result
from rootward.workflows.plan import plan_account
from tests.checks.facts import NOW
from tests.contract.accounts import accounts
from tests.workflows.acting import in_order


@given(accounts())
@settings(max_examples=100)
def test_the_effects_of_a_plan_and_of_its_undo_give_the_account_that_was(account: Account):
    plan = plan_account(account)
    results = tuple(Result(at=NOW, step=step.number, outcome="done") for step in plan.steps)
    journal = Journal(id="run", opened=Opened(at=NOW, caller="", plan=plan), entries=results)

    after = account
    for step in plan.steps:
        inverse = step.change.inverse()
        assert inverse is None or inverse.inverse() == step.change
        after = step.change.effect(after)
    undo = undo_plan(journal, plan.account, now=NOW + timedelta(hours=1), version="1")
    for step in undo.steps:
        after = step.change.effect(after)

    irreversible = {step.change for step in plan.steps if step.change.inverse() is None}
    for change in irreversible:
        account = change.effect(account)
    assert in_order(after) == in_order(account)
    assert len(undo.withheld) == len(irreversible)
