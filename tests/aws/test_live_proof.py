from __future__ import annotations

import json
from typing import Any

import pytest

from rootward.aws.live_proof import LIVE_PROOF_CALLS, PROVABLE, LiveProof, live_proof
from rootward.errors import CredentialsError
from rootward.iam_policy.administration import CONTROL
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.faults import Cut, Throttle
from rootward.workflows.collect import collect_account
from tests.aws.fake_aws import FakeAws, error, xml
from tests.aws.practice import allow, person, policy, session_of

ALL = allow("*")
WITHOUT_MFA: dict[str, Any] = {
    **allow("*", Condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}),
    "Effect": "Deny",
}


@pytest.fixture
def enforced(practice: Sandbox) -> Sandbox:
    practice.enforce = True
    return practice


def made(sandbox: Sandbox) -> list[str]:
    return [call.operation for call in sandbox.calls]


def proof_of(sandbox: Sandbox, *statements: dict[str, Any]) -> LiveProof:
    """Of a new user's power."""
    session = person(sandbox, "somebody", *statements)
    sandbox.calls.clear()
    return live_proof(session)


def test_an_administrator_is_one(enforced):
    assert live_proof(session_of(enforced)) == LiveProof(holds=True)
    assert made(enforced)[1:] == ["AttachRolePolicy", "UpdateAssumeRolePolicy", "AttachUserPolicy"]


def test_the_proof_changes_nothing(enforced):
    session = session_of(enforced)
    before = collect_account(session, ("identities",)).identities

    live_proof(session)

    assert collect_account(session, ("identities",)).identities == before


def test_somebody_without_power_is_none_and_all_that_is_lacking_is_named(enforced):
    proof = proof_of(enforced, allow("s3:*"))

    assert proof == LiveProof(
        holds=False,
        denied=(
            "iam:AttachRolePolicy",
            "iam:PutRolePolicy",
            "iam:UpdateAssumeRolePolicy",
            "iam:AttachUserPolicy",
            "iam:PutUserPolicy",
            "iam:AttachGroupPolicy",
            "iam:PutGroupPolicy",
        ),
        detail="AccessDenied: because no identity-based policy allows the iam:AttachRolePolicy action",
    )


def test_an_administrator_who_may_do_nothing_without_mfa_is_none_without_it(enforced):
    proof = proof_of(enforced, ALL, WITHOUT_MFA)

    assert not proof.holds
    assert proof.detail == "AccessDenied: with an explicit deny in an identity-based policy"


@pytest.mark.parametrize(
    "for_users", ["iam:AttachUserPolicy", "iam:PutUserPolicy", "iam:AttachGroupPolicy", "iam:PutGroupPolicy"]
)
@pytest.mark.parametrize("for_roles", ["iam:AttachRolePolicy", "iam:PutRolePolicy"])
def test_one_action_of_those_that_do_the_same_is_enough(enforced, for_roles, for_users):
    assert proof_of(enforced, allow(for_roles, "iam:UpdateAssumeRolePolicy", for_users)) == LiveProof(holds=True)


@pytest.mark.parametrize(
    ("lacking", "denied"),
    [
        (("iam:AttachRolePolicy", "iam:PutRolePolicy"), ("iam:AttachRolePolicy", "iam:PutRolePolicy")),
        (("iam:UpdateAssumeRolePolicy",), ("iam:UpdateAssumeRolePolicy",)),
        (("iam:Attach*", "iam:PutRolePolicy"), ("iam:AttachRolePolicy", "iam:PutRolePolicy")),
    ],
    ids=["rights of roles", "who becomes a role", "an alternative is left for users"],
)
def test_only_what_nothing_makes_up_for_is_lacking(enforced, lacking, denied):
    proof = proof_of(enforced, ALL, {**allow(*lacking), "Effect": "Deny"})

    assert (proof.holds, proof.denied) == (False, denied)


@pytest.mark.parametrize(
    "narrow",
    [
        {"Condition": {"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/AWSDenyAll"}}},
        {"Condition": {"StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/edge"}}},
        {"Resource": ["arn:aws:iam::123456789012:user/app-*", "arn:aws:iam::123456789012:role/app-*"]},
    ],
    ids=["some policies only", "behind a boundary only", "some names only"],
)
def test_power_over_a_part_is_not_enough(enforced, narrow):
    assert not proof_of(enforced, allow("iam:Attach*", "iam:UpdateAssumeRolePolicy", **narrow)).holds


def test_a_policy_that_spares_single_roles_takes_nothing_from_an_administrator(enforced):
    spared = {**allow("iam:*"), "Effect": "Deny", "Resource": "arn:aws:iam::123456789012:role/landing-zone-*"}

    assert proof_of(enforced, ALL, spared).holds


def test_what_a_service_control_policy_denies_is_seen_from_the_member_account():
    with serve("organisation", enforce=True) as sandbox:
        variables = sandbox.credentials_of("666677778888")
        member = session_of(
            sandbox,
            (variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"], variables["AWS_SESSION_TOKEN"]),
        )
        assert live_proof(member).holds
        organizations: Any = session_of(sandbox).client("organizations")
        content = policy({"Effect": "Deny", "Action": "iam:UpdateAssumeRolePolicy", "Resource": "*"})
        forbids = organizations.create_policy(
            Name="frozen-trust", Description="", Type="SERVICE_CONTROL_POLICY", Content=content
        )["Policy"]["PolicySummary"]["Id"]
        organizations.attach_policy(PolicyId=forbids, TargetId="666677778888")

        assert live_proof(member) == LiveProof(
            holds=False,
            denied=("iam:UpdateAssumeRolePolicy",),
            detail="AccessDenied: with an explicit deny in a service control policy",
        )


# ---- answers that prove nothing


@pytest.mark.parametrize("fault", [Throttle(actions=("iam:*",)), Cut(actions=("iam:*",))], ids=["throttled", "cut"])
def test_without_an_answer_nothing_is_proven(practice, fault):
    session = session_of(practice)
    practice.fault(fault)

    proof = live_proof(session)

    assert (proof.holds, proof.denied) == (False, ())
    assert proof.detail.startswith("AttachRolePolicy was neither allowed nor denied: ")


def answering(aws: FakeAws, **answers: Any) -> FakeAws:
    """Where no other answer is said, nobody is there."""
    nobody = error("NoSuchEntity", "cannot be found", 404)
    aws.answers.update({call.operation: answers.get(call.operation, nobody) for call in LIVE_PROOF_CALLS})
    return aws


def test_a_limit_proves_nothing_and_the_denials_before_it_are_kept(aws):
    answering(
        aws,
        AttachRolePolicy=error("AccessDenied", "no", 403),
        PutRolePolicy=error("AccessDenied", "no", 403),
        UpdateAssumeRolePolicy=error("LimitExceeded", "too many", 409),
    )

    assert live_proof(aws.session()) == LiveProof(
        holds=False,
        denied=("iam:AttachRolePolicy", "iam:PutRolePolicy"),
        detail="UpdateAssumeRolePolicy was neither allowed nor denied: LimitExceeded: too many",
    )


def test_a_call_that_is_made_after_all_proves_nothing_and_says_what_was_written(aws):
    body = xml("PutRolePolicy", "")[2].replace(
        "</PutRolePolicyResponse>",
        "<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></PutRolePolicyResponse>",
    )
    answering(aws, AttachRolePolicy=error("AccessDenied", "no", 403), PutRolePolicy=(200, "text/xml", body))

    proof = live_proof(aws.session())

    name = aws.asked("PutRolePolicy")[0]["RoleName"]
    assert not proof.holds
    assert proof.detail == f"PutRolePolicy was made on the role {name}, which no role should be called"


def test_spent_credentials_are_a_credentials_error(aws):
    answering(aws, AttachRolePolicy=error("ExpiredToken", "…", 403))

    with pytest.raises(CredentialsError):
        live_proof(aws.session())


# ---- what is sent


def test_every_proof_has_a_name_of_its_own_that_nobody_has(aws):
    answering(aws)
    session = aws.session()
    live_proof(session)
    live_proof(session)

    names = [one["RoleName"] for one in aws.asked("AttachRolePolicy")]
    assert all(name.startswith("rootward-proof-") and len(name) == 47 for name in names)
    assert len(set(names)) == 2
    assert [one["UserName"] for one in aws.asked("AttachUserPolicy")] == names


def test_what_could_be_written_would_give_nobody_a_right(aws):
    """If a role of the name were there after all. Attached is AdministratorAccess: nothing less would prove it."""
    denied = {call.operation: error("AccessDenied", "no", 403) for call in LIVE_PROOF_CALLS}
    answering(aws, **denied)

    live_proof(aws.session())

    documents = [
        json.loads(parameters["PolicyDocument"])
        for operation in ("PutRolePolicy", "UpdateAssumeRolePolicy", "PutUserPolicy", "PutGroupPolicy")
        for parameters in aws.asked(operation)
    ]
    assert [one["Effect"] for document in documents for one in document["Statement"]] == ["Deny"] * 4


def test_the_proof_makes_the_calls_that_it_declares_and_no_others(enforced):
    proof_of(enforced, allow("s3:*"))

    assert made(enforced) == [call.operation for call in LIVE_PROOF_CALLS]


def test_the_proof_asks_for_all_that_control_rests_on_but_for_what_would_make_a_role():
    assert [action for row in CONTROL for action in row if action not in {one for row in PROVABLE for one in row}] == [
        ("iam:CreateRole", "role")
    ]
    assert len(PROVABLE) == len(CONTROL)
    assert all(PROVABLE)
