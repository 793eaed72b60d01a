from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.checks.verdict import Verdict
from rootward.model.finding import Evidence
from rootward.model.identity import InlinePolicy, ManagedPolicy
from tests.checks.asking import only, verdicts
from tests.checks.facts import NOW, account, allow, arn, denied, group, identities, inline, managed, policy, role, user

CHECK = "assume-role-any"
ASSUME = "sts:AssumeRole"


def judged(*statements: dict[str, Any]) -> Verdict:
    """The answer on one customer managed policy of these statements."""
    return only(CHECK, account(identities=identities(policies=(managed("jump", policy(*statements)),))))


def test_assume_role_on_any_role_fails() -> None:
    verdict = judged(allow("s3:ListAllMyBuckets"), allow(ASSUME))
    assert (verdict.status, verdict.resource) == ("fail", arn("policy", "jump"))
    assert verdict.message == "policy jump allows sts:AssumeRole on any role (statement 2)"
    assert verdict.evidence == (Evidence("authorization-details", NOW, "policy jump, statement", 2),)


@pytest.mark.parametrize("action", ["STS:assumerole", "sts:*", "sts:Assume*", "*:AssumeRole", "s?s:AssumeRol?"])
def test_patterns_that_take_in_the_action_fail(action: str) -> None:
    assert judged(allow(["s3:GetObject", action])).status == "fail"


@pytest.mark.parametrize("action", ["sts:AssumeRoleWithSAML", "sts:GetSessionToken", "sts:AssumeRol", "iam:*"])
def test_other_actions_pass(action: str) -> None:
    assert judged(allow(action)).status == "pass"


@pytest.mark.parametrize(
    "resource",
    [
        "*",
        "arn:aws:iam::*:role/*",
        "arn:*:iam::*:role/*",
        "arn:aws:iam::*",
        "arn:aws:iam",
        "arn:aws:*:*:*:*",
        "arn:aws:iam::????????????:role/?*",
    ],
)
def test_resources_that_leave_no_role_out_fail(resource: str) -> None:
    assert judged(allow(ASSUME, ["arn:aws:iam::123456789012:role/deploy", resource])).status == "fail"


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:iam::123456789012:role/deploy",
        "arn:aws:iam::123456789012:role/*",
        "arn:aws:iam::*:role/cdk-*",
        "arn:aws:iam::*:role/teams/*",
        "arn:aws:s3:::*",
        "arn:aws-cn:iam::*:role/*",
    ],
)
def test_resources_that_name_roles_or_an_account_pass(resource: str) -> None:
    assert judged(allow(ASSUME, resource)).status == "pass"


def test_the_partition_of_the_account_counts() -> None:
    jump = managed("jump", policy(allow(ASSUME, "arn:aws-cn:iam::*:role/*")))
    assert only(CHECK, account(partition="aws-cn", identities=identities(policies=(jump,)))).status == "fail"


@pytest.mark.parametrize(
    ("elements", "status"),
    [
        ({"NotAction": "iam:*", "Resource": "*"}, "fail"),
        ({"NotAction": ["iam:*", "sts:*"], "Resource": "*"}, "pass"),
        ({"Action": ASSUME, "NotResource": "arn:aws:iam::*:role/admin"}, "fail"),
        ({"Action": ASSUME, "NotResource": ["arn:aws:s3:::data", "arn:aws:iam::*:role/*"]}, "pass"),
        ({"Action": ASSUME, "NotResource": "*"}, "pass"),
        ({"Action": ASSUME}, "pass"),
    ],
)
def test_what_a_statement_leaves_in_counts(elements: dict[str, Any], status: str) -> None:
    assert judged({"Effect": "Allow", **elements}).status == status


def test_a_condition_passes() -> None:
    condition = {"StringEquals": {"aws:ResourceOrgID": "${aws:PrincipalOrgID}"}}
    assert judged(allow(ASSUME, Condition=condition)).status == "pass"


@pytest.mark.parametrize(
    ("deny", "status"),
    [
        ({"Action": "sts:*", "Resource": "*"}, "pass"),
        ({"NotAction": "s3:*", "Resource": "*"}, "pass"),
        ({"Action": ASSUME, "Resource": "arn:aws:iam::*:role/admin"}, "fail"),
        ({"Action": ASSUME, "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}, "fail"),
        ({"Action": "sts:AssumeRoleWithSAML", "Resource": "*"}, "fail"),
    ],
)
def test_only_a_whole_deny_without_condition_takes_it_back(deny: dict[str, Any], status: str) -> None:
    assert judged(allow(ASSUME), {"Effect": "Deny", **deny}).status == status


@pytest.mark.parametrize("action", ["*", "*:*"])
def test_full_administration_is_another_checks_question(action: str) -> None:
    verdict = judged(allow(action))
    assert verdict.status == "not_applicable"
    assert verdict.message == "policy jump allows everything, which is more than sts:AssumeRole and another question"


def test_every_action_on_roles_alone_is_no_full_administration() -> None:
    assert judged(allow("*", "arn:aws:iam::*:role/*")).status == "fail"


def test_full_administration_does_not_hide_a_statement_beside_it() -> None:
    assert judged(allow("*"), allow(ASSUME)).message == "policy jump allows sts:AssumeRole on any role (statement 2)"


@pytest.mark.parametrize("kind", ["user", "group", "role"])
def test_an_inline_policy_is_its_holders(kind: str) -> None:
    make = {"user": user, "group": group, "role": role}[kind]
    holder = make("ops", inline_policies=(inline("jump", policy(allow(ASSUME))), inline("read", policy(allow("s3:*")))))
    answers = verdicts(CHECK, account(identities=identities(**{f"{kind}s": (holder,)})))
    assert [(answer.status, answer.resource, answer.message) for answer in answers] == [
        ("fail", arn(kind, "ops"), "inline policy jump of ops allows sts:AssumeRole on any role (statement 1)"),
        ("pass", arn(kind, "ops"), "inline policy read of ops does not allow sts:AssumeRole on any role"),
    ]


def test_policies_that_aws_owns_are_left_out() -> None:
    power = ManagedPolicy(
        name="PowerUserAccess",
        arn="arn:aws:iam::aws:policy/PowerUserAccess",
        document=policy({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
    )
    verdict = only(CHECK, account(identities=identities(policies=(power,))))
    assert (verdict.status, verdict.message) == ("pass", "there are no customer managed and no inline policies")


def test_a_document_that_was_not_read_makes_its_policy_unknown_and_no_other() -> None:
    unread = denied("iam:GetPolicyVersion")
    both = (managed("jump", unread), managed("open", policy(allow(ASSUME))))
    answers = verdicts(CHECK, account(identities=identities(policies=both)))
    assert [(answer.status, answer.resource) for answer in answers] == [
        ("unknown", arn("policy", "jump")),
        ("fail", arn("policy", "open")),
    ]
    assert answers[0].unknowns == (unread,)


def test_invalid_json_makes_its_policy_unknown_and_no_other() -> None:
    mark = user("mark", inline_policies=(InlinePolicy(name="broken", document='{"Statement": [{"Effect": "Allow",'),))
    both = (managed("odd", policy(allow("s3:*"), {"Effect": "Allow"})), managed("open", policy(allow(ASSUME))))
    answers = verdicts(CHECK, account(identities=identities(policies=both, users=(mark,))))
    assert [(answer.status, answer.resource) for answer in answers] == [
        ("unknown", arn("policy", "odd")),
        ("fail", arn("policy", "open")),
        ("unknown", arn("user", "mark")),
    ]
    assert answers[0].unknowns[0].detail == ("policy odd cannot be read: statement 2 has neither Action nor NotAction")
    assert answers[2].unknowns[0].reason == "failed"
    assert (
        answers[2]
        .unknowns[0]
        .detail.startswith("inline policy broken of mark cannot be read: it is not valid JSON: Expecting property name")
    )


def test_unread_identities_are_one_unknown_of_the_account() -> None:
    unread = denied("iam:GetAccountAuthorizationDetails")
    verdict = only(CHECK, account(identities=unread))
    assert (verdict.status, verdict.unknowns) == ("unknown", (unread,))


@given(st.text())
def test_any_text_as_a_policy_gets_an_answer(document: str) -> None:
    verdict = only(CHECK, account(identities=identities(policies=(managed("odd", document),))))
    assert (verdict.status, verdict.resource) == ("unknown", arn("policy", "odd"))


@given(st.lists(st.sampled_from(["s3:*", "sts:GetCallerIdentity", "ec2:Describe*", "iam:Get*"]), max_size=5))
def test_an_allowed_assume_role_is_found_among_any_others(others: list[str]) -> None:
    assert judged(allow(others), allow([*others, ASSUME])).status == "fail"
    assert judged(allow(others)).status == "pass"
