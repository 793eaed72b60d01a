"""The verdict on a password: rules, strength and breaches, each able to stand against it alone."""

from __future__ import annotations

import pytest

from rootward.engine.password.judging import Names, judged
from rootward.model.baseline import Baseline
from rootward.model.credential import PasswordPolicy
from rootward.model.password import Sighting
from rootward.model.secret import Secret

STRONG = "Plum-orbit-7-Gravel-nine"
ACME = Names(account="acme", email="root@acme.example")


def verdict(text, rules, names=ACME, *sightings):
    return judged(Secret(text), rules, names, sightings)


def sighting(state, times=None):
    return Sighting(source="file", name="list.txt", state=state, times=times)


@pytest.mark.parametrize(
    ("rules", "held_to"),
    [("root", "root"), (None, "default"), (PasswordPolicy(minimum_length=10), "policy"), (Baseline(), "baseline")],
)
def test_a_strong_one_that_keeps_the_rules_holds(rules, held_to):
    found = verdict(STRONG, rules)

    assert found.holds
    assert found.held_to == held_to
    assert found.broken == found.unjudged == found.cautions == ()


@pytest.mark.parametrize("rules", ["root", None, Baseline()])
def test_what_many_sites_are_content_with_is_too_weak(rules):
    found = verdict("password-Password1", rules)

    assert found.broken == ()
    assert found.strength.score == 3
    assert found.strength.reason == "It is made of what lists of words and passwords have."
    assert found.strength.advice == ("Add another word or two. Uncommon words are better.",)
    assert not found.holds


def test_a_weak_one_does_not_hold_though_it_keeps_the_rules():
    found = verdict("Password1!", None)

    assert found.broken == ()
    assert not found.holds


def test_a_strong_one_does_not_hold_where_it_breaks_a_rule():
    found = verdict("plum orbit gravel nine mongoose", None)

    assert found.strength.score == 4
    assert not found.holds


def test_the_baselines_length_and_classes_are_asked_for():
    assert verdict("Plum-orbit7", Baseline(min_length=12)).broken == (
        "it has 11 characters, and at least 12 are asked for",
    )
    assert verdict("plum-orbit-gravel-nine-7", Baseline(required_classes=("uppercase",))).broken == (
        "it has no upper-case letter (A to Z)",
    )


@pytest.mark.parametrize(("state", "holds"), [("found", False), ("not_found", True), ("not_looked_up", True)])
def test_a_breached_one_does_not_hold(state, holds):
    found = verdict(STRONG, "root", ACME, sighting("not_found"), sighting(state))

    assert found.holds == holds
    assert [one.state for one in found.sightings] == ["not_found", state]


def test_one_that_is_too_long_to_be_judged_does_not_hold():
    found = verdict(STRONG * 6, "root")

    assert found.strength is None
    assert not found.holds


@pytest.mark.parametrize("rules", ["root", None])
@pytest.mark.parametrize(
    ("names", "unjudged"),
    [
        (ACME, ()),
        (Names(account="acme"), ("whether it is the root user's e-mail address: give --email",)),
        (Names(email="root@acme.example"), ("whether it is the account's name: give --account-name",)),
    ],
)
def test_a_rule_on_a_name_that_is_not_known_is_not_judged(rules, names, unjudged):
    assert verdict(STRONG, rules, names).unjudged == unjudged


@pytest.mark.parametrize("rules", [Baseline(), PasswordPolicy()])
def test_where_no_rule_is_on_names_none_is_missed(rules):
    assert verdict(STRONG, rules, Names()).unjudged == ()


def test_the_users_name_weighs_on_the_strength_and_is_no_rule():
    named = Names(user="Plum-orbit-7-Gravel-nine")

    assert verdict(STRONG, None, named).broken == ()
    assert verdict(STRONG, None, named).strength.score == 0
