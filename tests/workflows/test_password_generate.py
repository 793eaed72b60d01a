"""Choosing a password: as long as those who will take it ask for."""

from __future__ import annotations

import pytest

from rootward.engine.password.rules import broken, broken_for_root
from rootward.model.baseline import Baseline
from rootward.workflows.password_generate import generate_password


@pytest.mark.parametrize(
    ("options", "least", "length"),
    [
        ({}, 14, 24),
        ({}, 30, 30),
        ({}, 6, 24),
        ({"length": 8}, 14, 8),
        ({"length": 128}, 14, 128),
        ({"for_root": True}, 14, 32),
        ({"for_root": True}, 60, 32),
        ({"for_root": True, "length": 20}, 14, 20),
    ],
)
def test_it_is_as_long_as_is_asked_for(options, least, length):
    chosen = generate_password(Baseline(min_length=least), **options)

    assert len(chosen.password.reveal()) == chosen.length == length
    assert broken(chosen.password, None) == broken_for_root(chosen.password) == ()


@pytest.mark.parametrize(
    ("options", "is_short"), [({"length": 13}, True), ({"length": 14}, False), ({"length": 8, "for_root": True}, False)]
)
def test_one_that_is_shorter_than_the_baseline_asks_for_is_known_to_be(options, is_short):
    assert generate_password(Baseline(), **options).is_short == is_short


def test_no_two_are_the_same():
    assert len({generate_password(Baseline(), length=8).password.reveal() for _ in range(200)}) == 200


def test_its_repr_does_not_show_it():
    chosen = generate_password(Baseline())

    assert chosen.password.reveal() not in repr(chosen)
