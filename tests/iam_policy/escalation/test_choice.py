from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.iam_policy.escalation import choice
from rootward.iam_policy.escalation.choice import (
    SearchCutError,
    Wanted,
    in_place,
    is_free,
    name,
    overlap,
    plain,
    regions,
    spelled,
    takes_all,
)
from rootward.iam_policy.wildcard import Wildcard, arn_wildcard, tokens

FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:{new}"


@pytest.fixture(autouse=True)
def no_shape_is_remembered():
    """What is made ready once is kept: a test must see what the code makes of it now, not what it made before."""
    for kept in (choice.overlap, choice._letters, choice._elements):
        kept.cache_clear()


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
        ([["arn:aws:lambda:*:*:function:X/b", "arn:aws:lambda:*:*:function:X"]], (), "X"),
        ([["*:*:*:function:x"]], (), "x"),
        (
            [[f"arn:aws:lambda:*:*:function:{name}"] for name in ("a*", "*b", "*c*")],
            ("arn:aws:lambda:*:*:function:acb",),
            "a7cb",
        ),
    ],
)
def test_the_shortest_name_that_is_as_wanted_is_chosen(groups, spoiling, expected):
    found = chosen(FUNCTION, *groups, spoiling=spoiling)

    assert found == (None if expected is None else FUNCTION.replace("{new}", expected))


def test_any_text_may_be_empty_and_have_slashes():
    assert chosen("arn:aws:s3:::{any}/{any}", ["arn:aws:s3:::b/"]) == "arn:aws:s3:::b/"
    assert chosen("arn:aws:s3:::{any}/{any}", ["arn:aws:s3:::b/c/d"]) == "arn:aws:s3:::b/c/d"


def test_an_account_that_is_free_is_chosen_too():
    queue = "arn:aws:sqs:eu-west-1:{any}:{any}"

    assert chosen(queue, ["arn:aws:sqs:*:111122223333:jobs"]) == "arn:aws:sqs:eu-west-1:111122223333:jobs"
    assert chosen(queue, ["arn:aws:sqs:us-east-1:111122223333:jobs"]) is None


MANY = [[f"arn:aws:lambda:*:*:function:*{letter}*{letter}*{letter}*"] for letter in "abcdefgh"]


def test_a_search_that_takes_too_long_is_cut():
    with pytest.raises(SearchCutError):
        chosen(FUNCTION, *MANY)


def test_where_everything_is_spoiled_no_search_is_made():
    assert chosen(FUNCTION, *MANY, spoiling=("*",)) is None
    assert chosen(FUNCTION, *MANY, ["arn:aws:s3:::*"]) is None


def test_a_name_that_nobody_gave_is_of_an_account_that_may_be_anybodys():
    assert plain("arn:aws:sqs:eu-west-1:{any}:{any}") == "arn:aws:sqs:eu-west-1:999999999999:fresh-7q"
    assert plain("arn:x:y:r:1:code-interpreter{any}/{new}") == "arn:x:y:r:1:code-interpreter/fresh-7q"
    assert plain("a:b:c:{new}") == "a:b:c:fresh-7q"


def test_a_shape_is_filled_in_but_for_the_names():
    shape = "arn:{partition}:lambda:{region}:{account}:function:{new}"

    filled = in_place(shape, partition="aws", account="123456789012", region="eu-west-1")

    assert filled == FUNCTION
    assert is_free(filled)
    assert not is_free(plain(filled))


def test_regions_are_told_apart_as_far_as_patterns_do():
    patterns = [pattern(f"arn:aws:lambda:{region}:*:*") for region in ("eu-west-3", "ap-*", "*", "nowhere-?")]

    assert regions([*patterns, pattern("*"), pattern("arn:aws:s3:::b")], "us-east-1") == (
        "us-east-1",
        "eu-west-3",
        "ap-northeast-1",
    )


@pytest.mark.parametrize(
    ("patterns", "told_apart"),
    [
        (["*"], []),
        (["arn:aws:lambda:*:*:*"], []),
        (["arn:aws:s3:::b"], []),
        (["a:b:c"], []),
        (["*", "arn:aws:lambda:eu-west-3:*:*"], ["eu-west-3"]),
        (["arn:aws:lambda:*:*:*", "arn:aws:lambda:eu-west-3:*:*"], ["eu-west-3"]),
        (["arn:aws:lambda:eu-west-?:*:*"], ["eu-west-1"]),
        (["arn:aws:lambda:us-*:*:*", "arn:aws:lambda:us-west-?:*:*"], ["us-east-1", "us-west-1"]),
        (["arn:aws:lambda:eu-north-1:*:*"], []),  # home
    ],
)
def test_a_region_that_patterns_single_out_is_told_apart_from_home(patterns, told_apart):
    assert regions(map(pattern, patterns), "eu-north-1") == ("eu-north-1", *told_apart)


def test_a_pattern_is_spelled_as_it_is_written():
    assert spelled(tokens("us-??-*")) == "us-??-*"


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
    assert regions([], "us-east-1", ["us-east-?", "us-west-1"]) == ("us-east-1", "us-west-1", "us-west-2")
    assert regions([], "us-east-1", ["*"]) == ("us-east-1",)


TEXTS = st.text("ab*?", min_size=1, max_size=5)


@given(st.lists(TEXTS, min_size=1, max_size=3), st.lists(TEXTS, max_size=2))
def test_what_is_chosen_is_as_wanted(wanted, spoiling):
    found = chosen("x:{new}", *([f"x:{each}"] for each in wanted), spoiling=tuple(f"x:{each}" for each in spoiling))

    if found is not None:
        assert all(pattern(f"x:{each}").matches(found) for each in wanted)
        assert not any(pattern(f"x:{each}").matches(found) for each in spoiling)
