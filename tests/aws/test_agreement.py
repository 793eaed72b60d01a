from __future__ import annotations

import pytest

from rootward.aws.agreement import agreed
from rootward.errors import CredentialsError
from rootward.model.change import GroupChange
from rootward.model.unknown import Unknown
from rootward.sandbox.faults import Deny, Fail, Stale
from tests.aws.fake_aws import error, xml
from tests.aws.practice import iam_of, reading_of
from tests.checks.facts import arn

CREW = GroupChange(name="crew", arn=arn("group", "crew"), before=False, after=True)


class Patience:
    """A clock that moves when it is slept, and the practice account's with it."""

    def __init__(self, sandbox=None):
        self.sandbox = sandbox
        self.now = 0.0
        self.waits = []

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds
        self.waits.append(round(seconds, 3))
        if self.sandbox:
            self.sandbox.advance_clock(seconds)


def wait(reading, patience, seconds=30.0):
    return agreed(reading, CREW, patience_seconds=seconds, clock=patience.clock, sleep=patience.sleep)


def test_a_read_that_agrees_is_not_waited_for(practice):
    iam_of(practice).create_group(GroupName="crew")
    patience = Patience(practice)

    with reading_of(practice) as reading:
        assert wait(reading, patience) is True

    assert patience.waits == []


def test_stale_reads_are_waited_out_in_longer_and_longer_waits(practice):
    practice.fault(Stale(seconds=20))
    iam_of(practice).create_group(GroupName="crew")
    patience = Patience(practice)

    with reading_of(practice) as reading:
        assert wait(reading, patience) is True

    assert patience.waits == [0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0, 5.0]


def test_what_never_agrees_is_told_as_it_was_seen_last(practice):
    patience = Patience(practice)

    with reading_of(practice) as reading:
        assert wait(reading, patience, seconds=2.0) is False

    assert patience.waits == [0.2, 0.4, 0.8, 0.6]
    assert len(practice.calls) == 5


def test_without_patience_there_is_one_look(practice):
    with reading_of(practice) as reading:
        assert wait(reading, Patience(practice), seconds=0.0) is False

    assert len(practice.calls) == 1


@pytest.mark.parametrize(
    "fault", [Deny(actions=("iam:GetGroup",), times=2), Fail(actions=("iam:GetGroup",), times=6)], ids=["deny", "fail"]
)
def test_a_read_that_is_denied_or_fails_for_a_while_is_tried_again(practice, fault):
    iam_of(practice).create_group(GroupName="crew")
    practice.fault(fault)

    with reading_of(practice) as reading:
        assert wait(reading, Patience(practice)) is True


def test_a_read_that_stays_denied_stays_unknown(practice):
    iam_of(practice).create_group(GroupName="crew")
    practice.deny("iam:GetGroup")

    with reading_of(practice) as reading:
        seen = wait(reading, Patience(practice))

    assert isinstance(seen, Unknown)
    assert seen.reason == "denied"


def test_credentials_that_expire_meanwhile_end_the_waiting(aws):
    aws.answers["GetGroup"] = lambda _parameters, _region: (
        error("NoSuchEntity", "", 404) if len(aws.asked("GetGroup")) < 3 else error("ExpiredToken", "", 403)
    )
    patience = Patience()

    with aws.reading() as reading, pytest.raises(CredentialsError):
        wait(reading, patience)

    assert patience.waits == [0.2, 0.4]


def test_the_own_clock_serves_where_none_is_given(aws):
    aws.answers["GetGroup"] = xml("GetGroup", "<Users/><IsTruncated>false</IsTruncated>")

    with aws.reading() as reading:
        assert agreed(reading, CREW, patience_seconds=30) is True
