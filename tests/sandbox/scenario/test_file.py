"""Scenarios are data, and a mistake in them is named."""

from __future__ import annotations

import re

import pytest

from rootward.errors import InternalError, UsageError
from rootward.sandbox import scenarios
from rootward.sandbox.scenario.file import decode, load, titles

LEAST = """
title = "t"
alias = "a"
regions = ["us-east-1"]
caller = { root = true }
root = { created = 1.0 }
"""


def test_the_default_comes_first():
    assert scenarios()[0] == "startup"
    assert {"enterprise", "fresh-account", "hardened"} < set(scenarios())


def test_a_missing_scenario_is_a_usage_error():
    with pytest.raises(UsageError, match=r"there is no scenario '\.\./startup'"):
        load("../startup")


def test_the_error_names_the_scenarios_and_how_those_of_checks_are_called():
    with pytest.raises(UsageError) as error:
        load("nope")

    assert "startup, " in error.value.advice
    assert "root-mfa-missing.fail" in error.value.advice


def test_every_scenario_has_a_title():
    assert list(titles()) == list(scenarios())
    assert titles()["fresh-account"] == "An account one hour old: root, a password and nothing else"


@pytest.mark.parametrize("name", scenarios())
def test_every_scenario_can_be_read_and_holds_no_secret(name):
    scenario = load(name)
    assert scenario.title
    text = str(scenario)
    assert not re.search(r"\b(AKIA|ASIA)[A-Z2-7]{16}\b", text)


def test_a_scenario_may_be_very_small():
    least = decode(LEAST.encode(), "least")
    assert (least.users, least.enforce) == ((), False)


def test_a_scenario_may_enforce_its_policies():
    assert decode(f"enforce = true\n{LEAST}".encode(), "strict").enforce


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
