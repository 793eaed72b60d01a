"""Whose a thing is that a run came upon: its journals tell."""

from __future__ import annotations

import msgspec
import pytest

from rootward.model.change import Change, RuleSettings, TrailSettings
from rootward.workflows.running.journals import made_by, own_makings
from tests.engine.planning.proposals import makes
from tests.model.change import kinds
from tests.model.plans import intent, journal, opened, plan, result

STAFF = makes("staff")
MADE = (intent(1), result(1))
FOUND = (result(1),)


def run(change: Change, *entries):
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


def test_what_one_run_made_is_not_what_another_did():
    run_of_staff = run(STAFF, *MADE)
    found = msgspec.structs.replace(run(makes("desk"), *FOUND), id="20260131T120000Z-2")
    several = (run_of_staff, found)

    assert made_by(several, run_of_staff.id) == {STAFF.arn}
    assert made_by(several, found.id) == frozenset()
    assert made_by(several, "20260131T120000Z-3") == frozenset()
    assert made_by(several, None) == frozenset()


def test_a_group_that_may_not_be_gone_is_the_runs_own_still():
    assert own_makings((run(STAFF, *MADE), run(STAFF.inverse(), intent(1)))) == {STAFF.arn}
    assert own_makings((run(STAFF, *MADE), run(STAFF.inverse(), intent(1), result(1, "failed")))) == {STAFF.arn}


MAKERS: tuple[Change, ...] = (
    kinds.user("eve"),
    kinds.role("web"),
    kinds.analyzer(),
    kinds.bucket(),
    kinds.trail(),
    kinds.topic(),
    kinds.rule(),
)
of_each = pytest.mark.parametrize("change", MAKERS, ids=lambda change: type(change).__name__)


@of_each
def test_so_it_is_with_everything_that_a_run_makes(change):
    assert own_makings((run(change, *MADE),)) == {change.resource}
    assert own_makings((run(change, *FOUND),)) == frozenset()


@pytest.mark.parametrize(
    "change", [one for one in MAKERS if one.inverse() is not None], ids=lambda change: type(change).__name__
)
def test_and_with_everything_that_is_taken_away_again(change):
    assert own_makings((run(change, *MADE), run(change.inverse(), *MADE))) == frozenset()


@pytest.mark.parametrize(
    "change",
    [
        kinds.login("eve"),
        kinds.contact(),
        kinds.logging(),
        kinds.bucket_policy(),
        kinds.trail(kinds.COVERS_ALL, TrailSettings(multi_region=False)),
        kinds.rule(kinds.SETTINGS, RuleSettings(pattern="{}", state="ENABLED", targets=())),
        kinds.credential("ssh-public-key"),
    ],
    ids=lambda change: type(change).__name__,
)
def test_what_is_changed_or_given_to_somebody_makes_nothing(change):
    assert own_makings((run(change, *MADE),)) == frozenset()


def test_a_bucket_stays_the_runs_own_for_nothing_takes_it_away():
    assert own_makings(
        (run(kinds.bucket(), *MADE), run(kinds.trail(), *MADE), run(kinds.trail().inverse(), *MADE))
    ) == {kinds.bucket().arn}
