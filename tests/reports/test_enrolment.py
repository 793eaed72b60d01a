"""What a person is told of codes and clocks, and the report."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rootward.engine.second_factor.guidance import guided_root, guided_user
from rootward.model.mfa_device import MfaDevice
from rootward.model.second_factor import (
    Apart,
    CodePair,
    Enrolled,
    Rejected,
    Right,
    Same,
    Skewed,
    Wrong,
)
from rootward.reports.enrolment import clock_told, duration, render_enrolled, render_guided, told

PAIR = CodePair("123456", "654321")


@pytest.mark.parametrize(
    ("verdict", "says"),
    [
        (Right(PAIR), ""),
        (Right(PAIR, swapped=True), "the newer code came first"),
        (Same(), "the same code twice: wait until the app shows the next one"),
        (Apart(1), "1 code lies between them"),
        (Apart(4), "4 codes lie between them"),
        (Wrong("first"), "the first is no code of this device"),
        (Wrong("both"), "neither is a code of this device"),
        (Rejected(), "AWS does not take these codes"),
        (
            Skewed(PAIR, 90, "app"),
            "about 90 seconds ahead of AWS's time: the clock of the device that shows them is off.",
        ),
        (
            Skewed(PAIR, -3600, "app"),
            "about 60 minutes behind AWS's time: the clock of the device that shows them is off (",
        ),
        (Skewed(PAIR, 270, "app"), "about 4 minutes and 30 seconds ahead of AWS's time"),
        (Skewed(PAIR, -7200, "machine"), "this machine's clock is 2 hours behind AWS's time, and so are the codes"),
        (Skewed(PAIR, 299, "machine"), "this machine's clock is 4 minutes and 59 seconds ahead of AWS's time"),
    ],
)
def test_what_is_wrong_with_codes(verdict, says):
    line = told(verdict)
    assert says in line
    assert bool(line) is bool(says)
    assert "123456" not in line


@pytest.mark.parametrize(
    ("seconds", "says"),
    [
        (0, ""),
        (29, ""),
        (-29, ""),
        (30, "this machine's clock is 30 seconds ahead of AWS's; the codes are judged by AWS's"),
        (-5400, "this machine's clock is 90 minutes behind AWS's; the codes are judged by AWS's"),
    ],
)
def test_a_clock_that_is_off_by_a_code_is_told(seconds, says):
    assert clock_told(timedelta(seconds=seconds)) == says


@pytest.mark.parametrize(
    ("seconds", "says"),
    [
        (119, "119 seconds"),
        (120, "2 minutes"),
        (270, "4 minutes and 30 seconds"),
        (301, "5 minutes and 1 second"),
        (7199, "119 minutes and 59 seconds"),
        (7200, "2 hours"),
        (9000, "2 hours and 30 minutes"),
    ],
)
def test_durations_are_rounded_to_what_tells(seconds, says):
    assert duration(seconds) == says


def test_the_report_names_the_device_and_how_many_there_are():
    device = MfaDevice(serial="arn:aws:iam::123456789012:mfa/kim", enabled_at=datetime(2026, 1, 5, 12, 0, tzinfo=UTC))
    token = MfaDevice(serial="GAHT12345678")
    assert render_enrolled(Enrolled(user="kim", device=device, devices=(device, token))) == (
        "kim has the MFA device arn:aws:iam::123456789012:mfa/kim, since 2026-01-05 12:00 UTC\n"
        "devices: 2 of 8 at most\n"
    )


def test_names_stay_text():
    device = MfaDevice(serial="GAHT\x1b[2J")
    assert "\x1b" not in render_enrolled(Enrolled(user="kim\x1b[31m", device=device, devices=(device,)))


def test_the_console_is_told_step_by_step():
    assert render_guided(guided_user("kim", "hardware", is_self=True)) == (
        "a hardware token is registered in the console, where its serial number and two codes are typed:\n"
        "  1. sign in as kim → account menu (top right) → Security credentials\n"
        "  2. Multi-factor authentication (MFA) → Assign MFA device → name it → Hardware TOTP token\n"
        "  3. type the serial number on the token's back, and two codes that follow each other\n"
        "  (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_physical.html)\n"
    )


def test_root_is_told_that_no_call_can():
    assert render_guided(guided_root("app")).startswith("AWS lets no call give root a device: only the console can:\n")
