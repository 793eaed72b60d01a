"""Names that somebody else chose, and what of them must never be written as it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import strategies as st

from tests.contract.hostile import NAMES

OBEYED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
"""All that a terminal or an editor would obey, but for the newline of the report's own layout."""
COLOURS = re.compile(r"\x1b\[[0-9;]*m")

every_name = pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
forging_name = pytest.mark.parametrize("name", [NAMES["newline"], NAMES["return"], NAMES["separators"]])
"""Those that would begin a line, or a row, of their own."""
anything = st.text(st.characters(exclude_categories=()), min_size=1, max_size=30)


def forged(text: str) -> list[str]:
    """The lines of it that a name began."""
    return [line for line in text.splitlines() if line.startswith(("| b |", "# c", "- d", "b", "c"))]
