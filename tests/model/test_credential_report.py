"""Which row is root's: the report's own word for it, and no user's name."""

from __future__ import annotations

import pytest

from tests.checks.facts import report, root_row, user_row


def test_root_s_row_is_the_one_named_so_by_the_report():
    rows = report(user_row("mark"), root_row())

    assert rows.root == root_row()
    assert [row.user for row in rows.users] == ["mark"]


@pytest.mark.parametrize("name", ["root", "root_account", "<root>", "ROOT"])
def test_a_user_whose_name_reads_like_root_is_a_user(name):
    rows = report(user_row(name))

    assert rows.root is None
    assert [row.user for row in rows.users] == [name]
