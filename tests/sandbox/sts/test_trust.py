"""Whom a trust policy lets in, and what the caller's own policies add."""

from __future__ import annotations

import json

import pytest

from rootward.sandbox.sts.trust import trusts, why_not_lent
from tests.sandbox.authorization.callers import MAYA, account
from tests.sandbox.people import iam_of

GITHUB = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
ROLE = "arn:aws:iam::123456789012:role/Lent"


def policy(*statements, version="2012-10-17"):
    return json.dumps({"Version": version, "Statement": list(statements)})


def allow(principal, action="sts:AssumeRole", **more):
    return {"Effect": "Allow", "Principal": principal, "Action": action, **more}


@pytest.fixture
def lent(fresh):
    """`lent(trust)`: a role with that trust policy; the account is in place, and enforces nothing."""
    with iam_of(fresh) as iam:

        def make(trust):
            return iam.create_role(
                role_name="Lent",
                assume_role_policy_document=trust,
                path="/",
                permissions_boundary=None,
                description="",
                tags=[{"Key": "team", "Value": "ops"}],
                max_session_duration="3600",
            )

        yield make


@pytest.mark.parametrize(
    "principal",
    [
        "*",
        {"AWS": "*"},
        {"AWS": "123456789012"},
        {"AWS": "arn:aws:iam::123456789012:root"},
        {"AWS": MAYA.arn},
        {"AWS": ["arn:aws:iam::210987654321:root", MAYA.arn]},
    ],
)
def test_a_principal_that_names_the_caller_lets_it_in(lent, principal):
    assert why_not_lent(lent(policy(allow(principal))), "sts:AssumeRole", MAYA, {}) is None


@pytest.mark.parametrize(
    "principal",
    [
        {"AWS": "arn:aws:iam::210987654321:root"},
        {"AWS": "arn:aws:iam::123456789012:user/Maya.Chen"},
        {"Service": "ec2.amazonaws.com"},
        {"Federated": GITHUB},
    ],
)
def test_any_other_principal_does_not_and_no_reason_is_named(lent, principal):
    assert why_not_lent(lent(policy(allow(principal))), "sts:AssumeRole", MAYA, {}) == ""


def test_a_denial_outweighs(lent):
    deny = {"Effect": "Deny", "Principal": {"AWS": MAYA.arn}, "Action": "sts:*"}
    role = lent(policy(allow("*"), deny))
    assert why_not_lent(role, "sts:AssumeRole", MAYA, {}) == "with an explicit deny in the role trust policy"


def test_tagging_the_session_is_allowed_by_itself(lent):
    assert why_not_lent(lent(policy(allow("*"))), "sts:TagSession", MAYA, {}) == ""


@pytest.mark.parametrize(("given", "reason"), [("Acme-42", None), ("acme-42", ""), (None, "")])
def test_an_external_id_must_be_the_one_asked_for(lent, given, reason):
    role = lent(policy(allow("*", Condition={"StringEquals": {"sts:ExternalId": "Acme-42"}})))
    assert why_not_lent(role, "sts:AssumeRole", MAYA, {"sts:ExternalId": given}) == reason


@pytest.mark.parametrize(("team", "reason"), [("ops", None), ("sales", "")])
def test_the_roles_own_tags_can_be_asked_for(lent, team, reason):
    role = lent(policy(allow("*", Condition={"StringEquals": {"iam:ResourceTag/team": team}})))
    assert why_not_lent(role, "sts:AssumeRole", MAYA, {}) == reason


@pytest.mark.parametrize("text", ["{}", "nonsense"])
def test_a_policy_that_is_none_lets_nobody_in(lent, text):
    assert why_not_lent(lent(text), "sts:AssumeRole", MAYA, {}) == ""


def test_there_is_no_role(fresh):
    with account(fresh):
        assert why_not_lent(None, "sts:AssumeRole", MAYA, {}) == ""


def test_an_identity_provider_is_trusted_by_its_arn_and_for_its_own_action(lent):
    role = lent(policy(allow({"Federated": GITHUB}, "sts:AssumeRoleWithWebIdentity")))
    assert trusts(role, "sts:AssumeRoleWithWebIdentity", GITHUB, {})
    assert not trusts(role, "sts:AssumeRole", GITHUB, {})
    assert not trusts(role, "sts:AssumeRoleWithWebIdentity", GITHUB + "x", {})


def test_where_policies_are_enforced_the_callers_own_must_let_it_assume_the_role(fresh, lent):
    fresh.enforce = True
    role = lent(policy(allow({"AWS": "123456789012"})))
    with iam_of(fresh) as iam:
        maya = iam.users["maya.chen"]
        for group in iam.get_groups_for_user("maya.chen"):
            group.users.remove(maya)
        maya.managed_policies.clear()
        reason = "because no identity-based policy allows the sts:AssumeRole action"
        assert why_not_lent(role, "sts:AssumeRole", MAYA, {}) == reason
        maya.policies["assume"] = policy({"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": ROLE})
        assert why_not_lent(role, "sts:AssumeRole", MAYA, {}) is None
        role.assume_role_policy_document = policy(allow("*"), {**allow("*"), "Effect": "Deny"})
        assert why_not_lent(role, "sts:AssumeRole", MAYA, {}) == "with an explicit deny in the role trust policy"


def test_a_trust_policy_that_names_the_user_itself_is_enough_in_its_own_account(fresh, lent):
    fresh.enforce = True
    role = lent(policy(allow({"AWS": MAYA.arn})))
    with iam_of(fresh) as iam:
        iam.users["maya.chen"].policies.clear()
        assert why_not_lent(role, "sts:AssumeRole", MAYA, {}) is None
