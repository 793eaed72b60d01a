"""The way from a new account to a secured one: a chapter's head, a step for somebody, and the end."""

from __future__ import annotations

import re

import msgspec
import pytest
from rich.cells import cell_len

from rootward.model.finding import PRACTICES
from rootward.model.plan import Gap, GuidedStep, Withheld
from rootward.model.secured import Chapter, Secured
from rootward.reports.securing import render_chapter, render_said, render_secured, render_step
from tests.contract.hostile import NAMES
from tests.reports.audits import (
    CLEAN,
    DENIED,
    IDLE,
    OLD_KEYS,
    PASSED,
    ROOT,
    ROOT_MFA,
    TROUBLED,
    WHOLE,
    audit,
    finding,
    user,
)
from tests.reports.plan.hostile import OBEYED

MARK = finding("user-mfa-missing", "mfa", "critical", "fail", user("mark"), "mark has no MFA device")
ANN = finding("user-mfa-missing", "mfa", "high", "fail", user("ann"), "ann has no MFA device")
TRAIL = finding("trail-missing", "root_use", "high", "fail", WHOLE, "there is no trail")


def lines(text: str) -> list[str]:
    return text.splitlines()


def ended(*failing, **fields) -> Secured:
    return msgspec.structs.replace(Secured(before=TROUBLED, after=audit(PASSED, *failing)), **fields)


def end(secured: Secured, **options) -> str:
    return render_secured(secured, lambda word: f"rootward {word} --profile prod", **options)


def step(check: str, resource: str, instruction: str, message: str = "it is so") -> GuidedStep:
    return GuidedStep(
        number=1,
        gap=Gap(check=check, resource=resource),
        severity="critical",
        message=message,
        instruction=instruction,
    )


# --- a chapter


@pytest.mark.parametrize(("number", "practice"), [*enumerate(PRACTICES, start=1)])
def test_a_chapter_has_its_number(number, practice):
    assert Chapter(practice=practice, audit=CLEAN).number == number


def test_a_chapter_says_what_holds_and_what_does_not_on_a_line_each():
    shown = lines(render_chapter(Chapter(practice="mfa", audit=audit(PASSED, IDLE, ROOT_MFA, DENIED))))

    assert shown[1].startswith("2 of 5: MFA ───")
    assert shown[2:] == [
        "Holds 1 of 3: root has no access key",
        "Open 1: Root has no MFA device",
        "Not known 1: The account has no password policy",
    ]


def test_where_everything_holds_nothing_is_open():
    assert lines(render_chapter(Chapter(practice="mfa", audit=CLEAN)))[2:] == ["Holds 1 of 1: root has no access key"]


def test_the_worst_comes_first_and_the_line_ends_where_the_terminal_does():
    shown = render_chapter(Chapter(practice="mfa", audit=audit(OLD_KEYS[0], TRAIL, ROOT_MFA)), width=60)

    assert lines(shown)[2] == "Open 3: Root has no MFA device; No trail records what is…"
    assert len(lines(shown)) == 3


# --- a step


def test_a_step_says_what_where_and_why():
    shown = lines(render_step(step("root-mfa-missing", ROOT, "sign in as root → Security credentials", "no device")))

    assert shown[1].startswith("For you: no device")
    assert shown[1].endswith("critical")
    assert shown[2] == "  Do:   sign in as root → Security credentials"
    assert shown[3].startswith("  Why:  one stolen root password is the whole account")
    assert shown[-1] == "  More: rootward explain root-mfa-missing"


def test_the_user_is_named_in_the_place_and_beside_a_message_that_does_not_name_them():
    shown = render_step(step("user-mfa-missing", user("mark"), "let {name} sign in", "there is no device"))

    assert "For you: there is no device (mark)" in shown
    assert "  Do:   let mark sign in\n" in shown


def test_a_command_is_broken_at_its_options_alone():
    command = "aws account put-alternate-contact --alternate-contact-type SECURITY --name NAME --title TITLE"
    shown = lines(render_step(step("security-contact-missing", WHOLE, command)))

    assert shown[2].startswith("  Do:   aws account put-alternate-contact --alternate-contact-type SECURITY \\")
    assert shown[3] == "          --name NAME --title TITLE"


# --- the end


def test_the_score_is_said_before_and_after_with_the_state_of_root():
    shown = lines(end(ended()))

    assert shown[1].startswith("Where you are ───")
    assert shown[2:5] == [
        "score 37 before, 100 now",
        "0 failed, 1 passed",
        "Root is protected: it has MFA, no access key and no signing certificate.",
    ]


def test_an_account_that_cannot_be_read_any_more_is_not_scored_again():
    shown = end(ended(after=None, is_through=False))

    assert "score 37 before; the account could not be read again" in shown
    assert "now" not in shown


def test_what_is_left_is_told_by_who_has_to_do_it():
    shown = end(ended(TRAIL, ROOT_MFA, MARK))

    headings = re.findall(r"^Left for ([a-z ]+?) ─", shown, re.MULTILINE)
    assert headings == ["root", "mark", "an administrator"]
    assert re.findall(r"^(?:CRITICAL|HIGH) .* ([a-z-]+)$", shown, re.MULTILINE) == [
        "root-mfa-missing",
        "user-mfa-missing",
        "trail-missing",
    ]


def test_what_several_users_lack_is_left_for_an_administrator():
    assert re.findall(r"^Left for ([a-z ]+?) ─", end(ended(MARK, ANN)), re.MULTILINE) == ["an administrator"]


def test_many_resources_are_counted():
    shown = end(ended(*OLD_KEYS))

    assert "robot-02" in shown
    assert "robot-03" not in shown
    assert f"and {len(OLD_KEYS) - 3} more: rootward audit" in shown


def test_what_to_do_is_what_the_plan_said_before_what_the_check_says():
    plain = end(ended(TRAIL))
    guided = end(ended(TRAIL, guided=(step("trail-missing", WHOLE, "in the code that keeps the account"),)))
    reason = "the bucket's name is taken"
    held = end(
        ended(
            TRAIL,
            withheld=(Withheld(gap=Gap(check="trail-missing", resource=WHOLE), reason=reason, by="guard"),),
        )
    )

    assert "  Next: rootward explain trail-missing" in plain
    assert "  Do:   in the code that keeps the account" in guided
    assert f"  Held: {reason}" in held


def test_what_is_not_known_is_no_success():
    shown = end(ended(DENIED))

    assert "Not known ──" in shown
    assert "  • The account has no password policy? cannot tell: AWS denied the read: access" in shown


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"is_through": False}, "rootward secure --profile prod goes on: what is done is not asked again"),
        ({"is_root": True}, "sign out of root, in the console and here (aws logout)"),
        ({"journals": ("a",)}, "1 run changed the account: rootward undo --profile prod takes it back"),
        ({"journals": ("a", "b")}, "2 runs changed the account: rootward undo --profile prod takes the last one"),
        ({}, "rootward audit --profile prod looks again, at any time"),
    ],
)
def test_from_here_there_is_a_next_thing_to_do(fields, said):
    assert said in " ".join(end(ended(**fields)).split())


def test_after_a_run_that_did_not_come_to_its_end_there_is_one_next_thing():
    _, _, from_here = end(ended(is_through=False, is_cut_off=True, journals=("a",)), width=120).partition("From here")

    assert lines(from_here)[1:] == [
        "  • rootward secure --profile prod goes on: first it offers to take up the run that did not come to its end"
    ]


def test_of_an_account_that_is_gone_there_is_no_way_on():
    shown = render_secured(ended(is_through=False, journals=("a",)), None)

    assert "From here" not in shown
    assert "rootward undo" not in shown
    assert "Where you left" in shown


def test_root_who_left_early_is_not_sent_out_yet():
    shown = end(ended(is_root=True, is_through=False))

    assert "Where you left" in shown
    assert "sign out" not in shown


# --- what is said in between


def test_a_line_that_is_indented_is_a_command_and_stays_whole():
    command = "  aws login --profile root-session --region us-east-1"

    assert lines(render_said(["a few words that are longer", command], width=40))[-1] == command


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("options", [{}, {"unicode": False, "width": 40}])
def test_a_name_stays_text(name, options):
    hostile = finding("user-mfa-missing", "mfa", "high", "fail", user(name), f"{name} has no MFA device")
    shown = (
        render_step(step("user-mfa-missing", user(name), "let {name} sign in", name), **options),
        end(ended(hostile), **options),
        end(ended(hostile, guided=(step("user-mfa-missing", user(name), "let {name} sign in"),)), **options),
        render_said([name], **options),
    )
    for text in shown:
        assert OBEYED.search(text) is None
        assert all(cell_len(line) <= 80 for line in text.splitlines() if "rootward" not in line)
