"""Whole plans, as they were read and found good. `python -m tests.reports.plan.golden_files` writes them anew."""

from __future__ import annotations

import pytest

from tests.reports.plan.golden_files import FOLDER, GOLDEN, stored

COPIED = ("aws ", "--", "# ")


@pytest.mark.parametrize("name", GOLDEN)
def test_it_is_as_it_was_found_good(name):
    assert GOLDEN[name]() == stored(name)


def test_every_golden_file_is_compared():
    assert {path.name for path in FOLDER.iterdir()} == set(GOLDEN)


@pytest.mark.parametrize("name", GOLDEN)
def test_it_keeps_to_eighty_columns_but_for_commands_and_ends_no_line_in_a_blank(name):
    for line in stored(name).splitlines():
        assert len(line) <= 80 or line.lstrip().startswith(COPIED)
        assert line == line.rstrip()


@pytest.mark.parametrize("name", [name for name in GOLDEN if name.endswith("-ascii.txt")])
def test_without_unicode_all_is_ascii(name):
    assert stored(name).isascii()
