from __future__ import annotations

import pytest

from rootward.iam_policy import UNREAD, Complete, MalformedPolicyError, Partial, UnknownOperatorError, parse
from rootward.iam_policy.context import Keys
from rootward.iam_policy.policy import Policy, policy
from rootward.iam_policy.ternary import Maybe
from tests.iam_policy.identities import EVERYTHING, allow, deny, text

NOTES = "arn:aws:s3:::notes"


NOTHING_MORE = Complete()


def applies(statement, resource, context=NOTHING_MORE, version="2012-10-17"):
    (rule,) = policy({"Version": version, "Statement": [statement]}).rules
    return rule.applies(resource, Keys(context, {"aws:username": "zoe"}))


def without(*resources: str):
    return {"Effect": "Allow", "Action": "*", "NotResource": list(resources)}


@pytest.mark.parametrize(
    ("statement", "resource", "about"),
    [
        (allow("*", on=NOTES), NOTES, True),
        (allow("*", on=NOTES), "arn:aws:s3:::plans", False),
        (allow("*", on=["arn:aws:s3:::plans", NOTES]), NOTES, True),
        (allow("*", on=[]), NOTES, False),
        (without(NOTES), NOTES, False),
        (without(NOTES), "arn:aws:s3:::plans", True),
        (without(), NOTES, True),
        ({"Effect": "Allow", "Action": "*", "Principal": "*"}, NOTES, True),
        (allow("*", on=f"{NOTES}/${{aws:username}}/*"), f"{NOTES}/zoe/a", True),
        (allow("*", on=f"{NOTES}/${{aws:username}}/*"), f"{NOTES}/maya/a", False),
        (allow("*", on=f"{NOTES}/${{aws:UserId}}"), f"{NOTES}/A", False),
        (without(f"{NOTES}/${{aws:UserId}}"), f"{NOTES}/A", True),
        (allow("*", on="arn:aws:s3"), NOTES, True),
        (allow("*", when={"StringEquals": {"aws:username": "zoe"}}), NOTES, True),
        (allow("*", when={"StringEquals": {"aws:username": "maya"}}), NOTES, False),
    ],
)
def test_a_statement_is_about_resources_under_conditions(statement, resource, about):
    assert applies(statement, resource) is about


@pytest.mark.parametrize(
    ("statement", "resource", "about"),
    [
        (allow("*", on=f"{NOTES}/${{aws:UserId}}"), f"{NOTES}/A", Maybe(frozenset({"aws:userid"}))),
        (without(f"{NOTES}/${{aws:UserId}}"), f"{NOTES}/A", Maybe(frozenset({"aws:userid"}))),
        (allow("*", on=f"{NOTES}/${{aws:UserId}}"), "arn:aws:s3:::plans/A", False),
        (without(f"{NOTES}/${{aws:UserId}}"), "arn:aws:s3:::plans/A", True),
        (allow("*", on=f"{NOTES}/${{aws:username}}/${{aws:UserId}}"), f"{NOTES}/maya/A", False),
        (allow("*", on=[f"{NOTES}/${{aws:UserId}}", NOTES]), NOTES, True),
        (
            allow("*", on=f"{NOTES}/${{aws:UserId}}", when={"StringEquals": {"aws:SourceVpc": "v"}}),
            f"{NOTES}/A",
            Maybe(frozenset({"aws:userid", "aws:sourcevpc"})),
        ),
    ],
)
def test_a_statement_depends_on_what_is_not_known_where_it_may_be_about_the_resource(statement, resource, about):
    assert applies(statement, resource, Partial()) == about


def test_the_language_of_2008_takes_a_variable_as_text():
    home = allow("*", on=f"{NOTES}/${{aws:username}}")

    assert applies(home, f"{NOTES}/zoe", version="2008-10-17") is False
    assert applies(home, f"{NOTES}/${{aws:username}}", version="2008-10-17") is True


@pytest.mark.parametrize(
    ("condition", "named"),
    [
        ({"ArnEquals": {"AWS:PrincipalArn": "arn:aws:iam::123456789012:role/deploy"}}, True),
        ({"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*"}}, True),
        ({"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/deploy"}}, False),
        ({"Null": {"aws:PrincipalArn": "false"}}, False),
        ({"StringEquals": {"aws:PrincipalAccount": "123456789012"}}, False),
        ({}, False),
    ],
)
def test_a_condition_may_name_the_caller_by_its_arn(condition, named):
    (rule,) = policy(text(allow("*", when=condition))).rules

    assert rule.names_by_arn is named


def test_a_policy_knows_the_keys_that_it_tests_and_brings_in():
    made = policy(
        text(
            allow("*", on=[NOTES, "${aws:username}"], when={"StringEquals": {"aws:UserId": "${aws:SourceVpc}"}}),
            deny("*", when={"Null": {"aws:SourceIp": "true"}}),
            without("arn:aws:s3:::${aws:PrincipalTag/team}"),
        )
    )

    assert made.keys == {"aws:username", "aws:userid", "aws:sourcevpc", "aws:sourceip", "aws:principaltag/team"}


def test_a_policy_in_the_language_of_2008_brings_in_nothing():
    assert policy({"Version": "2008-10-17", "Statement": [allow("*", on="${aws:username}")]}).keys == frozenset()


def test_the_statements_about_an_action_stand_in_their_order():
    made = policy(text(allow("s3:*"), allow("iam:*"), deny("s3:GetObject"), {**EVERYTHING, "Action": "*"}))

    assert [rule.statement.number for rule in made.about("s3:getobject")] == [1, 3, 4]
    assert [rule.statement.number for rule in made.about("iam:createuser")] == [2, 4]
    assert made.about("s3:getobject") is made.about("s3:getobject")  # the search is made once


def test_a_policy_may_be_given_in_any_form():
    written = text(EVERYTHING)
    made = policy(written)

    assert isinstance(made, Policy)
    assert policy(made) is made
    assert policy({"Version": "2012-10-17", "Statement": [EVERYTHING]}).document == made.document
    assert policy(parse(written)).document == made.document
    assert made.document == parse(written)
    assert made.text == written
    assert policy(parse(written)).text == ""


def test_a_resource_is_made_ready_unless_it_has_variables():
    ready, filled_in = policy(text(allow("*", on=[f"{NOTES}/*", f"{NOTES}/${{aws:username}}"]))).rules[0].places

    assert ready.pattern is not None
    assert ready.pattern.matches(f"{NOTES}/a")
    assert filled_in.pattern is None


def test_what_is_no_policy_is_told_by_statement_and_element():
    with pytest.raises(MalformedPolicyError, match=r"^element Statement is missing$"):
        policy({})
    with pytest.raises(UnknownOperatorError) as caught:
        policy(text(EVERYTHING, allow("*", when={"StringMatches": {"aws:username": "zoe"}})))

    assert str(caught.value) == "statement 2, element Condition: there is no condition operator 'StringMatches'"
    assert caught.value.__suppress_context__


def test_an_unread_policy_is_shown_by_the_name_that_it_is_given_by():
    assert repr(UNREAD) == "UNREAD"
