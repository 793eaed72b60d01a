"""What came of a plan, for people at a terminal."""

from __future__ import annotations

import re

import pytest

from rootward.reports.plan.applied import render_applied, render_progress
from tests.checks.facts import arn
from tests.reports.plan.plans import (
    FULL,
    LOOKED_AT,
    NOT_BEGUN,
    PROVED,
    PROVED_IN_PART,
    STOPPED,
    THROUGH_LOOPBACK,
    UNDO,
    UNDO_INTERRUPTED,
    UNDONE,
    applied,
    every_step,
    gap,
    key,
    plan,
    proof,
    step,
)

EVERY = (PROVED, PROVED_IN_PART, STOPPED, NOT_BEGUN, UNDONE, UNDO_INTERRUPTED, LOOKED_AT)
JOURNAL = "20260131T120500Z-2"


def lines(of, **options):
    return render_applied(of, **options).splitlines()


def test_a_run_names_its_journal():
    assert lines(PROVED)[1] == f"     journal {JOURNAL}"
    assert lines(NOT_BEGUN)[1] == "     no journal: nothing was begun"


def test_a_run_through_another_endpoint_says_so():
    assert "through http://127.0.0.1:5000, which is not AWS's own endpoint" in lines(LOOKED_AT)


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("done", "done"),
        ("found", "found already"),
        ("failed", "failed"),
        ("unsure", "unsure"),
        ("not begun", "not begun"),
        ("left out", "left out"),
    ],
)
def test_each_step_has_its_end(end, said):
    run = applied(THROUGH_LOOPBACK, (1, end, "AccessDenied: no"), ending="stopped")

    assert f" 1. {said}  ~ Access key access-key-of-robot of robot" in lines(run)
    assert f"{' ' * len(f' 1. {said}  ')}AccessDenied: no" in lines(run)


def test_a_whole_run_is_proved():
    assert "proved: 8 of 8 gaps closed" in lines(PROVED)
    assert "irreversible, and left out without --allow-irreversible: step 12" in lines(PROVED)
    assert "prove looks again" not in render_applied(PROVED)


def test_what_is_still_open_or_unknown_is_told_with_the_reason():
    text = lines(PROVED_IN_PART, width=120)

    assert "proved: 6 of 8 gaps closed, 1 open, 1 unknown" in text
    assert "  open     access-key-unused (robot): access key 1 of robot was not used for 200 days" in text
    assert any(line.startswith("rootward prove looks again later") for line in text)


def test_a_run_without_a_gap_to_close_counts_its_steps():
    run = applied(FULL, *every_step(FULL, "done")[:-1], (12, "left out"))

    assert "made: 9 of 9 steps" in lines(run)


def test_a_complete_run_can_have_something_to_add():
    assert "one more thing" in lines(applied(THROUGH_LOOPBACK, (1, "done"), detail="one more thing"))


def test_a_stopped_run_says_where_and_why_and_what_to_do():
    text = render_applied(STOPPED, width=300)

    assert "\nstopped: step 6: iam:PutGroupPolicy: User: " in text
    assert "\nhalf-done or unsure:\n" in text
    assert "  • mfa-not-enforced (ann): step 3 is done, steps 6 and 10 are not\n" in text
    assert text.endswith(f"to go on:     rootward apply --resume {JOURNAL}\nto take back: rootward undo {JOURNAL}\n")


@pytest.mark.parametrize(
    ("ends", "detail", "said"),
    [
        (("done", "failed", "not begun", "not begun"), "no", "stopped at step 2: no"),
        (("done", "unsure", "failed", "not begun"), "no", "stopped at step 2: no"),
        (("done", "done", "not begun", "not begun"), "no", "stopped before step 3: no"),
        (("done", "failed", "not begun", "not begun"), "step 2: no", "stopped: step 2: no"),
        (("done", "done", "done", "done"), "", "stopped"),
    ],
)
def test_where_a_run_stopped_is_said_once(ends, detail, said):
    assert said in lines(applied(UNDO, *enumerate(ends, start=1), ending="stopped", detail=detail))


def test_nothing_half_done_is_said_too():
    run = applied(THROUGH_LOOPBACK, (1, "failed", "AccessDenied"), ending="stopped")

    assert "nothing is half-done" in lines(run)
    assert lines(run)[-1] == f"to go on:     rootward apply --resume {JOURNAL}"


def test_half_done_without_doubt_does_not_speak_of_doubt():
    assert "half-done:" in lines(UNDO_INTERRUPTED)


def test_what_was_never_begun_cannot_be_taken_up_or_back():
    assert lines(NOT_BEGUN)[-2:] == ["stopped before step 2: the disk is full", "nothing is half-done"]


def test_a_call_that_may_have_happened_can_be_taken_back():
    assert lines(applied(THROUGH_LOOPBACK, (1, "unsure"), ending="interrupted"))[-1].startswith("to take back:")


def test_what_was_found_and_not_made_is_not_taken_back():
    assert "rootward undo" not in render_applied(applied(THROUGH_LOOPBACK, (1, "found")))


def test_what_cannot_be_taken_back_is_not_offered():
    deleted = plan(step(1, 1, key("ann", "Inactive", None)))

    assert not any(line.startswith("to take back") for line in lines(applied(deleted, (1, "done"))))


def test_an_undo_speaks_of_taking_back():
    text = lines(UNDONE)

    assert text[0].startswith("Undo 4f1d2c3b5a69 of journal 20260131T120000Z-1, for account ")
    assert " 1. taken back     ~ Access key access-key-of-robot of robot" in text
    assert "taken back: 4 of 4 steps" in text
    assert text[-1] == f"to redo:      rootward undo {JOURNAL}"


def test_an_undo_that_was_interrupted_says_which_steps_stand():
    text = lines(UNDO_INTERRUPTED)

    assert "interrupted before step 3" in text
    assert "  • steps 1 and 2 are done, steps 3 and 4 are not" in text


def test_a_later_look_says_what_holds():
    assert " 1. does not hold  ~ Access key access-key-of-robot of robot" in lines(LOOKED_AT)
    assert "proved: 0 of 1 gap closed, 1 open; holds: 0 of 1 step" in lines(LOOKED_AT)
    assert "journal" not in render_applied(LOOKED_AT)
    assert "rootward undo" not in render_applied(LOOKED_AT)


def test_a_later_look_at_an_undo_counts_what_holds():
    looked = applied(UNDO, *((number, "found") for number in range(1, 5)), journal="")

    assert "holds: 4 of 4 steps" in lines(looked)
    assert " 1. holds  ~ Access key access-key-of-robot of robot" in lines(looked)


def test_a_step_that_the_plan_does_not_hold_is_named_by_its_number():
    assert " 7. done  a step that the plan does not hold" in lines(applied(THROUGH_LOOPBACK, (7, "done")))


def test_a_run_without_steps_has_no_list():
    assert "Steps" not in render_applied(applied(THROUGH_LOOPBACK))


def test_a_secret_that_aws_quotes_is_masked():
    quoted = "https://ann:" + "open-sesame" + "@example.com"
    run = applied(
        THROUGH_LOOPBACK,
        (1, "failed", quoted),
        ending="stopped",
        detail=quoted,
        proofs=(proof(gap("access-key-unused", arn("user", "robot")), "unknown", quoted),),
    )

    assert "open-sesame" not in render_applied(run)
    assert "open-sesame" not in render_progress(THROUGH_LOOPBACK.steps[0], "failed", quoted)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("of", EVERY)
def test_colour_changes_no_letter(of, width):
    colourful = render_applied(of, width=width, color=True)

    assert "\x1b[" in colourful
    assert re.sub(r"\x1b\[[0-9;]*m", "", colourful) == render_applied(of, width=width)


def test_a_line_while_it_runs():
    step = THROUGH_LOOPBACK.steps[0]

    assert render_progress(step, "done", "") == "step 1 done: ~ Access key access-key-of-robot of robot"
    assert render_progress(step, "failed", "AccessDenied") == (
        "step 1 failed: ~ Access key access-key-of-robot of robot: AccessDenied"
    )
