"""Roles by their ARNs, and how long they are lent."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from rootward.sandbox.error import PracticeError
from rootward.sandbox.sts.role import account_of, require_seconds


def role(longest: int | str | None) -> Any:
    return SimpleNamespace(max_session_duration=longest)


def test_an_arn_tells_the_account():
    assert account_of("arn:aws:iam::210987654321:role/ops/Deployer") == "210987654321"


@pytest.mark.parametrize("arn", ["", "Deployer", "arn:aws:iam::210987654321:", "arn:aws:sts::210987654321:role/x"])
def test_what_is_no_arn_of_a_role_is_refused(arn):
    with pytest.raises(PracticeError) as refused:
        account_of(arn)
    assert refused.value.code == "ValidationError"


@pytest.mark.parametrize("longest", [3600, "3600", None])
def test_a_session_lasts_an_hour_unless_the_role_says_more(longest):
    assert require_seconds(role(longest), None) == 3600
    with pytest.raises(PracticeError, match="exceeds the MaxSessionDuration"):
        require_seconds(role(longest), 3601)


def test_a_role_may_be_lent_for_half_a_day():
    assert require_seconds(role(43200), 43200) == 43200
