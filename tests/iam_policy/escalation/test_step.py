from __future__ import annotations

import pytest

from rootward.iam_policy.decision import Decision, Verdict
from rootward.iam_policy.document import Statement
from rootward.iam_policy.escalation.attempt import Ends, Found, Met
from rootward.iam_policy.escalation.doubt import NONE
from rootward.iam_policy.escalation.edge import Need
from rootward.iam_policy.escalation.path import Grant
from rootward.iam_policy.escalation.step import step
from rootward.iam_policy.policy import Policy
from tests.checks.facts import allow, arn, group, inline, managed, policy, role, trust, user
from tests.iam_policy.escalation.acting import Scene, edge
from tests.iam_policy.escalation.people import among

RULES = managed("rules", policy(allow("s3:*"), allow("iam:PassRole")))
SCENE = Scene(
    among(
        user(
            "ben",
            attached_policies=(RULES.arn, arn("policy", "lost")),
            inline_policies=(inline("own", policy(allow("ec2:*"))),),
            groups=("helpdesk",),
        ),
        role(
            "weak",
            inline_policies=(inline("work", policy(allow("lambda:*"))),),
            trust_policy=trust({"AWS": arn("user", "ben")}),
        ),
        role("helper"),
        groups=(group("helpdesk", inline_policies=(inline("keys", policy(allow("iam:CreateAccessKey"))),)),),
        policies=(RULES,),
    )
)
BEN, WEAK, HELPER = SCENE.acting("ben"), SCENE.acting("weak", "session"), SCENE.acting("helper", "session")
NEED = Need(action="iam:PassRole", on="target-role")
LAMBDA = edge("lambda-001")


def statement_of(who, name: str, number: int) -> tuple[int, Statement]:
    """The place of somebody's policy of that name among its policies, and a statement of it."""
    ready = next(held.ready for held in who.held if held.name == name)
    assert isinstance(ready, Policy)
    return who.policies.identity.index(ready), ready.rules[number - 1].statement


def by_statement(who, name: str, number: int) -> Decision:
    index, deciding = statement_of(who, name, number)
    return Decision(verdict=Verdict.ALLOW, layer="identity", index=index, deciding=deciding)


def granted(decision: Decision, actor=None) -> Grant:
    """How a step tells that a need was met."""
    (grant,) = step(BEN, Found(LAMBDA, Ends(), NONE, (Met(NEED, actor, "arn:x", decision),)), WEAK).grants
    return grant


@pytest.mark.parametrize(
    ("name", "number", "told"),
    [
        (RULES.arn, 1, (RULES.arn, None, 1)),
        (RULES.arn, 2, (RULES.arn, None, 2)),
        ("own", 1, ("own", None, 1)),
        ("keys", 1, ("keys", "helpdesk", 1)),
    ],
)
def test_a_need_is_met_by_a_statement_of_a_policy_that_the_one_who_goes_holds(name, number, told):
    grant = granted(by_statement(BEN, name, number))

    assert (grant.need, grant.holder, grant.resource) == (NEED, BEN.holder, "arn:x")
    assert (grant.policy, grant.group, grant.statement) == told


def test_a_need_of_the_role_that_acts_is_met_by_a_policy_of_that_role():
    grant = granted(by_statement(WEAK, "work", 1), WEAK)

    assert (grant.need, grant.holder, grant.resource) == (NEED, WEAK.holder, "arn:x")
    assert (grant.policy, grant.group, grant.statement) == ("work", None, 1)


_, OWN = statement_of(BEN, "own", 1)


@pytest.mark.parametrize(
    "decision",
    [
        Decision(verdict=Verdict.ALLOW, layer="resource", index=0, deciding=OWN),  # the trust policy
        Decision(verdict=Verdict.DEPENDS, layer="boundary", index=0, deciding=OWN),
        Decision(verdict=Verdict.DEPENDS, layer="identity", index=0),  # a policy that was not read
        Decision(verdict=Verdict.ALLOW, layer="identity"),  # it needs none
    ],
)
def test_a_need_that_no_statement_of_the_holder_meets_names_none(decision):
    grant = granted(decision)

    assert (grant.need, grant.holder, grant.resource) == (NEED, BEN.holder, "arn:x")
    assert (grant.policy, grant.group, grant.statement) == (None, None, None)


def test_a_step_leads_from_one_to_another_by_an_edge():
    made = step(BEN, Found(LAMBDA, Ends(), NONE, ()), WEAK)

    assert (made.edge, made.by, made.to, made.grants) == (LAMBDA, BEN.holder, WEAK.holder, ())
    assert (made.helper, made.group, made.policy) == (None, None, None)


def test_a_step_names_the_helper_the_group_and_the_policy():
    ends = Ends(WEAK.holder, WEAK, HELPER, group=arn("group", "teams/admins"), policy=RULES.arn)

    made = step(BEN, Found(LAMBDA, ends, NONE, ()), WEAK)

    assert (made.helper, made.group, made.policy) == (HELPER.holder, "admins", RULES.arn)


def test_a_step_tells_every_need_in_its_order():
    other = Need(action="lambda:CreateFunction", on="*")
    met = (
        Met(other, None, "arn:made", by_statement(BEN, "own", 1)),
        Met(NEED, WEAK, "arn:x", by_statement(WEAK, "work", 1)),
    )

    made = step(BEN, Found(LAMBDA, Ends(), NONE, met), WEAK)

    assert [(grant.need, grant.holder, grant.resource) for grant in made.grants] == [
        (other, BEN.holder, "arn:made"),
        (NEED, WEAK.holder, "arn:x"),
    ]
