"""What two codes are worth, by the seed of RFC 6238's test vectors."""

from __future__ import annotations

import pickle
from base64 import b32encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.engine.second_factor.codes import cleaned, is_seed, judged, may_be_right
from rootward.model.second_factor import Apart, CodePair, NewDevice, Right, Same, Skewed, Wrong
from rootward.model.secret import Secret
from rootward.sandbox.iam.totp import code_of

SEED = b32encode(b"12345678901234567890").decode()
NOON = datetime(2026, 1, 5, 12, 0, 10, tzinfo=UTC)
STEP = int(NOON.timestamp()) // 30
IN_TIME = timedelta()


def code(step: int) -> str:
    """What the device shows so many steps from now."""
    return code_of(SEED, STEP + step)


def judge(first: str, second: str, machine_ahead: timedelta = IN_TIME) -> object:
    return judged(Secret(SEED), first, second, at=NOON, machine_ahead=machine_ahead)


@pytest.mark.parametrize("newer", [-1, 0, 1])
def test_two_successive_codes_of_now_are_right_by_half_a_minute_either_way(newer):
    assert judge(code(newer - 1), code(newer)) == Right(CodePair(code(newer - 1), code(newer)))


def test_the_newer_code_first_is_taken_the_other_way_round():
    assert judge(code(0), code(-1)) == Right(CodePair(older=code(-1), newer=code(0)), swapped=True)


@pytest.mark.parametrize(
    ("newer", "seconds"), [(2, 60), (10, 300), (-2, -60), (120, 3600), (-1680, -50_400), (1680, 50_400)]
)
def test_successive_codes_of_another_time_tell_how_far_the_apps_clock_is_off(newer, seconds):
    assert judge(code(newer - 1), code(newer)) == Skewed(CodePair(code(newer - 1), code(newer)), seconds, "app")


@pytest.mark.parametrize(
    ("ahead", "seconds", "whose"),
    [
        (timedelta(seconds=310), 310, "machine"),
        (timedelta(seconds=358.6), 359, "machine"),
        (timedelta(seconds=200), 300, "app"),
        (timedelta(seconds=-300), 300, "app"),
        (IN_TIME, 300, "app"),
    ],
)
def test_codes_as_far_off_as_this_machine_are_made_on_it_and_its_clock_is_told_to_the_second(ahead, seconds, whose):
    skewed = judge(code(9), code(10), ahead)
    assert isinstance(skewed, Skewed)
    assert (skewed.seconds, skewed.whose) == (seconds, whose)


def test_this_machines_clock_spoils_no_codes_of_a_telephone_that_is_right():
    assert isinstance(judge(code(-1), code(0), timedelta(hours=3)), Right)


def test_the_same_code_twice_is_no_pair():
    assert judge(code(0), code(0)) == Same()


@pytest.mark.parametrize(("older", "newer", "between"), [(-2, 0, 1), (-5, 0, 4)])
def test_codes_with_others_between_them_are_not_successive(older, newer, between):
    assert judge(code(older), code(newer)) == Apart(between)
    assert judge(code(newer), code(older)) == Apart(between)


def test_a_code_that_the_device_never_shows_is_named():
    never = "000000"
    assert not may_be_right(Secret(SEED), never, NOON)
    assert judge(code(-1), never) == Wrong("second")
    assert judge(never, code(0)) == Wrong("first")
    assert judge(never, "000001") == Wrong("both")


@pytest.mark.parametrize(("step", "may_be"), [(0, True), (-1800, True), (1800, True)])
def test_a_first_code_of_a_device_in_another_time_zone_may_be_right(step, may_be):
    assert may_be_right(Secret(SEED), code(step), NOON) is may_be


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("123456", "123456"),
        (" 123 456 ", "123456"),
        ("123-456", "123456"),
        ("123\N{NO-BREAK SPACE}456", "123456"),
        ("12345", None),
        ("1234567", None),
        ("12345x", None),
        ("١٢٣٤٥٦", None),
        ("１２３４５６", None),  # noqa: RUF001 - full-width digits
        ("²²²²²²", None),
        ("", None),
    ],
)
def test_a_code_is_six_digits_with_what_apps_put_between_them(typed, code):
    assert cleaned(typed) == code


@pytest.mark.parametrize(("text", "is_one"), [(SEED, True), ("not base32!", False), ("ABC1", False)])
def test_a_seed_is_base32_text(text, is_one):
    assert is_seed(Secret(text)) is is_one


@given(st.integers(-1700, 1700), st.booleans())
def test_a_pair_is_known_wherever_it_lies_within_hours(newer, swapped):
    pair = CodePair(code(newer - 1), code(newer))
    given = (pair.newer, pair.older) if swapped else (pair.older, pair.newer)
    verdict = judge(*given)
    assert isinstance(verdict, Right if abs(newer) <= 1 else Skewed)
    assert verdict.pair == pair


def test_no_repr_shows_a_seed_or_a_code():
    device = NewDevice("arn:aws:iam::123456789012:mfa/mark", Secret(SEED), IN_TIME)
    assert SEED not in repr(device)
    assert repr(CodePair("123456", "654321")) == "CodePair(…)"
    with pytest.raises(TypeError):
        pickle.dumps(device.seed)
