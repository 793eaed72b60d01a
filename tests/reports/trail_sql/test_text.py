"""An answer as a table fits its place, and cuts what does not."""

import pytest

from rootward.reports.trail_sql.text import render


def test_a_table_of_few_columns_is_as_wide_as_they_are():
    assert render(("name", "n"), [("CreateUser", 3), (None, None)]).splitlines() == [
        "name        n",
        "─────────────",
        "CreateUser  3",
        "",
        "(2 rows)",
    ]


def test_the_widest_columns_give_way():
    shown = render(("a", "b"), [("x" * 70, "short")], width=40, unicode=False).splitlines()

    assert shown[2] == f"{'x' * 32}.  short"
    assert shown[1] == "-" * 40


@pytest.mark.parametrize("columns", [(), ("a",)])
def test_an_answer_without_rows_has_a_head(columns):
    assert render(columns, []).splitlines()[-1] == "(0 rows)"
