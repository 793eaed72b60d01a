"""A credential report is made at most every four hours, by the account's own clock."""

from __future__ import annotations

import pytest

from tests.sandbox.refused import refusal

FOUR_HOURS = 4 * 3600


@pytest.fixture
def iam(fresh, client):
    return client(fresh, "iam")


def users(iam):
    return {line.split(",")[0] for line in iam.get_credential_report()["Content"].decode().splitlines()[1:]}


def generate(iam):
    started, ready = (iam.generate_credential_report() for _ in range(2))
    assert (started["State"], ready["State"]) == ("STARTED", "COMPLETE")


def test_there_is_none_before_one_was_asked_for(iam):
    assert refusal(iam.get_credential_report)[0] == "ReportNotPresent"


def test_it_is_ready_when_it_is_asked_for_once_more(iam):
    started = iam.generate_credential_report()
    assert started["Description"] == "No report exists. Starting a new report generation task"
    assert refusal(iam.get_credential_report)[0] == "ReportInProgress"
    assert "<root_account>" in users(iam)


def test_it_stays_as_it_was_for_four_hours(fresh, iam):
    generate(iam)
    made = iam.get_credential_report()
    iam.create_user(UserName="zoe")
    fresh.advance_clock(FOUR_HOURS - 60)
    assert iam.generate_credential_report()["State"] == "COMPLETE"
    assert iam.get_credential_report()["GeneratedTime"] == made["GeneratedTime"]
    assert iam.get_credential_report()["Content"] == made["Content"]


def test_after_four_hours_it_has_expired_and_a_new_one_shows_what_changed(fresh, iam):
    generate(iam)
    first = iam.get_credential_report()["GeneratedTime"]
    iam.create_user(UserName="zoe")
    fresh.advance_clock(FOUR_HOURS + 1)
    assert refusal(iam.get_credential_report)[0] == "ReportExpired"
    generate(iam)
    assert "zoe" in users(iam)
    assert iam.get_credential_report()["GeneratedTime"] > first
