"""Conditions of a statement: yes, no, or not to be judged."""

from __future__ import annotations

import pytest

from rootward.sandbox.sts.condition import hold

CONTEXT = {
    "aws:currenttime": "2026-03-01T12:00:00+00:00",
    "aws:epochtime": "1772366400",
    "aws:multifactorauthage": "120",
    "aws:multifactorauthpresent": "true",
    "aws:principalarn": "arn:aws:iam::123456789012:role/ops/Deployer",
    "aws:sourceip": "203.0.113.9",
    "aws:username": "maya.chen",
    "sts:externalid": None,
    "sts:rolesessionname": "maya.chen",
}


def held(operator: str, key: str, *values: str) -> bool | None:
    return hold({operator: {key: values}}, CONTEXT, variables=True)


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("StringEquals", "aws:username", "maya.chen"),
        ("stringequals", "AWS:UserName", "maya.chen"),
        ("StringNotEquals", "aws:username", "kenji.sato"),
        ("StringEqualsIgnoreCase", "aws:username", "MAYA.CHEN"),
        ("StringNotEqualsIgnoreCase", "aws:username", "kenji.sato"),
        ("StringLike", "aws:username", "maya.*"),
        ("StringNotLike", "aws:username", "kenji.*"),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/ops/*"),
        ("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::123456789012:role/ops/Deployer"),
        ("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:user/*"),
        ("ArnNotEquals", "aws:PrincipalArn", "arn:aws:iam::123456789012:role/Deployer"),
        ("Bool", "aws:MultiFactorAuthPresent", "True"),
        ("Null", "sts:ExternalId", "true"),
        ("Null", "aws:username", "false"),
        ("NumericLessThan", "aws:MultiFactorAuthAge", "3600"),
        ("NumericLessThanEquals", "aws:MultiFactorAuthAge", "120"),
        ("NumericEquals", "aws:MultiFactorAuthAge", "120"),
        ("NumericNotEquals", "aws:MultiFactorAuthAge", "121"),
        ("NumericGreaterThan", "aws:MultiFactorAuthAge", "119"),
        ("NumericGreaterThanEquals", "aws:MultiFactorAuthAge", "120"),
        ("DateLessThan", "aws:CurrentTime", "2026-03-02T00:00:00Z"),
        ("DateGreaterThan", "aws:CurrentTime", "2026-02-28T00:00:00Z"),
        ("DateLessThanEquals", "aws:EpochTime", "1772366400"),
        ("DateGreaterThanEquals", "aws:CurrentTime", "2026-03-01T12:00:00Z"),
        ("DateEquals", "aws:CurrentTime", "2026-03-01T12:00:00Z"),
        ("DateNotEquals", "aws:CurrentTime", "2026-03-01"),
        ("IpAddress", "aws:SourceIp", "203.0.113.0/24"),
        ("NotIpAddress", "aws:SourceIp", "198.51.100.0/24"),
        ("StringEquals", "sts:RoleSessionName", "${aws:username}"),
    ],
)
def test_a_condition_that_holds(operator, key, value):
    assert held(operator, key, value) is True


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("StringEquals", "aws:username", "Maya.Chen"),
        ("StringEquals", "aws:username", "maya.*"),
        ("StringNotEquals", "aws:username", "maya.chen"),
        ("StringNotLike", "aws:username", "maya.*"),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*"),
        ("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:role/*"),
        ("Bool", "aws:MultiFactorAuthPresent", "false"),
        ("Null", "sts:ExternalId", "false"),
        ("NumericLessThan", "aws:MultiFactorAuthAge", "120"),
        ("DateLessThan", "aws:CurrentTime", "2026-03-01T12:00:00Z"),
        ("IpAddress", "aws:SourceIp", "198.51.100.0/24"),
        ("NotIpAddress", "aws:SourceIp", "203.0.113.9"),
        ("StringEquals", "sts:RoleSessionName", "${aws:principalarn}"),
    ],
)
def test_a_condition_that_does_not_hold(operator, key, value):
    assert held(operator, key, value) is False


def test_one_of_several_values_is_enough_and_a_negation_needs_all():
    assert held("StringEquals", "aws:username", "kenji.sato", "maya.chen") is True
    assert held("StringNotEquals", "aws:username", "kenji.sato", "maya.chen") is False


def test_an_absent_key_fails_but_for_ifexists_and_negations():
    assert held("StringEquals", "sts:ExternalId", "x") is False
    assert held("StringEqualsIfExists", "sts:ExternalId", "x") is True
    assert held("StringNotEquals", "sts:ExternalId", "x") is True
    assert held("StringEqualsIfExists", "aws:username", "kenji.sato") is False


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("StringEquals", "aws:PrincipalTag/team", "ops"),
        ("Null", "aws:PrincipalTag/team", "true"),
        ("ForAllValues:StringEquals", "aws:username", "maya.chen"),
        ("BinaryEquals", "aws:username", "bWF5YQ=="),
        ("NumericLessThan", "aws:MultiFactorAuthAge", "an hour"),
        ("DateLessThan", "aws:CurrentTime", "tomorrow"),
        ("IpAddress", "aws:SourceIp", "everywhere"),
        ("Bool", "aws:MultiFactorAuthPresent", "yes"),
        ("Null", "aws:username", "perhaps"),
        ("StringEquals", "sts:RoleSessionName", "${aws:PrincipalTag/team}"),
        ("StringEquals", "sts:RoleSessionName", "${sts:ExternalId}"),
    ],
)
def test_what_is_not_known_here_is_not_judged(operator, key, value):
    assert held(operator, key, value) is None


def test_a_condition_that_fails_outweighs_one_that_is_not_judged():
    assert hold({"StringEquals": {"aws:who": ("x",), "aws:username": ("nobody",)}}, CONTEXT, variables=True) is False
    assert hold({"StringEquals": {"aws:who": ("x",), "aws:username": ("maya.chen",)}}, CONTEXT, variables=True) is None


def test_the_language_of_2008_has_no_variables():
    condition = {"StringEquals": {"sts:RoleSessionName": ("${aws:username}",)}}
    assert hold(condition, CONTEXT, variables=False) is False


def test_a_variable_brings_no_wildcard_in():
    context = {"sts:externalid": "*", "sts:rolesessionname": "anybody"}
    condition = {"StringLike": {"sts:RoleSessionName": ("${sts:ExternalId}",)}}
    assert hold(condition, context, variables=True) is None
