"""A note beside a report."""

from __future__ import annotations

import pytest

from rootward.reports.note import note

LONG = "the credential report is older than four hours, and AWS makes no newer one before these are over"


def test_for_no_terminal_it_is_one_line_whatever_its_length():
    assert note(LONG) == f"rootward: {LONG}\n"


def test_one_that_fits_stands_as_it_is():
    assert note("no leaked credentials", 40) == "rootward: no leaked credentials\n"
    assert note("x" * 30, 40) == f"rootward: {'x' * 30}\n"


def test_a_longer_one_is_wrapped_between_words_and_indented():
    assert note(LONG, 60).splitlines() == [
        "rootward: the credential report is older than four hours,",
        "          and AWS makes no newer one before these are over",
    ]


@pytest.mark.parametrize("width", [40, 41, 59, 60, 80])
def test_no_line_is_wider_and_no_word_is_lost(width):
    lines = note(LONG, width).splitlines()

    assert max(map(len, lines)) <= width
    assert " ".join(" ".join(lines).split()) == f"rootward: {LONG}"


def test_a_word_that_is_wider_than_the_terminal_stays_whole():
    assert note(f"see {'x' * 50} there", 40).splitlines() == [
        "rootward: see",
        f"          {'x' * 50}",
        "          there",
    ]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (
            "go on in some minutes: rootward keys rotate --resume",
            ["rootward: go on in some minutes:", "          rootward keys rotate --resume"],
        ),
        (
            "trust it, if you do: git config --global --add safe.directory '/srv/a b, c'",
            [
                "rootward: trust it, if you do:",
                "          git config --global --add safe.directory '/srv/a b, c'",
            ],
        ),
        (
            "allow iam:GetUser on it: 'rootward permissions --command mfa-enroll' says how",
            [
                "rootward: allow iam:GetUser on it:",
                "          'rootward permissions --command mfa-enroll'",
                "          says how",
            ],
        ),
        (
            "allow it (rootward permissions), or sign in as another",
            ["rootward: allow it (rootward permissions),", "          or sign in as another"],
        ),
    ],
)
def test_a_command_is_never_broken(line, shown):
    assert note(line, 43).splitlines() == shown


def test_signs_of_two_columns_count_as_two():
    assert note("鍵" * 14 + " 鍵鍵", 40).splitlines() == ["rootward: " + "鍵" * 14, " " * 10 + "鍵鍵"]
