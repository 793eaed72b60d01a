"""Policy documents on a screen."""

from __future__ import annotations

import json

import pytest

from rootward.checks.mfa.require_mfa import require_mfa
from rootward.reports.plan.document import SCREEN, denials, difference, laid_out
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


def test_what_a_document_denies_is_said_before_a_screenful_of_what_it_allows():
    document = require_mfa("aws")
    first, second, *rest = difference(None, document)

    assert first.startswith("DenyAllExceptListedIfNoMFA denies without MFA: everything but iam:ChangePassword, ")
    assert second == "DenyNewMFADeviceIfNoMFA denies without MFA: iam:CreateVirtualMFADevice, iam:EnableMFADevice"
    assert tuple(rest[:-1]) == laid_out(document)[: SCREEN - 1]
    assert not any("Deny" in line for line in rest)


def test_a_denial_is_said_whole_however_long():
    actions = [f"s3:Get{number}" for number in range(100)]

    assert difference(None, policy(deny(Action=actions)))[0] == f"denies: {', '.join(actions)}"


def test_of_two_documents_what_the_new_one_denies_is_said_first():
    before, after = policy(allow("s3:*")), policy(allow("s3:*"), deny(Action="iam:*"))

    assert difference(before, after)[0] == "denies: iam:*"
    assert not any(line.startswith("denies") for line in difference(after, before))


def test_of_one_that_goes_what_it_denied_is_said():
    assert difference(policy(allow("s3:*"), deny(Action="iam:*")), None)[:2] == ("denies: iam:*", "{")


def deny(**element):
    return {"Effect": "Deny", "Resource": "*", **element}


MFA = {"aws:MultiFactorAuthPresent": "false"}


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (without_mfa(Action="*"), "denies without MFA: everything"),
        (without_mfa(Action=["*", "s3:*"]), "denies without MFA: *, s3:*"),
        (without_mfa(NotAction=[]), "denies without MFA: everything but nothing"),
        (without_mfa(Action="*", Sid="NoMFA"), "NoMFA denies without MFA: everything"),
        (
            without_mfa(Action="*", Condition={"boolIfExists": {"AWS:multifactorauthPresent": ["False"]}}),
            "denies without MFA: everything",
        ),
        (
            without_mfa(Action="*", Condition={"BoolIfExists": MFA, "StringLike": {"aws:username": ["a*", "b*"]}}),
            "denies without MFA: everything, where StringLike aws:username is a* or b*",
        ),
        (deny(Action="*"), "denies: everything"),
        (deny(NotAction="sts:*", Sid="Out"), "Out denies: everything but sts:*"),
        (deny(Action="s3:*", Resource=["a", "b"]), "denies: s3:*, on a, b"),
        ({"Effect": "Deny", "Action": "*", "NotResource": "a"}, "denies: everything, on all but a"),
        ({"Effect": "Deny", "Action": "*", "NotResource": []}, "denies: everything, on all but nothing"),
        (
            deny(Action="*", Condition={"Bool": MFA}),
            "denies: everything, where Bool aws:MultiFactorAuthPresent is false",
        ),
        (
            deny(Action="*", Condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": ["false", "true"]}}),
            "denies: everything, where BoolIfExists aws:MultiFactorAuthPresent is false or true",
        ),
        (
            deny(Action="*", Condition={"Bool": {"aws:SecureTransport": []}, "Null": {"aws:userid": "true"}}),
            "denies: everything, where Bool aws:SecureTransport is nothing and Null aws:userid is true",
        ),
    ],
)
def test_each_denial_has_its_words(statement, said):
    assert denials(policy(statement)) == (said,)
    assert denials(policy(allow("s3:*"), statement, allow("iam:*"))) == (said,)


@pytest.mark.parametrize(
    "document",
    [policy(without_mfa(Action="*", Effect="Allow")), "no policy", '{"Version": "2012-10-17", "Statement": []}'],
)
def test_what_denies_nothing_has_no_such_words(document):
    assert denials(document) == ()
    assert difference(None, document) == laid_out(document)


@pytest.mark.parametrize(
    "statement",
    [
        allow("s3:*"),
        deny(Action="*"),
        {key: value for key, value in without_mfa(Action="*", NotResource="a").items() if key != "Resource"},
        without_mfa(Action="*", Condition={"BoolIfExists": MFA, "StringLike": {"aws:username": "a*"}}),
    ],
)
def test_the_json_is_left_out_only_where_all_is_denied_for_want_of_mfa(statement):
    plain = without_mfa(Action="*")

    assert difference(None, policy(plain, plain)) == ("denies without MFA: everything",) * 2
    assert "{" in difference(None, policy(plain, statement))


def test_a_name_that_stands_twice_is_not_dropped():
    assert laid_out('{"a": 1, "a": 2}') == ('{"a": 1, "a": 2}',)


def test_what_is_no_json_is_one_safe_line():
    assert laid_out("no\njson\u202e") == (r"no\njson\u202e",)


def test_what_a_terminal_obeys_inside_a_document_is_escaped():
    assert laid_out('{"a": "b\u202e\x9b"}')[1] == r'  "a": "b\u202e\u009b"'
    assert laid_out('{"a": "\\ud800"}')[1] == r'  "a": "\ud800"'


def test_a_sentence_about_a_denial_is_safe():
    assert denials(policy(without_mfa(Action="s3:\u202e")))[0].isascii()
