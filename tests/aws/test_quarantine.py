"""The newest of AWS's quarantine policies is taken, with what it says."""

from __future__ import annotations

import pytest

from rootward.aws.quarantine import read_quarantine
from rootward.engine.revoking import Quarantine
from rootward.model.unknown import Unknown
from rootward.sandbox import serve
from tests.aws.fake_aws import error, xml
from tests.aws.practice import session_of
from tests.workflows.four_gaps import FOUR_GAPS

ARN = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantine"


def knows(aws, *versions):
    def policy(parameters, _region):
        name = parameters["PolicyArn"].removeprefix(ARN)
        if name in versions:
            return xml("GetPolicy", "<Policy><DefaultVersionId>v2</DefaultVersionId></Policy>")
        return error("NoSuchEntity", "there is none", 404)

    aws.answers["GetPolicy"] = policy
    aws.answers["GetPolicyVersion"] = xml(
        "GetPolicyVersion", "<PolicyVersion><Document>%7B%22a%22%3A1%7D</Document></PolicyVersion>"
    )


@pytest.mark.parametrize(("versions", "newest"), [(("V4", "V3", "V2"), "V4"), (("V3", "V2"), "V3"), (("V2",), "V2")])
def test_the_newest_that_is_there(aws, versions, newest):
    knows(aws, *versions)

    assert read_quarantine(aws.session()) == Quarantine(arn=f"{ARN}{newest}", document='{"a":1}')
    assert aws.asked("GetPolicyVersion")[0]["VersionId"] == "v2"


def test_a_partition_without_any(aws):
    knows(aws)

    found = read_quarantine(aws.session())

    assert isinstance(found, Unknown)
    assert "has no AWSCompromisedKeyQuarantine" in found.detail


def test_a_denial_is_no_absence(aws):
    aws.answers["GetPolicy"] = error("AccessDenied", "no identity-based policy allows it", 403)

    found = read_quarantine(aws.session())

    assert isinstance(found, Unknown)
    assert (found.reason, found.action) == ("denied", "iam:GetPolicy")
    assert len(aws.asked("GetPolicy")) == 1


def test_the_practice_account_has_one_that_denies():
    with serve(FOUR_GAPS) as sandbox:
        found = read_quarantine(session_of(sandbox))

    assert isinstance(found, Quarantine)
    assert '"Deny"' in found.document
