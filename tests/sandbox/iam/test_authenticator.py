"""A code counts once, near the true time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from rootward.sandbox.iam.authenticator import Authenticator
from rootward.sandbox.iam.totp import code_of, step_at

SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
NOW = datetime(2026, 1, 5, 9, 30, 15)  # noqa: DTZ001 - moto's dates have no zone
STEP = step_at(NOW)


@pytest.mark.parametrize(("off", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_may_be_one_step_off(off, taken):
    assert Authenticator(SEED).take(code_of(SEED, STEP + off), NOW) is taken


def test_a_code_counts_once():
    app = Authenticator(SEED)
    assert app.take(code_of(SEED, STEP), NOW)
    assert not app.take(code_of(SEED, STEP), NOW)
    assert app.take(code_of(SEED, STEP + 1), NOW + timedelta(seconds=30))


def test_a_wrong_code_is_refused():
    wrong = f"{(int(code_of(SEED, STEP)) + 1) % 10**6:06}"
    assert not Authenticator(SEED).take(wrong, NOW)


def test_two_consecutive_codes_synchronise_a_device_whose_clock_is_off():
    app = Authenticator(SEED)
    assert app.take_pair(code_of(SEED, STEP + 6), code_of(SEED, STEP + 7), NOW)
    assert app.drift == 7
    assert not app.take(code_of(SEED, STEP + 1), NOW + timedelta(seconds=30))
    assert app.take(code_of(SEED, STEP + 8), NOW + timedelta(seconds=30))


@pytest.mark.parametrize(("first", "second"), [(0, 0), (1, 0), (0, 2), (-12, -11), (10, 11)])
def test_two_codes_must_be_consecutive_in_order_and_within_five_minutes(first, second):
    assert not Authenticator(SEED).take_pair(code_of(SEED, STEP + first), code_of(SEED, STEP + second), NOW)


def test_codes_of_a_pair_count_as_used():
    app = Authenticator(SEED)
    assert app.take_pair(code_of(SEED, STEP - 1), code_of(SEED, STEP), NOW)
    assert not app.take(code_of(SEED, STEP), NOW)
    assert not app.take_pair(code_of(SEED, STEP), code_of(SEED, STEP + 1), NOW)
    assert app.take_pair(code_of(SEED, STEP + 1), code_of(SEED, STEP + 2), NOW)


def test_what_is_long_past_is_forgotten():
    app = Authenticator(SEED)
    for step in range(STEP, STEP + 1000):
        assert app.take(code_of(SEED, step), NOW + timedelta(seconds=30 * (step - STEP)))
    assert len(app.used) < 60


def test_no_seed_shows_itself():
    assert SEED not in repr(Authenticator(SEED))
