"""A plan in few lines: what it changes, each reason once, what is held back, and what is left for people."""

from __future__ import annotations

import pytest

from rootward.reports.plan.brief import render_brief
from tests.model.change import kinds
from tests.reports.plan.plans import EMPTY, FULL, WHOLE, guided, key, plan, step, withheld

DISRUPTIVE = "disruptive"


def lines(of, **options):
    return render_brief(of, **options).splitlines()


def test_it_says_which_plan_so_that_the_approval_is_for_that_one():
    assert lines(FULL)[1].startswith(f"Plan {FULL.digest[:12]} for account 123456789012")


def test_every_change_has_its_number_and_no_call_is_shown():
    text = render_brief(FULL)

    for one in FULL.steps:
        assert f"{one.number}. " in text
    assert "Call:" not in text


def test_what_is_not_safe_says_so_at_the_edge():
    (line,) = lines(plan(step(1, 1, key("ann", "Active", "Inactive"), risk=DISRUPTIVE)))[2:]

    assert line.startswith(" 1. ~ Access key access-key-of-ann of ann")
    assert line.endswith(f" {DISRUPTIVE}")
    assert len(line) == 80


def test_what_is_the_same_in_several_regions_is_one_line():
    regions = ("eu-west-1", "eu-west-2", "us-east-1")
    same = plan(
        *(
            step(number, 1, kinds.analyzer(region=region, name="external"))
            for number, region in enumerate(regions, start=1)
        )
    )

    assert lines(same)[2:] == [" 1 to 3. + Analyzer external in 3 regions"]


def test_a_reason_is_given_once_and_a_later_step_gives_only_what_is_new():
    said = plan(
        step(1, 1, kinds.user("ann"), why="it costs nothing; it is quick"),
        step(2, 1, kinds.user("bob"), why="it is quick; bob asked for it"),
        step(3, 1, kinds.user("eve"), why="it costs nothing"),
    )

    assert lines(said)[2:] == [
        " 1. + User ann",
        "      it costs nothing; it is quick",
        " 2. + User bob",
        "      bob asked for it",
        " 3. + User eve",
    ]


def test_what_is_held_back_says_why():
    held = plan(step(1, 1, kinds.user("ann")), withheld=(withheld("trail-missing", WHOLE, "guard", "nobody is named"),))

    assert lines(held)[-1] == "held back: trail-missing: nobody is named"


def test_steps_for_people_are_announced():
    left = plan(
        step(1, 1, kinds.user("ann")), guided=(guided(2, "root-mfa-missing", WHOLE, "no device", "sign in as root"),)
    )

    assert lines(left)[-1] == "    then 1 step for you: they come one at a time"


def test_a_live_proof_that_comes_first_is_announced():
    assert lines(plan(step(1, 1, kinds.user("ann")), live_proof="policies of the organisation are not seen"))[-2:] == [
        "A live proof that you administer the account comes first: policies of the",
        "organisation are not seen",
    ]


def test_a_plan_without_changes_has_none():
    assert not [line for line in lines(EMPTY) if line.lstrip()[:1].isdigit()]


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_asked(width):
    assert max(map(len, lines(FULL, width=width))) <= width
