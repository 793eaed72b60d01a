"""What an SDK reads from a program that gives credentials."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import msgspec
from botocore.credentials import ProcessProvider

from rootward.model.key_pair import KeyPair
from rootward.model.secret import Secret
from rootward.reports.credential_process import render, render_key
from tests.model.test_mfa_session import session

EAST = timezone(timedelta(hours=2))


def test_it_is_one_line_of_json_with_the_five_members():
    text = render(session())

    assert "\n" not in text
    assert json.loads(text) == {
        "Version": 1,
        "AccessKeyId": "ASIA1",
        "SecretAccessKey": "hush-hush",
        "SessionToken": "very-long",
        "Expiration": "2026-03-01T13:00:00Z",
    }


def test_the_end_is_told_in_utc_and_whole_seconds():
    ends = datetime(2026, 3, 1, 15, 0, 0, 900_000, tzinfo=EAST)

    assert json.loads(render(msgspec.structs.replace(session(), expires=ends)))["Expiration"] == "2026-03-01T13:00:00Z"


def test_botocore_takes_it():
    class Program:
        returncode = 0

        def __init__(self, *_: object, **__: object) -> None: ...

        def communicate(self) -> tuple[bytes, bytes]:
            return render(session()).encode(), b""

    provider: Any = ProcessProvider("kim", lambda: {"profiles": {"kim": {"credential_process": "x"}}}, popen=Program)
    found = provider._retrieve_credentials_using("x")

    assert [found[name] for name in ("access_key", "secret_key", "token", "expiry_time")] == [
        "ASIA1",
        "hush-hush",
        "very-long",
        "2026-03-01T13:00:00Z",
    ]


def test_a_long_lived_key_has_neither_a_token_nor_an_end():
    text = render_key(KeyPair("AKIA1", Secret("hush-hush")))

    assert json.loads(text) == {"Version": 1, "AccessKeyId": "AKIA1", "SecretAccessKey": "hush-hush"}
