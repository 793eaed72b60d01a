"""The secret of a sight is found again in its line, in whatever it is wrapped, and nothing else is."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest

from rootward.leaks.fingerprint import fingerprint
from rootward.leaks.look import look
from rootward.leaks.rules import Rules
from rootward.leaks.sight import Sight
from rootward.leaks.values import value_of
from rootward.model.canaries import CANARY_ACCOUNTS
from rootward.model.secret import Secret
from tests.local.key_places.planting import key_id, secret, token

SECRET = "/" + secret(7)[2:] + "+"
TOKEN = token(7) + "=="


def sight(text, value=SECRET, kind="secret-access-key"):
    return Sight(
        kind=kind,
        line=1,
        column=1,
        confidence="high",
        reason="",
        masked="…",
        fingerprint=None if value is None else fingerprint(kind, Secret(value)),
        key_id="k",
        account=None,
        encoding=(),
        shown="",
        text=text.encode(),
    )


def b64(text):
    return base64.b64encode(text.encode()).decode()


LINES = {
    "plain": f"aws_secret_access_key = {SECRET}",
    "quoted": f'"SecretAccessKey": "{SECRET}",',
    "in a longer run": f"abc{SECRET}def",
    "a url": f"https://k:{quote(SECRET, safe='')}@example.com/",
    "escaped": json.dumps({"a": f'"{SECRET}"'}).replace("/", "\\/"),
    "escaped by number": f'{{"a": "\\u002f{SECRET[1:]}"}}',
    "base64": f"data: {b64(f'secret={SECRET}')}",
    "base64 without its end": f"data: {b64(f'secret={SECRET}').rstrip('=')}",
    "base64 after letters": f"xdata{b64(f'secret={SECRET} ')}",
    "base64 of base64": f"data: {b64('value: ' + b64(f'secret={SECRET}'))}",
    "base64 of UTF-16": base64.b64encode(f"secret={SECRET}".encode("utf-16-le")).decode(),
    "beside other secrets": f"{secret(1)} {secret(2)} {SECRET}",
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_secret_key_is_found_again(line):
    assert value_of(sight(line)) == Secret(SECRET)


@pytest.mark.parametrize(
    "line", [f"AWS_SESSION_TOKEN={TOKEN}", f'"SessionToken": "{TOKEN}"', b64(f"token: {TOKEN}"), quote(TOKEN, safe="")]
)
def test_a_session_token_is_found_again(line):
    assert value_of(sight(line, TOKEN, kind="session-token")) == Secret(TOKEN)


def test_what_is_not_on_the_line_or_has_no_fingerprint_is_not_found():
    assert value_of(sight(f"aws_secret_access_key = {secret(1)}")) is None
    assert value_of(sight("hunter2", None, kind="console-password")) is None
    assert value_of(sight("\\ud800 %ff " + b64("\x80" * 30))) is None


def test_a_line_of_nothing_but_base64_has_an_end():
    assert (
        value_of(sight(b64(b64(b64("x" * 200)) + " ") + "".join(f" {b64(f'{number:060}')}" for number in range(100))))
        is None
    )


def test_the_accounts_of_planted_keys_are_account_numbers():
    assert all(len(number) == 12 and number.isdecimal() for number in CANARY_ACCOUNTS)
    assert "534261010715" in CANARY_ACCOUNTS


PAIR = f"aws_access_key_id = {key_id(7)}\naws_secret_access_key = {SECRET}\naws_session_token = {TOKEN}\n"

FILES = {
    "plain": PAIR.encode(),
    "UTF-16": PAIR.encode("utf-16"),
    "base64": f"data: {b64(PAIR)}\n".encode(),
    "base64 of base64": f"data: {b64('inner: ' + b64(PAIR))}\n".encode(),
    "JSON": json.dumps({"AccessKeyId": key_id(7), "SecretAccessKey": SECRET, "SessionToken": TOKEN}).encode(),
    "JSON in JSON": json.dumps({"body": json.dumps({"AccessKeyId": key_id(7), "SecretAccessKey": SECRET})}).encode(),
    "escaped slashes": PAIR.replace("/", "\\/").encode(),
    "a URL": f"s3://{key_id(7)}:{quote(SECRET, safe='')}@bucket/path\n".encode(),
}


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_whatever_the_detector_finds_with_its_id_is_found_again_in_the_line_it_keeps(data):
    seen = [one for one in look(data, Rules()) if one.kind in {"secret-access-key", "session-token"}]
    values = {one.kind: value_of(one) for one in seen if one.key_id == key_id(7)}

    assert values["secret-access-key"] == Secret(SECRET)
    assert values.get("session-token", Secret(TOKEN)) == Secret(TOKEN)
