from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.checks.identities.condition import beginning, demanded, has_wildcard, holds_to, is_literal
from rootward.iam_policy.document import Statement, parse


def under(condition: dict[str, Any]) -> Statement:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Condition": condition}
    return parse(json.dumps({"Statement": statement})).statements[0]


@pytest.mark.parametrize(
    "operator",
    [
        "StringEquals",
        "stringequals",
        "StringEqualsIgnoreCase",
        "StringLike",
        "ArnEquals",
        "ArnLike",
        "ForAnyValue:StringLike",
        "foranyvalue:StringEquals",
    ],
)
def test_operators_that_no_request_passes_without_the_value(operator: str) -> None:
    statement = under({operator: {"aws:SourceAccount": ["1", "2"]}})
    assert list(demanded(statement, "aws:sourceaccount")) == [("1", "2")]


@pytest.mark.parametrize(
    "operator",
    [
        "StringNotEquals",
        "StringNotLike",
        "ArnNotLike",
        "StringEqualsIfExists",
        "StringLikeIfExists",
        "ForAllValues:StringEquals",
        "ForAllValues:StringLike",
        "ForAnyValue:StringNotEquals",
        "Null",
        "Bool",
        "IpAddress",
        "NumericEquals",
        "NoSuchOperator",
    ],
)
def test_operators_that_a_request_passes_without_the_value(operator: str) -> None:
    assert not list(demanded(under({operator: {"aws:SourceAccount": "1"}}), "aws:SourceAccount"))


def test_every_value_of_a_test_must_be_narrow_and_one_test_suffices() -> None:
    assert holds_to(under({"StringLike": {"sts:ExternalId": ["a", "b"]}}), "sts:ExternalId", is_literal)
    assert not holds_to(under({"StringLike": {"sts:ExternalId": ["a", "*"]}}), "sts:ExternalId", is_literal)
    two = {"StringLike": {"sts:ExternalId": "*"}, "StringEquals": {"sts:ExternalId": "a"}}
    assert holds_to(under(two), "sts:ExternalId", is_literal)


def test_a_test_of_no_values_holds_nobody() -> None:
    assert not holds_to(under({"StringEquals": {"sts:ExternalId": []}}), "sts:ExternalId", is_literal)


@pytest.mark.parametrize("value", ["", " ", "*", "a*", "?", "arn:aws:iam::*:role/x", "${sts:ExternalId}"])
def test_values_that_say_more_than_one_thing(value: str) -> None:
    assert not is_literal(value)


@given(st.text())
def test_the_beginning_is_what_stands_before_the_first_wildcard(value: str) -> None:
    known = beginning(value)
    assert value.startswith(known)
    assert not has_wildcard(known)
    assert known == value or value[len(known) :].startswith(("*", "?", "${"))


@pytest.mark.parametrize("value", ["x", "${aws:ResourceAccount}", "${aws:resourceorgid}"])
def test_values_that_say_one_thing(value: str) -> None:
    assert is_literal(value)
