from __future__ import annotations

import pytest

from rootward.local.aws_files.document import read_document
from rootward.local.aws_files.keys import keys_of, with_key_replaced, with_keys
from rootward.model.secret import Secret

ID = "AKIA" + "A" * 16
SESSION_ID = "ASIA" + "B" * 16


def read(text):
    return read_document(text.encode(), "credentials")


def with_(text, *, token=None):
    found = with_keys(read(text), "a", key_id=ID, secret=Secret("s3cret"), token=token and Secret(token))
    return found.text


def test_a_new_section_holds_id_secret_and_token():
    assert with_("", token="t") == (  # noqa: S106
        f"[a]\naws_access_key_id = {ID}\naws_secret_access_key = s3cret\naws_session_token = t\n"
    )


def test_a_key_that_lasts_leaves_no_token_of_a_session_beside_it():
    text = "[a]\naws_access_key_id = x\naws_secret_access_key = y\naws_session_token = old\naws_security_token = old\n"

    assert with_(text) == f"[a]\naws_access_key_id = {ID}\naws_secret_access_key = s3cret\n"


def test_a_sessions_token_takes_the_place_of_both():
    text = "[a]\naws_security_token = old\naws_session_token = old\naws_access_key_id = x\naws_secret_access_key = y\n"

    assert with_(text, token="new") == (  # noqa: S106
        f"[a]\naws_session_token = new\naws_access_key_id = {ID}\naws_secret_access_key = s3cret\n"
    )


def test_the_token_that_botocore_reads_first_is_the_one_that_is_found():
    keys = keys_of(read("[a]\naws_session_token = second\naws_security_token = first\n"), "a")

    assert keys.token_entry is not None
    assert keys.token_entry.value.reveal() == "first"


@pytest.mark.parametrize(
    ("value", "key_id"),
    [
        (ID, ID),
        (SESSION_ID, SESSION_ID),
        (f"{ID} # mine", ID),
        ("minioadmin", None),
        (f'"{ID}"', None),
        (f"{ID} {ID}", None),
        (ID.lower(), None),
        ("", None),
    ],
)
def test_only_an_id_of_awss_is_an_id(value, key_id):
    keys = keys_of(read(f"[a]\naws_access_key_id = {value}\n"), "a")

    assert keys.key_id == key_id
    assert keys.id_entry is not None
    assert not keys.is_whole


def test_where_nothing_stands_nothing_is_found():
    keys = keys_of(read("[a]\n"), "a")

    assert (keys.key_id, keys.line, keys.is_whole, keys.has_comment) == (None, None, False, False)


def test_a_comment_behind_any_of_them_is_told():
    text = f"[a]\naws_access_key_id = {ID}\naws_secret_access_key = x # mine\n"

    assert keys_of(read(text), "a").has_comment
    assert not keys_of(read(text.replace(" # mine", "#mine")), "a").has_comment


def test_a_key_is_replaced_in_every_section_that_has_it_and_in_no_other():
    key = "aws_access_key_id={}\r\naws_secret_access_key={}\r\n"
    text = "; mine\r\n[DEFAULT]\r\n{}[a]\r\n{}# b\r\n[profile b]\r\n{}[c]\r\nregion=x\r\n{}"
    before = text.format(key.format(ID, "old"), key.format(SESSION_ID, "s"), key.format(f"{ID} # b", "old"), "")

    after = with_key_replaced(read(before), ID, key_id="AKIA" + "N" * 16, secret=Secret("new"))

    new = key.format("AKIA" + "N" * 16, "new")
    assert after.text == text.format(
        new, key.format(SESSION_ID, "s"), key.format("AKIA" + "N" * 16 + " # b", "new"), ""
    )


def test_a_key_that_stands_nowhere_is_replaced_nowhere():
    document = read(f"[a]\naws_access_key_id = {SESSION_ID}\n")

    assert with_key_replaced(document, ID, key_id="AKIA" + "N" * 16, secret=Secret("new")) is document
