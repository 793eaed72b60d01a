"""How a session token is cut from the text about it."""

from __future__ import annotations

from string import ascii_lowercase, digits
from urllib.parse import quote

import pytest

from rootward.leaks.detect import detect
from rootward.leaks.detect.key_ids import key_ids
from rootward.leaks.detect.text import Text
from rootward.leaks.detect.tokens import tokens
from rootward.leaks.rules import Rules
from tests.leaks.detect.corpus import BASE64, Lots

LOTS = Lots(31)
TOKEN = LOTS.token()
ANY = LOTS.text(BASE64, 199) + "X"


def seen(text):
    return [one.value.reveal() for one in detect(text.encode(), Rules()) if one.kind == "session-token"]


@pytest.mark.parametrize("before", ["-", ".", "..-", "--", " ", '"', ": '", " " * 40])
@pytest.mark.parametrize("behind", ["", ".", "...", '"', ",", "\n"])
def test_signs_beside_it_are_none_of_it(before, behind):
    assert seen(f"session_token={before}{ANY}{behind}") == [ANY]


def test_what_stands_before_the_name_is_not_its_value():
    assert seen(f"{LOTS.text(BASE64, 120)} session_token = {ANY}") == [ANY]
    assert seen(f"{LOTS.text(BASE64, 120)} session_token = none") == []


def test_escapes_in_it_are_undone():
    (one,) = detect(f"session_token={quote(ANY, safe='')}".encode(), Rules())
    assert (one.value.reveal(), one.encoding) == (ANY, ("url",))


def test_one_of_a_hundred_characters_need_not_look_drawn_by_lot():
    one = "".join(map(str.__add__, LOTS.text(ascii_lowercase, 50), LOTS.text(digits, 50)))
    assert seen(f"aws_session_token = {one}") == [one]
    assert seen(f"aws_session_token = {one[:99]}") == []
    assert seen(f"aws_session_token = {ANY[:30]}xxxxxx{ANY[30:60]}") == []
    assert seen(f"aws_session_token = {ANY[:60]}") == [ANY[:60]]


def test_in_the_query_of_a_url_it_is_public_wherever_that_begins():
    assert seen(f"?X-Amz-Security-Token={TOKEN}") == []
    assert seen(f"&X-Amz-Security-Token={TOKEN}") == []
    assert seen(f"X-Amz-Security-Token={TOKEN}") == [TOKEN]


def test_a_name_that_goes_on_with_a_word_names_something_else():
    assert seen(f"session_token_url = {ANY}") == []
    assert seen(f"session_token_2 = {ANY}") == [ANY]
    assert seen(f"session_token_b = {ANY}") == [ANY]
    assert seen(f"session_token_v2 = {ANY}") == [ANY]


def test_two_ids_near_one_token_see_it_once():
    assert seen(f"{LOTS.key_id()} {LOTS.key_id()} token = {ANY}") == [ANY]


SIGNS = "".join(ANY[at : at + 2] + "/" for at in range(0, 60, 2))
"""Ninety characters of which every third is written as an escape."""


@pytest.mark.parametrize("before", [1, 30, 38])
def test_one_that_begins_with_many_escapes_stands_as_far_away(before):
    token = SIGNS + ANY
    assert seen(f"session_token={' ' * before}{quote(SIGNS, safe='')}{ANY}") == [token]
    assert seen(f"session_token={' ' * before}{token}".replace("/", "\\\\\\\\/")) == [token]


def test_one_that_has_escapes_at_its_beginning_alone():
    assert seen(f"session_token={' ' * 38}{quote(SIGNS[:30], safe='')}{ANY}") == [SIGNS[:30] + ANY]


def test_a_value_begins_within_reach_of_its_name():
    assert seen(f"session_token={'%;' * 23}{ANY}") == [ANY]
    assert seen(f"session_token={'%;' * 23};{ANY}") == []
    assert seen(f"session_token={'%;' * 30}{ANY}") == []
    assert seen(f"session_token={'%;' * 60}") == []


def test_a_blank_of_a_form_before_it_is_none_of_it():
    for sign in ("%3D", "%3d"):
        assert seen(f"session_token{sign}+{ANY}&x=1") == [ANY]
    assert seen(f"session_token=+{ANY}") == [f"+{ANY}"]
    assert seen(f"session_token={ANY[:50]}%3D+{ANY}") != [ANY]
    assert seen(f"session_token%3D{ANY}") == [ANY]


def test_near_an_id_it_is_one_that_is_named_a_session_alone_and_none_that_is_named_so_out_of_reach():
    assert seen(f"{LOTS.key_id()} session: {ANY}") == [ANY]
    far = f"{LOTS.key_id()} the token follows {'.' * 1024} session: {ANY}"
    assert seen(far) == []


def test_near_an_id_it_says_why_it_is_one_and_once():
    text = f"{LOTS.key_id()} {LOTS.key_id()} token = {ANY} {LOTS.key_id()} session: {TOKEN[4:]}".encode()
    first, second = tokens(Text(text), [*key_ids(Text(text))])
    assert [first.text, second.text] == [ANY, TOKEN[4:]]
    assert {first.confidence, second.confidence} == {"medium"}
    assert {first.reason, second.reason} == {"named a token, near a key's id"}
