"""Keys: the same for the same name, and another for any other, whoever chose it."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.leaks.git.trees.keys import LONGEST, PADDING, Keying, in_words, mixed

HIGH = 0x80


def of_texts(keying: Keying, *texts: bytes) -> list[int]:
    ends = np.cumsum([len(text) for text in texts])
    starts = ends - [len(text) for text in texts]
    found: list[int] = keying.of_texts(in_words(b"".join(texts) + PADDING), starts, ends).tolist()
    return found


def of_names(keying: Keying, *names: bytes) -> list[int]:
    text = b"".join(names) + PADDING
    places = np.arange(len(names), dtype=np.int64) * (len(names[0]) if names else 0)
    found: list[int] = keying.of_names(in_words(text), places).tolist()
    return found


def other(text: bytes, *places: int, bit: int = HIGH) -> bytes:
    """The text, with a bit of the bytes at these places turned."""
    return bytes(byte ^ bit if place in places else byte for place, byte in enumerate(text))


def test_a_word_begins_at_each_byte_the_least_byte_first():
    assert in_words(b"\1\0\0\0\0\0\0\0\2").tolist() == [1, 2 << 56]


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_texts_have_the_same_key_where_they_are_the_same(texts):
    keys = of_texts(Keying.drawn(), *texts)

    assert [keys.index(key) for key in keys] == [texts.index(text) for text in texts]


@pytest.mark.parametrize("length", [1, 7, 8, 9, 15, 16, 17, LONGEST - 1, LONGEST])
def test_each_byte_of_a_text_counts_and_none_behind_it(length):
    text = bytes(1 + place % 250 for place in range(length))
    keying = Keying.drawn()
    (key,) = of_texts(keying, text)

    assert of_texts(keying, b"before", text, b"behind")[1] == key
    assert key not in of_texts(keying, *(other(text, place) for place in {0, length // 2, length - 1}), text[:-1])


def test_how_many_zero_bytes_end_a_text_counts():
    assert len(set(of_texts(Keying.drawn(), b"", b"\0", b"\0\0", bytes(8), bytes(16)))) == 5


@pytest.mark.parametrize("bit", [1, 0x40, HIGH])
@pytest.mark.parametrize("places", [(7, 15), (6, 14), (3, 11), (7, 11), (0, 8), (7, 15, 23, 31)])
def test_nobody_makes_two_names_of_files_with_the_same_key(places, bit):
    """Sums of words times odd numbers are the same, whatever the numbers, for two whose highest bits both differ."""
    text = b"100644 a1234567b1234567c1234567d"

    for _ in range(50):
        assert len(set(of_texts(Keying.drawn(), text, other(text, *places, bit=bit)))) == 2


@pytest.mark.parametrize("places", [(7, 15), (6, 14), (0, 8), (3, 7)])
def test_nobody_makes_two_names_of_objects_with_the_same_key(places):
    name = bytes(range(20))

    for _ in range(50):
        keying = Keying.drawn()
        assert len(set(of_names(keying, name, other(name, *places)))) == 2


@pytest.mark.parametrize("width", [20, 32])
def test_the_key_of_an_object_is_never_zero_and_made_of_sixteen_bytes(width):
    names = [bytes(width), bytes([*range(width)]), b"\xff" * width, b"\xff" * 16 + bytes(width - 16)]

    keys = of_names(Keying.drawn(), *names)

    assert all(keys)
    assert len(set(keys)) == 3
    assert keys[2] == keys[3]


def test_no_names_have_no_keys():
    assert of_names(Keying.drawn()) == []
    assert of_texts(Keying.drawn()) == []


def test_each_run_has_keys_of_its_own_and_its_workers_the_same():
    one, two = Keying.drawn(), Keying.drawn()

    assert of_texts(one, b"text") != of_texts(two, b"text")
    assert of_names(one, bytes(20)) != of_names(two, bytes(20))
    assert of_texts(pickle.loads(pickle.dumps(one)), b"text") == of_texts(one, b"text")  # noqa: S301


@given(st.lists(st.integers(0, 2**64 - 1), unique=True, max_size=20))
def test_numbers_that_differ_are_stirred_into_such_that_differ(numbers):
    keys = np.array(numbers, np.uint64)

    assert len(set(mixed(keys).tolist())) == len(numbers)
    assert keys.tolist() == numbers


def test_of_numbers_with_the_same_sum_the_stirred_have_another():
    sums = {int(mixed(np.array(pair, np.uint64)).sum()) for pair in ([1, 8], [2, 7], [3, 6], [4, 5], [0, 9])}

    assert len(sums) == 5
