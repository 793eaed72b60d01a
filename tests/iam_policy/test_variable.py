from __future__ import annotations

import pytest

from rootward.iam_policy.context import Keys, Partial
from rootward.iam_policy.ternary import Maybe
from rootward.iam_policy.variable import Variable, template
from rootward.iam_policy.wildcard import RUN, literal, tokens

KEYS = Keys(
    Partial({"aws:PrincipalTag/star": "*", "aws:TagKeys": ["a"], "aws:SourceIp": None}), {"aws:username": "zoe"}
)


def filled(text: str, *, variables: bool = True, wildcards: bool = True) -> object:
    return template(text, variables=variables, wildcards=wildcards).filled(KEYS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ()),
        ("home/*", tokens("home/*")),
        ("${aws:username}", tokens("zoe")),
        ("home/${AWS:UserName}/*", tokens("home/zoe/*")),
        ("${ aws:username }", tokens("zoe")),
        ("${aws:username}${aws:username}", tokens("zoezoe")),
        ("${aws:PrincipalTag/star}*", (*literal("*"), RUN)),
        ("${*}${?}${$}{", literal("*?${")),
        ("${aws:TagKeys}", None),
        ("${aws:TagKeys, 'all'}", tokens("all")),
        ("${aws:SourceIp}", None),
        ("${aws:SourceIp, 'nowhere, at all'}", tokens("nowhere, at all")),
        ("${ aws:SourceIp , 'nowhere' }", tokens("nowhere")),
        ("${aws:SourceIp,''}", ()),
        ("${aws:username, 'nobody'}", tokens("zoe")),
        ("${aws:SourceVpc}", Maybe(frozenset({"aws:sourcevpc"}))),
        ("${aws:SourceVpc, 'none'}", Maybe(frozenset({"aws:sourcevpc"}))),
        ("${aws:SourceVpc}${aws:UserId}", Maybe(frozenset({"aws:sourcevpc", "aws:userid"}))),
        ("${aws:SourceVpc}${aws:SourceIp}", None),
        ("${aws:username", tokens("${aws:username")),
        ("$aws:username", tokens("$aws:username")),
    ],
)
def test_variables_are_filled_in(text, said):
    assert filled(text) == said


def test_the_language_of_2008_knows_no_variables():
    assert filled("${aws:username}*", variables=False) == tokens("${aws:username}*")


def test_an_operator_without_wildcards_may_have_variables():
    assert filled("${aws:username}*?", wildcards=False) == literal("zoe*?")
    assert filled("*", wildcards=False) == literal("*")
    assert filled("*", variables=False, wildcards=False) == literal("*")


def test_what_is_not_known_may_be_anything():
    made = template("${aws:username}/${aws:SourceVpc}/*", variables=True)

    assert made.widest(KEYS) == (*literal("zoe/"), RUN, *tokens("/*"))
    assert made.widest() == (RUN, *literal("/"), RUN, *tokens("/*"))
    assert template("a*", variables=True).widest() == tokens("a*")


def test_only_a_text_without_variables_is_fixed():
    assert template("a*${*}", variables=True).fixed() == (*tokens("a*"), *literal("*"))
    assert template("a${aws:username}", variables=True).fixed() is None
    assert template("", variables=True).fixed() == ()


def test_variables_are_listed_in_order():
    made = template("${aws:username}-${AWS:SourceIp, 'x'}-${*}", variables=True)

    assert made.variables == (Variable("aws:username"), Variable("aws:sourceip", "x"))
