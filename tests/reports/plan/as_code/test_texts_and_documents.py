"""Texts and documents as code may hold them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.reports.plan.as_code.documents import UnfitDocumentError, documents, parsed
from rootward.reports.plan.as_code.text import Names, is_text, quoted, strings
from tests.contract.hostile import NAMES
from tests.reports.plan.as_code.coded import FOUNDING, MONITORING, TAKING, rule
from tests.reports.plan.hostile import OBEYED
from tests.reports.plan.plans import group


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("ann", '"ann"'),
        ('a"b\\c', '"a\\"b\\\\c"'),
        ("a\nb\r\tc", '"a\\nb\\r\\tc"'),
        ("\x00\x9b\u2028", '"\\u0000\\u009b\\u2028"'),
        ("\U000e0041", '"\\U000e0041"'),
        ("Zoë-山", '"Zoë-山"'),
    ],
)
def test_a_text_is_quoted(text, written):
    assert quoted(text) == written


@given(text=st.text())
def test_a_quoted_text_is_one_line_that_nothing_obeys(text):
    assert OBEYED.search(quoted(text)) is None
    assert "\n" not in quoted(text)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_quoted_name_is_json_for_the_name(name):
    if "\\U" not in quoted(name):  # JSON knows no escape of eight digits
        assert json.loads(quoted(name)) == name


def test_a_lone_surrogate_is_no_text():
    assert not is_text("a\ud800")
    assert is_text("a\U0001f600")


def test_every_text_of_a_change_is_found():
    assert {"rootward-root", "topic", "Tells when root signs in"} <= set(strings(rule("us-east-1")))
    assert "/staff/" in set(strings(group("a", path="/staff/")))


def test_names_are_given_out_once():
    names = Names()

    assert [names.new(one) for one in ("a", "a", "a_2", "a", "b")] == ["a", "a_2", "a_2_2", "a_3", "b"]


def test_a_document_is_a_json_object():
    assert parsed('{"Version": "2012-10-17", "n": [1, 2.5, true, null]}') == {
        "Version": "2012-10-17",
        "n": [1, 2.5, True, None],
    }


@pytest.mark.parametrize(
    "document",
    [
        "{ no policy",
        "[]",
        '"text"',
        '{"a": 1, "a": 2}',
        '{"a": {"b": 1, "b": 2}}',
        '{"a": NaN}',
        '{"a": 1e999}',
        '{"a": "\\ud800"}',
        '{"\\ud800": 1}',
        '{"a":' * 100 + "1" + "}" * 100,
        '{"a":' + "[" * 100_000 + "]" * 100_000 + "}",
    ],
    ids=lambda one: one[:20],
)
def test_a_document_that_another_writing_would_change_is_refused(document):
    with pytest.raises(UnfitDocumentError, match="its document"):
        parsed(document)


def test_the_documents_of_changes():
    counts = [len(tuple(documents(step.change))) for step in (*FOUNDING.steps, *MONITORING.steps)]

    assert sum(counts) == 1 + 1 + 1 + 2 + 2
    assert not [one for change in TAKING for one in documents(change) if change.after is None]
