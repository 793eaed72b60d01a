"""A table for a spreadsheet."""

from __future__ import annotations

import pytest

from rootward.reports.csv_table import flag, table


def test_a_table_is_a_header_and_its_rows_every_cell_quoted():
    assert table(("name", "age"), [("anna", "7"), ("", 'a,"b"')]) == '"name","age"\n"anna","7"\n"","a,""b"""\n'


def test_without_rows_the_header_stands_alone():
    assert table(("name",), ()) == '"name"\n'


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\uff1d1", "\uff0b1", "\uff0d1", "\uff201"])
def test_what_a_spreadsheet_would_compute_begins_with_an_apostrophe(text):
    assert table(("name",), [(text,)]) == f'"name"\n"\'{text}"\n'


@pytest.mark.parametrize(("text", "shown"), [("\t=1", r"'\t=1"), ("\r=1", r"'\r=1"), ("a\nb", r"a\nb")])
def test_a_control_is_shown_and_breaks_no_line(text, shown):
    assert table(("name",), [(text,)]) == f'"name"\n"{shown}"\n'


@pytest.mark.parametrize(("value", "shown"), [(True, "true"), (False, "false"), (None, "")])
def test_a_flag_that_is_not_known_is_empty(value, shown):
    assert flag(value) == shown
