"""Which bucket policies are public."""

from __future__ import annotations

import json

import pytest

from rootward.sandbox.services.public_policy import is_public


def policy(**statement):
    told = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::one/*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**told, **statement}]})


def under(operator, key, value):
    return policy(Condition={operator: {key: value}})


@pytest.mark.parametrize(
    "text",
    [
        policy(),
        policy(Principal={"AWS": "*"}),
        policy(Principal={"AWS": ["123456789012", "*"]}),
        under("StringLike", "aws:PrincipalArn", "*"),
        under("IpAddress", "aws:SourceIp", "0.0.0.0/0"),
        under("StringNotEquals", "aws:SourceVpc", "vpc-1"),
        under("Null", "aws:SourceVpc", "false"),
        under("StringEquals", "aws:Referer", "https://acme.example"),
        under("StringEquals", "aws:SourceVpc", ["vpc-1", "${aws:username}"]),
        json.dumps({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}),
        json.dumps({"Statement": [{"Effect": "Allow", "NotPrincipal": {"AWS": "1"}, "Action": "*", "Resource": "*"}]}),
    ],
)
def test_what_lets_anybody_in_is_public(text):
    assert is_public(text)


@pytest.mark.parametrize(
    "text",
    [
        policy(Effect="Deny"),
        policy(Principal={"AWS": "arn:aws:iam::123456789012:root"}),
        policy(Principal={"Service": "cloudtrail.amazonaws.com"}),
        under("StringEquals", "aws:PrincipalOrgID", "o-1234567890"),
        under("ArnLike", "AWS:SourceArn", "arn:aws:cloudtrail:us-east-1:123456789012:trail/all"),
        under("IpAddress", "aws:SourceIp", ["203.0.113.0/24"]),
        "no policy",
        "[]",
        '{"Statement": ["none"]}',
    ],
)
def test_what_names_somebody_is_not(text):
    assert not is_public(text)
