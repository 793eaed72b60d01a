from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.aws.one_line import one_line, without_password


@given(st.text())
def test_it_is_always_one_line_of_printable_text(text):
    line = one_line(text)

    assert len(line) <= 300
    assert line.splitlines() in ([line], [])
    assert not any(char in line for char in "\x00\x1b\x85\u2028\u2029\u202e\u2066")


@pytest.mark.parametrize(
    "text",
    [
        "host:sts.amazonaws.com\nx-amz-security-token:{}\n\nhost;x-amz-date",
        'reply {"SessionToken": "{}", "Expiration": 1}',
        "secret_access_key={}&x=1",
        "SecretAccessKey: {}",
        "https://me:{}@proxy.example:8080/",
    ],
)
def test_a_secret_in_it_is_left_out(text):
    secret = "s3cr3t" * 5

    assert secret not in one_line(text.replace("{}", secret))


def test_a_url_loses_its_password_and_nothing_else():
    assert without_password("http://me:pass@127.0.0.1:4566/x") == "http://127.0.0.1:4566/x"
    assert without_password("http://127.0.0.1:4566/a@b") == "http://127.0.0.1:4566/a@b"
