"""A plan for people at a terminal."""

from __future__ import annotations

import re

import msgspec
import pytest

from rootward.reports.plan.text import render_plan
from tests.checks.facts import ACCOUNT, allow, arn, policy
from tests.reports.plan.plans import (
    BINDING,
    EMPTY,
    FULL,
    THROUGH_LOOPBACK,
    UNDO,
    WHOLE,
    gap,
    group,
    guided,
    inline,
    key,
    member,
    plan,
    step,
    withheld,
)

ONE = step(1, 1, key("robot", "Active", "Inactive"), gap("access-key-unused", arn("user", "robot")))


def lines(of, **options):
    return render_plan(of, **options).splitlines()


def test_the_head_says_which_plan_of_whom_and_until_when():
    assert lines(plan(ONE))[:3] == [
        "Plan 4f1d2c3b5a69 for account 123456789012 (acme)",
        "     by arn:aws:iam::123456789012:user/auditor",
        "     made 2026-01-31 12:00 UTC, valid until 2026-02-01 12:00 UTC",
    ]


def test_an_endpoint_that_is_not_aws_is_named_before_the_steps():
    assert lines(THROUGH_LOOPBACK)[3] == "through http://127.0.0.1:5000, which is not AWS's own endpoint"
    assert "through" not in render_plan(plan(ONE))


def test_an_account_without_an_alias_is_its_number():
    nameless = msgspec.structs.replace(FULL.account, alias=None)

    assert lines(plan(ONE, account=nameless))[0].endswith("for account 123456789012")


def test_steps_and_guided_steps_stand_by_their_numbers():
    numbers = [int(found[1]) for line in lines(FULL) if (found := re.match(r" +(\d+)\. [-+~!] ", line))]

    assert numbers == list(range(1, 13))


def test_each_stage_has_its_heading_and_a_guided_step_stays_where_it_comes():
    headings = [line.split(" ─")[0] for line in lines(FULL) if "──" in line]
    text = render_plan(FULL)

    assert headings == [
        "By hand",
        "Stage 1",
        "Stage 2, once the one before is made and read back",
        "Stage 3, once the one before is made and read back",
        "Withheld",
    ]
    assert text.index("Stage 1") < text.index("(carol)") < text.index("Stage 2")


@pytest.mark.parametrize("risk", ["safe", "disruptive", "irreversible"])
def test_the_risk_is_the_steps_own_and_not_the_changes(risk):
    (head,) = [line for line in lines(plan(step(1, 1, group("staff"), risk=risk))) if "Group staff" in line]

    assert head == f"{' 1. + Group staff':<{80 - len(risk)}}{risk}"


def test_a_check_that_a_step_closes_for_several_is_named_once():
    several = step(1, 1, group("staff"), gap("mfa-not-enforced", arn("user", "ann")), gap("mfa-not-enforced", WHOLE))

    assert "      Closes: mfa-not-enforced" in lines(plan(several))


def test_commands_stand_in_place_of_the_calls():
    shown = render_plan(plan(ONE), show_cli=True)

    assert "iam:UpdateAccessKey" not in shown
    assert "      aws iam update-access-key --user-name robot \\\n" in shown
    assert "aws iam" not in render_plan(plan(ONE))


def test_what_is_to_be_copied_is_not_broken_at_the_edge():
    document = policy(allow([f"s3:Get{number}" for number in range(40)]))
    shown = render_plan(plan(step(1, 1, inline("user", "ann", None, document))), show_cli=True)

    assert f"--policy-document '{document}'\n" in shown


def test_a_document_that_is_nested_deeper_than_the_screen_is_wide_stays_within_it():
    deep = "[" * 30 + '"a"' + "]" * 30

    assert all(len(line) <= 40 for line in lines(plan(step(1, 1, inline("user", "ann", None, deep))), width=40))


def test_a_guided_step_names_whom_it_is_about_once():
    about = guided(1, "user-mfa-missing", arn("user", "ann"), "ann has no MFA device", "let {name} sign in")
    silent = guided(2, "user-mfa-missing", arn("user", "bob"), "no MFA device", "let {name} sign in")
    whole = guided(3, "trail-missing", WHOLE, "there is no trail", "rootward explain trail-missing")
    text = render_plan(plan(guided=(about, silent, whole)))

    assert "1. ! ann has no MFA device " in text
    assert "2. ! no MFA device (bob) " in text
    assert "3. ! there is no trail " in text
    assert "      Do:     let bob sign in" in text
    assert "      rootward explain trail-missing" in text


def test_what_is_withheld_for_one_reason_stands_together():
    text = lines(FULL)

    assert "  • mfa-not-enforced (dave, erin): no device: let them register one first" in text
    assert "  • password-policy-missing: AWS denied iam:GetAccountPasswordPolicy" in text
    assert [line for line in text if line.endswith(":")] == [
        "By a guard of the check:",
        "By the lockout guard:",
        "For want of facts:",
    ]


def test_what_no_check_is_behind_is_withheld_by_its_own_name():
    text = lines(plan(ONE, withheld=(withheld("", arn("user", "ann"), "guard", "step 3 cannot be undone"),)))

    assert "  • ann: step 3 cannot be undone" in text


def test_a_reason_is_said_once_but_at_each_step_that_binds_somebody():
    """The group and its policy hurt nobody: to join it does."""
    found = [line.strip() for line in lines(BINDING, width=120) if "Why:" in line or re.match(r" +\d+\. ", line)]

    assert [line[:4] for line in found] == ["1. +", "Why:", "2. +", "3. +", "Why:", "4. +", "Why:"]
    assert len({line for line in found if line.startswith("Why:")}) == 1


def test_who_leaves_or_joins_another_group_is_not_bound():
    for joined in (member("ann", "staff"), member("ann", "staff", after=False)):
        text = render_plan(plan(step(1, 1, group("staff"), why="so"), step(2, 2, joined, why="so")))
        assert text.count("Why:") == 1


def test_the_sum_counts_by_risk():
    assert "10 changes (4 safe, 5 disruptive, 1 irreversible), 2 guided steps, 5 withheld" in lines(FULL)
    assert "1 change (0 safe, 1 disruptive, 0 irreversible), 0 guided steps, 0 withheld" in lines(plan(ONE))


def test_what_is_irreversible_is_said_to_be_left_out():
    assert ("--allow-irreversible" in render_plan(FULL), "--allow-irreversible" in render_plan(UNDO)) == (True, False)


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        (18, 34, "score 18 now, 34 once these changes are made"),
        (0, None, "score 0 now, not known once these changes are made"),
        (None, 34, "score not known now, 34 once these changes are made"),
        (None, None, "no score: nothing could be decided"),
    ],
)
def test_the_score_is_said_before_and_after(now, then, said):
    assert lines(plan(ONE, score_before=now, score_after=then, checks=("password-too-short",)))[-1] == said


def test_what_somebody_asked_for_by_no_check_has_no_score():
    assert "score" not in render_plan(plan(ONE, score_before=None, score_after=None))


def test_an_undo_has_no_score_and_names_its_journal():
    assert lines(UNDO)[0] == f"Undo 4f1d2c3b5a69 of journal 20260131T120000Z-1, for account {ACCOUNT} (acme)"
    assert "score" not in render_plan(UNDO)


def test_a_live_proof_that_is_needed_is_said():
    text = render_plan(plan(ONE, live_proof="service control policies cannot be read here"), width=120)

    assert "A live proof that you administer the account comes first: service control policies cannot be" in text
    assert "live proof" not in render_plan(plan(ONE))


def test_the_hint_comes_last_and_whole():
    hint = f"rootward apply {'long' * 30}.json"

    assert lines(FULL, hint=hint)[-1] == f"next: {hint}"
    assert "next:" not in render_plan(FULL)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "no check that was asked found a gap that it can close"),
        ({"score_before": None}, "nothing could be decided"),
        ({"guided": EMPTY.guided}, "what is left is 2 steps for people"),
        ({"guided": EMPTY.guided[:1]}, "what is left is 1 step for people"),
        ({"withheld": EMPTY.withheld}, "what is left is 1 gap withheld"),
        ({"guided": EMPTY.guided, "withheld": EMPTY.withheld}, "what is left is 2 steps for people and 1 gap withheld"),
    ],
)
def test_an_empty_plan_says_so_and_why(fields, why):
    empty = plan(**fields)

    assert f"Nothing to change: {why}." in lines(empty)
    assert "once these changes" not in render_plan(empty)


def test_an_empty_plan_has_no_next_command():
    assert "next:" not in render_plan(plan(), hint="rootward apply")
    assert lines(EMPTY, hint="rootward apply")[-1] == "next: rootward apply"


def test_an_undo_of_nothing_says_so():
    nothing = plan(undoes="20260131T120000Z-1", score_before=None, score_after=None)

    assert "Nothing to take back: no step of that journal changed anything that is still so." in lines(nothing)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("of", [FULL, UNDO, EMPTY])
def test_colour_changes_no_letter(of, width):
    colourful = render_plan(of, width=width, color=True)

    assert "\x1b[" in colourful
    assert re.sub(r"\x1b\[[0-9;]*m", "", colourful) == render_plan(of, width=width)
    assert "\x1b[" not in render_plan(of, width=width)


def test_a_risk_has_its_colour():
    def start(number: int) -> str:
        shown = render_plan(FULL, color=True).splitlines()
        return next(line for line in shown if f" {number}. " in line).partition(f" {number}. ")[0].strip()

    assert len({start(3), start(7), start(12)}) == 3


def test_names_are_in_any_script_where_all_else_is_ascii():
    text = render_plan(plan(step(1, 1, group("山"))), unicode=False)

    assert text.replace("山", "").isascii()
    assert "not there -> there" in text


def test_a_plan_of_many_screens_says_first_what_its_steps_are_for():
    steps = [step(number, 1, group(f"team-{number}"), gap("policy-attached-to-user")) for number in range(1, 42)]

    lines = render_plan(plan(*steps, step(42, 1, group("asked-for")))).splitlines()

    at = next(number for number, line in enumerate(lines) if line.startswith("What for"))
    assert lines[at + 1 : at + 3] == ["  • 41 steps for policy-attached-to-user", "  • 1 step for what was asked for"]
    assert "What for" not in render_plan(plan(*steps[:40]))
