"""Policy documents on a screen."""

from __future__ import annotations

import json

import pytest

from rootward.reports.plan.document import SCREEN, denied_without_mfa, difference, laid_out
from tests.checks.facts import allow, policy
from tests.reports.plan.plans import FORCE_MFA, UNBOUND, without_mfa


def statements(number: int) -> str:
    return policy(*(allow(f"s3:Get{each}") for each in range(number)))


def test_a_document_is_laid_out():
    assert difference(None, '{"Version":"2012-10-17"}') == ("{", '  "Version": "2012-10-17"', "}")


def test_a_document_that_goes_is_shown():
    assert difference('{"Version":"2012-10-17"}', None) == difference(None, '{"Version":"2012-10-17"}')


def test_no_document_on_either_side_is_nothing():
    assert difference(None, None) == ()


def test_a_long_document_is_cut_to_a_screen():
    lines = difference(None, statements(20))
    whole = laid_out(statements(20))

    assert len(lines) == SCREEN
    assert lines[:-1] == whole[: SCREEN - 1]
    assert lines[-1] == f"… and {len(whole) - SCREEN + 1} more lines: the plan's JSON holds them"


def test_a_document_of_one_screen_is_whole():
    listed = json.dumps({"a": list(range(SCREEN - 4))})

    assert difference(None, listed) == laid_out(listed)
    assert len(laid_out(listed)) == SCREEN


def test_of_two_documents_the_lines_that_differ_are_shown():
    before, after = policy(allow("s3:GetObject")), policy(allow(["s3:GetObject", "s3:PutObject"]))

    assert [line for line in difference(before, after) if line[0] in "+-"] == [
        '-      "Action": "s3:GetObject",',
        '+      "Action": [',
        '+        "s3:GetObject",',
        '+        "s3:PutObject"',
        "+      ],",
    ]


def test_two_writings_of_one_document_are_the_same():
    assert difference('{"a":  1}', '{"a": 1}') == ("the same, written in another way",)


def test_a_denial_without_mfa_is_said_in_words():
    assert difference(None, FORCE_MFA) == (
        f"denies without MFA: everything but {', '.join(UNBOUND)}",
        "denies without MFA: iam:CreateVirtualMFADevice, iam:EnableMFADevice, on arn:aws:iam::123456789012:user/ann",
    )


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (without_mfa(Action="*"), "denies without MFA: everything"),
        (without_mfa(Action=["*", "s3:*"]), "denies without MFA: *, s3:*"),
        (without_mfa(NotAction=[]), "denies without MFA: everything but nothing"),
        (
            without_mfa(Action="*", Condition={"boolIfExists": {"AWS:multifactorauthPresent": ["False"]}}),
            "denies without MFA: everything",
        ),
    ],
)
def test_each_denial_has_its_words(statement, said):
    assert denied_without_mfa(policy(statement)) == (said,)


@pytest.mark.parametrize(
    "document",
    [
        policy(without_mfa(Action="*", Effect="Allow")),
        policy(without_mfa(Action="*"), allow("s3:*")),
        policy(without_mfa(Action="*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}})),
        policy(without_mfa(Action="*", Condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}})),
        policy(without_mfa(Action="*", Condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": ["false", "true"]}})),
        policy(without_mfa(Action="*", Condition={"BoolIfExists": {"aws:SecureTransport": "false"}})),
        policy(
            without_mfa(
                Action="*",
                Condition={
                    "BoolIfExists": {"aws:MultiFactorAuthPresent": "false"},
                    "StringLike": {"aws:username": "a*"},
                },
            )
        ),
        policy({"Effect": "Deny", "Action": "*", "Resource": "*"}),
        policy({key: value for key, value in without_mfa(Action="*", NotResource="*").items() if key != "Resource"}),
        "no policy",
        '{"Version": "2012-10-17", "Statement": []}',
    ],
)
def test_what_denies_by_more_or_by_less_is_not_said_in_these_words(document):
    assert denied_without_mfa(document) == ()


def test_a_name_that_stands_twice_is_not_dropped():
    assert laid_out('{"a": 1, "a": 2}') == ('{"a": 1, "a": 2}',)


def test_what_is_no_json_is_one_safe_line():
    assert laid_out("no\njson\u202e") == (r"no\njson\u202e",)


def test_what_a_terminal_obeys_inside_a_document_is_escaped():
    assert laid_out('{"a": "b\u202e\x9b"}')[1] == r'  "a": "b\u202e\u009b"'
    assert laid_out('{"a": "\\ud800"}')[1] == r'  "a": "\ud800"'


def test_a_sentence_about_a_denial_is_safe():
    assert denied_without_mfa(policy(without_mfa(Action="s3:\u202e")))[0].isascii()
