"""AWS's rules for passwords: of root, of IAM users by a policy, and by default."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.engine.password.rules import IAM_SYMBOLS, ROOT_SYMBOLS, broken, broken_for_root, cautions, kinds_in
from rootward.model.credential import PasswordPolicy
from rootward.model.secret import Secret

STRICT = PasswordPolicy(
    minimum_length=14, require_symbols=True, require_numbers=True, require_uppercase=True, require_lowercase=True
)


def of_root(text, *names):
    return broken_for_root(Secret(text), names)


def of_user(text, policy=None, *names):
    return broken(Secret(text), policy, names)


@pytest.mark.parametrize(
    ("text", "breaks"),
    [
        ("Aa1" + "a" * 4, ["it has 7 characters, and at least 8 are asked for"]),
        ("Aa1" + "a" * 5, []),
        ("Aa1" + "a" * 125, []),
        ("Aa1" + "a" * 126, ["it has 129 characters, and AWS takes at most 128"]),
        ("", ["it has 0 characters, and at least 8 are asked for", "it has 0 of the four kinds of character"]),
        ("A", ["it has 1 character, and at least 8 are asked for", "it has 1 of the four kinds of character"]),
    ],
)
def test_roots_password_has_8_to_128_characters(text, breaks):
    found = of_root(text)

    assert len(found) == len(breaks)
    assert all(line.startswith(start) for line, start in zip(found, breaks, strict=True))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("abcdefgh", 1),
        ("12345678", 1),
        ("!!!!!!!!", 1),
        ("abcdEFGH", 2),
        ("abcd1234", 2),
        ("abcd!!!!", 2),
        ("ABCD1234", 2),
        ("1234!@#$", 2),
        ("abCD1234", 3),
        ("abCD!@#$", 3),
        ("ab12!@#$", 3),
        ("AB12!@#$", 3),
        ("aB1!aB1!", 4),
        ("        ", 0),
        ("éééééééé", 0),
        ("abcdÉÉÉÉ", 1),
        ("abcd\u0661\u0662\u0663\u0664", 1),
    ],
)
def test_roots_password_has_three_of_the_four_kinds_of_character(text, kinds):
    of_kinds = [line for line in of_root(text) if "four kinds" in line]

    assert of_kinds == [] if kinds >= 3 else of_kinds[0].startswith(f"it has {kinds} of the four kinds")


def test_what_lacks_a_kind_is_told_which():
    (line,) = of_root("abcdefg1")

    assert line.endswith(": no upper-case letter (A to Z), symbol (! # $ % & ( ) * + - < = > @ [ ] ^ _ { | })")


@pytest.mark.parametrize("text", ["Acme-Prod1", "acme-prod1", "ACME-PROD1"])
def test_roots_password_is_not_the_accounts_name_in_whatever_case(text):
    assert "it is the account's name or e-mail address" in of_root(text, "Acme-Prod1", "root@acme.example")


def test_roots_password_is_not_the_e_mail_address():
    assert of_root("Root1@acme.example", "Acme", "root1@acme.example") == (
        "it is the account's name or e-mail address",
    )


def test_a_password_may_hold_the_name():
    assert of_root("Acme-Prod1-and-more", "Acme-Prod1") == ()


def test_a_name_that_is_not_known_is_no_name():
    assert of_root("Aa1aaaaa", "") == ()


@pytest.mark.parametrize("symbol", sorted(ROOT_SYMBOLS | IAM_SYMBOLS))
def test_a_symbol_counts_where_aws_lists_it(symbol):
    text = f"abcdefg1{symbol}"

    assert (of_root(text) == ()) == (symbol in "!@#$%^&*()<>[]{}|_+-=")
    assert (of_user(text) == ()) == (symbol in "!@#$%^&*()_+-=[]{}|'")


@pytest.mark.parametrize("other", [" ", ".", ",", ";", "/", "\\", '"', "~", "`", "?", ":", "é", "\t"])
def test_another_character_is_allowed_and_counts_as_no_kind(other):
    assert kinds_in(other, ROOT_SYMBOLS) == kinds_in(other, IAM_SYMBOLS) == frozenset()
    assert of_root(f"abcdefG1{other}") == of_user(f"abcdefG1{other}") == ()


@pytest.mark.parametrize(
    ("text", "breaks"),
    [
        ("Aa1!aaaaaaaaa", ("it has 13 characters, and at least 14 are asked for",)),
        ("Aa1!aaaaaaaaaa", ()),
        ("aa1!aaaaaaaaaa", ("it has no upper-case letter (A to Z)",)),
        ("AA1!AAAAAAAAAA", ("it has no lower-case letter (a to z)",)),
        ("Aaa!aaaaaaaaaa", ("it has no number (0 to 9)",)),
        ("Aa1aaaaaaaaaaa", ("it has no symbol (! # $ % & ' ( ) * + - = @ [ ] ^ _ { | })",)),
        ("Aa1<aaaaaaaaaa", ("it has no symbol (! # $ % & ' ( ) * + - = @ [ ] ^ _ { | })",)),
        ("Aa1!" + "a" * 124, ()),
        ("Aa1!" + "a" * 125, ("it has 129 characters, and AWS takes at most 128",)),
    ],
)
def test_an_iam_users_password_has_what_the_policy_asks_for(text, breaks):
    assert of_user(text, STRICT) == breaks


def test_a_policy_may_ask_for_six_characters_of_one_kind():
    lax = PasswordPolicy(minimum_length=6)

    assert of_user("aaaaaa", lax) == ()
    assert of_user("aaaaa", lax) == ("it has 5 characters, and at least 6 are asked for",)


@pytest.mark.parametrize(
    ("text", "count"), [("Aa1aaaa", 1), ("Aa1aaaaa", 0), ("aaaaaaaa", 1), ("acme-Prod1", 1), ("acme-prod2", 0)]
)
def test_without_a_policy_aws_asks_for_8_characters_three_kinds_and_no_name(text, count):
    assert len(of_user(text, None, "Acme-prod1")) == count


def test_a_policy_says_nothing_of_names():
    assert of_user("acme-Prod1!!!!", STRICT, "acme-Prod1!!!!") == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "Aa1!aaaaaaaaaa€",
            "one of its characters is none of those that IAM takes in a password; the first is number 15",
        ),
        (
            "漢字漢字Aa1!aaaaaa",
            "4 of its characters are none of those that IAM takes in a password; the first is number 1",
        ),
        (
            "Aa1!aaaaaaaaae\u0301",
            "one of its characters is none of those that IAM takes in a password; the first is number 15",
        ),
        (
            "Aa1!aaaaaaaaaa\x00",
            "one of its characters is none of those that IAM takes in a password; the first is number 15",
        ),
    ],
)
def test_a_character_beyond_latin_1_is_refused_and_named_by_its_place_alone(text, line):
    assert of_user(text, STRICT) == (line,)


@pytest.mark.parametrize("text", ["Aa1!aaaaaaaaa\xff", "Aa1!aaaaaaaaa\t", "Aa1!aaaaaaaaa ", "Aa1!aaaaaaaaa\x7f"])
def test_what_the_api_takes_breaks_no_rule(text):
    assert of_user(text, STRICT) == ()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Aa1!aaaa", []),
        (" Aa1!aaaa", ["it begins or ends with a space"]),
        ("Aa1!aaaa ", ["it begins or ends with a space"]),
        ("Aa1! aaaa", []),
        ("Aa1!\taaaa", ["it holds control characters"]),
        ("Aa1!\x85aaaa", ["it holds control characters"]),
        ("Aa1!éaaaa", ["it holds characters beyond ASCII"]),
        (" é\t", ["it begins or ends with a space", "it holds control characters", "it holds characters beyond ASCII"]),
    ],
)
def test_what_keeps_people_from_signing_in_is_a_caution(text, lines):
    found = cautions(Secret(text))

    assert len(found) == len(lines)
    assert all(line.startswith(start) for line, start in zip(found, lines, strict=True))


@given(st.text(st.sampled_from("abcXYZ129!@ .é€\t"), min_size=4, max_size=140))
def test_no_line_holds_the_password(text):
    lines = " ".join(
        (*of_root(text, text), *of_user(text, None, text), *of_user(text, STRICT), *cautions(Secret(text)))
    )

    assert text.strip() not in lines or not text.strip(" .")


@given(st.text(max_size=140))
def test_what_keeps_aws_own_default_keeps_a_policy_of_the_same_length_that_asks_for_nothing(text):
    if of_user(text) == ():
        assert of_user(text, PasswordPolicy(minimum_length=8)) == ()
