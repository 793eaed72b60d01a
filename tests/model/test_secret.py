"""A secret shows itself to nobody who does not ask."""

from __future__ import annotations

import copy
import pickle

import msgspec
import pytest

from rootward.model.secret import Secret

WORDS = "correct horse"


def test_it_is_what_was_given():
    assert Secret(WORDS).reveal() == WORDS


@pytest.mark.parametrize(
    "shown", [repr, str, "{}".format, "{0!r}".format, lambda one: f"{one}", lambda one: repr([one])]
)
def test_no_text_made_of_it_holds_it(shown):
    assert WORDS not in shown(Secret(WORDS))


@pytest.mark.parametrize("write", [pickle.dumps, copy.deepcopy, msgspec.json.encode])
def test_it_cannot_be_written(write):
    with pytest.raises(TypeError) as error:
        write(Secret(WORDS))

    assert WORDS not in str(error.value)


def test_two_are_equal_by_their_text_alone():
    assert Secret(WORDS) == Secret(WORDS)
    assert Secret(WORDS) != Secret("another")
    assert Secret(WORDS) != WORDS


def test_one_that_is_no_unicode_is_compared_like_any_other():
    assert Secret("\udce9") == Secret("\udce9")
    assert Secret("\udce9") != Secret("\udcea")


def test_one_of_nothing_is_false():
    assert not Secret("")
    assert Secret("ä")
