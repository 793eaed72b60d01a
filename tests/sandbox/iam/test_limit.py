"""How a policy is measured."""

from __future__ import annotations

from rootward.sandbox.iam.limit import size


def test_white_space_does_not_count():
    assert size('{ "a" :\n\t1 }') == 7
