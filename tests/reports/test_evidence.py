"""The facts of a finding in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from rootward.model.finding import Evidence
from rootward.reports.evidence import facts, minute, second, value

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


def test_facts_of_one_reading_share_a_line_and_tell_their_time_where_it_is_another():
    evidence = (
        Evidence("account-summary", NOON, "AccountMFAEnabled", value=False),
        Evidence("credential-report", NOON - timedelta(hours=1), "mfa_active", "N/A"),
        Evidence("account-summary", NOON, "AccountPasswordPresent", value=True),
    )

    assert facts(evidence, NOON) == (
        "AccountMFAEnabled = false, AccountPasswordPresent = true (account-summary)",
        "mfa_active = N/A (credential-report of 2026-01-31 11:00 UTC)",
    )


def test_values_read_as_in_json_and_text_is_safe():
    assert [value(one) for one in (True, None, 14, "a\nb")] == ["true", "null", "14", r"a\nb"]


def test_moments_are_told_in_utc():
    there = NOON.astimezone(timezone(timedelta(hours=9)))

    assert (minute(there), second(there)) == ("2026-01-31 12:00 UTC", "2026-01-31T12:00:00Z")
