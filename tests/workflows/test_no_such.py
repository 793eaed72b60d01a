"""Whoever is not there may be a slip of the finger."""

from __future__ import annotations

import pytest

from rootward.workflows.no_such import no_such


@pytest.mark.parametrize("asked", ["Marc", "user/marc", "arn:aws:iam::123456789012:user/ops/marc"])
def test_names_that_may_be_meant_are_named(asked):
    assert no_such("user", asked, ["ann", "Mark"]).advice == "near it: Mark"


@pytest.mark.parametrize(("kind", "shows"), [("user", "rootward list users"), ("role", "aws iam list-roles")])
def test_else_where_names_are_to_be_had(kind, shows):
    error = no_such(kind, "xyz", ["ann"])

    assert str(error) == f"the account has no {kind} 'xyz'"
    assert error.advice == f"{shows} shows them"
