"""Laws 2 and 3 over the practice accounts: one run each of plan, apply, plan again, undo.

Law 2: apply, then undo, gives the account that was, up to ids, dates and secrets that AWS assigns, and what the plan
said cannot be undone. Law 3: apply, collect, audit: the plan that follows holds no change, and each fixed check passes.
"""

from __future__ import annotations

import pytest

from rootward.sandbox import serve
from tests.workflows.acting import Actor, administrator

SCENARIOS = ("startup", "fresh-account", "organisation")
"""Practice accounts that a plan changes. Nothing is wrong in `hardened`, and `enterprise` takes minutes."""


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_what_is_applied_is_closed_and_what_is_undone_is_as_it_was(scenario, tmp_path, monkeypatch):
    with serve(scenario) as sandbox:
        actor = Actor(sandbox, tmp_path, monkeypatch)
        administrator(sandbox, monkeypatch)
        sandbox.enforce = True
        before = actor.account()
        plan = actor.plan()

        applied = actor.apply(plan)
        changed = actor.account()
        after = actor.plan()
        undone = actor.undo()

        assert (applied.error, undone.error) == (None, None)
        closed = {gap for step in plan.steps for gap in step.closes}
        assert {(proof.gap, proof.status) for proof in applied.applied.proofs} == {(gap, "closed") for gap in closed}
        assert closed
        assert after.steps == ()
        assert after.score_before == plan.score_after
        assert closed.isdisjoint([one.gap for one in after.guided] + [one.gap for one in after.withheld])
        assert changed != before
        assert actor.account() == before


def test_where_nothing_is_wrong_nothing_is_planned(tmp_path, monkeypatch):
    with serve("hardened") as sandbox:
        plan = Actor(sandbox, tmp_path, monkeypatch).plan()

        assert (plan.steps, plan.guided, plan.withheld) == ((), (), ())
