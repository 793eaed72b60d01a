from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.aws.one_line import address, of_network, one_line, unquoted


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


@pytest.mark.parametrize(
    ("url", "left"),
    [
        ("http://me:pass@127.0.0.1:4566/x", "http://127.0.0.1:4566"),
        ("http://127.0.0.1:4566/a@b", "http://127.0.0.1:4566"),
        ("https://iam.example?apikey=s3cr3t#s3cr3t", "https://iam.example"),
        ("http://me:s3cr3t PW@127.0.0.1:4566", "http://127.0.0.1:4566"),
        ("http://[::1]:4566/s3cr3t", "http://[::1]:4566"),
        ("http://me:s3cr3t/PW@127.0.0.1:4566", None),
        ("me:s3cr3tPW@127.0.0.1:4566", None),
        ("http://", None),
    ],
)
def test_of_a_url_scheme_host_and_port_are_left(url, left):
    assert address(url) == left


def test_an_error_of_the_network_keeps_where_it_was_and_loses_the_rest_of_the_url():
    quoted = 'Could not connect to "http://me:s3cr3t@127.0.0.1:9/s3cr3t?key=s3cr3t" with url: /a?key=s3cr3t'

    assert of_network(OSError(quoted)) == 'Could not connect to "http://127.0.0.1:9" with url: …'


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("Invalid endpoint: me:s3cr3t@h"), "Invalid endpoint"),
        (
            ValueError("Port could not be cast to integer value as 's3cr3t'"),
            "Port could not be cast to integer value as",
        ),
        (ValueError("Invalid header value b's3cr3t\\n'"), "Invalid header value"),
    ],
)
def test_what_an_error_quotes_is_left_out(error, said):
    assert unquoted(error) == said
