from __future__ import annotations

import pytest

from rootward.iam_policy.operator import Operator, UnknownOperatorError, operator
from rootward.iam_policy.wildcard import literal, tokens

LOG_GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:app"


def takes(name: str, value: str, actual: str) -> bool:
    read = operator(name)
    return read.taking((tokens if read.knows_wildcards else literal)(value))(actual)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("StringEquals", Operator("stringequals", negated=False, if_exists=False, quantifier="")),
        ("stringnotlikeIFEXISTS", Operator("stringlike", negated=True, if_exists=True, quantifier="")),
        ("ForAllValues:ArnLike", Operator("arnlike", negated=False, if_exists=False, quantifier="forallvalues")),
        (
            "foranyvalue:NotIpAddressIfExists",
            Operator("ipaddress", negated=True, if_exists=True, quantifier="foranyvalue"),
        ),
        ("Null", Operator("null", negated=False, if_exists=False, quantifier="")),
        ("ForAllValues:Null", Operator("null", negated=False, if_exists=False, quantifier="forallvalues")),
    ],
)
def test_an_operator_is_taken_apart(written, read):
    assert operator(written) == read


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("StringMatches", "'StringMatches'"),
        ("IfExists", "'IfExists'"),
        ("NullIfExists", "'NullIfExists'"),
        ("ForSomeValues:StringEquals", "'ForSomeValues:StringEquals'"),
        ("ForAllValues:ForAnyValue:StringEquals", "'ForAllValues:ForAnyValue:StringEquals'"),
        ("Not\nBool", r"'Not\nBool'"),
        ("x" * 60, f"'{'x' * 60}'"),
        ("x" * 61, f"'{'x' * 57}...'"),
    ],
)
def test_an_operator_that_there_is_not_is_told_on_one_line(written, shown):
    with pytest.raises(UnknownOperatorError) as caught:
        operator(written)

    assert str(caught.value) == f"there is no condition operator {shown}"


@pytest.mark.parametrize(
    ("name", "wildcards", "variables"),
    [
        ("StringEquals", False, True),
        ("StringLike", True, True),
        ("StringNotLike", True, True),
        ("ArnEquals", True, True),
        ("ArnLike", True, True),
        ("Bool", False, False),
        ("NumericEquals", False, False),
        ("DateEquals", False, False),
        ("IpAddress", False, False),
        ("BinaryEquals", False, False),
        ("Null", False, False),
    ],
)
def test_operators_know_wildcards_and_variables_or_do_not(name, wildcards, variables):
    assert operator(name).knows_wildcards is wildcards
    assert operator(name).knows_variables is variables


@pytest.mark.parametrize(
    ("name", "value", "actual", "taken"),
    [
        ("StringEquals", "Zoe", "Zoe", True),
        ("StringEquals", "Zoe", "zoe", False),
        ("StringEquals", "z*", "zoe", False),
        ("StringEquals", "z*?", "z*?", True),
        ("StringEqualsIgnoreCase", "ZOE", "zoE", True),
        ("StringEqualsIgnoreCase", "zoe", "maya", False),
        ("StringLike", "z?e*", "zoe", True),
        ("StringLike", "z?e*", "Zoe", False),
        ("ArnEquals", "arn:aws:iam::*:role/a*", "arn:aws:iam::123456789012:role/ab", True),
        ("ArnLike", "arn:aws:logs:*:123456789012:log-group:app", LOG_GROUP, True),
        ("ArnLike", "arn:aws:logs:*:123456789012:*", f"{LOG_GROUP}:a:b", True),
        ("ArnLike", "arn:aws:logs:*:*:app", LOG_GROUP, False),
        ("ArnLike", "arn:aws:*:app", LOG_GROUP, False),
        ("ArnLike", "*", LOG_GROUP, False),
        ("ArnLike", "arn:aws:logs:*", LOG_GROUP, False),
        ("ArnLike", "*:*:*:*:*:*", LOG_GROUP, True),
        ("ArnLike", "*:*:*:*:*:*", "zoe", False),
        ("Bool", "true", "TRUE", True),
        ("Bool", "True", "false", False),
        ("Bool", "yes", "yes", False),
        ("BinaryEquals", "QmluYXJ5", "QmluYXJ5", True),
        ("BinaryEquals", "QmluYXJ5", "Qm!luYXJ5", False),
        ("BinaryEquals", "Qm!luYXJ5", "Qm!luYXJ5", False),
        ("BinaryEquals", "Qm", "Qm", False),
        ("NumericEquals", "10", "10.0", True),
        ("NumericEquals", "ten", "ten", False),
        ("NumericLessThan", "10", "9", True),
        ("NumericLessThan", "10", "10", False),
        ("NumericLessThan", "10", "nine", False),
        ("NumericLessThan", "Infinity", "9", False),
        ("NumericLessThan", "10", "-Infinity", False),
        ("NumericLessThan", "10", "NaN", False),
        ("NumericLessThanEquals", "10", "10", True),
        ("NumericLessThanEquals", "10", "11", False),
        ("NumericGreaterThan", "10", "11", True),
        ("NumericGreaterThan", "10", "10", False),
        ("NumericGreaterThanEquals", "10", "10", True),
        ("NumericGreaterThanEquals", "10", "9", False),
        ("DateEquals", "2026-03-01T12:00:00Z", "2026-03-01T13:00:00+01:00", True),
        ("DateEquals", "2026-03-01T12:00:00", "2026-03-01T12:00:00Z", True),
        ("DateEquals", "2026-03-01", "2026-03-01T00:00:00Z", True),
        ("DateEquals", "2026-03", "2026-03-01T00:00:00Z", True),
        ("DateEquals", "1772323200", "2026-03-01T00:00:00Z", True),
        ("DateEquals", "1772323200.5", "2026-03-01T00:00:00.5Z", True),
        ("DateEquals", "-1", "1969-12-31T23:59:59Z", True),
        ("DateEquals", "1.2.3", "1.2.3", False),
        ("DateEquals", "9" * 30, "9" * 30, False),
        ("DateEquals", "someday", "someday", False),
        ("DateLessThan", "2026-03-01", "2026-02-28T23:59:59Z", True),
        ("DateLessThan", "2026-03-01", "2026-03-01", False),
        ("DateLessThan", "2026-03-01", "someday", False),
        ("DateLessThanEquals", "2026-03-01", "2026-03-01", True),
        ("DateGreaterThan", "2026-03-01", "2026-03-01", False),
        ("DateGreaterThan", "2026-03-01", "2026-03-02", True),
        ("DateGreaterThanEquals", "2026-03-01", "2026-03-01", True),
        ("IpAddress", "203.0.113.0/24", "203.0.113.9", True),
        ("IpAddress", "203.0.113.7/24", "203.0.113.9", True),
        ("IpAddress", "203.0.113.7", "203.0.113.7", True),
        ("IpAddress", "203.0.113.0/24", "203.0.114.9", False),
        ("IpAddress", "203.0.113.0/24", "AWS Internal", False),
        ("IpAddress", "0.0.0.0/0", "2001:db8::1", False),
        ("IpAddress", "2001:db8::/32", "2001:db8::1", True),
        ("IpAddress", "anywhere", "203.0.113.9", False),
    ],
)
def test_an_operator_takes_in_what_its_value_means(name, value, actual, taken):
    assert takes(name, value, actual) is taken
