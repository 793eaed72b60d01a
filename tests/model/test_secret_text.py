"""A text that quotes a credential does not carry it on. Every key here is drawn at run time."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rootward.model.secret_text import MASK, masked, masked_but_key_ids

BASE64 = string.ascii_letters + string.digits + "/+"
BASE32 = string.ascii_uppercase + "234567"


def drawn(alphabet: str, length: int, seed: int = 7) -> str:
    return "".join(random.Random(seed).choices(alphabet, k=length))  # noqa: S311 - a shape, and no secret


@pytest.mark.parametrize("prefix", ["AKIA", "ASIA"])
def test_a_key_id_keeps_its_kind_and_its_last_four_characters(prefix):
    identifier = prefix + drawn(BASE32, 16)

    assert masked(f"key {identifier} is old") == f"key {prefix}...{identifier[-4:]} is old"


@pytest.mark.parametrize("prefix", ["AKIA", "ASIA"])
def test_advice_keeps_a_key_id_whole_for_it_is_to_be_typed_and_no_secret(prefix):
    advice = f"rootward keys delete {prefix + drawn(BASE32, 16)}"

    assert masked_but_key_ids(advice) == advice
    assert masked_but_key_ids(f"{advice} password=x {drawn(BASE64, 400)}") == f"{advice} password={MASK} {MASK}"


@given(st.integers())
def test_a_secret_access_key_is_masked(seed):
    secret = "aB3" + drawn(BASE64, 37, seed)

    assert masked(f"the secret {secret} was refused") == f"the secret {MASK} was refused"


def test_a_session_token_in_a_quoted_request_is_masked():
    token = drawn(BASE64, 400) + "=="

    assert token not in masked(f"host:sts.amazonaws.com\nx-amz-security-token:{token}\n")


def test_a_token_of_an_identity_provider_is_masked():
    token = f"eyJ{drawn(BASE64[:62], 40)}.eyJ{drawn(BASE64[:62], 80)}.{drawn(BASE64[:62], 43)}"

    assert masked(f"the token {token} has expired") == f"the token {MASK} has expired"


def test_the_password_of_an_address_is_masked():
    assert masked("http://ann:" + "open-sesame" + "@127.0.0.1:5000/") == f"http://{MASK}@127.0.0.1:5000/"


@pytest.mark.parametrize("name", ["aws_secret_access_key = ", "SecretAccessKey: ", "password=", '"token": "'])
def test_what_follows_the_name_of_a_secret_is_masked(name):
    assert masked(f"{name}correct-horse-battery") == f"{name}{MASK}"


@pytest.mark.parametrize(
    "text",
    [
        "arn:aws:iam::123456789012:user/engineering/platform/backend/deploybotuser",
        "arn:aws:iam::aws:policy/AWSCloudShellFullAccess",
        "AROA" + "ABCDEFGHIJKLMNOP",
        "commit " + "0123456789abcdef" * 2 + "01234567",
        "The security token included in the request is invalid",
        "password_enabled = true, mfa_active = false",
        "http://127.0.0.1:5000",
    ],
)
def test_what_is_no_secret_stays(text):
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://token-of-a-robot@git.example/", f"https://{MASK}@git.example/"),
        ("http://ann:p@ss:word@proxy:8080/a@b", f"http://{MASK}@proxy:8080/a@b"),
        ("http://ann:pa/ss@proxy:8080/", f"http://{MASK}@proxy:8080/"),
        ("password='two words', user='ann'", f"password='{MASK}', user='ann'"),
        ("db_password=a)b&user=ann", f"db_password={MASK}&user=ann"),
        (r'"{\"ClientSecret\": \"abc\"}"', rf'"{{\"ClientSecret\": \"{MASK}\"}}"'),
        ("<SecretAccessKey>abc</SecretAccessKey>", f"<SecretAccessKey>{MASK}</SecretAccessKey>"),
        ("{'Authorization': b'Basic YW5uOm9wZW4='}", f"{{'Authorization': b'Basic {MASK}'}}"),
        (f"password={MASK}and-more", f"password={MASK}"),
    ],
)
def test_only_the_secret_itself_is_masked(text, shown):
    assert masked(text) == shown
    assert masked(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1:4566/a@b",
        "InvalidSecurityToken: the security token is not valid",
        "IncompleteSignature: the request signature does not conform to AWS standards",
        "SignatureDoesNotMatch: Signature expired: 20260131T120000Z is now earlier than 20260131T121500Z",
        "sha256:" + "0123456789abcdef" * 4,
        "AB:CD:" * 19 + "EF",
        "arn:aws:iam::123456789012:mfa/root-account-mfa-device",
        "serial number GAHT12345678",
        "-----BEGIN CERTIFICATE-----",
        'password = ""',
    ],
)
def test_what_only_resembles_a_secret_stays(text):
    assert masked(text) == text


PIECES = (
    "password=",
    "token=",
    '": "',
    "\\",
    "'",
    " ",
    "://",
    "@",
    ":",
    "/",
    "eyJ",
    ".",
    "AKIA",
    "aB3" * 14,
    MASK,
    "<",
    ">",
)


@example("PASSWORD=B0")
@example("://0:/@@")
@example("://0:/@x@")
@given(st.text(max_size=80) | st.lists(st.sampled_from(PIECES) | st.text(max_size=3)).map("".join))
def test_masking_twice_changes_nothing_more(text):
    assert masked(masked(text)) == masked(text)
