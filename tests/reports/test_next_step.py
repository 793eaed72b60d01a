"""The next step, filled in so that it can be pasted into a shell."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.reports.next_step import command_lines, filled, has_place, is_command

DEACTIVATE = "aws iam update-access-key --user-name {name} --access-key-id KEY-ID --status Inactive"


def user(name: str) -> str:
    return f"arn:aws:iam::123456789012:user/{name}"


def test_the_name_is_the_last_part_of_the_resource():
    assert filled("aws iam list-access-keys --user-name {name}", user("team/mark")).endswith("--user-name mark")


def test_the_resource_is_filled_in_whole():
    assert filled("look at {resource}", user("mark")) == "look at arn:aws:iam::123456789012:user/mark"


@pytest.mark.parametrize("name", ["; rm -rf ~", "$(reboot)", "`id`", "a b", "it's", "x|y", "{resource}", "*"])
def test_a_name_is_one_word_for_the_shell(name):
    assert shlex.split(filled(DEACTIVATE, f"x:{name}"))[4] == name


def test_a_name_that_looks_like_an_option_is_joined_to_its_option():
    assert "--user-name=--all " in filled(DEACTIVATE, user("--all"))


def test_a_control_character_is_shown_and_not_sent():
    assert "\x1b" not in filled(DEACTIVATE, user("a\x1b[2J"))


def test_a_short_command_stays_on_one_line():
    assert command_lines("aws iam list-users", "x", 72) == ("aws iam list-users",)


def test_a_long_command_is_continued_before_its_options():
    assert command_lines(DEACTIVATE, user("deploy-bot"), 60) == (
        "aws iam update-access-key --user-name deploy-bot \\",
        "  --access-key-id KEY-ID --status Inactive",
    )


@given(st.text(min_size=1, max_size=40), st.integers(min_value=20, max_value=120))
def test_a_continued_command_means_what_the_whole_one_means(name, width):
    pasted = "\n".join(command_lines(DEACTIVATE, f"x:{name}", width))

    # A shell takes a backslash and the newline behind it for nothing; shlex does not.
    assert shlex.split(pasted.replace("\\\n", "")) == shlex.split(filled(DEACTIVATE, f"x:{name}"))


def test_a_console_place_is_no_command():
    assert is_command(DEACTIVATE)
    assert is_command("rootward explain root-mfa-missing")
    assert not is_command("IAM console → Users → {name}")


def test_a_step_says_whether_it_names_its_resource():
    assert has_place(DEACTIVATE)
    assert not has_place("aws iam list-users")
