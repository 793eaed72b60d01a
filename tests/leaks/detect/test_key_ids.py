"""Which texts are the id of an access key, and how sure that is."""

from __future__ import annotations

import pytest

from rootward.leaks.detect import detect
from rootward.leaks.rules import Rules
from tests.leaks.detect.corpus import Lots

LOTS = Lots(21)
KEY = LOTS.key_id()
LETTERS = "AKIA" + "QWERTZUIOPASDFGH"


def seen(text):
    return [one.value.reveal() for one in detect(text.encode(), Rules()) if one.kind == "access-key-id"]


@pytest.mark.parametrize("prefix", ["AKIA", "ASIA", "ABIA", "ACCA", "A3TX", "A3T0"])
def test_a_prefix_of_a_credential_makes_an_id(prefix):
    key = LOTS.key_id(prefix)
    assert seen(f"x {key} y") == [key]


@pytest.mark.parametrize("prefix", ["AROA", "AIDA", "AGPA", "AIPA", "ANPA", "ANVA", "APKA", "ASCA", "A4TX", "akia"])
def test_a_prefix_of_something_else_does_not(prefix):
    assert seen(LOTS.key_id(prefix)) == []


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        '"{}"',
        "\\n{}\\n",
        "\\t{}",
        "%3D{}%0A",
        "%253D{}",
        "\\u003d{}",
        "\\x3d{}",
        "\x1b[32m{}\x1b[0m",
        "\x1b[1;32m{}",
        "key_{}",
        "{}:x",
        "/keys/{}/",
        "s3://{}:x@b",
        "{}=x",
        "+{}",
        "é{}é",
    ],
)
def test_what_may_stand_beside_an_id(around):
    assert seen(around.format(KEY)) == [KEY]


@pytest.mark.parametrize(
    "around", ["x{}", "X{}", "7{}", "{}a", "{}A", "{}7", "nn{}", "%{}", "3D{}", "u003d{}", "m{}", "[32m{}"]
)
def test_what_may_not(around):
    expected = [KEY] if around == "%{}" else []
    assert seen(around.format(KEY)) == expected


def test_in_a_run_of_base64_it_is_chance():
    run = "aB3" * 5
    assert seen(f"{run}/{KEY}") == []
    assert seen(f"{run}+{KEY}") == []
    assert seen(f"{KEY}+{run}") == []
    assert seen(f"{KEY}/{run}") == []
    assert seen(f"{'ab' * 8}/{KEY}") == [KEY]
    assert seen(f"aB3/{KEY}") == [KEY]
    assert seen(f"{KEY}/aB3") == [KEY]
    assert seen(f"{KEY}/{LOTS.secret()}") == [KEY]


@pytest.mark.parametrize(
    "text",
    [
        "{}/20260101/us-east-1/s3/aws4_request",
        "{}%2F20260101%2Fus-east-1",
        "{}%252F20260101%252Fus-east-1",
        "{}\\/20260101\\/us-east-1",
        "{}\\u002f20260101\\u002fus-east-1",
        "X-Amz-Credential={}",
        "x-amz-credential%3D{}",
        '"X-Amz-Credential": "{}"',
        "https://b/k?AWSAccessKeyId={}&Expires=1&Signature=abc",
        "https://b/k?Signature=abc&AWSAccessKeyId={}",
        "Authorization: AWS {}:frJIUN8DYpKDtOLCwo//yllqDzg=",
    ],
)
def test_what_is_signed_is_public_by_design(text):
    assert seen(text.format(KEY)) == []


@pytest.mark.parametrize(
    "text",
    [
        "{}/2026010/x",
        "{}/202601011",
        "AWSAccessKeyId={}",
        "AWSAccessKeyId={}" + " " * 600 + "&Signature=abc",
        "AWS {}:frJIUN8DYpKDtOLCwo//yllqDz",
        "{}:frJIUN8DYpKDtOLCwo//yllqDzg=",
    ],
)
def test_what_only_looks_signed_is_not(text):
    assert seen(text.format(KEY)) == [KEY]


@pytest.mark.parametrize(
    "body",
    [
        "IOSFODNN7EXAMPLE",
        "QEXAMPLEQ7654321",
        "X" * 16,
        "QWXXXXQWERTZ2345",
        "Z" * 16,
        "ABAB" * 4,
        "QWABAWQBAWQBAWQB"[:3] * 5 + "Q",
        "1234567890123456",
        "TESTTESTTESTTEST",
        "FAKE7Q2R4S6T2U4V",
        "Q0000WERTZ765432",
        "YOURKEY234567QWE",
    ],
)
def test_a_placeholder_is_none(body):
    assert seen("AKIA" + body) == []


@pytest.mark.parametrize("body", ["IOSFODNN7EAXMPLE", "DEADBEEFDEADBEEF", "ABCDEFGHIJKLMNOP", "GIREOGIAWSKEY123"])
def test_what_is_no_placeholder_is_one(body):
    assert seen("AKIA" + body) == ["AKIA" + body]


def test_a_name_in_capitals_is_none():
    assert seen("ASIA" + "PACIFICSOUTHEAST") == []
    assert seen(f"MY_{LETTERS}") == []
    assert seen(f"{LETTERS}_MAX") == []
    assert seen(LETTERS) == [LETTERS]
    assert seen(f"MY_{KEY[:-1]}2") == [KEY[:-1] + "2"]


@pytest.mark.parametrize(
    ("text", "confidence", "reason"),
    [
        ("aws_access_key_id = {akia}", "high", "under the name of a key's id"),
        ("access = {akia}", "high", "under the name of a key's id"),
        ("aws_access_key_id = {asia}", "medium", "under the name of a key's id"),
        ("x = {akia}", "medium", "of the form of a key's id, with no name beside it"),
        ("key = {odd}", "low", "characters in it that AWS's ids do not have"),
    ],
)
def test_how_sure_it_is(text, confidence, reason):
    keys = {"akia": KEY, "asia": LOTS.key_id("ASIA"), "odd": KEY[:-1] + "9"}
    (one,) = detect(text.format(**keys).encode(), Rules())
    assert (one.confidence, one.reason) == (confidence, reason)


def test_an_id_tells_its_account():
    (one,) = detect(b"ASIAY34FZKBOK" + b"MUTVV7A", Rules())
    assert (one.key_id, one.account) == ("ASIAY34FZKBOK" + "MUTVV7A", "609629065308")


def test_two_beside_each_other():
    assert seen(f"{KEY},{KEY}") == [KEY, KEY]
    assert seen(KEY + KEY) == []


def test_a_name_counts_before_an_id_and_not_behind_it():
    (one,) = detect(f"x {KEY} key".encode(), Rules())
    assert one.confidence == "medium"
    (one,) = detect(f"key{' ' * 37}{KEY}".encode(), Rules())
    assert one.confidence == "high"
    (one,) = detect(f"key{' ' * 38}{KEY}".encode(), Rules())
    assert one.confidence == "medium"


def test_a_temporary_id_of_other_characters_is_unlikely_too():
    (one,) = detect(f"key = {LOTS.key_id('ASIA')[:-1]}9".encode(), Rules())
    assert one.confidence == "low"


def test_a_run_without_digits_or_of_one_case_is_no_base64():
    assert seen(f"{'abcDEF' * 3}/{KEY}") == [KEY]
    assert seen(f"{'abc12' * 3}/{KEY}") == [KEY]
    assert seen(f"{'ABC12' * 3}/{KEY}") == [KEY]
    assert seen(f"{'aB3' * 5}:{KEY}") == [KEY]


@pytest.mark.parametrize(
    "text",
    [
        "AWS {}:frJIUN8DYpKDtOLCwo//yllqDzg=",
        "AWSAccessKeyId={}&Signature=abc",
        "&Signature=abc&AWSAccessKeyId={}",
        "x-amz-credential={}",
        "&Signature={filling}&AWSAccessKeyId={}",
        "?AWSAccessKeyId={}{filling}{filling}&Signature=abc",
    ],
)
def test_what_is_signed_may_begin_a_text(text):
    assert seen(text.format(KEY, filling="x=" * 100)) == []


@pytest.mark.parametrize(("spaces", "keys"), [(501, []), (502, [KEY])])
def test_how_far_behind_the_id_its_signature_may_stand(spaces, keys):
    assert seen(f"AWSAccessKeyId={KEY}{' ' * spaces}&Signature=abc") == keys


@pytest.mark.parametrize(("spaces", "keys"), [(486, []), (487, [KEY])])
def test_how_far_before_it(spaces, keys):
    assert seen(f"&Signature={' ' * spaces}AWSAccessKeyId={KEY}") == keys
    assert seen(f"  &Signature={' ' * spaces}AWSAccessKeyId={KEY}") == keys


def test_of_a_run_of_base64_the_nearest_characters_tell():
    assert seen(f"{'aB3' * 3}aB/{KEY}") == []
    assert seen(f"{'aB3' * 3}a/{KEY}") == [KEY]
    assert seen(f"3{'aB' * 31}a/{KEY}") == [KEY]
    assert seen(f"3{'aB' * 31}/{KEY}") == []
    assert seen(f"{KEY}/aB3d") == [KEY]
    assert seen(f"{KEY}/aB3dE") == []


def test_a_name_in_capitals_may_begin_a_text():
    assert seen(f"Y_{LETTERS}") == []
    assert seen(f"x Y_{LETTERS}") == []


def test_a_letter_before_it_is_no_escape_of_the_end_of_the_text():
    assert seen(f"n{KEY}\\n") == []
    assert seen(f"n{KEY}\\x") == []
