"""Many of whom the same is said stand together; of very many, the first are named."""

from __future__ import annotations

from rootward.reports.access.principals import Line, add_principals
from rootward.reports.sheet import Sheet


def listed(*lines):
    sheet = Sheet(60, color=False, unicode=True)
    add_principals(sheet, "Can", lines)
    return sheet.text()


def line(name, said="by all", *, kind="user", by_role=False):
    return Line(kind, name, said, by_role)


def test_nobody_is_no_section():
    assert listed() == ""


def test_a_long_name_stands_on_a_line_of_its_own():
    assert listed(line("ann"), line("a-name-of-more-than-24-characters", "by some")).splitlines()[2:] == [
        "  user  ann  by all",
        "  user  a-name-of-more-than-24-characters",
        "          by some",
    ]


def test_five_of_whom_the_same_is_said_stand_together():
    five = [line(name) for name in "abcd"] + [line("r", kind="role")]

    assert listed(*five).splitlines()[2:] == ["  • by all", "    4 users  a, b, c, d", "    role  r"]


def test_of_more_than_fifty_twenty_are_named():
    text = listed(*(line(f"u{number:02}") for number in range(51)))

    assert "51 users  u00, u01" in text
    assert "u19, and 31" in text
    assert "more: --format json has all" in " ".join(text.split())
    assert "u20" not in text
