"""Which secret belongs to which id."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.local.key_places.pairs import keys_in
from rootward.local.key_places.sections import sections
from tests.local.key_places.planting import key_id, secret, token


def pairs(text, parts=()):
    return [(key.key_id, key.secret.reveal() if key.secret else None) for key in keys_in(text, parts)]


@pytest.mark.parametrize(
    "text",
    [
        "{id}:{secret}",
        "bucket:{id}:{secret}",
        "AWSSecretKey={secret}\nAWSAccessKeyId={id}",
        '{{"AccessKeyId": "{id}", "SecretAccessKey": "{secret}"}}',
        "aws_access_key_id={id} # mine\n\n\naws_secret_access_key   =   {secret}",
        "export AWS_ACCESS_KEY_ID='{id}' AWS_SECRET_ACCESS_KEY='{secret}'",
        "# aws_access_key_id = {id}\n# aws_secret_access_key = {secret}",
        "s3://{id}@bucket\r\n{secret}\r\n",
    ],
)
def test_a_secret_beside_an_id_is_its_own(text):
    assert pairs(text.format(id=key_id(1), secret=secret(1))) == [(key_id(1), secret(1))]


def test_ids_under_each_other_have_each_its_own_secret():
    lines = "".join(f"{key_id(number)},{secret(number)}\n" for number in range(200))

    assert pairs(lines) == [(key_id(number), secret(number)) for number in range(200)]


def test_a_secret_serves_one_id_alone():
    text = f"{key_id(1)}\n{key_id(2)}\nsecret = {secret(2)}\n"

    assert pairs(text) == [(key_id(1), None), (key_id(2), secret(2))]


def test_a_far_secret_counts_where_it_is_announced_and_there_is_one_id():
    far = "x\n" * 100

    assert pairs(f"{key_id(1)}\n{far}SECRET={secret(1)}") == [(key_id(1), secret(1))]
    assert pairs(f"{key_id(1)}\n{far}{secret(1)}") == [(key_id(1), None)]
    assert pairs(f"{key_id(1)}\n{far}SECRET={secret(2)}\n{key_id(2)}") == [(key_id(1), None), (key_id(2), secret(2))]


@pytest.mark.parametrize(
    "other",
    [
        "0123456789abcdef0123456789abcdef01234567",
        "A" * 40,
        "/usr/lib/x86/aaa/bbb" * 2,
        secret(1) + "A",
        secret(1) + "=",
        "$AWS_SECRET_ACCESS_KEY",
    ],
)
def test_a_hash_a_path_and_what_is_of_another_length_are_no_secrets(other):
    assert pairs(f"{key_id(1)} {other}") == [(key_id(1), None)]


def test_what_a_name_announces_may_look_as_it_likes():
    plain = "0123456789abcdef0123456789abcdef01234567"

    assert pairs(f"{key_id(1)}\nsecret_key: {plain}") == [(key_id(1), plain)]


@pytest.mark.parametrize(
    "text",
    [
        "AKIA" + "I" * 9 + "EXAMPLE " + secret(1),
        f"x{key_id(1)} {secret(1)}",
        f"{key_id(1)}A {secret(1)}",
        f"{key_id(1)}/20260101/eu-west-1/s3/aws4_request {secret(1)}",
        "AROA" + key_id(1)[4:] + " " + secret(1),
        "AKIA" + "X" * 16 + " " + secret(1),
        "",
    ],
)
def test_documentation_longer_words_and_the_scope_of_a_signature_are_no_keys(text):
    assert pairs(text) == []


def test_a_template_has_no_secret():
    assert pairs(f"{key_id(1)}\nsecret={'x' * 40}") == [(key_id(1), None)]


def test_the_same_id_twice_is_one_key_with_the_secret_of_either():
    assert pairs(f"rm {key_id(1)}\n" + "x\n" * 50 + f"{key_id(1)} {secret(1)}") == [(key_id(1), secret(1))]


def test_the_key_of_a_session_has_its_token():
    (key,) = keys_in(f"{key_id(1, prefix='ASIA')}\n{secret(1)}\n{token(1)}\n")

    assert key.token is not None
    assert key.token.reveal() == token(1)


def test_sections_keep_what_is_theirs():
    text = f"[a]\nid={key_id(1)}\n[profile b c]\nid={key_id(2)}\nsecret={secret(2)}\n[profile 'd']\nx={key_id(1)}\n"

    assert [(key.part, key.line, key.secret is not None) for key in keys_in(text, sections(text))] == [
        ("a", 2, False),
        ("b c", 4, True),
        ("d", 7, False),
    ]


@given(
    st.lists(st.sampled_from(["\n", "\r\n", " ", "=", '"', "secret", "[x]", key_id(1), key_id(2), secret(1), token(1)]))
)
def test_any_text_is_read_and_no_secret_shows_in_what_is_found(words):
    found = keys_in("".join(words), sections("".join(words)))

    assert secret(1) not in repr(found)
    assert token(1) not in repr(found)
    assert all(key.line >= 1 for key in found)
