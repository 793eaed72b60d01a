"""What a service control policy must look like."""

from __future__ import annotations

import json

import pytest

from rootward.sandbox.error import PracticeError
from rootward.sandbox.organizations.scp import FULL_ACCESS, require_well_formed

STATEMENT = {"Effect": "Deny", "Action": "*", "Resource": "*"}


def document(**changes):
    statement = {name: value for name, value in (STATEMENT | changes).items() if value is not None}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_full_access_and_a_plain_denial_are_well_formed():
    require_well_formed(FULL_ACCESS)
    require_well_formed(document())
    require_well_formed(document(Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"Version": "2012-10-17"}',
        document(Principal="*"),
        document(NotPrincipal={"AWS": "123456789012"}),
        document(Action=None),
        document(Resource=None),
        document(Effect="Maybe"),
    ],
)
def test_a_malformed_document_is_refused(content):
    with pytest.raises(PracticeError) as caught:
        require_well_formed(content)
    assert caught.value.code == "MalformedPolicyDocumentException"


def test_a_policy_has_ten_thousand_two_hundred_and_forty_characters_at_most():
    longest = document().ljust(10_240)
    require_well_formed(longest)
    with pytest.raises(PracticeError) as caught:
        require_well_formed(f"{longest} ")
    assert caught.value.code == "ConstraintViolationException"
