"""A text as the rules look at it."""

from __future__ import annotations

from rootward.leaks.detect.anchors import ID, SECRET
from rootward.leaks.detect.text import Text
from tests.leaks.detect.corpus import Lots

LOTS = Lots(41)
DATA = f"{LOTS.key_id()} AWS_Secret: {LOTS.secret()}".encode()


def test_an_anchor_stands_where_it_is_found():
    text = Text(DATA)
    assert text.lowered == DATA.lower()
    assert list(text.positions(ID)) == [0]
    assert list(text.positions(SECRET)) == [31]


def test_one_that_no_gate_saw_is_not_looked_for():
    assert list(Text(DATA, frozenset({SECRET})).positions(SECRET)) == [31]
    assert list(Text(DATA, frozenset({SECRET})).positions(ID)) == []
