"""How long a session serves, and when the next is asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from botocore.credentials import RefreshableCredentials

from rootward.model.mfa_session import MfaSession, SessionCredentials, lead
from rootward.model.secret import Secret

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def session(asked: timedelta = HOUR) -> MfaSession:
    """One that was given at noon."""
    return MfaSession(
        account="123456789012",
        user_arn="arn:aws:iam::123456789012:user/kim",
        serial="arn:aws:iam::123456789012:mfa/kim-phone",
        asked=asked,
        expires=NOON + asked,
        credentials=SessionCredentials(key_id="ASIA1", secret=Secret("hush-hush"), token=Secret("very-long")),
    )


@pytest.mark.parametrize(
    ("asked", "before"),
    [
        (timedelta(minutes=15), timedelta(minutes=3, seconds=45)),
        (timedelta(minutes=30), timedelta(minutes=7, seconds=30)),
        (HOUR, timedelta(minutes=15)),
        (timedelta(hours=36), timedelta(minutes=15)),
    ],
)
def test_it_is_renewed_when_a_quarter_is_left_and_fifteen_minutes_at_most(asked, before):
    assert lead(asked) == before
    assert session(asked).renewed_from == NOON + asked - before


def test_it_is_fresh_up_to_then_and_serves_up_to_a_minute_before_its_end():
    one = session()

    assert one.is_fresh(NOON + timedelta(minutes=44, seconds=59))
    assert not one.is_fresh(NOON + timedelta(minutes=45))
    assert one.still_serves(NOON + timedelta(minutes=58, seconds=59))
    assert not one.still_serves(NOON + timedelta(minutes=59))


def test_no_botocore_asks_for_new_credentials_as_long_as_an_hour_s_session_is_fresh():
    botocore: Any = RefreshableCredentials

    assert lead(HOUR).total_seconds() >= botocore._advisory_refresh_timeout


def test_neither_its_secret_nor_its_token_is_in_its_repr_and_neither_is_written():
    one = session()

    assert "hush" not in repr(one)
    assert "very-long" not in repr(one)
    with pytest.raises(TypeError):
        msgspec.json.encode(one)
