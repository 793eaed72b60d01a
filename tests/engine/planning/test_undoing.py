"""The plan that takes back what a run did."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from rootward.engine.planning import leaves_root_alone, undo_plan
from rootward.model.baseline import Baseline
from rootward.model.change import Change, RoleChange, UserChange
from rootward.model.journal import Closed, Intent, Journal, Opened, Outcome, Result
from rootward.model.plan import Gap, GuidedStep, Plan, PlannedAccount, Step, Withheld, sealed
from tests.checks.facts import ACCOUNT, NOW, ago, arn
from tests.engine.planning.proposals import WEAK, deletes, gets, joins, makes, rests, rules

THEN = ago(2)
PLANNED = PlannedAccount(id=ACCOUNT, alias="acme", partition="aws", caller=arn("user", "ann"))
NOW_KNOWN = PlannedAccount(
    id=ACCOUNT, alias="acme-2", partition="aws", caller=arn("user", "bob"), endpoint="http://127.0.0.1:4000"
)
GAP = Gap("a", "r1")


def plan(*staged: tuple[int, Change], **fields: Any) -> Plan:
    """A plan of two days ago, of these changes in these stages."""
    steps = (
        Step(number=number, stage=stage, change=change, risk=change.risk, closes=(GAP,), why="it is needed")
        for number, (stage, change) in enumerate(staged, start=1)
    )
    made = {
        "rootward": "1.0",
        "made_at": THEN,
        "expires_at": THEN + timedelta(hours=24),
        "account": PLANNED,
        "baseline": Baseline(unused_days=7),
        "checks": ("a", "b"),
        "score_before": 40,
        "score_after": 60,
        "steps": tuple(steps),
        "guided": (GuidedStep(number=9, gap=GAP, severity="low", message="it is wrong", instruction="mend it"),),
        "withheld": (Withheld(gap=GAP, reason="somebody uses it", by="guard"),),
        "live_proof": "nobody is proved to administer the account",
    }
    return sealed(Plan(**{**made, **fields}))


def ran(planned: Plan, *outcomes: Outcome | None, left_out: tuple[int, ...] = ()) -> Journal:
    """The journal of a run in which the steps came to these ends, None: was begun, and no more is known."""
    entries: list[Any] = []
    for step, outcome in zip(planned.steps, outcomes, strict=False):
        entries.append(Intent(at=THEN, step=step.number))
        if outcome is not None:
            entries.append(Result(at=THEN, step=step.number, outcome=outcome))
    entries.append(Closed(at=THEN, ending="stopped"))
    opened = Opened(at=THEN, caller=PLANNED.caller, plan=planned, left_out=left_out)
    return Journal(id="20260129T120000Z-ab12", opened=opened, entries=tuple(entries))


def undone(journal: Journal) -> Plan:
    return undo_plan(journal, NOW_KNOWN, now=NOW, version="1.1")


def told(made: Plan) -> list[tuple[int, int, Change]]:
    return [(step.number, step.stage, step.change) for step in made.steps]


STAGED = plan((1, makes("staff")), (2, gets("group", "staff", "read")), (2, joins("bob", "staff")), (3, rests("ann")))


def test_what_was_made_last_is_taken_back_first():
    made = undone(ran(STAGED, "done", "done", "done", "done"))

    assert told(made) == [
        (1, 1, rests("ann").inverse()),
        (2, 2, joins("bob", "staff").inverse()),
        (3, 2, gets("group", "staff", "read").inverse()),
        (4, 3, makes("staff").inverse()),
    ]
    assert [step.why for step in made.steps] == [f"takes back step {number}" for number in (4, 3, 2, 1)]
    assert [step.risk for step in made.steps] == ["safe", "disruptive", "disruptive", "safe"]
    assert {step.closes for step in made.steps} == {()}
    assert made.withheld == ()


def test_stages_are_numbered_anew_without_those_in_which_nothing_is_taken_back():
    planned = plan((1, makes("staff")), (2, makes("ops")), (3, joins("bob", "staff")))

    assert told(undone(ran(planned, "done", "failed", "done"))) == [
        (1, 1, joins("bob", "staff").inverse()),
        (2, 2, makes("staff").inverse()),
    ]


def test_a_run_that_was_stopped_is_taken_back_from_where_it_stopped():
    assert told(undone(ran(STAGED, "done", "done"))) == [
        (1, 1, gets("group", "staff", "read").inverse()),
        (2, 2, makes("staff").inverse()),
    ]


def test_a_step_that_nobody_can_tell_of_is_taken_back_too():
    assert told(undone(ran(STAGED, "done", "unsure"))) == [
        (1, 1, gets("group", "staff", "read").inverse()),
        (2, 2, makes("staff").inverse()),
    ]


def test_a_step_that_was_begun_and_not_ended_is_taken_back_too():
    assert told(undone(ran(STAGED, None))) == [(1, 1, makes("staff").inverse())]


def found(step: int, *before: Any) -> Journal:
    """After these entries the journal says that the step was so already: a result without an intent."""
    journal = ran(STAGED, *before)
    entries = (*journal.entries, Result(at=THEN, step=step, outcome="done", detail="it was so already"))
    return msgspec.structs.replace(journal, entries=entries)


def test_a_step_that_was_found_done_is_somebody_elses_and_is_not_taken_back():
    assert told(undone(found(2, "done"))) == [(1, 1, makes("staff").inverse())]


def test_a_deletion_that_was_found_done_is_not_said_to_be_the_runs():
    journal = ran(plan((1, deletes("ann"))))
    found_gone = msgspec.structs.replace(journal, entries=(Result(at=THEN, step=1, outcome="done"),))

    assert undone(found_gone).withheld == ()


def test_a_step_that_nobody_could_tell_of_and_was_found_done_is_taken_back():
    assert told(undone(found(1, "unsure"))) == [(1, 1, makes("staff").inverse())]
    assert told(undone(found(1, None))) == [(1, 1, makes("staff").inverse())]


def test_a_step_that_was_refused_and_then_found_done_is_not_taken_back():
    assert undone(found(1, "failed")).steps == ()


def test_a_step_that_failed_was_not_begun_or_was_left_out_is_not_taken_back():
    assert told(undone(ran(STAGED, "done", "failed", "done", left_out=(4,)))) == [
        (1, 1, joins("bob", "staff").inverse()),
        (2, 2, makes("staff").inverse()),
    ]


def test_a_step_that_was_left_out_and_allowed_later_is_taken_back():
    assert told(undone(ran(STAGED, "done", "done", "done", "done", left_out=(4,))))[0][2] == rests("ann").inverse()


def test_of_a_run_that_changed_nothing_nothing_is_taken_back():
    made = undone(ran(STAGED, "failed"))

    assert (made.steps, made.withheld, made.is_empty) == ((), (), True)
    assert undone(ran(plan())).steps == ()


def test_what_is_for_good_is_withheld_and_the_rest_taken_back():
    planned = plan((1, joins("bob", "staff")), (2, deletes("ann")), (2, deletes("bob")))
    made = undone(ran(planned, "done", "done", "unsure"))

    assert told(made) == [(1, 1, joins("bob", "staff").inverse())]
    assert made.withheld == (
        Withheld(gap=GAP, reason="step 3 cannot be undone", by="guard"),
        Withheld(gap=GAP, reason="step 2 cannot be undone", by="guard"),
    )


def test_what_is_for_good_and_closes_no_gap_is_named_by_its_resource():
    planned = plan((1, deletes("ann")))
    bare = sealed(msgspec.structs.replace(planned, steps=(msgspec.structs.replace(planned.steps[0], closes=()),)))

    assert undone(ran(bare, "done")).withheld == (
        Withheld(gap=Gap("", arn("user", "ann")), reason="step 1 cannot be undone", by="guard"),
    )


def test_the_password_policy_that_was_comes_back():
    made = undone(ran(plan((1, rules(minimum_length=20, max_age_days=90))), "done"))

    (step,) = made.steps
    assert (step.change.after, step.risk) == (WEAK, "safe")


def test_the_plan_of_an_undo_is_a_plan_of_its_own():
    made = undone(ran(STAGED, "done"))

    assert made == sealed(
        Plan(
            rootward="1.1",
            made_at=NOW,
            expires_at=NOW + timedelta(hours=24),
            account=NOW_KNOWN,
            baseline=Baseline(unused_days=7),
            checks=("a", "b"),
            score_before=None,
            score_after=None,
            steps=(Step(number=1, stage=1, change=makes("staff").inverse(), risk="safe", why="takes back step 1"),),
            undoes="20260129T120000Z-ab12",
        )
    )
    assert made.is_as_made


def test_an_undo_that_is_undone_is_the_run_again():
    there = undone(ran(STAGED, "done", "done", "done", "done"))
    back = undone(ran(there, "done", "done", "done", "done"))

    assert [step.change for step in back.steps] == [
        makes("staff"),
        gets("group", "staff", "read"),
        joins("bob", "staff"),
        rests("ann"),
    ]
    assert [step.stage for step in back.steps] == [1, 2, 2, 3]


# ---- the only administrators


ROOT_ACTS = msgspec.structs.replace(NOW_KNOWN, caller=f"arn:aws:iam::{ACCOUNT}:root")
ADMIN_GAP = Gap("admin-identity-missing", f"AWS::::Account:{ACCOUNT}")
ONLY_ROOT = "unless somebody else became an administrator since, only root can administer the account then"


def bootstrapped(*changes: Change, gap: Gap = ADMIN_GAP) -> Journal:
    """A run that made all of these for the gap."""
    made = plan(*((1, change) for change in changes))
    steps = tuple(msgspec.structs.replace(step, closes=(gap,)) for step in made.steps)
    done: list[Outcome | None] = ["done" for _ in changes]
    return ran(sealed(msgspec.structs.replace(made, steps=steps)), *done)


def made_user(name: str) -> UserChange:
    return UserChange(name=name, arn=arn("user", name), before=False, after=True)


def test_root_is_told_where_it_may_be_left_alone() -> None:
    role = RoleChange(name="admin", arn=arn("role", "admin"), trust_policy="{}", before=False, after=True)
    journal = bootstrapped(makes("admins"), made_user("mark"), role)

    taking = undo_plan(journal, ROOT_ACTS, now=NOW, version="2.0")

    assert leaves_root_alone(taking) == f"you are root, and this takes away role admin, user mark: {ONLY_ROOT}"
    assert [step.why for step in taking.steps] == [
        f"takes back step 3; {ONLY_ROOT}",
        f"takes back step 2; {ONLY_ROOT}",
        "takes back step 1",
    ]


@pytest.mark.parametrize(
    ("journal", "caller"),
    [
        (bootstrapped(makes("admins"), made_user("mark")), NOW_KNOWN),
        (bootstrapped(makes("admins")), ROOT_ACTS),
        (bootstrapped(made_user("mark"), gap=GAP), ROOT_ACTS),
        (
            bootstrapped(made_user("mark")),
            msgspec.structs.replace(ROOT_ACTS, caller="arn:aws:iam::999999999999:root"),
        ),
    ],
)
def test_nobody_is_told_so_where_it_is_not_so(journal: Journal, caller: PlannedAccount) -> None:
    taking = undo_plan(journal, caller, now=NOW, version="2.0")

    assert leaves_root_alone(taking) == ""
    assert {step.why for step in taking.steps} <= {"takes back step 1", "takes back step 2"}
