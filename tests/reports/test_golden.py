"""Whole reports, as they were read and found good. `python -m tests.reports.golden_files` writes them anew."""

from __future__ import annotations

import pytest

from tests.reports.golden_files import FOLDER, GOLDEN, rendered, stored


@pytest.mark.parametrize("name", GOLDEN)
def test_the_report_is_as_it_was_found_good(name):
    assert rendered(name) == stored(name)


def test_every_golden_file_is_compared():
    assert {path.name for path in FOLDER.iterdir()} == set(GOLDEN)


@pytest.mark.parametrize("name", [name for name in GOLDEN if name.endswith(".txt")])
def test_text_keeps_to_eighty_columns_and_ends_no_line_in_a_blank(name):
    for line in stored(name).splitlines():
        assert len(line) <= 80
        assert line == line.rstrip()


def test_without_unicode_all_is_ascii():
    assert stored("troubled-ascii.txt").isascii()
