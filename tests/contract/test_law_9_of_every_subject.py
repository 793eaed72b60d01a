"""Law 9 for all that is reported about things that others named: the names stay text, in every format."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings

from rootward.reports.csv_table import FORMULA
from tests.contract.names import COLOURS, OBEYED, anything, every_name, forged, forging_name
from tests.contract.subjects import SUBJECTS

each = pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
each_with_a_table = pytest.mark.parametrize(
    "subject", [pytest.param(one, id=name) for name, one in SUBJECTS.items() if one.table is not None]
)


@each
@every_name
@pytest.mark.parametrize("options", [{}, {"color": True, "width": 60}, {"unicode": False}])
def test_nothing_that_a_terminal_obeys_is_written(subject, name, options):
    for text in subject.texts(name, **options):
        assert OBEYED.search(COLOURS.sub("", text)) is None


@each
@forging_name
def test_a_name_forges_no_line(subject, name):
    for text in subject.texts(name):
        assert not forged(text)


@each
@settings(max_examples=50)
@given(name=anything)
def test_whatever_the_name_a_report_is_harmless_utf_8(subject, name):
    for text in subject.texts(name):
        assert OBEYED.search(text) is None
        assert text.encode("utf-8")


@each_with_a_table
@every_name
def test_no_cell_is_a_formula_and_every_row_is_whole(subject, name):
    rows = list(csv.reader(io.StringIO(subject.table(name))))

    assert len(rows) > 1
    assert {len(row) for row in rows} == {subject.columns}
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA)]


@each
def test_each_has_the_name_in_it(subject):
    """Else the laws above would hold of nothing."""
    assert [text for text in subject.texts("a-plain-name") if "a-plain-name" in text]
