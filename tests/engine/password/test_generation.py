"""Passwords that are chosen: what AWS takes, each as likely as any other."""

from __future__ import annotations

import math
import random
import string
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.engine.password.generation import bits_of, generated
from rootward.engine.password.rules import broken, broken_for_root, cautions
from rootward.engine.password.strength import strength_of
from rootward.model.credential import PasswordPolicy

EVERYTHING = PasswordPolicy(
    minimum_length=6, require_symbols=True, require_numbers=True, require_uppercase=True, require_lowercase=True
)
SYMBOLS = "!@#%^*-_=+"

LENGTHS = st.integers(min_value=8, max_value=128)
SEEDS = st.integers(min_value=0)


def drawn(length, seed):
    return generated(length, random.Random(seed).randrange)  # noqa: S311 - a seed makes the test repeatable


@given(LENGTHS, SEEDS)
def test_root_and_every_policy_take_it(length, seed):
    password = drawn(length, seed)

    assert broken_for_root(password) == broken(password, None) == broken(password, EVERYTHING) == ()
    assert cautions(password) == ()
    assert len(password.reveal()) == length


@given(LENGTHS, SEEDS)
def test_nothing_in_it_is_mistaken_for_something_else(length, seed):
    text = drawn(length, seed).reveal()

    assert not {*text} & {*"Il1O0"}
    assert {*text} <= {*string.ascii_letters, *string.digits, *SYMBOLS}
    assert text[0].isalnum()


@given(LENGTHS, SEEDS)
def test_the_same_chance_chooses_the_same(length, seed):
    assert drawn(length, seed) == drawn(length, seed)


@pytest.mark.parametrize("length", [-1, 0, 7, 129])
def test_aws_takes_no_other_length(length):
    with pytest.raises(ValueError, match="8 to 128"):
        drawn(length, 0)


def test_what_lacks_a_kind_is_thrown_away_whole():
    alphabet = 67
    thrown_away, taken = [2] * 8, [0, 24, 49, 57, 0, 0, 0, 0]
    numbers = iter([*thrown_away, *taken])

    def below(limit):
        assert limit == alphabet
        return next(numbers)

    assert generated(8, below).reveal() == "Aa2!AAAA"
    assert next(numbers, None) is None


def test_each_character_is_as_likely_as_any_other_of_its_place():
    chance = random.Random(20261127)  # noqa: S311 - a seed makes the test repeatable
    counts = Counter(character for _ in range(2000) for character in generated(32, chance.randrange).reveal()[1:])

    assert len(counts) == 67
    assert max(counts.values()) < 1.25 * 2000 * 31 / 67
    assert min(counts.values()) > 0.75 * 2000 * 31 / 67


@pytest.mark.parametrize(("length", "bits"), [(8, 46), (24, 145), (32, 193), (128, 776)])
def test_its_bits_are_counted(length, bits):
    assert bits_of(length) == bits


def test_the_bits_are_those_of_all_that_can_be_chosen():
    length, tries = 8, 40_000
    chance = random.Random(7)  # noqa: S311 - a seed makes the test repeatable
    every = "".join(one for one in string.ascii_letters + string.digits + SYMBOLS if one not in "Il1O0")

    def kept(text):
        kinds = (str.isupper, str.islower, str.isdigit, lambda one: one in SYMBOLS)
        return text[0] not in SYMBOLS and all(any(map(kind, text)) for kind in kinds)

    share = sum(kept("".join(chance.choices(every, k=length))) for _ in range(tries)) / tries

    assert bits_of(length) == math.floor(length * math.log2(len(every)) + math.log2(share))


@pytest.mark.parametrize("length", [14, 24, 32])
def test_nobody_guesses_it(length):
    strength = strength_of(drawn(length, length))

    assert strength is not None
    assert strength.score == 4
