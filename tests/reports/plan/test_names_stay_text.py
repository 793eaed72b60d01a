"""Law 9, for plans: a name stays text, whatever it tries."""

from __future__ import annotations

import re
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from rootward.reports.plan.applied import render_applied, render_progress, render_proof
from rootward.reports.plan.brief import render_brief
from rootward.reports.plan.text import render_plan
from tests.contract.hostile import NAMES
from tests.reports.plan.hostile import OBEYED, hostile_applied, hostile_plan

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
COPIED = ("aws ", "--", "# ", "next: ", "to go on:", "to take back:", "to redo:")

every_name = pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
anything = st.text(st.characters(exclude_categories=()), min_size=1, max_size=30)


def texts(name: str, **options) -> dict[str, str]:
    plan = hostile_plan(name)
    return {
        "plan": render_plan(plan, hint=name, **options),
        "plan with commands": render_plan(plan, show_cli=True, hint=name, **options),
        "plan in brief": render_brief(plan, **options),
        "applied": render_applied(hostile_applied(name), **options),
        "proof": render_proof(hostile_applied(name), **options),
    }


@pytest.mark.parametrize("options", [{}, {"color": True, "width": 60}, {"unicode": False, "width": 40}])
@every_name
def test_nothing_that_a_terminal_obeys_is_written(name, options):
    for text in texts(name, **options).values():
        assert OBEYED.search(COLOURS.sub("", text)) is None


@given(name=anything)
def test_whatever_the_name_the_text_is_harmless_utf_8(name):
    for text in texts(name).values():
        assert OBEYED.search(text) is None
        assert text.encode("utf-8")


@pytest.mark.parametrize("name", [NAMES["newline"], NAMES["return"], NAMES["separators"]])
def test_a_name_forges_no_line(name):
    for text in texts(name).values():
        for line in text.splitlines():
            assert not line.lstrip().startswith(("| b |", "# c", "- d"))


@given(name=st.text(st.characters(codec="utf-8"), min_size=1, max_size=60), width=st.integers(40, 120))
def test_no_line_is_wider_than_asked_but_one_to_be_copied(name, width):
    for text in texts(name, width=width).values():
        for line in text.splitlines():
            assert cell_len(line) <= width or line.lstrip().startswith(COPIED)
            assert line == line.rstrip()


@every_name
def test_a_line_of_a_run_is_one_line(name):
    for one in hostile_plan(name).steps:
        assert OBEYED.search(render_progress(one, "failed", name)) is None
        assert "\n" not in render_progress(one, "failed", name)


@every_name
def test_an_undo_names_one_journal_to_the_shell(name):
    (line,) = [one for one in texts(name)["applied"].splitlines() if one.startswith("to redo:")]

    assert len(shlex.split(line)) == len(["to", "redo:", "rootward", "undo", "JOURNAL"])
