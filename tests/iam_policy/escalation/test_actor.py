from __future__ import annotations

import pytest

from rootward.iam_policy.escalation.actor import asked_by, each_policy
from rootward.iam_policy.policies import Policies
from rootward.iam_policy.policy import UNREAD, policy
from tests.checks.facts import allow
from tests.checks.facts import policy as text
from tests.iam_policy.escalation.acting import Scene
from tests.iam_policy.escalation.people import MFA, admin, among, may

READS = policy(text(allow("s3:*")))
LIMIT = policy(text(allow("ec2:*")))
OF_THE_ROOT, OF_THE_UNIT = policy(text(allow("*"))), policy(text(allow("iam:*")))
PRESENT, AGE = "aws:multifactorauthpresent", "aws:multifactorauthage"


@pytest.mark.parametrize(
    ("mode", "says"),
    [
        ("own", {}),
        ("key", {PRESENT: None, AGE: None}),
        ("session", {PRESENT: "false", AGE: None}),
    ],
)
def test_who_got_hold_of_somebody_else_acts_without_mfa(mode, says):
    maya = Scene(among(may("maya", allow("*", Condition=MFA)))).acting("maya", mode)

    assert maya.mode == mode
    assert {key: value for key, value in maya.known.items() if key in (PRESENT, AGE)} == says
    assert maya.known["aws:securetransport"] == "true"


def test_somebody_with_other_policies_is_somebody_else():
    scene = Scene(among(admin("zoe"), may("maya", allow("s3:*"))))
    maya, grown = scene.acting("maya"), scene.grown("maya")

    assert maya.identity == scene.acting("maya").identity
    assert maya.identity != grown.identity
    assert maya.identity != scene.acting("zoe").identity


def test_an_identitys_policies_are_its_own_its_boundary_and_those_of_each_level_of_the_organisation():
    bound = Policies((READS,), boundary=LIMIT, scps=((OF_THE_ROOT,), (OF_THE_UNIT, OF_THE_ROOT)))

    assert list(each_policy(bound)) == [READS, LIMIT, OF_THE_ROOT, OF_THE_UNIT, OF_THE_ROOT]
    assert list(each_policy(Policies((READS, UNREAD), scps=UNREAD))) == [READS, UNREAD]


@pytest.mark.parametrize(
    ("statement", "for_mfa", "who"),
    [
        (allow("s3:*"), False, False),
        (allow("s3:*", Condition=MFA), True, False),
        (allow("s3:*", Condition={"NumericLessThan": {"aws:MultiFactorAuthAge": "60"}}), True, False),
        (allow("s3:*", "arn:aws:s3:::home-${aws:username}"), False, True),
        (allow("s3:*", Condition={"StringLike": {"aws:PrincipalArn": "*"}}), False, True),
    ],
)
def test_policies_ask_for_mfa_or_for_the_callers_name(statement, for_mfa, who):
    asking = policy(text(statement))

    assert asked_by(Policies((READS, asking))) == (for_mfa, who)
    assert asked_by(Policies((READS, UNREAD), boundary=asking)) == (for_mfa, who)
    assert asked_by(Policies((READS,), scps=((OF_THE_ROOT,), (asking,)))) == (for_mfa, who)
