from __future__ import annotations

import pytest

from rootward.iam_policy import condition
from rootward.iam_policy.context import Complete, Keys, Partial
from rootward.iam_policy.operator import UnknownOperatorError
from rootward.iam_policy.ternary import Maybe

REQUEST = {"aws:TagKeys": ["team", "zoe"], "aws:SourceIp": "10.0.0.1"}


ALL = Complete(REQUEST)


def answer(conditions, context=ALL, *, variables=True):
    made = condition.tests(conditions, variables=variables)
    return condition.hold(made, Keys(context, {"aws:username": "zoe"}))


def maybe(*keys: str) -> Maybe:
    return Maybe(frozenset(keys))


@pytest.mark.parametrize(
    ("conditions", "held"),
    [
        ({}, True),
        ({"StringEquals": {}}, True),
        ({"StringEquals": {"AWS:UserName": ("maya", "zoe")}}, True),
        ({"StringEquals": {"aws:username": ()}}, False),
        ({"StringNotEquals": {"aws:username": ("maya", "zoe")}}, False),
        ({"StringNotEquals": {"aws:username": ("maya", "ann")}}, True),
        ({"StringNotEquals": {"aws:username": ()}}, True),
        ({"StringEquals": {"aws:username": ("zoe",)}, "IpAddress": {"aws:SourceIp": ("10.0.0.0/8",)}}, True),
        ({"StringEquals": {"aws:username": ("zoe",)}, "IpAddress": {"aws:SourceIp": ("11.0.0.0/8",)}}, False),
        ({"StringEquals": {"aws:username": ("zoe",), "aws:UserId": ("A",)}}, False),
        ({"StringEquals": {"aws:UserId": ("A",)}}, False),
        ({"StringEqualsIfExists": {"aws:UserId": ("A",)}}, True),
        ({"StringNotEquals": {"aws:UserId": ("A",)}}, True),
        ({"StringEquals": {"aws:TagKeys": ("team",)}}, False),
        ({"StringNotEquals": {"aws:TagKeys": ("red",)}}, False),
        ({"StringEqualsIfExists": {"aws:TagKeys": ("team",)}}, False),
        ({"ForAnyValue:StringEquals": {"aws:TagKeys": ("team",)}}, True),
        ({"ForAnyValue:StringEquals": {"aws:TagKeys": ("red",)}}, False),
        ({"ForAnyValue:StringEquals": {"aws:TagKeys": ("${aws:username}",)}}, True),
        ({"ForAnyValue:StringEquals": {"aws:username": ("zoe",)}}, True),
        ({"ForAnyValue:StringEquals": {"aws:UserId": ("A",)}}, False),
        ({"ForAnyValue:StringEqualsIfExists": {"aws:UserId": ("A",)}}, False),
        ({"ForAnyValue:StringNotEquals": {"aws:UserId": ("A",)}}, False),
        ({"ForAllValues:StringEquals": {"aws:TagKeys": ("team",)}}, False),
        ({"ForAllValues:StringEquals": {"aws:TagKeys": ("team", "zoe", "red")}}, True),
        ({"ForAllValues:StringEquals": {"aws:TagKeys": ("team", "${aws:username}")}}, True),
        ({"ForAllValues:StringNotEquals": {"aws:TagKeys": ("team",)}}, False),
        ({"ForAllValues:StringEquals": {"aws:UserId": ("A",)}}, True),
        ({"Null": {"aws:UserId": ("true",)}}, True),
        ({"Null": {"aws:UserId": ("False",)}}, False),
        ({"Null": {"aws:username": ("TRUE",)}}, False),
        ({"Null": {"aws:username": ("false",)}}, True),
        ({"Null": {"aws:TagKeys": ("false",)}}, True),
        ({"Null": {"aws:username": ("false", "true")}}, True),
        ({"Null": {"aws:username": ("perhaps",)}}, False),
        ({"Null": {"aws:UserId": ("perhaps",)}}, False),
        ({"Null": {"aws:UserId": ("${aws:username}",)}}, False),
        ({"Null": {"aws:UserId": ()}}, False),
        ({"ForAllValues:Null": {"aws:username": ("true",)}}, True),
        ({"ForAnyValue:Null": {"aws:username": ("false",)}}, False),
        ({"StringEquals": {"aws:username": ("${aws:username}",)}}, True),
        ({"StringEquals": {"aws:username": ("${aws:UserId}",)}}, False),
        ({"StringNotEquals": {"aws:username": ("${aws:UserId}",)}}, True),
        ({"StringEquals": {"aws:username": ("z*",)}}, False),
        ({"StringLike": {"aws:username": ("z*",)}}, True),
        ({"StringLike": {"aws:username": ("${aws:username}*",)}}, True),
        ({"Bool": {"aws:username": ("${aws:username}",)}}, False),
    ],
)
def test_conditions_hold_of_a_request_or_do_not(conditions, held):
    assert answer(conditions) is held


@pytest.mark.parametrize(
    ("conditions", "settled"),
    [
        ({"StringEquals": {"AWS:UserId": ("A",)}}, maybe("aws:userid")),
        ({"StringNotEquals": {"aws:UserId": ("A",)}}, maybe("aws:userid")),
        ({"StringEqualsIfExists": {"aws:UserId": ("A",)}}, maybe("aws:userid")),
        ({"Null": {"aws:UserId": ("true",)}}, maybe("aws:userid")),
        ({"ForAllValues:StringEquals": {"aws:UserId": ("A",)}}, maybe("aws:userid")),
        ({"ForAllValues:StringEquals": {"aws:UserId": ()}}, maybe("aws:userid")),
        ({"ForAnyValue:StringEquals": {"aws:UserId": ()}}, False),
        ({"ForAnyValue:Null": {"aws:UserId": ("true",)}}, False),
        ({"ForAllValues:Null": {"aws:UserId": ("true",)}}, True),
        ({"StringEquals": {"aws:UserId": ("${aws:SourceVpc}", "A", "${aws:SourceVpce}")}},
         maybe("aws:userid", "aws:sourcevpc", "aws:sourcevpce")),
        ({"StringEquals": {"aws:UserId": ("${aws:username}",)}}, maybe("aws:userid")),
        ({"StringEquals": {"aws:username": ("${aws:SourceVpc}",)}}, maybe("aws:sourcevpc")),
        ({"StringNotEquals": {"aws:username": ("${aws:SourceVpc}",)}}, maybe("aws:sourcevpc")),
        ({"StringEquals": {"aws:username": ("${aws:SourceVpc}", "zoe")}}, True),
        ({"StringNotEquals": {"aws:username": ("${aws:SourceVpc}", "zoe")}}, False),
        ({"ForAnyValue:StringEquals": {"aws:TagKeys": ("${aws:SourceVpc}",)}}, maybe("aws:sourcevpc")),
        ({"StringEquals": {"aws:UserId": ("A",), "aws:SourceVpc": ("v",)}}, maybe("aws:userid", "aws:sourcevpc")),
        ({"StringEquals": {"aws:UserId": ("A",), "aws:username": ("maya",)}}, False),
    ],
)  # fmt: skip
def test_conditions_depend_on_what_is_not_known(conditions, settled):
    assert answer(conditions, Partial(REQUEST)) == settled


@pytest.mark.parametrize("value", ["zoe*", "${aws:username}*", "${aws:PrincipalTag/name}${*}"])
def test_an_operator_that_knows_no_wildcards_takes_them_as_text(value):
    starred = Complete({"aws:PrincipalTag/name": "zoe", "aws:PrincipalTag/star": "zoe*"})

    assert answer({"StringEquals": {"aws:PrincipalTag/star": (value,)}}, starred) is True
    assert answer({"StringEquals": {"aws:PrincipalTag/name": (value,)}}, starred) is False


def test_the_language_of_2008_compares_with_the_variable_as_text():
    same = {"StringEquals": {"aws:username": ("${aws:username}",)}}

    assert answer(same, variables=False) is False
    assert answer(same, Complete({"aws:username": "${aws:username}"}), variables=False) is True


def test_an_operator_that_there_is_not_is_no_condition():
    with pytest.raises(UnknownOperatorError, match="no condition operator 'StringMatches'"):
        condition.tests({"StringMatches": {"aws:username": ("zoe",)}}, variables=True)
