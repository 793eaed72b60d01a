"""Nothing half-done is left unsaid."""

from __future__ import annotations

import pytest

from rootward.model.applied import Applied
from rootward.reports.plan.half_done import half_done
from tests.checks.facts import arn
from tests.reports.plan.plans import applied, gap, group, member, plan, step

ANN, BOB = (gap("mfa-not-enforced", arn("user", name)) for name in ("ann", "bob"))

TWO_USERS = plan(
    step(1, 1, group("staff"), ANN, BOB),
    step(2, 2, member("ann", "staff"), ANN),
    step(3, 2, member("bob", "staff"), BOB),
)


def ended(*ends: str, of=TWO_USERS) -> Applied:
    return applied(of, *enumerate(ends, start=1), ending="stopped")


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (("done", "done", "done"), ()),
        (("not begun", "not begun", "not begun"), ()),
        (("failed", "not begun", "not begun"), ()),
        (("done", "failed", "done"), ("mfa-not-enforced (ann): step 1 is done, step 2 is not",)),
        (("found", "not begun", "done"), ("mfa-not-enforced (ann): step 1 is done, step 2 is not",)),
        (
            ("done", "not begun", "not begun"),
            (
                "mfa-not-enforced (ann): step 1 is done, step 2 is not",
                "mfa-not-enforced (bob): step 1 is done, step 3 is not",
            ),
        ),
        (
            ("unsure", "not begun", "left out"),
            (
                "mfa-not-enforced (ann): step 2 is not done, step 1 may be done (nobody knows; --resume looks first)",
                "mfa-not-enforced (bob): step 1 may be done (nobody knows; --resume looks first)",
            ),
        ),
        (("done", "left out", "left out"), ()),
    ],
)
def test_a_gap_of_which_some_steps_are_made_and_some_are_not_is_told(ends, said):
    assert half_done(ended(*ends)) == said


def test_gaps_that_stand_alike_are_told_together():
    together = plan(step(1, 1, group("staff"), ANN, BOB), step(2, 2, group("others"), ANN, BOB))

    assert half_done(ended("done", "failed", of=together)) == (
        "mfa-not-enforced (ann), mfa-not-enforced (bob): step 1 is done, step 2 is not",
    )


def test_steps_that_close_no_gap_belong_together():
    undo = plan(step(1, 1, group("staff", after=False)), step(2, 1, group("b", after=False)), undoes="a")

    assert half_done(ended("done", "not begun", of=undo)) == ("step 1 is done, step 2 is not",)
    assert half_done(ended("unsure", "done", of=undo)) == (
        "step 2 is done, step 1 may be done (nobody knows; --resume looks first)",
    )


def test_a_step_that_nothing_is_said_of_is_not_guessed():
    assert half_done(applied(TWO_USERS, (1, "done"), ending="stopped")) == ()
