"""Scenarios are data, and a mistake in them is named."""

from __future__ import annotations

import re

import pytest

from rootward.errors import InternalError, UsageError
from rootward.sandbox import scenarios
from rootward.sandbox.scenario.file import decode, load

LEAST = """
title = "t"
alias = "a"
regions = ["us-east-1"]
caller = { user = "u" }
root = { created = 1.0 }
"""


def test_the_default_comes_first():
    assert scenarios() == ("startup", "hardened")


def test_a_missing_scenario_is_a_usage_error():
    with pytest.raises(UsageError, match=r"there is no scenario '\.\./startup'"):
        load("../startup")


@pytest.mark.parametrize("name", scenarios())
def test_every_scenario_can_be_read_and_holds_no_secret(name):
    scenario = load(name)
    assert scenario.title
    text = str(scenario)
    assert not re.search(r"\b(AKIA|ASIA)[A-Z2-7]{16}\b", text)


def test_a_scenario_may_be_very_small():
    assert decode(LEAST.encode(), "least").users == ()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("colour = 'red'", "unknown field `colour`"),
        ("users = [{ name = 'u' }]", r"missing required field `created` - at `\$.users\[0\]`"),
        ("users = [", "scenario 'wrong' cannot be read"),
        ("roles = [{ name = 'r', created = 1.0, trust = '{' }]", "the trust of role r is no JSON"),
        ("users = [{ name = 'u', created = 1.0, inline = { p = 'no' } }]", "the inline policy p of u is no JSON"),
        ("policies = [{ name = 'p', created = 1.0, document = '' }]", "the policy p is no JSON"),
    ],
)
def test_a_mistake_is_named_with_its_place(line, message):
    with pytest.raises(InternalError, match=message):
        decode(f"{line}\n{LEAST}".encode(), "wrong")
