"""Law 2: an inverse's inverse is the change; apply, then undo, gives the account that was: over generated accounts."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.engine.planning import undo_plan
from rootward.model.account import Account
from rootward.model.journal import Intent, Journal, Opened, Result
from rootward.model.plan import Plan, Step
from rootward.workflows.plan import plan_account
from tests.checks.facts import NOW
from tests.contract.accounts import PLANNING, accounts
from tests.workflows.acting import in_order


def _made(plan: Plan, own: tuple[Step, ...]) -> Journal:
    """The journal of a run that made those steps, and found all others done."""
    entries: list[Intent | Result] = []
    for step in plan.steps:
        if step in own:
            entries.append(Intent(at=NOW, step=step.number))
        entries.append(Result(at=NOW, step=step.number, outcome="done"))
    return Journal(id="run", opened=Opened(at=NOW, caller="", plan=plan), entries=tuple(entries))


@given(accounts(), st.data())
@settings(max_examples=50)
def test_an_undo_takes_back_each_step_that_the_run_made_and_no_other(account: Account, data: st.DataObject):
    plan = plan_account(account, PLANNING)
    own = tuple(step for step in plan.steps if data.draw(st.booleans(), label=f"made {step.number}"))

    undo = undo_plan(_made(plan, own), plan.account, now=NOW + timedelta(hours=1), version="1")

    inverses = [step.change.inverse() for step in reversed(own)]
    assert [step.change for step in undo.steps] == [one for one in inverses if one is not None]
    assert len(undo.withheld) == inverses.count(None)


@given(accounts())
@settings(max_examples=100)
def test_the_effects_of_a_plan_and_of_its_undo_give_the_account_that_was(account: Account):
    plan = plan_account(account, PLANNING)
    journal = _made(plan, plan.steps)

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
