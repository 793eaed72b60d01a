"""The tables of what is emulated are read as they are written, or not at all."""

from __future__ import annotations

import pytest

from rootward.errors import InternalError
from rootward.sandbox import emulation
from rootward.sandbox.emulation import Deviation, by_service, decode, topics

ENTRY = """
service = "iam"

[[operation]]
name = "ListUsers"
here = "corrected"
faithful = "Pages."
differs = "Nothing known."
source = ["https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html"]
"""


def test_a_topic_is_read_as_it_is_written():
    deviation = '[[operation.deviations]]\nsays = "Users.Path: "\nbecause = "AWS does so too."\n'
    (operation,) = decode(f"{ENTRY}{deviation}".encode(), "users").operations

    assert operation.name == "ListUsers"
    assert operation.here == "corrected"
    assert operation.deviations == (Deviation(says="Users.Path: ", because="AWS does so too."),)


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ('here = "corrected"', 'here = "invented"', "Invalid enum value 'invented'"),
        ('faithful = "Pages."', "", "missing required field `faithful`"),
        ('differs = "Nothing known."', 'differs = ""', "length >= 1"),
        ('source = ["https', 'source = ["http', "matching regex"),
        ("differs =", "diverges =", "unknown field `diverges`"),
        ('service = "iam"', 'serves = "iam"', "unknown field `serves`"),
    ],
)
def test_a_mistake_is_told_with_its_topic(right, wrong, says):
    with pytest.raises(InternalError, match=r"operations 'users' cannot be read: .*") as failure:
        decode(ENTRY.replace(right, wrong).encode(), "users")
    assert says in str(failure.value)


def test_an_operation_is_described_once(monkeypatch):
    twice = {"users": decode(ENTRY.encode(), "users"), "users-again": decode(ENTRY.encode(), "users-again")}
    monkeypatch.setattr(emulation, "topics", lambda: twice)

    with pytest.raises(InternalError, match="operations 'users-again': iam ListUsers is described twice"):
        by_service()


def test_every_topic_can_be_read():
    assert "s3" in topics()
    assert list(by_service()) == sorted(by_service())
