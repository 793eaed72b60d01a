"""Whom a trust policy lets in."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from rootward.sandbox.sts.trust import Knock, is_trusted

MAYA = "arn:aws:iam::123456789012:user/maya.chen"
MAYAS = frozenset({MAYA, "123456789012", "arn:aws:iam::123456789012:root"})
GITHUB = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"


def policy(*statements: Mapping[str, object], version: str = "2012-10-17") -> str:
    return json.dumps({"Version": version, "Statement": list(statements)})


def allow(principal: object, action: object = "sts:AssumeRole", **more: object) -> dict[str, object]:
    return {"Effect": "Allow", "Principal": principal, "Action": action, **more}


def trusts(text: str, action: str = "sts:AssumeRole", **context: str | None) -> bool:
    keys = {name.replace("_", ":", 1): value for name, value in context.items()}
    return is_trusted(text, Knock(action=action, aws=MAYAS, context=keys))


@pytest.mark.parametrize(
    "principal",
    [
        "*",
        {"AWS": "*"},
        {"AWS": "123456789012"},
        {"AWS": "arn:aws:iam::123456789012:root"},
        {"AWS": MAYA},
        {"AWS": ["arn:aws:iam::210987654321:root", MAYA]},
    ],
)
def test_a_principal_that_names_the_caller_lets_it_in(principal):
    assert trusts(policy(allow(principal)))


@pytest.mark.parametrize(
    "principal",
    [
        {"AWS": "arn:aws:iam::210987654321:root"},
        {"AWS": "arn:aws:iam::123456789012:user/*"},
        {"AWS": "arn:aws:iam::123456789012:user/Maya.Chen"},
        {"Service": "ec2.amazonaws.com"},
        {"Federated": GITHUB},
        {"CanonicalUser": "123456789012"},
    ],
)
def test_any_other_principal_does_not(principal):
    assert not trusts(policy(allow(principal)))


@pytest.mark.parametrize(
    "action", ["sts:AssumeRole", "STS:assumerole", "sts:Assume*", "*", ["sts:TagSession", "sts:*"]]
)
def test_actions_are_patterns_without_regard_to_case(action):
    assert trusts(policy(allow("*", action)))


def test_an_action_that_is_not_allowed_is_refused():
    assert not trusts(policy(allow("*", "sts:AssumeRole")), "sts:TagSession")


def test_a_denial_outweighs():
    deny = {"Effect": "Deny", "Principal": {"AWS": MAYA}, "Action": "sts:*"}
    assert not trusts(policy(allow("*"), deny))
    assert trusts(policy(allow("*"), {**deny, "Principal": {"AWS": "210987654321"}}))


def test_an_external_id_must_be_the_one_asked_for():
    text = policy(allow("*", Condition={"StringEquals": {"sts:ExternalId": "Acme-42"}}))
    assert trusts(text, sts_externalid="Acme-42")
    assert not trusts(text, sts_externalid="acme-42")
    assert not trusts(text, sts_externalid=None)


def test_what_cannot_be_judged_lets_nobody_in():
    unknown = {"StringEquals": {"aws:PrincipalTag/team": "ops"}}
    assert not trusts(policy(allow("*", Condition=unknown)))
    deny = {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Condition": unknown}
    assert not trusts(policy(allow("*"), deny))


def test_notprincipal_is_not_judged():
    allowed = {"Effect": "Allow", "NotPrincipal": {"AWS": "210987654321"}, "Action": "sts:AssumeRole"}
    denied = {**allowed, "Effect": "Deny"}
    assert not trusts(policy(allowed))
    assert not trusts(policy(allow("*"), denied))


def test_a_policy_that_is_none_lets_nobody_in():
    assert not trusts("{}")
    assert not trusts("nonsense")


def test_an_identity_provider_is_trusted_by_its_arn_alone():
    knock = Knock(action="sts:AssumeRoleWithWebIdentity", federated=GITHUB, context={})
    assert is_trusted(policy(allow({"Federated": GITHUB}, "sts:AssumeRoleWithWebIdentity")), knock)
    assert not is_trusted(policy(allow("*", "sts:AssumeRoleWithWebIdentity")), knock)
    assert not is_trusted(policy(allow({"Federated": GITHUB}, "sts:AssumeRole")), knock)
