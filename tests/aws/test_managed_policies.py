"""Whether managed policies are there: only AWS's own word says that one is not."""

from __future__ import annotations

import pytest

from rootward.aws.managed_policies import missing_policies
from rootward.errors import CredentialsError
from rootward.sandbox.faults import Deny, Fail
from tests.aws.practice import session_of

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
TYPO = "arn:aws:iam::aws:policy/ReadOnlyAcces"
GONE = "arn:aws:iam::123456789012:policy/gone"


def test_those_that_aws_does_not_know_are_named_once_in_their_order(practice):
    assert missing_policies(session_of(practice), (TYPO, READ_ONLY, GONE, TYPO)) == (TYPO, GONE)


def test_where_none_is_asked_for_nothing_is_called(practice):
    session = session_of(practice)
    practice.calls.clear()

    assert missing_policies(session, ()) == ()
    assert practice.calls == []


@pytest.mark.parametrize("fault", [kind(actions=("iam:GetPolicy",)) for kind in (Deny, Fail)])
def test_what_could_not_be_read_is_not_said_to_be_missing(practice, fault):
    session = session_of(practice)
    practice.fault(fault)

    assert missing_policies(session, (TYPO,)) == ()


def test_without_valid_credentials_nobody_can_tell(practice):
    session = session_of(practice)
    practice.fault(Fail(actions=("iam:GetPolicy",), code="ExpiredToken"))

    with pytest.raises(CredentialsError):
        missing_policies(session, (TYPO,))
