"""Which edges of the table policies may have to do with."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.iam_policy.escalation.edge import edges
from rootward.iam_policy.escalation.repertoire import Repertoire
from rootward.iam_policy.policies import Policies
from rootward.iam_policy.policy import UNREAD, Policy
from rootward.iam_policy.policy import policy as made
from tests.checks.facts import ACCOUNT, allow, arn, policy
from tests.iam_policy.escalation.people import deny

SELF = arn("user", "maya")
IN_IRELAND = "arn:aws:sagemaker:eu-west-1:123456789012:notebook-instance/*"


def ready(*statements: dict[str, Any]) -> Policy:
    return made(policy(*statements))


def open_to(*listed: Policy, boundary: Policy | None = None) -> set[str]:
    """The ids of the edges that these may go."""
    repertoire = Repertoire("aws", ACCOUNT)
    policies = Policies(listed, boundary=boundary)
    return {edge.id for edge in repertoire.edges(policies)}


def test_whoever_may_do_everything_may_go_every_edge_but_the_one_that_trust_policies_decide():
    assert {edge.id for edge in edges()} - open_to(ready(allow("*"))) == {"sts-001"}


def test_whoever_may_do_nothing_of_the_table_may_go_none():
    assert open_to(ready(allow(["s3:*", "iam:Get*", "iam:List*"]))) == set()


@pytest.mark.parametrize(
    ("statement", "open_"),
    [
        (allow("iam:PutUserPolicy", SELF), {"iam-007"}),
        (allow("iam:putuserpolicy", arn("user", "team/*")), {"iam-007"}),
        (allow("IAM:PutUser*"), {"iam-007", "rootward-008"}),
        (allow("ia?:PutUserPolicy"), {"iam-007"}),
        (allow("*:PutUserPolicy"), {"iam-007"}),
        (allow("iam:PutUserPolicy", "arn:aws:iam::*:user/${aws:username}"), {"iam-007"}),
        (allow("iam:PutUserPolicy", "arn:aws:iam::999999999999:user/*"), set()),
        (allow("iam:PutUserPolicy", "arn:aws-cn:iam::123456789012:user/*"), set()),
        (allow("iam:PutUserPolicy", arn("role", "*")), set()),
        (allow("iam:PutRolePolicy", arn("role", "*")), {"iam-005", "iam-017"}),
        (allow("iam:PutGroupPolicy", arn("group", "*")), {"iam-011"}),
        (allow("iam:PutGroupPolicy", arn("user", "*")), set()),
        (allow("iam:CreatePolicyVersion", arn("policy", "*")), {"iam-001", "iam-016", "rootward-010"}),
        (allow("iam:CreatePolicyVersion", arn("role", "*")), set()),
        (allow("iam:PutUserPolicy", "arn:aws:s3:::bucket"), set()),
        ({"Effect": "Allow", "Action": "iam:PutUserPolicy", "NotResource": "arn:aws:s3:::bucket"}, {"iam-007"}),
        ({"Effect": "Deny", "Action": "iam:PutUserPolicy", "Resource": "*"}, set()),
        (allow("sagemaker:CreatePresignedNotebookInstanceUrl", IN_IRELAND), {"sagemaker-004"}),
        (allow("iam:PutUserPolicy", Condition={"Bool": {"aws:ViaAWSService": "true"}}), set()),
        (allow("iam:PutUserPolicy", Condition={"Bool": {"aws:ViaAWSService": "false"}}), {"iam-007"}),
        (allow("iam:PutUserPolicy", Condition={"StringEquals": {"aws:SomethingNew": "yes"}}), {"iam-007"}),
        (allow("iam:AttachUserPolicy", Condition={"ArnEquals": {"iam:PolicyARN": arn("policy", "x")}}), {"iam-008"}),
    ],
)
def test_one_statement_opens_what_it_may_allow_on_something_of_the_right_kind(statement, open_):
    assert open_to(ready(statement)) == open_


def test_what_is_left_out_of_not_action_is_not_allowed():
    others = ready({"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"})
    most = ready({"Effect": "Allow", "NotAction": ["iam:PutUserPolicy"], "Resource": "*"})

    assert {each for each in open_to(others) if each.startswith("iam-")} == set()
    assert open_to(ready(allow("*"))) - open_to(most) == {"iam-007", "iam-018"}


def test_a_role_is_passed_to_the_service_of_the_condition():
    condition = {"StringEquals": {"iam:PassedToService": "glue.amazonaws.com"}}
    several = ready(allow("iam:PassRole", Condition=condition), allow(["lambda:CreateFunction", "lambda:Invoke*"]))
    glue = ready(allow("iam:PassRole", Condition=condition), allow(["glue:CreateDevEndpoint"]))

    assert {each for each in open_to(several) if each.startswith("lambda-001")} == set()
    assert "glue-001" in open_to(glue)


def test_all_needs_must_be_met_and_one_of_each_lot():
    making, putting = ready(allow("iam:CreateRole")), ready(allow("iam:PutRolePolicy", arn("role", "x/*")))

    assert open_to(making) == set()
    assert open_to(putting) == {"iam-005", "iam-017"}
    assert open_to(making, putting) == {"iam-005", "iam-017", "rootward-001"}


def test_within_a_boundary_it_is_what_both_allow():
    own = ready(allow(["iam:PutUserPolicy", "iam:CreateAccessKey"], arn("user", "*")))
    limit = ready(allow(["iam:CreateAccessKey", "iam:DeleteAccessKey", "iam:UpdateLoginProfile"]))

    assert open_to(own) == {"iam-002", "iam-007", "iam-018"}
    assert open_to(own, boundary=limit) == {"iam-002"}


def test_a_policy_that_was_not_read_may_allow_everything():
    repertoire = Repertoire("aws", ACCOUNT)

    assert {edge.id for edge in edges()} - {edge.id for edge in repertoire.edges(Policies((UNREAD,)))} == {"sts-001"}


@pytest.mark.parametrize(
    ("policy_", "hinders"),
    [
        (ready(deny("iam:PutUserPolicy", SELF)), True),
        (ready(allow("*"), deny("lambda:*")), True),
        (ready(deny("sts:AssumeRole")), True),
        (ready({"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}), True),
        (ready(allow("*")), False),
        (ready(allow("*"), deny("s3:*")), False),
        (UNREAD, True),
    ],
)
def test_what_denies_something_of_the_table_hinders(policy_, hinders):
    repertoire = Repertoire("aws", ACCOUNT)

    assert [repertoire.hinders(policy_), repertoire.hinders(policy_)] == [hinders, hinders]


def test_policies_are_told_apart():
    repertoire = Repertoire("aws", ACCOUNT)
    denying, harmless, putting = (
        ready(deny("iam:PutUserPolicy")), ready(allow("s3:*")), ready(allow("iam:PutUserPolicy", SELF)),
    )  # fmt: skip
    sets = [Policies((each,)) for each in (denying, harmless, putting)]

    assert [repertoire.hinders(each) for each in (denying, harmless, putting)] == [True, False, False]
    assert [[edge.id for edge in repertoire.edges(each)] for each in sets] == [[], [], ["iam-007"]]
