"""Checking a password: what is looked at first, and by whose rules."""

from __future__ import annotations

import pytest

from rootward.engine.password.judging import Names
from rootward.errors import UsageError
from rootward.model.baseline import Baseline
from rootward.model.secret import Secret
from rootward.workflows.password_check import Lists, check_password, is_incomplete

SHA1_OF_PASSWORD = "5BAA61E4C9B93F3F" + "0682250B6CF8331B7EE68FD8"
NOBODY = "http://127.0.0.1:9/range/"


def never():
    raise AssertionError("the password is asked for too early")


def check(text, lists, told):
    return check_password(lambda: Secret(text), Baseline(), Names(), lists, announce=told.append)


def test_a_list_of_ones_own_is_looked_into(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text(f"{SHA1_OF_PASSWORD}:7\n")
    told: list[str] = []

    assert check("password", Lists(file=path), told).sightings[0].times == 7
    assert check("Plum-orbit-7-Gravel-nine", Lists(file=path), told).holds
    assert told == []


def test_a_list_that_cannot_be_searched_is_refused_before_the_password_is_asked_for(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        check_password(never, None, Names(), Lists(file=tmp_path / "missing"), announce=print)


def test_an_address_that_will_not_do_is_refused_before_the_password_is_asked_for():
    with pytest.raises(UsageError, match="https"):
        check_password(never, None, Names(), Lists(server="http://mirror.example/"), announce=print)


def test_what_goes_to_a_server_is_said_before_and_its_silence_leaves_the_verdict_incomplete():
    told: list[str] = []
    verdict = check("Plum-orbit-7-Gravel-nine", Lists(server=NOBODY), told)

    assert told == [f"the first five digits of the password's SHA-1 hash go to {NOBODY}, and nothing else"]
    assert verdict.holds
    assert is_incomplete(verdict)


def test_a_list_that_was_looked_into_leaves_nothing_out(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text(f"{SHA1_OF_PASSWORD}:7\n")

    assert not is_incomplete(check("password", Lists(file=path), []))
    assert not is_incomplete(check("password", Lists(), []))
