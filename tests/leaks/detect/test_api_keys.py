"""The keys of single services: where each begins and ends, and what it tells."""

from __future__ import annotations

import base64

import pytest

from rootward.leaks.detect import detect
from rootward.leaks.rules import Rules
from tests.leaks.detect.corpus import BASE64, HEXADECIMAL, LOWER, Lots

LOTS = Lots(32)
LONG = "ABSK" + LOTS.text(BASE64, 119) + "w"
KEY = LOTS.key_id("ASIA")
SHORT, MWS, APPSYNC = LOTS.bedrock_short(), LOTS.mws(), LOTS.appsync()
EVERY = [LONG, SHORT, MWS, APPSYNC]


def found(text):
    return detect(text.encode(), Rules())


def seen(text):
    return [one.value.reveal() for one in found(text)]


def short(query):
    return "bedrock-api-key-" + base64.b64encode(query.encode()).decode()


@pytest.mark.parametrize("key", EVERY)
@pytest.mark.parametrize(
    "before",
    ["", " ", "=", ":", "(", "-", ".", "%3D", "%253D", "\\n", "\\u003d", "\\x3d", "é", "\x1b[32m", "\x1b[1;32m"],
)
def test_where_one_begins(before, key):
    (one,) = found(f"{before}{key} ")
    assert (one.start, one.end) == (len(before.encode()), len(before.encode()) + len(key))
    assert one.value.reveal() == key
    (one,) = found(f"k = {before}{key} ")
    assert one.start == len(before.encode()) + 4


@pytest.mark.parametrize("key", EVERY)
@pytest.mark.parametrize("before", ["x", "7", "_", "/", "+", "nn", "3D", "u003d", "32m", "xxxxxxxxx"])
def test_where_none_begins(before, key):
    assert seen(before + key) == []


@pytest.mark.parametrize("behind", ["a", "A", "7", "-", "_", "-x", "_x"])
def test_where_none_ends(behind):
    assert seen(MWS + behind) == seen(APPSYNC + behind) == []


def test_a_long_one_of_bedrocks_ends_where_its_filling_does():
    assert seen(LONG + "==") == [LONG + "=="]
    assert seen(LONG + "===") == seen(LONG + "-") == seen(LONG + "_") == []
    assert seen(LONG + ".") == [LONG]


def test_a_long_one_is_of_a_hundred_characters_to_three_hundred():
    assert len(seen("ABSK" + LOTS.text(BASE64, 99) + "w")) == 1
    assert len(seen("ABSK" + LOTS.text(BASE64, 299) + "w")) == 1
    assert seen("ABSK" + LOTS.text(BASE64, 98) + "w") == []


def test_its_escapes_are_undone():
    (one,) = found(LONG + "%3D")
    assert (one.value.reveal(), one.encoding) == (LONG + "=", ("url",))
    (one,) = found(SHORT.rstrip("=") + "\\u003d")
    assert (one.value.reveal(), one.encoding) == (SHORT.rstrip("=") + "=", ("escaped",))


def test_a_long_one_is_of_twenty_different_characters():
    assert len(seen("ABSK" + "abcdefghijklmnop" * 7)) == 1
    assert seen("ABSK" + "abcdefghijklmno" * 7) == []


def test_a_long_one_that_says_what_it_is_is_sure():
    inside = "BedrockAPIKey-ab12-at-287139315271:" + LOTS.text(BASE64, 60)
    (one,) = found("ABSK" + base64.b64encode(inside.encode()).decode().rstrip("="))
    assert (one.confidence, one.account) == ("high", "287139315271")
    other = "x-at-287139315271:" + LOTS.text(BASE64, 70)
    (one,) = found("ABSK" + base64.b64encode(other.encode()).decode().rstrip("="))
    assert (one.confidence, one.account) == ("medium", "287139315271")
    assert one.reason == "of the form of a long-term Bedrock API key"


def test_a_short_one_tells_the_id_of_its_key():
    for middle in ("%2F", "/"):
        (one,) = found(short(f"bedrock.amazonaws.com/?X-Amz-Credential={KEY}{middle}20260101&ÿ>"))
        assert (one.key_id, one.confidence) == (KEY, "high")
        assert one.reason == "of the form of a short-term Bedrock API key"
    (one,) = found(short("bedrock.amazonaws.com/?X-Amz-Credential=none"))
    assert one.key_id is None
    (one,) = found(short(f"bedrock.amazonaws.com/?X-Amz-Credential={KEY}")[:-3])
    assert one.key_id is None


def test_a_short_one_may_be_written_for_urls_and_cut_off():
    query = f"bedrock.amazonaws.com/?a=\xff\xfe~~~???>>>&X-Amz-Credential={KEY}%2F2026"
    text = base64.urlsafe_b64encode(query.encode("latin-1")).decode()
    assert "_" in text
    assert "-" in text
    for cut in range(3):
        (one,) = found("bedrock-api-key-" + text[: len(text) - cut])
        assert one.key_id == KEY
    (one,) = found("bedrock-api-key-" + "YmVkcm9jay5hbWF6b25hd3MuY29t" + "A")
    assert one.key_id is None


def test_a_short_one_of_an_example_is_none():
    assert seen("bedrock-api-key-" + "YmVkcm9jay5hbWF6b25hd3MuY29t" + "EXAMPLE") == []


def test_an_mws_token_says_why_it_is_one():
    (one,) = found(MWS)
    assert (one.kind, one.confidence) == ("mws-auth-token", "high")
    assert one.reason == "of the form of an MWS authorisation token"


def test_an_mws_token_of_hardly_any_characters_is_none():
    assert seen("amzn.mws." + "abcabcab-abca-abca-abca-abcabcabcabc") == []
    assert len(seen("amzn.mws." + "abcdabcd-abcd-abcd-abcd-abcdabcdabcd")) == 1
    assert len(seen("amzn.mws." + "dabcabca-abca-abca-abca-abcabcabcabc")) == 1
    assert seen("amzn.mws." + LOTS.text(HEXADECIMAL, 8) + "-abcd-abcd") == []


@pytest.mark.parametrize(
    ("before", "behind", "confidence"), [(505, 600, "high"), (506, 476, "medium"), (600, 475, "high")]
)
def test_how_near_appsyncs_name_stands(before, behind, confidence):
    (one,) = found(f"AppSync{' ' * before}{APPSYNC}{' ' * behind}appsync\n")
    assert (one.confidence, one.value.reveal()) == (confidence, APPSYNC)


def test_a_letter_before_one_is_no_escape_of_the_end_of_the_text():
    assert seen(f"n{MWS} \\x") == []


def test_an_appsync_key_with_a_filling_is_none():
    key = "da2-" + LOTS.text(LOWER, 10) + "xxxx" + LOTS.text(LOWER, 12)
    assert seen(key) == []
    assert found(APPSYNC)[0].reason == "of the form of an AppSync API key"


def test_one_that_is_none_does_not_hide_another():
    assert seen(f"x{MWS} {MWS} x{APPSYNC} {APPSYNC} x{LONG} {LONG}") == [MWS, APPSYNC, LONG]
