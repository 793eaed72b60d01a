"""What is said of a password to people at a terminal."""

from __future__ import annotations

import pytest

from rootward.engine.password.judging import Names, judged
from rootward.model.baseline import Baseline
from rootward.model.password import Sighting
from rootward.model.secret import Secret
from rootward.reports.password import json, text
from tests.contract.hostile import NAMES

STRONG = judged(Secret("Plum-orbit-7-Gravel-nine"), "root", Names(account="acme", email="root@acme.example"))


def sighting(**more):
    return Sighting(**{"source": "file", "name": "list.txt", "state": "not_found", **more})


def test_one_that_holds_is_said_to_with_the_time_that_it_holds():
    assert text.render(STRONG) == (
        "HOLDS  This password, held to AWS's rules for root's password.\n"
        "\n"
        "Rules       it keeps all that were judged\n"
        "Strength    4 of 4\n"
        "To guess    at the sign-in page, 100 tries an hour: centuries\n"
        "            from a stolen slow hash, 10,000 a second: centuries\n"
        "            from a stolen fast hash, 10 billion a second: centuries\n"
        "Breaches    not looked into: --breached FILE looks into a list of yours,\n"
        "            --online into one on the web\n"
    )


def test_one_that_does_not_hold_is_told_every_reason():
    verdict = judged(Secret("password\u00e9"), Baseline(), Names(), (sighting(state="found", times=52_256_179),))

    assert text.render(verdict) == (
        "DOES NOT HOLD  This password, held to the password policy that the baseline asks\n"
        "               for.\n"
        "\n"
        "Rules       it has 9 characters, and at least 14 are asked for\n"
        "            it has no upper-case letter (A to Z)\n"
        "            it has no number (0 to 9)\n"
        "            it has no symbol (! # $ % & ' ( ) * + - = @ [ ] ^ _ { | })\n"
        "Strength    1 of 4, and 4 is asked for\n"
        "            This is similar to a commonly used password.\n"
        "            Add another word or two. Uncommon words are better.\n"
        "To guess    at the sign-in page, 100 tries an hour: 5 days\n"
        "            from a stolen slow hash, 10,000 a second: 1 second\n"
        "            from a stolen fast hash, 10 billion a second: less than a second\n"
        "Breaches    FOUND in list.txt, seen 52,256,179 times: whoever guesses tries it\n"
        "            first\n"
        "Take care   it holds characters beyond ASCII, which not every keyboard has\n"
    )


def test_one_that_was_not_looked_up_is_not_said_to_hold():
    verdict = judged(Secret("Plum-orbit-7-Gravel-nine"), "root", Names(), (sighting(state="not_looked_up"),))

    first = text.render(verdict, width=200).splitlines()[0]

    assert first == (
        "NOT LOOKED UP  This password, held to AWS's rules for root's password. Nothing else speaks against it; whether"
        " it was in a breach is not known."
    )


def test_one_that_does_not_hold_does_not_whether_looked_up_or_not():
    verdict = judged(Secret("password1"), "root", Names(), (sighting(state="not_looked_up"),))

    assert text.render(verdict).startswith("DOES NOT HOLD  ")


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (sighting(), "not in list.txt"),
        (sighting(state="found"), "FOUND in list.txt: whoever"),
        (sighting(state="found", times=1), "FOUND in list.txt, seen 1 time: whoever"),
        (
            sighting(state="not_looked_up", reason="the server answered 503"),
            "NOT LOOKED UP in list.txt: the server answered 503",
        ),
    ],
)
def test_what_a_list_says_is_told_apart(seen, said):
    verdict = judged(Secret("Plum-orbit-7-Gravel-nine"), "root", Names(), (seen,))

    assert said in text.render(verdict)
    assert "whether it is the account's name: give --account-name" in text.render(verdict)


def test_one_that_is_too_long_is_not_judged():
    shown = text.render(judged(Secret("a" * 129), None, Names()))

    assert "held to AWS's default rules: the account has no" in shown
    assert "Strength    not judged: AWS takes no password of this length" in shown
    assert "To guess" not in shown


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(width):
    verdict = judged(Secret("password"), None, Names(), (sighting(name="x" * 300),))

    assert all(len(line) <= width for line in text.render(verdict, width=width).splitlines())


def test_colour_changes_no_word():
    coloured = text.render(STRONG, color=True)

    assert "\x1b[" in coloured
    assert "HOLDS" in coloured


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_list_stays_text(name):
    verdict = judged(Secret("Plum-orbit-7-Gravel-nine"), "root", Names(), (sighting(name=name, reason=name),))

    for shown in (text.render(verdict), json.render(verdict)):
        assert not any(ord(one) < 32 or 0x7F <= ord(one) < 0xA0 for one in shown.replace("\n", ""))
        assert not any(one in shown for one in "\u202e\u2028\u2066")
