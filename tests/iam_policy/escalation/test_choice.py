from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.iam_policy.escalation import choice
from rootward.iam_policy.escalation.choice import SearchCutError, Wanted, name, overlap, plain, regions, takes_all
from rootward.iam_policy.wildcard import Wildcard, arn_wildcard, tokens

FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:{new}"


def pattern(text: str) -> Wildcard:
    return arn_wildcard(tokens(text))


def chosen(shape: str, *groups: list[str], spoiling: tuple[str, ...] = ()) -> str | None:
    """A name of one pattern of each group, and of none of the last ones."""
    return name(shape, Wanted(tuple(tuple(map(pattern, group)) for group in groups), tuple(map(pattern, spoiling))))


@pytest.mark.parametrize(
    ("groups", "spoiling", "expected"),
    [
        ([["arn:aws:lambda:*:*:function:x-?"]], (), "x-7"),
        ([["arn:aws:lambda:*:*:function:*-ab"], ["arn:aws:lambda:*:*:function:c*"]], (), "c-ab"),
        ([["arn:aws:lambda:*:*:function:x*"]], ("arn:aws:lambda:*:*:function:x",), "x7"),
        ([["*"]], ("arn:aws:lambda:*:*:function:7*",), "q"),
        ([["arn:aws:lambda:*:*:function:one"], ["arn:aws:lambda:*:*:function:two"]], (), None),
        ([["arn:aws:lambda:us-*:*:function:*"]], (), None),
        ([["arn:aws:s3:::*"]], (), None),
        ([[]], (), None),
        ([["*"]], ("*",), None),
        ([["arn:aws:lambda:*:*:function:a/b"]], (), None),  # a new name has no slash
    ],
)
def test_the_shortest_name_that_is_as_wanted_is_chosen(groups, spoiling, expected):
    found = chosen(FUNCTION, *groups, spoiling=spoiling)

    assert found == (None if expected is None else FUNCTION.replace("{new}", expected))


def test_any_text_may_be_empty_and_have_slashes():
    assert chosen("arn:aws:s3:::{any}/{any}", ["arn:aws:s3:::b/"]) == "arn:aws:s3:::b/"
    assert chosen("arn:aws:s3:::{any}/{any}", ["arn:aws:s3:::b/c/d"]) == "arn:aws:s3:::b/c/d"


def test_a_search_that_takes_too_long_is_cut():
    many = [f"arn:aws:lambda:*:*:function:*{letter}*{letter}*{letter}*" for letter in "abcdefgh"]

    with pytest.raises(SearchCutError):
        chosen(FUNCTION, *([each] for each in many))


def test_a_name_that_nobody_gave_is_of_an_account_that_may_be_anybodys():
    assert plain("arn:aws:sqs:eu-west-1:{any}:{any}") == "arn:aws:sqs:eu-west-1:999999999999:fresh-7q"
    assert plain("arn:x:y:r:1:code-interpreter{any}/{new}") == "arn:x:y:r:1:code-interpreter/fresh-7q"


def test_regions_are_told_apart_as_far_as_patterns_do():
    patterns = [pattern(f"arn:aws:lambda:{region}:*:*") for region in ("eu-west-3", "ap-*", "*", "nowhere-?")]

    assert regions([*patterns, pattern("*"), pattern("arn:aws:s3:::b")], "us-east-1") == (
        "us-east-1",
        "eu-west-3",
        "ap-northeast-1",
    )


def test_only_a_plain_run_takes_in_all():
    assert takes_all(pattern("*"))
    assert not takes_all(pattern("**"))
    assert overlap(pattern("**"), FUNCTION)


def test_a_pattern_may_overlap_where_the_search_takes_too_long(monkeypatch):
    monkeypatch.setattr(choice, "_MOST_STATES", 1)

    assert overlap(pattern("arn:aws:lambda:*:*:function:*-a-pattern-of-this-test"), FUNCTION)


def test_a_region_that_no_condition_names_is_told_apart():
    assert regions([], "us-east-1", ["us-*", "ca-central-1"]) == ("us-east-1", "ca-central-1", "sa-east-1")
    assert regions([], "cn-north-1", ["cn-north-1"]) == ("cn-north-1", "cn-northwest-1")
    assert regions([], "us-gov-west-1", ["us-gov-west-1"]) == ("us-gov-west-1", "us-gov-east-1")


TEXTS = st.text("ab*?", min_size=1, max_size=5)


@given(st.lists(TEXTS, min_size=1, max_size=3), st.lists(TEXTS, max_size=2))
def test_what_is_chosen_is_as_wanted(wanted, spoiling):
    found = chosen("x:{new}", *([f"x:{each}"] for each in wanted), spoiling=tuple(f"x:{each}" for each in spoiling))

    if found is not None:
        assert all(pattern(f"x:{each}").matches(found) for each in wanted)
        assert not any(pattern(f"x:{each}").matches(found) for each in spoiling)
