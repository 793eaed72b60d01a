from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.checks.root_use.event_pattern import read_event_pattern
from rootward.checks.root_use.pattern import UnreadablePatternError

EVENT = {
    "source": "aws.signin",
    "detail-type": "AWS Console Sign In via CloudTrail",
    "region": "us-east-1",
    "resources": ["arn:one", "arn:two"],
    "detail": {
        "userIdentity": {"type": "Root"},
        "sourceIPAddress": "203.0.113.10",
        "count": 3,
        "ok": True,
        "nothing": None,
        "empty": "",
        "parts": [{"name": "a"}, {"name": "b"}],
    },
}


def matches(pattern):
    return read_event_pattern(json.dumps(pattern)).matches(EVENT)


def detail(field, *wanted):
    return matches({"detail": {field: list(wanted)}})


def test_fields_are_joined_by_and_values_by_or():
    assert matches({"source": ["aws.iam", "aws.signin"], "region": ["us-east-1"]})
    assert not matches({"source": ["aws.signin"], "region": ["eu-west-1"]})


def test_nested_fields_are_matched_in_their_place():
    assert matches({"detail": {"userIdentity": {"type": ["Root"]}}})
    assert not matches({"userIdentity": {"type": ["Root"]}})


def test_a_field_that_the_event_lacks_matches_nothing():
    assert not detail("errorCode", "AccessDenied")
    assert not detail("errorCode", {"anything-but": "AccessDenied"})
    assert not matches({"detail": {"absent": {"deeper": ["x"]}}})


def test_one_element_of_an_array_in_the_event_is_enough():
    assert matches({"resources": ["arn:two"]})
    assert matches({"resources": [{"prefix": "arn:o"}]})
    assert not matches({"resources": ["arn:three"]})
    assert matches({"detail": {"parts": {"name": ["b"]}}})
    assert not matches({"detail": {"parts": {"name": ["c"]}}})


def test_types_are_not_mixed():
    assert matches({"detail": {"ok": [True]}})
    assert not detail("ok", 1)
    assert detail("count", 3)
    assert not detail("count", "3")
    assert detail("nothing", None)
    assert detail("empty", "")


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [
        ({"prefix": "203."}, True),
        ({"prefix": "198."}, False),
        ({"suffix": ".10"}, True),
        ({"suffix": ".11"}, False),
        ({"wildcard": "203.*.10"}, True),
        ({"wildcard": "203.*.11"}, False),
        ({"cidr": "203.0.113.0/24"}, True),
        ({"cidr": "198.51.100.0/24"}, False),
        ({"cidr": "2001:db8::/32"}, False),
        ({"anything-but": "203.0.113.10"}, False),
        ({"anything-but": ["198.51.100.1", "203.0.113.10"]}, False),
        ({"anything-but": ["198.51.100.1"]}, True),
        ({"anything-but": {"prefix": "203."}}, False),
        ({"anything-but": {"suffix": [".9", ".11"]}}, True),
        ({"anything-but": {"wildcard": "*.113.*"}}, False),
        ({"anything-but": {"equals-ignore-case": "x"}}, True),
        ({"exists": True}, True),
        ({"exists": False}, False),
    ],
)
def test_comparisons_of_a_string(comparison, expected):
    assert detail("sourceIPAddress", comparison) is expected


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [
        ({"prefix": {"equals-ignore-case": "AWS.SIGN"}}, True),
        ({"prefix": "AWS.SIGN"}, False),
        ({"suffix": {"equals-ignore-case": "SIGNIN"}}, True),
        ({"equals-ignore-case": "AWS.SignIn"}, True),
        ({"equals-ignore-case": "aws.iam"}, False),
    ],
)
def test_comparisons_that_ignore_case(comparison, expected):
    assert matches({"source": [comparison]}) is expected


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (["=", 3], True),
        ([">", 0, "<=", 3], True),
        ([">", 3], False),
        (["<", 3.5], True),
        ([">=", 2, "<", 3], False),
    ],
)
def test_numbers_are_compared_by_value(limits, expected):
    assert detail("count", {"numeric": limits}) is expected


def test_numeric_needs_a_number_in_the_event():
    assert not detail("ok", {"numeric": ["=", 1]})
    assert not detail("sourceIPAddress", {"numeric": [">", 0]})


def test_a_missing_field_exists_not_and_an_object_is_no_leaf():
    assert detail("errorCode", {"exists": False})
    assert detail("userIdentity", {"exists": False})
    assert detail("nothing", {"exists": True})
    assert detail("errorCode", {"exists": False}, "AccessDenied")


def test_what_is_no_address_is_in_no_range():
    assert not matches({"source": [{"cidr": "203.0.113.0/24"}]})


def test_two_comparisons_of_one_field_are_joined_by_or():
    assert detail("sourceIPAddress", {"prefix": "198."}, {"prefix": "203."})
    assert not detail("sourceIPAddress", {"prefix": "198."}, {"prefix": "199."})


def test_a_field_may_bear_the_name_of_the_or():
    assert not matches({"$or": ["aws.signin"]})
    assert not matches({"$or": [{"prefix": "aws"}]})
    assert not matches({"$or": {"source": ["aws.signin"]}})


def test_a_number_may_stand_among_objects_in_an_array_of_the_event():
    event = {"parts": [1, {"name": "b"}]}

    assert read_event_pattern('{"parts": {"name": ["b"]}}').matches(event)
    assert read_event_pattern('{"parts": [1]}').matches(event)


def test_or_takes_whole_patterns():
    either = {"$or": [{"source": ["aws.iam"]}, {"detail": {"userIdentity": {"type": ["Root"]}}}]}

    assert matches(either)
    assert matches({**either, "region": ["us-east-1"]})
    assert not matches({**either, "region": ["eu-west-1"]})
    assert not matches({"$or": [{"source": ["aws.iam"]}, {"source": ["aws.ec2"]}]})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[]",
        "{}",
        '{"source": "aws.iam"}',
        '{"source": []}',
        '{"source": [["aws.iam"]]}',
        '{"source": [{}]}',
        '{"source": [{"prefix": "a", "suffix": "b"}]}',
        '{"source": [{"prefix": 1}]}',
        '{"source": [{"prefix": {"wildcard": "a"}}]}',
        '{"source": [{"contains": "a"}]}',
        '{"source": [{"exists": "yes"}]}',
        '{"source": [{"anything-but": []}]}',
        '{"source": [{"anything-but": [{"prefix": "a"}]}]}',
        '{"source": [{"anything-but": {"numeric": ["=", 1]}}]}',
        '{"source": [{"numeric": ["=", "1"]}]}',
        '{"source": [{"numeric": ["~", 1]}]}',
        '{"source": [{"numeric": [1, 1]}]}',
        '{"source": [{"numeric": ["=", true]}]}',
        '{"source": [{"numeric": ["=", NaN]}]}',
        '{"source": [{"numeric": ["="]}]}',
        '{"source": [{"cidr": "somewhere"}]}',
        '{"source": [{"wildcard": "a\\\\n"}]}',
        '{"detail": {}}',
        '{"a":' * 70 + '["x"]' + "}" * 70,
        "[" * 100_000,
        '{"n": [' + "1" * 5000 + "]}",
    ],
)
def test_what_is_no_pattern_is_unreadable(text):
    with pytest.raises(UnreadablePatternError) as refused:
        read_event_pattern(text)

    assert "\n" not in str(refused.value)


def test_a_rule_of_aws_own_blog_for_root_is_read():
    pattern = {
        "detail-type": ["AWS API Call via CloudTrail", "AWS Console Sign In via CloudTrail"],
        "detail": {"userIdentity": {"type": ["Root"]}},
    }

    assert matches(pattern)


scalars = st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(max_size=5)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
events = st.dictionaries(st.text(min_size=1, max_size=5), values, min_size=1, max_size=4)


@given(st.text() | values.map(json.dumps), events)
def test_no_text_makes_reading_fail_otherwise_than_as_unreadable(text, event):
    try:
        answer = read_event_pattern(text).matches(event)
    except UnreadablePatternError:
        return
    assert answer in {True, False}


operators = st.sampled_from(
    ["prefix", "suffix", "anything-but", "numeric", "exists", "equals-ignore-case", "wildcard", "cidr", "$or"]
)


@given(
    st.dictionaries(st.text(max_size=3), st.lists(st.dictionaries(operators, values, max_size=2), max_size=2)), events
)
def test_no_operand_makes_reading_fail_otherwise_than_as_unreadable(pattern, event):
    try:
        answer = read_event_pattern(json.dumps(pattern)).matches(event)
    except UnreadablePatternError:
        return
    assert answer in {True, False}


@st.composite
def events_and_patterns(draw):
    event = draw(events)
    return event, made_from(event)


def made_from(value):
    """The pattern that asks for exactly what the event holds, leaving out what holds no leaf."""
    pattern = {}
    for name, held in value.items():
        if isinstance(held, dict):
            wanted = made_from(held)
        else:
            leaf = leaves(held)
            wanted = leaf[:1]
        if wanted:
            pattern[name] = wanted
    return pattern


def leaves(held):
    if isinstance(held, dict):
        return []
    return [leaf for one in held for leaf in leaves(one)] if isinstance(held, list) else [held]


@given(events_and_patterns())
def test_a_pattern_made_from_an_event_matches_it(pair):
    event, pattern = pair
    if pattern:
        assert read_event_pattern(json.dumps(pattern)).matches(event)


@given(events)
def test_the_opposite_of_a_value_never_matches_that_value_alone(event):
    for name, held in event.items():
        if isinstance(held, str | int) and not isinstance(held, bool):
            assert not read_event_pattern(json.dumps({name: [{"anything-but": held}]})).matches(event)
