"""Names, paths and symbols where a secret or a token would stand: told from what was drawn by lot."""

from __future__ import annotations

import pytest

from rootward.leaks.detect import detect
from rootward.leaks.detect.lots import is_drawn_long, is_repeated, is_secret, is_wordy
from rootward.leaks.rules import Rules
from tests.leaks.detect.corpus import BASE64, Lots

LOTS = Lots(43)
WORDS = [
    *("get", "Default", "set", "client", "Create", "session", "aws", "provider", "Request", "Manager", "key", "Config"),
    *("resource", "Response", "token"),
]
GLUED = "".join(WORDS * 9)


def seen(text):
    data = text if isinstance(text, bytes) else text.encode()
    return [(one.kind, one.value.reveal()) for one in detect(data, Rules())]


@pytest.mark.parametrize(
    "value",
    [
        "TestAwsS3V2BucketSecretAccessKeyIdName01",
        "TheSecretAccessKeyOfTheUserBobInAccount1",
        "ThisIsNotARealSecretAccessKeyJustATest40",
        "/var/run/secrets/aws/credentials/secret1",
        "aws/secret/keys/production/eu/west/1/con",
        "NOTAREALKEY" + LOTS.text(BASE64, 29),
        "NotAReal" + LOTS.text(BASE64, 32),
    ],
)
def test_words_under_a_secrets_name_are_none(value):
    assert len(value) == 40
    assert not is_secret(value)
    assert seen(f"aws_secret_access_key = {value}\n") == seen(f'{{"secretAccessKey": "{value}"}}') == []


def test_what_was_drawn_is_hardly_ever_wordy():
    assert sum(is_wordy(LOTS.secret()) for _ in range(5000)) <= 6
    assert sum(not is_drawn_long(LOTS.text(BASE64, 300)) for _ in range(300)) == 0


def test_a_secret_with_slashes_is_no_path():
    secret = "/" + LOTS.text(BASE64, 11) + "/" + LOTS.text(BASE64, 12) + "/" + LOTS.text(BASE64, 14)
    assert not is_wordy(secret)


@pytest.mark.parametrize(
    "name",
    ["aws_secret_name", "secretKeyRef", "secretAccessKeyPath", "AWS_SECRET_ARN", "aws_secret_key_file", "aws_secret_id",
     "SecretAccessKeyFunc", "aws_secret_type", "secret_access_key_name"],
)  # fmt: skip
def test_a_name_that_names_something_else(name):
    assert seen(f"aws\n{name} = {LOTS.secret()}\n") == []


@pytest.mark.parametrize("name", ["aws_secret_access_key_id", "aws_secret", "aws_secret_value", "secret_access_key_1"])
def test_a_name_that_names_the_secret(name):
    secret = LOTS.secret()
    assert seen(f"aws\n{name} = {secret}\n") == [("secret-access-key", secret)]


@pytest.mark.parametrize(
    "value",
    [
        GLUED,
        "_".join(WORDS * 9),
        "/".join(WORDS * 9),
        "YourSessionToken" * 12,
        "abcd" * 60,
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" * 4,
        LOTS.text("abcdefghijklmnopqrstuvwxyz", 200),
        "github.com/aws/aws-sdk-go/aws/credentials/" * 5,
    ],
)
@pytest.mark.parametrize("form", ["aws_session_token = {}\n", '{{"SessionToken":"{}"}}', "session_token\0{}\0"])
def test_symbols_and_fillings_are_no_token(value, form):
    assert seen(form.format(value)) == []


def test_a_token_stands_behind_a_sign_that_parts_it_from_its_name():
    token = LOTS.text(BASE64, 200)
    for between in ("=", ": ", '":"', "\t", '\\":\\"', "%3D", " => '"):
        assert seen(f"aws_session_token{between}{token}") == [("session-token", token)]
    assert seen(f"aws_session_token\0{token}") == seen(f"aws_session_token\0=\0{token}") == []
    assert seen(f"aws_session_token{token}") == seen(f"aws_session_token_{token}") == []


def test_one_that_begins_as_awss_do_need_not_look_drawn():
    value = "IQoJ" + GLUED
    assert seen(f"session_token = {value}") == [("session-token", value)]
    assert seen(f"session_token = x{value}") == []


def test_the_same_over_and_over():
    assert is_repeated("abcabcabcab")
    assert is_repeated("a" * 9)
    assert not is_repeated("abcabcabcabd")
    assert not is_repeated("ab")


@pytest.mark.parametrize(
    ("text", "wordy"),
    [
        # A word of a name's, and half of the text in words.
        ("AccessQ7Q8Q9", True),
        ("AccessQ7Q8Q9Q", False),
        ("access7token8bucket", False),
        ("ACCESS7TOKEN8BUCKET", False),
        # Any words: three quarters of the letters, and hardly more digits than a number.
        ("MondayQW", True),
        ("MondayQWX", False),
        ("MondayQW1234", True),
        ("MondayQW12345", False),
        # Of twenty letters nine are followed by one of the other case, and ten.
        ("AbeoAbeoAbeoAbeoAbeo", True),
        ("AbeoAbeoAbeoAbeoAbQQ", False),
        # Three parts of a path.
        ("abc/def/gho", True),
        ("/abc/def/gho/", True),
        ("abc/defgho", False),
        ("X/ab/def/gho", False),
        ("", False),
    ],
)
def test_what_is_wordy(text, wordy):
    assert is_wordy(text) == wordy
