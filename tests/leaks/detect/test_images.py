"""What a word looks like once it is encoded."""

from __future__ import annotations

import base64
import re

import pytest

from rootward.leaks.detect.images import base64_images, either_case, exactly, expression, some, utf_16

SECRET = exactly(b"secret")


def encoded(text, times):
    for _ in range(times):
        text = base64.b64encode(text)
    return text


def test_a_word_as_it_stands_and_in_any_case():
    assert exactly(b"a-B") == (frozenset(b"a"), frozenset(b"-"), frozenset(b"B"))
    assert either_case(b"a-B") == (frozenset(b"aA"), frozenset(b"-"), frozenset(b"bB"))
    assert some(b"xyz", 2) == (frozenset(b"xyz"), frozenset(b"xyz"))


def test_utf_16_has_a_null_between_two_characters():
    assert utf_16(exactly(b"ab")) == (frozenset(b"a"), frozenset(b"\0"), frozenset(b"b"))


def test_the_syntax_of_re_and_of_hyperscan():
    assert expression(exactly(b"A.")) == rb"\x41\x2e"
    assert expression(some(b"ba", 1) + exactly(b"\n")) == rb"[\x61\x62]\x0a"


def test_three_images_one_for_each_place_in_a_group():
    assert base64_images(SECRET, 1) == (
        exactly(b"c2VjcmV0"),
        (frozenset(b"3HXn"), *exactly(b"NlY3Jld")),
        (*exactly(b"zZWNyZX"), frozenset(b"QRST")),
    )


def test_an_edge_of_more_than_eight_characters_is_left_out():
    assert base64_images(exactly(b"da2-"), 1)[0] == exactly(b"ZGEyL")
    assert base64_images(either_case(b"da2-"), 1)[1][0] == frozenset(b"0EGUWkm2")
    assert base64_images((*exactly(b"a"), frozenset(b"+-")), 1)[0][-1] == frozenset(b"stuv0123")


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_wherever_it_stands_one_image_is_in_it(depth):
    images = [re.compile(expression(image)) for image in base64_images(SECRET, depth)]
    assert len(images) == 3**depth
    for before in range(27):
        for filling in (b"\0", b"a", b"\xff"):
            text = encoded(filling * before + b"secret" + filling * 30, depth)
            assert any(image.search(text) for image in images)


def test_the_last_two_characters_are_two_in_either_alphabet():
    (image, *_) = base64_images(exactly(b"\xfb\xff\xbf"), 1)
    assert image == (frozenset(b"+-"), frozenset(b"/_"), frozenset(b"+-"), frozenset(b"/_"))
