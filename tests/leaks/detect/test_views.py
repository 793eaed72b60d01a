"""What is encoded in some bytes, and where each part of it stands in them."""

from __future__ import annotations

import base64

import pytest

from rootward.leaks.detect import detect
from rootward.leaks.detect.signs import Signs
from rootward.leaks.detect.views import views
from rootward.leaks.rules import Rules
from tests.leaks.detect.corpus import BASE64, Lots

LOTS = Lots(29)
KEY = LOTS.key_id()
ID = KEY.encode()


def encoded(text, times=1):
    for _ in range(times):
        text = base64.b64encode(text)
    return text


def wrapped(text, width, between=b"\n"):
    return between.join(text[at : at + width] for at in range(0, len(text), width))


def encodings(data):
    return [view.encoding for view in views(data)]


def texts(data):
    """What is seen in it beside the bytes themselves."""
    first, *inner = views(data)
    assert (first.text, first.encoding, first.start(7), first.end(7)) == (data, (), 7, 7)
    return [view.text for view in inner]


def spans(data):
    """The encoded texts of the ids that are seen in it."""
    return [(one.value.reveal(), data[one.start : one.end]) for one in detect(data, Rules())]


def test_bytes_in_which_nothing_is_encoded_are_one_view():
    assert texts(b"nothing in it") == texts(b"") == texts(ID) == []


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (encoded(ID), ("base64",)),
        (encoded(ID, 2), ("base64", "base64")),
        (encoded(ID, 3), ("base64", "base64", "base64")),
        (KEY.encode("utf-16-le"), ("utf-16",)),
        (encoded(KEY.encode("utf-16-le")), ("base64", "utf-16")),
        (encoded(ID).decode().encode("utf-16-be"), ("utf-16", "base64")),
    ],
)
def test_each_says_what_it_was_decoded_from_outermost_first(text, encoding):
    expected = [encoding[: number + 1] for number in range(len(encoding))]
    if encoding == ("utf-16", "base64"):
        # The image in UTF-16 of an image in base64 is not looked for: what is in UTF-16 is rarely encoded again.
        expected = []
    assert encodings(text) == [(), *expected]


@pytest.mark.parametrize("before", range(4))
@pytest.mark.parametrize("after", range(4))
def test_of_base64_as_many_characters_are_its_as_hold_the_credential(before, after):
    text = encoded(b"#" * before + ID + b" " + b"#" * after).rstrip(b"=")
    data = b"data: " + text + b"\n"
    ((value, span),) = spans(data)
    assert value == KEY
    start = before * 4 // 3
    assert span == text[start : -(-(before + 20) * 4 // 3)]


def test_the_end_of_base64_may_lack_its_filling():
    for rest in range(3):
        text = b"a " + ID + b" and more"[: 9 - rest]
        assert texts(encoded(text).rstrip(b"=")) == [text]


def test_a_character_too_many_at_the_end_says_nothing():
    text = b"a " + ID + b" more"
    assert texts(encoded(text) + b"x") == [text]


def test_a_run_that_base64_begins_in_the_middle_of():
    for before in range(4):
        (inner,) = texts(b"x" * before + encoded(b"a " + ID + b" b"))
        assert b"a " + ID + b" b" in inner


def test_base64_for_urls():
    text = b"\xfb\xef\xbe " + ID + b" \xfb\xef\xbe"
    assert texts(base64.urlsafe_b64encode(text)) == texts(base64.b64encode(text)) == [text]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("before", ["", "\n", "\n\n\n", "\ufeff", "é€ "])
def test_of_utf_16_two_bytes_are_a_character(codec, before):
    data = f"{before}{KEY} x".encode(codec)
    ((value, span),) = spans(data)
    assert (value, span.decode(codec)) == (KEY, KEY)


def test_a_character_of_utf_16_beyond_the_first_256_is_no_letter_of_a_credential():
    assert texts(f"é {KEY}".encode("utf-16-le")) == [b"\xe9 " + ID]
    assert texts(f"\u0151 {KEY}".encode("utf-16-le")) == [b"\xff " + ID]
    # U+0141 has the low byte of an A: it would make an id.
    assert spans(f"{KEY[:-1]}\u0141".encode("utf-16-le")) == []


@pytest.mark.parametrize("between", [b"\n", b"\r\n", b"\n    ", b"\\n", b"\\r\\n", b"\n" + b" " * 64])
@pytest.mark.parametrize("width", [32, 64, 76])
def test_base64_that_is_wrapped_is_read_on(width, between):
    # The rest of the id's line is a filling: its other characters stand in the next.
    line = width // 4 * 3
    text = ID.ljust(line, b"#") + b"#" * (line + 5)
    data = b"-- begin --\n" + wrapped(encoded(text), width, between) + b"\n-- end --\n"
    assert texts(data) == [text]
    assert spans(data) == [(KEY, encoded(text)[:27])]


@pytest.mark.parametrize("between", [b" ", b"\n\n", b"\r", b"\n" + b" " * 65, b"\n- ", b","])
def test_what_is_not_wrapped_is_not(between):
    before, line = encoded(b"#" * 48), encoded(ID + b" " + b"#" * 27)
    assert texts(before + between + line + between + before) == [ID + b" " + b"#" * 27]


def test_lines_shorter_than_thirty_two_are_no_wrapped_base64():
    line = encoded(ID + b" ")
    assert texts(b"\n".join([line] * 3)) == [ID + b" "] * 3


def test_every_line_of_wrapped_base64_is_as_long_as_the_first_and_the_last_no_longer():
    filled, line, rest = encoded(b"#" * 48), encoded(ID + b" " + b"#" * 27), encoded(b"#" * 24)
    text = ID + b" " + b"#" * 27
    longer = encoded(b"#" * 51)
    assert texts(b"\n".join([line, filled, filled])) == [text + b"#" * 96]
    assert texts(b"\n".join([line, filled, rest])) == [text + b"#" * 72]
    assert texts(b"\n".join([line, rest, rest])) == [text + b"#" * 24]
    assert texts(b"\n".join([line, longer])) == [text]
    assert texts(b"\n".join([filled, filled, line])) == [b"#" * 96 + text]
    assert texts(b"\n".join([rest, filled, line])) == [b"#" * 48 + text]
    assert texts(b"\n".join([longer, filled, line])) == [b"#" * 48 + text]
    assert texts(b"\n".join([longer, line])) == [b"#" * 51 + text]
    assert texts(b"\n".join([longer, line, filled])) == [text + b"#" * 48]
    assert texts(b"\n".join([rest, line])) == [text]


def test_two_in_one_piece_are_in_one_view():
    assert len(texts(encoded(ID + b" " + ID))) == 1
    assert len(texts(encoded(ID) + b" " + encoded(ID))) == 2
    assert len(texts(f"{KEY} {KEY}".encode("utf-16-le"))) == 1


@pytest.mark.parametrize("size", [1_000, 5_000, 26_000, 27_000, 28_000, 29_000, 31_000, 60_000, 100_000])
def test_however_far_apart_they_stand_each_is_seen_once(size):
    other = LOTS.key_id()
    text = f"{KEY}{'.' * size}{other}"
    assert [value for value, _span in spans(encoded(text.encode()))] == [KEY, other]
    assert [value for value, _span in spans(text.encode("utf-16-le"))] == [KEY, other]
    assert [value for value, _span in spans(text.encode("utf-16-be"))] == [KEY, other]


def test_none_is_lost_where_the_part_ends_that_is_decoded_with_another():
    other, secret = LOTS.key_id(), LOTS.secret()
    for size in (*range(14_300, 14_360, 5), *range(21_430, 21_530, 7)):
        text = f"{KEY}{'.' * size}{other} aws_secret_access_key={secret}"
        for data in (encoded(text.encode()), text.encode("utf-16-le")):
            assert [value for value, _span in spans(data)] == [KEY, other, secret]


def test_what_stands_before_it_is_decoded_with_it():
    secret = LOTS.secret()
    text = f"aws {'.' * 100}{secret} {'.' * 90}{KEY}"
    for data in (encoded(text.encode()), text.encode("utf-16-le"), b"." * 9000 + b" " + encoded(text.encode())):
        assert [value for value, _span in spans(data)] == [secret, KEY]


def test_a_run_of_anything_is_no_view():
    assert texts(LOTS.text(BASE64, 3000).encode()) == []


@pytest.mark.parametrize("width", [32, 64, 76])
@pytest.mark.parametrize("between", [b"\n", b"\r\n  "])
def test_in_a_later_line_it_is_known_by_its_place_too(width, between):
    line = width // 4 * 3
    text = b"#" * line * 2 + ID.ljust(line, b"#") + b"#" * 5
    data = b"- " + wrapped(encoded(text), width, between) + b" -"
    assert texts(data) == [text]
    (one,) = detect(data, Rules())
    assert (one.start, one.end) == (2 + 2 * (width + len(between)), 2 + 2 * (width + len(between)) + 27)


@pytest.mark.parametrize("before", ["", "\u0151"])
def test_an_odd_byte_at_the_end_is_no_character(before):
    text = before.encode("utf-16-le") + KEY.encode("utf-16-le")
    assert texts(text + b"x") == [b"\xff" * len(before) + ID]


def test_utf_16_in_utf_16_is_not_looked_for():
    text = "secret " + KEY.encode("utf-16-le").decode("latin-1")
    assert texts(text.encode("utf-16-le")) == [text.encode("latin-1")]


def test_utf_16_in_base64_in_utf_16_is():
    inner = encoded(KEY.encode("utf-16-le")).decode()
    data = f"secret {inner}".encode("utf-16-le")
    assert encodings(data) == [(), ("utf-16",), ("utf-16", "base64"), ("utf-16", "base64", "utf-16")]


SEEN = [
    ({}, []),
    ({"wide": True}, [("utf-16",)]),
    ({"base64": True}, [("base64",)]),
    # UTF-16 beside escapes is not looked at again once they are undone.
    ({"escaped": True}, [("escaped",), ("escaped", "base64")]),
]


@pytest.mark.parametrize(("seen", "expected"), SEEN)
def test_what_a_gate_did_not_see_is_not_decoded(seen, expected):
    data = KEY.encode("utf-16-le") + b"\n\n" + encoded(ID) + b"\n" + b"".join(b"\\x%02x" % byte for byte in ID)
    nothing = {"anchors": frozenset(), "wide": False, "escaped": False, "base64": False}
    assert [view.encoding for view in views(data, Signs(**(nothing | seen)))] == [(), *expected]


def test_what_is_encoded_no_gate_has_looked_through():
    data = encoded(KEY.encode("utf-16-le"), 1) + b" " + encoded(ID, 2)
    seen = Signs(anchors=frozenset(), wide=False, escaped=False, base64=True)
    assert [view.encoding for view in views(data, seen)] == encodings(data)
    assert encodings(data) == [(), ("base64",), ("base64", "utf-16"), ("base64",), ("base64", "base64")]


def test_base64_over_base64_is_undone_three_times_and_no_more():
    assert len(texts(encoded(b"secret " + encoded(ID, 2)))) == 3
    assert len(texts(encoded(b"secret " + encoded(ID, 3)))) == 1


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_every_part_of_utf_16_begins_with_a_whole_character(codec):
    other = LOTS.key_id()
    for before in range(4):
        for size in range(13_300, 14_400, 100):
            text = f"{'.' * before}{KEY}{'.' * size}{other}"
            assert [value for value, _span in spans(text.encode(codec))] == [KEY, other]
