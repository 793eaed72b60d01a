"""Thresholds as settings."""

from __future__ import annotations

import pytest

from rootward.errors import ConfigurationError
from rootward.local.threshold import MEANINGS, asked, checked, default, from_text, shown, variable
from rootward.model.baseline import Baseline

NO_THRESHOLDS = {
    "trusted_accounts",
    "admin_path",
    "break_glass",
    "session_users",
    "accepted_risks",
    "alarm_email",
    "security_contact",
}


def test_every_threshold_of_the_baseline_has_a_meaning():
    assert list(MEANINGS) == [name for name in Baseline.__struct_fields__ if name not in NO_THRESHOLDS]
    assert all(meaning.endswith(".") for meaning in MEANINGS.values())


def test_a_threshold_says_what_it_may_be():
    assert asked("min_length") == "a whole number from 6 to 128"
    assert asked("required_classes") == 'a list of any of "uppercase", "lowercase", "numbers", "symbols"'
    assert asked("iac") == "true or false"


@pytest.mark.parametrize("name", MEANINGS)
def test_the_default_is_a_value_that_it_may_have(name):
    value = getattr(Baseline(), name)

    assert checked(name, default(name), "here") == value
    assert from_text(name, ",".join(value) if isinstance(value, tuple) else str(value)) == value


@pytest.mark.parametrize("value", ["ninety", 0, 3651, 90.0, True, None, [90], {"days": 90}, 10**30])
def test_any_other_value_is_refused_with_key_value_and_bounds(value):
    with pytest.raises(ConfigurationError) as caught:
        checked("max_key_age_days", value, "rootward.toml: max_key_age_days")

    assert str(caught.value) == (
        f"rootward.toml: max_key_age_days = {shown(value)} must be a whole number from 1 to 3650"
    )


@pytest.mark.parametrize("value", ["uppercase", ["upper"], [1]])
def test_a_word_that_is_none_of_the_classes_is_refused(value):
    with pytest.raises(ConfigurationError, match="a list of any of"):
        checked("required_classes", value, "x")


@pytest.mark.parametrize("value", ["true", 1, 0, None, [True]])
def test_a_switch_is_true_or_false_and_nothing_like_it(value):
    with pytest.raises(ConfigurationError) as caught:
        checked("iac", value, "rootward.toml: iac")

    assert str(caught.value) == f"rootward.toml: iac = {shown(value)} must be true or false"
    assert checked("iac", True, "rootward.toml: iac") is True  # noqa: FBT003 - the value that is asked about


@pytest.mark.parametrize(("text", "value"), [("true", True), (" True ", True), ("FALSE", False), ("false", False)])
def test_a_variable_holds_a_switch_by_its_word(text, value):
    assert from_text("iac", text) is value


@pytest.mark.parametrize("text", ["1", "0", "yes", "on", "tru", "true,false"])
def test_a_variable_that_is_no_switch_is_refused_by_its_name(text):
    with pytest.raises(ConfigurationError) as caught:
        from_text("iac", text)

    assert str(caught.value) == f'ROOTWARD_IAC = "{text}" must be true or false'


def test_a_number_is_no_switch_and_a_switch_no_number():
    assert from_text("recent_days", "0") == 0
    with pytest.raises(ConfigurationError, match="ROOTWARD_RECENT_DAYS"):
        from_text("recent_days", "true")


def test_a_variable_holds_a_number_or_words():
    assert variable("max_key_age_days") == "ROOTWARD_MAX_KEY_AGE_DAYS"
    assert from_text("max_key_age_days", " 60 ") == 60
    assert from_text("required_classes", "Numbers, symbols") == ("numbers", "symbols")


@pytest.mark.parametrize("text", ["sixty", "6.5", "1_000", "٦٠", "-1", "9" * 40, "0x10"])
def test_a_variable_that_is_no_such_number_is_refused_by_its_name(text):
    with pytest.raises(ConfigurationError, match=r"^ROOTWARD_MAX_KEY_AGE_DAYS = "):
        from_text("max_key_age_days", text)


def test_a_long_value_is_cut():
    assert len(shown("x" * 500)) == 60


def test_a_number_of_thousands_of_digits_is_refused_like_any_other():
    with pytest.raises(ConfigurationError, match="unused_days = a number of thousands of digits must be a whole"):
        checked("unused_days", int("f" * 5000, 16), "unused_days")
