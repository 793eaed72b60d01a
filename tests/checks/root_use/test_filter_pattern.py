from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.checks.root_use.filter_pattern import read_filter_pattern
from rootward.checks.root_use.pattern import UnreadablePatternError

RECORD = {
    "eventName": "ConsoleLogin",
    "eventType": "AwsConsoleSignIn",
    "sourceIPAddress": "203.0.113.10",
    "userIdentity": {"type": "Root"},
    "additionalEventData": {"MFAUsed": "No"},
    "responseElements": None,
    "readOnly": False,
    "count": 3,
    "users": [1, 2, 3],
    "parts": [{"name": "a"}, {"name": "b"}],
    "with.dot": "x",
    "odd": "Ev*ent",
}


def matches(pattern):
    return read_filter_pattern(pattern).matches(RECORD)


@pytest.mark.parametrize(
    "pattern",
    [
        '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }',
        '{($.eventType!="AwsServiceEvent")&&($.userIdentity.invokedBy NOT EXISTS)&&($.userIdentity.type="Root")}',
        "{ $.userIdentity.type = Root && $.eventType != AwsServiceEvent && $.userIdentity.invokedBy NOT EXISTS }",
        '{\n$.userIdentity.type="Root"\n&& ($.eventType != "AwsServiceEvent" && $.userIdentity.invokedBy NOT EXISTS) }',
        '{ $.userIdentity.type = "Ro*" }',
        "{ $.userIdentity.type = %^Root$% }",
        "",
    ],
)
def test_any_wording_of_root_use_catches_it(pattern):
    assert matches(pattern) is True


@pytest.mark.parametrize(
    "pattern",
    [
        '{ $.userIdentity.type = "root" }',
        '{ $.userIdentity.type = "Root" && $.eventType = "AwsApiCall" }',
        '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy = "*" }',
        '{ $.userIdentity.type != "Root" }',
    ],
)
def test_a_narrower_or_other_wording_does_not(pattern):
    assert matches(pattern) is False


def test_and_binds_closer_than_or():
    yes, no = "$.count = 3", "$.count = 4"

    assert matches(f"{{ {yes} || {yes} && {no} }}") is True
    assert matches(f"{{ ({yes} || {yes}) && {no} }}") is False


def test_a_property_that_is_not_there_is_not_unequal_to_anything():
    assert matches('{ $.errorCode != "AccessDenied" }') is False
    assert matches('{ $.errorCode = "*" }') is False
    assert matches("{ $.errorCode NOT EXISTS }") is True
    assert matches("{ $.eventName NOT EXISTS }") is False


def test_an_object_an_array_and_null_are_equal_and_unequal_to_nothing():
    for name in ("userIdentity", "users", "responseElements"):
        assert matches(f"{{ $.{name} = 1 }}") is False
        assert matches(f"{{ $.{name} != 1 }}") is False


def test_null_true_and_false_have_words_of_their_own():
    assert matches("{ $.responseElements IS NULL }") is True
    assert matches("{ $.eventName IS NULL }") is False
    assert matches("{ $.readOnly IS FALSE }") is True
    assert matches("{ $.readOnly IS TRUE }") is False
    assert matches("{ $.count IS TRUE }") is False


def test_what_the_documentation_leaves_open_is_not_decided():
    assert matches("{ $.readOnly = false }") is None
    assert matches('{ $.sourceIPAddress = "203.*.10" }') is None
    assert matches('{ $.readOnly = false && $.eventName = "Other" }') is False
    assert matches('{ $.readOnly = false || $.eventName = "ConsoleLogin" }') is True


def test_a_star_stands_at_an_end_of_a_value():
    assert matches("{ $.eventName = Console* }") is True
    assert matches("{ $.eventName = *Login }") is True
    assert matches("{ $.eventName = *sole* }") is True
    assert matches("{ $.sourceIPAddress != 198.51.* }") is True
    assert matches("{ $.sourceIPAddress != 203.0.* }") is False
    assert matches("{ $.odd = Ev*ent }") is True


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [("= 3", True), ("= 3.0", True), ("!= 3", False), ("< 4", True), ("<= 2", False), ("> +2", True), (">= 3e0", True)],
)
def test_numbers_are_compared_by_value(comparison, expected):
    assert matches(f"{{ $.count {comparison} }}") is expected


def test_a_string_is_in_no_order_with_a_number():
    assert matches("{ $.eventName > 1 }") is False


def test_elements_of_arrays_are_named_by_number_or_star():
    assert matches("{ $.users[0] = 1 }") is True
    assert matches("{ $.users[3] = 1 }") is False
    assert matches('{ $.parts[1].name = "b" }') is True
    assert matches('{ $.parts[*].name = "b" }') is True
    assert matches('{ $.parts[*].name = "c" }') is False
    assert matches("{ $.*.type = Root }") is True


def test_a_name_with_a_dot_stands_in_brackets():
    assert matches("{ $.['with.dot'] = x }") is True
    assert matches('{ $["with.dot"] = "x" }') is True


def test_a_quoted_value_may_hold_quotes_and_backslashes():
    record = {"a": 'say "hi" \\ bye'}

    assert read_filter_pattern(r'{ $.a = "say \"hi\" \\ bye" }').matches(record) is True


def test_one_of_several_values_is_enough_for_a_word_too():
    record = {"parts": [{"ok": False}, {"ok": True}]}

    assert read_filter_pattern("{ $.parts[*].ok IS TRUE }").matches(record) is True
    assert read_filter_pattern("{ $.parts[*].ok IS NULL }").matches(record) is False


def test_regular_expressions_search():
    assert matches("{ $.eventName = %Log[a-z]+% }") is True
    assert matches("{ $.eventName != %Log% }") is False
    assert matches("{ $.count = %3% }") is False


@pytest.mark.parametrize(
    "pattern",
    [
        "ERROR",
        '"Root"',
        "?a ?b",
        "%Root%",
        "[ip, user]",
        "{",
        "{}",
        "{ }",
        "{ $.a }",
        "{ $.a = }",
        "{ = 1 }",
        "{ $.a = 1",
        "{ $.a = 1 } x",
        "{ ($.a = 1 }",
        "{ $.a = 1 && }",
        "{ $.a == 1 }",
        "{ $.a NOT NULL }",
        "{ $.a IS }",
        "{ $.a EXISTS }",
        "{ $.a < b }",
        "{ $.a < %b% }",
        "{ $ = 1 }",
        '{ $.a = "b }',
        "{ $.a = %(b)% }",
        "{ $.a = %b*+% }",
        "{ $.a = %b*c*d*e*% }",
        "{ $.a = %[[b]% }",
        "{ $.a = %[b% }",
        "{ $.a[9999999] = 1 }",
        "{ " + "(" * 70 + "$.a = 1" + ")" * 70 + " }",
        "{ " + "(" * 100_000,
    ],
)
def test_what_is_no_json_pattern_is_unreadable(pattern):
    with pytest.raises(UnreadablePatternError) as refused:
        read_filter_pattern(pattern)

    assert "\n" not in str(refused.value)


scalars = st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(max_size=5)
records = st.dictionaries(
    st.text(alphabet="ab", min_size=1, max_size=3), scalars | st.lists(scalars, max_size=2), max_size=4
)
tokens = st.sampled_from(
    (*"{}()=<*1x", "&&", "||", "!=", ">=", "$.a", "$.b[0]", "$.*", '"x"', "%a.*%", "%[%", "NOT EXISTS", "IS NULL")
)


@given(st.text() | st.lists(tokens, max_size=12).map(" ".join), records)
def test_no_text_makes_reading_fail_otherwise_than_as_unreadable(text, record):
    try:
        answer = read_filter_pattern(text).matches(record)
    except UnreadablePatternError:
        return
    assert answer in {True, False, None}


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters='*\\"'), max_size=20))
def test_a_pattern_made_from_a_value_matches_it(value):
    pattern = f'{{ $.a = "{value}" }}'

    assert read_filter_pattern(pattern).matches({"a": value}) is True
    assert read_filter_pattern(pattern.replace("=", "!=", 1)).matches({"a": value}) is False


@given(records)
def test_every_property_is_there_or_not(record):
    for name in ("a", "b", "aa"):
        expected = name not in record
        assert read_filter_pattern(f"{{ $.{name} NOT EXISTS }}").matches(record) is expected


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_number_is_equal_to_itself(number):
    assert read_filter_pattern(f"{{ $.a = {json.dumps(number)} }}").matches({"a": number}) is True
