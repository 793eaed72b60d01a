"""Marks of rootward's own and of other scanners."""

from __future__ import annotations

import pytest

from rootward.leaks.allow.marks import mark_on


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        (b"key = 1  # rootward:allow", "rootward:allow"),
        (b"key = 1;  // gitleaks:allow", "gitleaks:allow"),
        (b"key: 1 #gitleaks:allow because it is a test", "gitleaks:allow"),
        (b"key = 1 # trufflehog:ignore", "trufflehog:ignore"),
        (b"key = 1  # pragma: allowlist secret", "pragma: allowlist secret"),
        (b"<!-- pragma: whitelist secret -->", "pragma: whitelist secret"),
        (b"-- pragma:allowlist-secret", "pragma:allowlist-secret"),
    ],
)
def test_a_mark_speaks_for_its_line(line, mark):
    assert mark_on(line) == mark
    assert mark_on(b"key = 1", line) is None


def test_the_mark_for_the_next_line_speaks_for_that_alone():
    mark = b"# pragma: allowlist nextline secret"
    assert mark_on(b"key = 1", mark) == "pragma: allowlist nextline secret"
    assert mark_on(mark) is None


@pytest.mark.parametrize(
    "line", [b"rootward: allow", b"rootward:allowed", b"no-gitleaks:allow-here", b"allowlist secret", b"nosec", b""]
)
def test_what_is_no_mark(line):
    assert mark_on(line, line) is None
