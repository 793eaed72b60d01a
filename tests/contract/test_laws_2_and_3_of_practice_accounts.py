"""Laws 2 and 3 over the practice accounts: one run each of plan, apply, plan again, undo.

Law 2: apply, then undo, gives the account that was, up to ids, dates and secrets that AWS assigns, and what the plan
said cannot be undone. Law 3: apply, collect, audit: the plan that follows holds no change (guided steps and
confirmations that others owe may remain), and each fixed check passes.
"""

from __future__ import annotations

import pytest

from rootward.model.baseline import Contact
from rootward.sandbox import serve
from rootward.sandbox.scenario.tables import Scenario
from tests.workflows.acting import Actor, administrator
from tests.workflows.new_account import NEW

SCENARIOS: dict[str, str | Scenario] = {"startup": "startup", "fresh-account": NEW, "organisation": "organisation"}
"""Practice accounts that a plan changes, the new one in two of its seventeen regions.

Nothing is wrong in `hardened`, and `enterprise` takes minutes.
"""

SECURITY = "security@example.com"
NAMED = {
    "alarm_email": SECURITY,
    "security_contact": Contact(name="Security", title="On call", email=SECURITY, phone="+1 555 0100"),
}
"""Whom only the account's owner can name."""


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_what_is_applied_is_closed_and_what_is_undone_is_as_it_was(scenario, tmp_path, monkeypatch):
    with serve(SCENARIOS[scenario]) as sandbox:
        actor = Actor(sandbox, tmp_path, monkeypatch, **NAMED)
        administrator(sandbox, monkeypatch)
        sandbox.enforce = True
        before = actor.account()
        plan = actor.plan()

        applied = actor.apply(plan)
        changed = actor.account()
        if any(step.change.target[0] == "topic" for step in plan.steps):
            sandbox.confirm_subscription(SECURITY)
        after = actor.plan()
        undone = actor.undo()

        assert (applied.error, undone.error) == (None, None)
        made = [step for step in plan.steps if step.risk != "irreversible"]
        awaited = {step.gap for step in plan.guided}
        closed = {gap for step in made for gap in step.closes}
        assert {(one.gap, one.status) for one in applied.applied.proofs} == {
            (gap, "closed") for gap in closed - awaited
        }
        assert closed - awaited
        assert [step.change for step in after.steps if step.risk != "irreversible"] == []
        assert closed.isdisjoint([one.gap for one in after.guided] + [one.gap for one in after.withheld])
        assert changed != before
        assert actor.account() == before


def test_where_nothing_is_wrong_nothing_is_planned(tmp_path, monkeypatch):
    with serve("hardened") as sandbox:
        plan = Actor(sandbox, tmp_path, monkeypatch).plan()

        assert (plan.steps, plan.guided, plan.withheld) == ((), (), ())
