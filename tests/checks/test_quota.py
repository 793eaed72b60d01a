"""IAM counts the characters of a policy without white space."""

from __future__ import annotations

from rootward.checks.quota import size


def test_white_space_does_not_count():
    assert size('{ "a" :\n\t"b"\r\n}') == len('{"a":"b"}')
    assert size(" \n") == 0
