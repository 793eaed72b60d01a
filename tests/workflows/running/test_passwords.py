"""Passwords for one sign-in: told before they are set, one for each user, as the account's policy asks."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from rootward.errors import OutputError
from rootward.model.change import OneTimePassword
from rootward.model.unknown import Unknown
from rootward.workflows.running.passwords import FirstPassword, Passwords, sign_in_page
from tests.checks.facts import account, denied, password_policy

MARK, ANN = OneTimePassword("mark"), OneTimePassword("ann")


def passwords_of(facts, **more):
    """The passwords, and what was told."""
    told: list[FirstPassword] = []
    return Passwords(told.append, facts, **more), told


@pytest.mark.parametrize(
    ("policy", "minimum", "length"),
    [
        (None, 0, 24),
        (password_policy(minimum_length=14), 14, 24),
        (password_policy(minimum_length=40), 14, 40),
        (password_policy(minimum_length=8), 32, 32),
        (denied("iam:GetAccountPasswordPolicy"), 14, 24),
        (Unknown("failed"), 128, 128),
    ],
)
def test_it_is_as_long_as_the_account_asks_or_will_ask_and_never_short(policy, minimum, length):
    passwords, _ = passwords_of(account(password_policy=policy), minimum=minimum)

    assert len(passwords(MARK)) == length


def test_it_is_told_with_the_page_to_sign_in_at():
    passwords, told = passwords_of(account())

    password = passwords(MARK)

    assert told == [FirstPassword("mark", password, "https://123456789012.signin.aws.amazon.com/console")]


def test_each_user_has_one_however_often_it_is_asked_for():
    passwords, told = passwords_of(account())

    marks = {passwords(MARK) for _ in range(3)}
    anns = {passwords(ANN) for _ in range(3)}

    assert (len(marks), len(anns), marks & anns) == (1, 1, set())
    assert [one.user for one in told] == ["mark", "ann"]


def test_threads_are_told_one_password_of_a_user():
    passwords, told = passwords_of(account())
    together = threading.Barrier(8)

    def asked() -> str:
        together.wait()
        password: str = passwords(MARK)
        return password

    with ThreadPoolExecutor(8) as crew:
        several = [crew.submit(asked) for _ in range(8)]

    assert {one.result() for one in several} == {told[0].password}
    assert len(told) == 1


def test_one_that_could_not_be_told_is_never_given_away():
    refused = [True, False]
    told: list[FirstPassword] = []

    def tell(one: FirstPassword) -> None:
        told.append(one)
        if refused.pop(0):
            raise OutputError("the disk is full")

    passwords = Passwords(tell, account())
    with pytest.raises(OutputError, match="the disk is full") as raised:
        passwords(MARK)
    password = passwords(MARK)

    assert told[0].password not in repr(raised.value)
    assert password == told[1].password
    assert password != told[0].password


def test_one_that_was_refused_is_taken_back_and_never_given_again():
    withdrawn: list[FirstPassword] = []
    passwords, told = passwords_of(account(), withdraw=withdrawn.append)
    passwords(MARK)
    passwords(ANN)

    assert passwords.withdraw("mark") is True
    assert withdrawn == told[:1]
    assert passwords(MARK) == told[2].password
    assert told[2].password != told[0].password


def test_of_whoever_was_told_none_nothing_is_taken_back():
    withdrawn: list[FirstPassword] = []
    passwords, _ = passwords_of(account(), withdraw=withdrawn.append)

    assert passwords.withdraw("mark") is False
    assert withdrawn == []


def test_no_repr_holds_one():
    passwords, told = passwords_of(account())
    password = passwords(MARK)

    shown = f"{passwords!r} {passwords} {told!r} {told[0]} {MARK!r}"

    assert password not in shown
    assert "mark" in repr(told[0])


@pytest.mark.parametrize(
    ("partition", "page"),
    [
        ("aws", "https://123456789012.signin.aws.amazon.com/console"),
        ("aws-cn", "https://123456789012.signin.amazonaws.cn/console"),
        ("aws-us-gov", "https://123456789012.signin.amazonaws-us-gov.com/console"),
    ],
)
def test_each_partition_has_a_sign_in_page_of_its_own(partition, page):
    assert sign_in_page("123456789012", partition) == page
