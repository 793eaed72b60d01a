"""What was asked for, as the report tells it."""

from __future__ import annotations

import os

import pytest

from rootward.workflows.scanning.order import Files, History, Message, Range, Staged, told

ODD = os.fsdecode(b"a\xff")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (Files(paths=("src", ODD)), ("src", r"a\xff")),
        (History(ODD), (r"the history of a\xff",)),
        (Message(ODD), (r"a\xff",)),
        (Range("main..HEAD"), ("main..HEAD",)),
        (Staged(), ("staged changes",)),
    ],
)
def test_a_source_is_told_as_it_was_asked_for_with_bytes_that_are_no_utf_8_to_be_seen(source, words):
    assert told(source) == words
