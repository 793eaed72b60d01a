"""What a question says of the request: keys that there are, with values that they can have."""

from __future__ import annotations

import pytest

from rootward.engine.access.given import check_context, unheard_of
from rootward.errors import UsageError
from rootward.model.access import Question


@pytest.mark.parametrize(
    ("action", "key", "value"),
    [
        ("s3:GetObject", "s3:prefix", "home/"),
        ("s3:GetObject", "S3:Existingobjecttag/team", "a"),
        ("s3:GetObject", "aws:RequestTag/team", "a"),
        ("s3:GetObject", "aws:SomethingNew", "a"),
        ("s3:GetObject", "ec2:SourceInstanceARN", "arn:aws:ec2:eu-west-1:123456789012:instance/i-1"),
        ("nothing:Nothing", "nothing:Key", "a"),
        ("sts:AssumeRoleWithWebIdentity", "token.actions.githubusercontent.com:sub", "repo:acme/shop"),
        ("iam:CreateUser", "aws:CurrentTime", "2026-01-31"),
        ("iam:CreateUser", "aws:EpochTime", "1769860800"),
        ("iam:CreateUser", "AWS:sourceip", "2001:db8::1"),
        ("iam:CreateUser", "aws:SourceIp", ("192.0.2.7", "192.0.2.8")),
        ("iam:CreateUser", "aws:MultiFactorAuthPresent", "True"),
        ("iam:CreateUser", "aws:MultiFactorAuthPresent", None),
        ("iam:CreateUser", "aws:MultiFactorAuthAge", "300"),
    ],
)
def test_a_key_that_a_request_may_have(action, key, value):
    check_context(Question(action=action, context={key: value}))


@pytest.mark.parametrize(
    ("action", "key", "value", "said", "advice"),
    [
        ("s3:GetObject", "s3:prefx", "a", "'s3:prefx' is no condition key of AWS or of s3", "near it: s3:prefix"),
        (
            "s3:GetObject",
            "MFA",
            "a",
            "'MFA' is no condition key of AWS or of s3",
            "as --context aws:SourceIp=192.0.2.7",
        ),
        ("s3:GetObject", "iam:PolicyARN", "a", "'iam:PolicyARN' is no condition key of AWS or of s3", ""),
        (
            "s3:GetObject",
            "s3:ExistingObjectTag/",
            "a",
            "'s3:ExistingObjectTag/' is no condition key of AWS or of s3",
            "near it: s3:existingobjecttag/",
        ),
        (
            "iam:CreateUser",
            "aws:CurrentTime",
            "tomorrow",
            "--context aws:CurrentTime=tomorrow: 'tomorrow' is no date",
            "as --context aws:CurrentTime=2026-01-31T12:00:00Z",
        ),
        (
            "iam:CreateUser",
            "aws:SourceIp",
            "10.0.0.0/8",
            "--context aws:SourceIp=10.0.0.0/8: '10.0.0.0/8' is no IP address",
            "as --context aws:SourceIp=192.0.2.7",
        ),
        (
            "iam:CreateUser",
            "aws:sourceip",
            ("192.0.2.7", "x"),
            "--context aws:sourceip=x: 'x' is no IP address",
            "as --context aws:sourceip=192.0.2.7",
        ),
        (
            "iam:CreateUser",
            "aws:SecureTransport",
            "yes",
            "--context aws:SecureTransport=yes: 'yes' is neither true nor false",
            "as --context aws:SecureTransport=true",
        ),
        (
            "iam:CreateUser",
            "aws:MultiFactorAuthAge",
            "an hour",
            "--context aws:MultiFactorAuthAge=an hour: 'an hour' is no number",
            "as --context aws:MultiFactorAuthAge=3600",
        ),
    ],
)
def test_a_key_that_there_is_not_or_a_value_that_it_cannot_have_is_refused(action, key, value, said, advice):
    with pytest.raises(UsageError) as error:
        check_context(Question(action=action, context={key: value}))

    assert str(error.value) == said
    assert error.value.advice.startswith(advice)


def test_a_global_key_that_looks_like_another_is_let_pass_with_a_word_on_it():
    context = {"aws:MultiFactorAuthPresnt": "true", "aws:Zzz": "1", "aws:PrincipalTag/team": "a", "s3:prefix": "b"}

    assert list(unheard_of(Question(action="s3:GetObject", context=context))) == [
        (
            "aws:MultiFactorAuthPresnt is no global condition key that is known here: "
            "did you mean aws:multifactorauthpresent?"
        ),
        "aws:Zzz is no global condition key that is known here",
    ]
