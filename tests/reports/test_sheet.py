"""Lines for a terminal."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from rootward.reports.names import safe
from rootward.reports.sheet import Sheet, in_ascii


def sheet(width=40, *, color=False, unicode=True):
    return Sheet(width, color=color, unicode=unicode)


def test_a_long_text_hangs_under_its_lead():
    paper = sheet(24)
    paper.add("one stolen root password is all", lead="  Why: ")

    assert paper.text() == "  Why: one stolen root\n       password is all\n"


def test_a_word_longer_than_the_line_is_folded():
    paper = sheet(30)
    paper.add("arn:aws:iam::123456789012:user/mark", lead="- ")

    assert paper.text() == "- arn:aws:iam::123456789012:us\n  er/mark\n"


def test_markup_is_text():
    paper = sheet()
    paper.add("[bold red]mark[/] :rocket: <b>")

    assert paper.text() == "[bold red]mark[/] :rocket: <b>\n"


def test_colour_is_only_where_it_was_asked_for():
    for color in (True, False):
        paper = sheet(color=color)
        paper.add("wrong", lead="• ", style="critical")
        assert ("\x1b[" in paper.text()) is color


def test_colour_changes_no_letter():
    def written(color):
        paper = sheet(24, color=color)
        paper.heading("Root use")
        paper.apart("HIGH  ", "Root was used", "its-id", "high")
        paper.add("one stolen root password is all", lead="  Why: ", style="label")
        paper.whole("aws iam list-users  ")
        return paper.text()

    assert re.sub(r"\x1b\[[0-9;]*m", "", written(color=True)) == written(color=False)


def test_a_head_that_does_not_fit_beside_its_id_goes_over_it():
    paper = sheet(30)
    paper.apart("HIGH  ", "A title that is long enough", "its-id", "high")

    assert paper.text() == "HIGH  A title that is long\n      enough\n                        its-id\n"


def test_what_is_to_be_copied_is_never_broken():
    paper = sheet(20)
    paper.whole("x" * 50, indent=2)

    assert paper.text() == f"  {'x' * 50}\n"


def test_the_signs_have_their_likeness_in_ascii():
    assert in_ascii("a → b … • ─ 山") == "a -> b ... * - 山"


@given(st.text(max_size=200), st.integers(min_value=30, max_value=120))
def test_no_line_is_wider_than_the_sheet(text, width):
    paper = sheet(width)
    paper.add(safe(text), lead="  • ")

    assert all(cell_len(line) <= width for line in paper.text().splitlines())
