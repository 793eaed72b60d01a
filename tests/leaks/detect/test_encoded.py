"""Where something that is encoded may hold a credential."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rootward.leaks.detect.encoded
from rootward.leaks.detect.encoded import base64_in, holds_seed, wide_in
from tests.leaks.detect.corpus import BASE64, Lots

LOTS = Lots(27)
KEY = LOTS.key_id().encode()


@pytest.fixture(autouse=True)
def _as_at_first():
    """What is made once and kept is made again."""
    for kept in (rootward.leaks.detect.encoded._in_base64, rootward.leaks.detect.encoded._in_utf_16):
        kept.cache_clear()


def encoded(text, times=1):
    for _ in range(times):
        text = base64.b64encode(text)
    return text


def wrapped(text, width, between=b"\n"):
    return between.join(text[at : at + width] for at in range(0, len(text), width))


def found(data, *over):
    return list(base64_in(data, *over))


@pytest.mark.parametrize("before", range(8))
def test_in_base64_it_is_found_where_the_character_stands_that_it_begins_in(before):
    data = encoded(b"#" * before + b"secret" + b"#" * 20)
    assert found(data) == [before * 4 // 3]
    assert found(b"data: " + data + b"\n") == [6 + before * 4 // 3]
    assert found(b"x" * 40 + b"\n" + data) == [41 + before * 4 // 3]


def test_each_is_found_and_in_order():
    one, two = encoded(b"secret, and then " + KEY), encoded(b"a " + KEY + b" and a Secret.")
    assert found(one + b" " + two) == [0, 22, len(one) + 1 + 2, len(one) + 1 + 38]
    assert found(one + b" short " + one) == [0, 22, len(one) + 7, len(one) + 7 + 22]
    assert found(encoded(b"x secret"[2:] + b"x" * 40 + b"secret" + b"x" * 9)) == [0, 61]


def test_it_may_be_written_for_urls():
    text = b"\xfb\xef\xbe?secret?\xfb\xef\xbe#############"
    assert found(base64.urlsafe_b64encode(text)) == found(base64.b64encode(text)) == [5]


def test_a_run_begins_at_any_place_of_a_group():
    for before in range(4):
        assert found(b"x" * before + encoded(b"secret" + b"#" * 20)) == [before]


def test_in_fewer_than_sixteen_characters_nothing_fits():
    assert found(encoded(b"secret" + b"#" * 6)) == [0]
    assert found(encoded(b"secret" + b"#" * 6)[:15]) == []
    assert found(encoded(b"secret")) == []
    assert found(b"") == found(b"nothing in it") == found(b"secret" * 9) == []


@pytest.mark.parametrize(("times", "at"), [(1, 4), (2, 5), (3, 6)])
def test_it_may_be_encoded_three_times(times, at):
    assert found(b"data: " + encoded(b"secret" + b"#" * 40, times)) == [6]
    assert found(encoded(b"#" * 3 + b"secret" + b"#" * 40, times)) == [at]
    assert found(encoded(b"secret" + b"#" * 40, 4)) == []


def test_what_was_decoded_before_counts():
    assert found(encoded(b"secret" + b"#" * 40, 2), 1) == [0]
    assert found(encoded(b"secret" + b"#" * 40, 3), 1) == []
    assert found(encoded(b"secret" + b"#" * 40), 2) == [0]
    assert found(encoded(b"secret" + b"#" * 40, 2), 2) == []


def test_utf_16_is_known_in_base64_and_not_in_base64_of_it():
    text = "secret, and more".encode("utf-16-le")
    assert found(encoded(text)) == [0]
    assert found(encoded(text, 2)) == []


@pytest.mark.parametrize("between", [b"\n", b"\r\n", b"\n  ", b"\n\t\t\t\t\t\t\t\t"])
@pytest.mark.parametrize("width", [60, 64, 76, 128])
def test_over_the_end_of_a_line_of_wrapped_base64(width, between):
    before = width // 4 * 3 - 3
    text = encoded(b"#" * before + b"secret" + b"#" * 200)
    assert found(b"begin " + wrapped(text, width, between)) == [6 + width - 4]


@pytest.mark.parametrize(
    ("width", "between"),
    [(56, b"\n"), (132, b"\n"), (76, b" "), (76, b"\n         "), (76, b"\n\n"), (76, b"\r"), (66, b"\n")],
)
def test_two_runs_that_are_no_lines_of_one_text_hold_nothing_together(width, between):
    text = encoded(b"#" * (width // 4 * 3 - 3) + b"secret" + b"#" * 30)
    assert found(wrapped(text, width, between)) == []


def test_the_next_line_is_no_longer_than_this_one():
    text = encoded(b"#" * 45 + b"secret" + b"#" * 60)
    assert found(text[:64] + b"\n" + text[64:]) == []
    assert found(text[:64] + b"\n" + text[64:128]) == [60]


def test_what_begins_in_one_run_ends_no_further_than_in_the_next():
    text = encoded(b"#" * 45 + b"bedrock-api-key-" + b"#" * 11)
    assert found(wrapped(text, 64)) == [60]
    assert found(text[:64] + b"\n" + text[64:82] + b" " + b"x" * 20) == [60]
    assert found(text[:64] + b"\n" + text[64:81] + b" " + b"x" * 20) == []
    assert found(text[:64] + b"\n" + text[64:80] + b"\n" + text[80:]) == []


@pytest.mark.parametrize("between", [b" ", b"\n"])
def test_one_that_a_run_cuts_off_is_none(between):
    # Of the last P two bits are missing, and they are none: those of an A, which stands next.
    text = encoded(b"#" * 5 + b"AKIA" + b"QQQP")[:17]
    assert found(text + between + b"A" * 40) == []
    assert found(text + b"A" + between + b"A" * 40) == [6]


def test_one_that_ends_where_the_run_does_is_one():
    assert found(encoded(b"#" * 9 + b"secret") + b" " + b"x" * 40) == [12]


def test_the_last_run_goes_on_nowhere():
    text = encoded(b"#" * 45 + b"secret")
    assert found(text[:64]) == []


def test_over_the_end_of_a_line_it_is_known_whatever_stands_before_it():
    assert found(wrapped(encoded(b"\0" * 46 + b"secret" + b"#" * 30), 64)) == [61]


def test_lines_that_are_encoded_again_do_not_go_on():
    lines = wrapped(encoded(b"#" * 45 + b"secret" + b"#" * 60), 64)
    assert found(lines) == [60]
    assert found(encoded(lines)) == []


def test_one_that_would_begin_before_the_text_is_none_and_hides_no_other():
    cut = encoded(b"xx-at-123456" + b"#" * 9)[3:]
    assert found(b"A" + cut) == [0]
    assert found(cut) == []
    assert found(cut + b" " + encoded(b"secret, secret, secret" + b"#" * 8)) == [26, 36, 47]


@pytest.mark.parametrize("times", [2, 3])
def test_over_the_end_of_a_line_nothing_is_known_that_is_encoded_again(times):
    text = encoded(b"#" * 90 + b"secret" + b"#" * 90, times)
    (at,) = found(text)
    assert found(text[:at] + b"\n" + text[at:]) == [at + 1]
    cut = [found(text[:60] + b"\n" + wrapped(text[60:], place)) for place in range(60, 128, 4)]
    assert [] in cut
    assert all(len(places) <= 1 for places in cut)


def test_nor_what_is_in_utf_16():
    text = encoded(("#" * 30 + "secret" + "#" * 30).encode("utf-16-le"))
    assert found(wrapped(text, 76)) == [81]
    assert found(wrapped(text, 88)) == []
    assert found(wrapped(text, 120)) == [80]


@pytest.mark.parametrize("before", ["", "x" * 16, "#" * 16, "x" * 17 + " ", LOTS.text(BASE64, 31) + "\n"])
def test_what_is_found_in_one_run_depends_on_no_other(before):
    text = encoded(encoded(b" aws_secret_access_key")[6:] + b"#" * 9)
    assert found(before.encode() + b" " + text) == [len(before) + 1]


def test_many_runs_before_it_are_passed_over():
    runs = b"\n".join(LOTS.text(BASE64, size).encode() for size in (16, 40, 76, 76, 20, 128, 128, 60))
    text = encoded(b"#" * 45 + b"secret" + b"#" * 30)
    assert len(runs) + 1 + 60 in found(runs + b"\n" + wrapped(text, 64))


WORDS = st.sampled_from([b"secret", b"SeCrEt", KEY, b"da2-0a1b2c"])
RUNS = st.one_of(
    st.tuples(st.binary(max_size=5), WORDS, st.binary(max_size=30), st.just(b"###")).map(b"".join).map(encoded),
    st.text(BASE64 + "-_", min_size=12, max_size=20).map(str.encode),
    st.binary(max_size=20).map(lambda some: some.replace(b"\n", b"")),
)


@given(st.lists(RUNS, max_size=6))
def test_what_stands_in_one_run_is_found_whatever_stands_beside_it(runs):
    places = [sum(len(run) + 1 for run in runs[:number]) for number in range(len(runs))]
    alone = [place + at for place, run in zip(places, runs, strict=True) for at in found(run)]
    assert found(b" ".join(runs)) == alone


def test_one_word_hides_no_other_that_begins_in_it():
    assert found(encoded(b"AKIASIAQAAAA" + b"#" * 9)) == [0, 4]
    assert list(wide_in("AKIASIAQAAAA".encode("utf-16-le"))) == [0, 6]


def test_in_utf_16_it_is_found_where_its_first_character_stands():
    text = "a secret, and a Secret".encode("utf-16-le")
    assert list(wide_in(text)) == [4, 32]
    assert list(wide_in("a secret".encode("utf-16-be"))) == [5]
    assert list(wide_in(KEY.decode().encode("utf-16-le") + text)) == [0, 44, 72]
    assert list(wide_in(b"a secret\0")) == []
    assert list(wide_in(b"")) == []


@pytest.mark.parametrize(
    ("text", "over", "holds"),
    [
        (b"a secret", 1, True),
        (KEY, 1, True),
        ("a secret".encode("utf-16-le"), 1, True),
        ("a secret".encode("utf-16-le"), 2, True),
        (encoded(b"a secret thing"), 1, True),
        (encoded(b"a secret thing", 2), 1, True),
        (encoded(b"a secret thing"), 2, True),
        (encoded(b"a secret thing", 2), 2, False),
        (encoded(b"a secret thing"), 3, False),
        (b"a secret", 3, True),
        (b"nothing", 1, False),
        (b"", 1, False),
    ],
)
def test_what_was_decoded_is_worth_a_look_where_it_holds_the_beginning_of_something(text, over, holds):
    assert holds_seed(text, over) == holds
