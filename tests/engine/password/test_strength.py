"""How hard a password is to guess."""

from __future__ import annotations

import pytest
import zxcvbn
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.engine.password.strength import strength_of
from rootward.errors import InternalError
from rootward.model.secret import Secret


def strength(text, *names):
    found = strength_of(Secret(text), names)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "score", "reason"),
    [
        ("password", 0, "This is a top-10 common password."),
        ("zaq12wsx", 0, "This is a very common password."),
        ("aaaaaaaaaa", 0, 'Repeats like "aaa" are easy to guess.'),
        ("19840312", 1, "Dates are often easy to guess."),
        ("Tr0ub4dour&3", 2, "It is made of what lists of words and passwords have."),
        ("x7", 0, "It is too short, or too much of it can be foreseen."),
        ("correct horse battery staple", 4, ""),
    ],
)
def test_a_weak_one_has_a_reason_and_a_strong_one_needs_none(text, score, reason):
    assert strength(text).score == score
    assert strength(text).reason == reason


def test_a_weak_one_comes_with_advice():
    assert strength("Password1!").advice == (
        "Add another word or two. Uncommon words are better.",
        "Capitalization doesn't help very much.",
    )
    assert strength("password-Password1").advice == ("Add another word or two. Uncommon words are better.",)
    assert strength("correct horse battery staple").advice == ()


def test_the_time_to_crack_is_that_of_a_named_attack():
    times = {one.attack: (one.guesses_per_second, one.words) for one in strength("Tr0ub4dour&3").crack_times}

    assert times == {
        "sign_in": (0.0278, "21 years"),
        "stolen_slow_hash": (10_000, "32 minutes"),
        "stolen_fast_hash": (10_000_000_000, "less than a second"),
    }


@pytest.mark.parametrize("text", ["acmeprod7", "Acmeprod7", "@cmeprod7"])
def test_a_name_that_whoever_guesses_knows_is_worth_little(text):
    known = strength(text, "acmeprod", "root@acme.example")

    assert known.score < strength(text).score
    assert known.reason == "It is made of the account's, the user's or the address's own name."


def test_an_address_is_known_by_its_parts():
    assert strength("zanzibarium", "mark@zanzibarium.example").score < strength("zanzibarium").score


def test_names_of_one_password_do_not_weigh_on_the_next():
    strength("zanzibarium", "zanzibarium")

    assert strength("zanzibarium").score == strength("zanzibarium", "somebody else").score


@pytest.mark.parametrize("length", [1, 72, 73, 127, 128])
def test_zxcvbn_judges_up_to_128_characters(length):
    text = ("correct horse battery staple " * 5)[:length]

    assert len(text) == length
    assert strength(text).guesses_log10 >= 0


def test_of_a_name_the_words_of_three_letters_and_more_are_known_too(monkeypatch):
    known: list[list[str]] = []
    real = zxcvbn.zxcvbn

    def watched(password, user_inputs, max_length):
        known.append(user_inputs)
        return real(password, user_inputs, max_length)

    monkeypatch.setattr(zxcvbn, "zxcvbn", watched)
    strength("zanzibarium", "m.bell@acme-xyz.example", "acme", "x" * 300)

    assert known == [["m.bell@acme-xyz.example", "bell", "acme", "xyz", "example", "x" * 254]]


@pytest.fixture
def seen(monkeypatch):
    """The lengths of what zxcvbn gets."""
    lengths: list[int] = []
    real = zxcvbn.zxcvbn

    def watched(password, *arguments, **named):
        lengths.append(len(password))
        return real(password, *arguments, **named)

    monkeypatch.setattr(zxcvbn, "zxcvbn", watched)
    return lengths


@pytest.mark.parametrize("length", [0, 129, 130, 10_000])
def test_what_aws_takes_in_no_case_is_not_judged(seen, length):
    assert strength_of(Secret("a" * length)) is None
    assert seen == []


def test_zxcvbn_never_sees_more_than_128_characters(seen):
    for length in (1, 8, 128, 129, 500):
        strength_of(Secret(("ab" * 500)[:length]))

    assert seen == [1, 8, 128]


def test_a_name_without_an_end_is_bounded():
    assert strength("zanzibarium", "x" * 1_000_000).score > 0


@given(st.text(min_size=1, max_size=24))
@settings(max_examples=50)
def test_whatever_is_typed_is_judged_and_told_nowhere(text):
    found = strength_of(Secret(text), ("acme",))

    assert found is not None
    assert 0 <= found.score <= 4


def test_an_error_of_zxcvbns_does_not_carry_the_password(monkeypatch):
    def broken(password, **_named):
        raise KeyError(password)

    monkeypatch.setattr(zxcvbn, "zxcvbn", broken)

    with pytest.raises(InternalError) as caught:
        strength_of(Secret("zanzibarium"))

    assert caught.value.__context__ is None
    assert "zanzibarium" not in str(caught.value)
