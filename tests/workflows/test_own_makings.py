"""Whose a group is that a run came upon: its journals tell."""

from __future__ import annotations

from rootward.model.change import GroupChange
from rootward.workflows.running.journals import own_makings
from tests.engine.planning.proposals import makes
from tests.model.plans import intent, journal, opened, plan, result

STAFF = makes("staff")
MADE = (intent(1), result(1))
FOUND = (result(1),)


def run(change: GroupChange, *entries):
    return journal(*entries, of=opened(plan(change)))


def test_a_group_that_a_run_made_or_may_have_made_is_its_own():
    assert own_makings((run(STAFF, *MADE),)) == {STAFF.arn}
    assert own_makings((run(STAFF, intent(1)),)) == {STAFF.arn}


def test_a_group_that_a_run_found_there_is_somebody_elses():
    assert own_makings((run(STAFF, *FOUND),)) == frozenset()


def test_a_group_stays_the_runs_own_when_a_later_run_finds_it_there():
    assert own_makings((run(STAFF, *MADE), run(STAFF, *FOUND))) == {STAFF.arn}


def test_a_group_that_is_gone_is_nobodys_whoever_took_it_away():
    assert own_makings((run(STAFF, *MADE), run(STAFF.inverse(), *MADE))) == frozenset()
    assert own_makings((run(STAFF, *MADE), run(STAFF.inverse(), *FOUND))) == frozenset()


def test_a_group_that_may_not_be_gone_is_the_runs_own_still():
    assert own_makings((run(STAFF, *MADE), run(STAFF.inverse(), intent(1)))) == {STAFF.arn}
    assert own_makings((run(STAFF, *MADE), run(STAFF.inverse(), intent(1), result(1, "failed")))) == {STAFF.arn}
