from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.checks.identities.issuer import SHARED, issuer_of, signs_in_programs, strangers
from rootward.iam_policy.document import Statement, parse

GITHUB = "token.actions.githubusercontent.com"
EKS = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789abcdef"


def trusting(issuer: str, condition: dict[str, Any] | None) -> Statement:
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{issuer}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
    }
    if condition is not None:
        statement["Condition"] = condition
    return parse(json.dumps({"Statement": statement})).statements[0]


def subject(issuer: str, *values: str, claim: str = "sub") -> str | None:
    """Whom a statement lets in that holds the claim to these values."""
    return strangers(trusting(issuer, {"StringLike": {f"{issuer}:{claim}": list(values)}}), issuer)


def test_the_issuer_stands_in_the_providers_arn() -> None:
    assert issuer_of(f"arn:aws:iam::123456789012:oidc-provider/{GITHUB}") == GITHUB
    assert issuer_of("arn:aws:iam::123456789012:oidc-provider/Acme.Example.com/Realm/") == "acme.example.com/realm"
    assert issuer_of("arn:aws:iam::123456789012:saml-provider/Okta") is None


@pytest.mark.parametrize(
    "value",
    [
        "repo:acme/app:ref:refs/heads/main",
        "repo:acme/app:*",
        "repo:acme/*",
        "repo:acme@4711/*",
        "repo:acme@*/app@815:ref:refs/heads/main",
        "repository_owner:acme:environment:prod",
        "repository_owner_id:4711:*",
        "enterprise:acme:*",
    ],
)
def test_github_subjects_that_name_a_tenant(value: str) -> None:
    assert subject(GITHUB, value) is None


@pytest.mark.parametrize(
    "value",
    [
        "*",
        "repo:*",
        "repo:*/app:*",
        "repo:acme*",
        "repo:acme?/app:ref:refs/heads/main",
        "repo:/app:*",
        "repo:",
        "re*",
        "environment:production",
        "environment:*",
        "job_workflow_ref:acme/flows/.github/workflows/deploy.yml@refs/heads/main",
        "",
    ],
)
def test_github_subjects_that_name_none(value: str) -> None:
    assert subject(GITHUB, value) == "any tenant of GitHub Actions (no sub that names one)"


def test_one_open_value_opens_the_list() -> None:
    assert subject(GITHUB, "repo:acme/app:*", "repo:*") is not None
    assert subject(GITHUB, "repo:acme/app:*", "repo:acme/lib:*") is None


def test_an_audience_is_no_subject() -> None:
    statement = trusting(GITHUB, {"StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com"}})
    assert strangers(statement, GITHUB) is not None
    assert strangers(trusting(GITHUB, None), GITHUB) is not None


@pytest.mark.parametrize("operator", ["StringLikeIfExists", "ForAllValues:StringLike", "StringNotLike"])
def test_a_test_that_a_token_passes_without_the_subject_closes_nothing(operator: str) -> None:
    assert strangers(trusting(GITHUB, {operator: {f"{GITHUB}:sub": "repo:acme/app:*"}}), GITHUB) is not None


@pytest.mark.parametrize(
    ("claim", "value", "closed"),
    [
        ("repository_id", "815", True),
        ("repository_owner_id", "4711", True),
        ("enterprise_id", "42", True),
        ("repository", "acme/app", True),
        ("repository", "acme/*", True),
        ("repository", "*/app", False),
        ("repository_id", "*", False),
        ("actor", "mark", False),
        ("job_workflow_ref", "acme/flows/.github/workflows/deploy.yml@refs/heads/main", False),
        ("environment", "production", False),
    ],
)
def test_githubs_other_claims(claim: str, value: str, *, closed: bool) -> None:
    assert (subject(GITHUB, value, claim=claim) is None) is closed


def test_an_enterprises_own_issuer_of_github_needs_a_subject_too() -> None:
    assert subject(f"{GITHUB}/acme", "repo:acme/app:*") is None
    assert subject(f"{GITHUB}/acme", "*") is not None


@pytest.mark.parametrize("issuer", ["gitlab.com", "gitlab.acme.com"])
@pytest.mark.parametrize(
    ("value", "closed"),
    [
        ("project_path:acme/app:ref_type:branch:ref:main", True),
        ("project_path:acme/*:ref_type:branch:ref:main", True),
        ("project_path:*/app:ref_type:branch:ref:main", False),
        ("project_path:acme*", False),
        ("*", False),
    ],
)
def test_gitlab_subjects(issuer: str, value: str, *, closed: bool) -> None:
    assert (subject(issuer, value) is None) is closed


@pytest.mark.parametrize(
    ("value", "closed"),
    [
        ("system:serviceaccount:prod:app", True),
        ("system:serviceaccount:prod:*", True),
        ("system:serviceaccount:*:app", True),
        ("system:serviceaccount:dev-*:app", True),
        ("system:serviceaccount:*:*", False),
        ("system:serviceaccount:*", False),
        ("system:*", False),
        ("*", False),
        ("", False),
    ],
)
def test_eks_subjects(value: str, *, closed: bool) -> None:
    assert (subject(EKS, value) is None) is closed


def test_eks_without_a_subject() -> None:
    said = "any pod of an EKS cluster (no sub that names a service account)"
    assert strangers(trusting(EKS, {"StringEquals": {f"{EKS}:aud": "sts.amazonaws.com"}}), EKS) == said


@pytest.mark.parametrize(
    ("issuer", "claim", "value", "closed"),
    [
        ("app.terraform.io", "sub", "organization:acme:project:*:workspace:*:run_phase:*", True),
        ("app.terraform.io", "sub", "organization:*:project:x:workspace:y:run_phase:apply", False),
        ("agent.buildkite.com", "sub", "organization:acme:pipeline:app:*", True),
        ("agent.buildkite.com", "sub", "organization:acme*", False),
        ("oidc.vercel.com", "aud", "https://vercel.com/acme", True),
        ("oidc.vercel.com", "aud", "https://vercel.com/*", False),
        ("oidc.vercel.com", "aud", "https://*", False),
        ("oidc.vercel.com", "sub", "owner:acme:project:app:environment:production", False),
        ("api.pulumi.com/oidc", "aud", "aws:acme", True),
        ("api.pulumi.com/oidc", "aud", "aws:*", False),
        ("oidc-configuration.audit-log.githubusercontent.com", "sub", "https://github.com/acme", True),
        ("oidc-configuration.audit-log.githubusercontent.com", "sub", "https://github.com/*", False),
        ("oidc.op1.openshiftapps.com/2c51blsaqa9gkjt0o9rt11mle8mmropu", "sub", "system:serviceaccount:t:api", True),
        ("oidc.op1.openshiftapps.com/2c51blsaqa9gkjt0o9rt11mle8mmropu", "sub", "system:serviceaccount:*", False),
        ("scalr.io", "sub", "account:acme:environment:*", True),
        ("scalr.io", "sub", "account:*", False),
        ("accounts.google.com", "aud", "4711.apps.googleusercontent.com", True),
        ("accounts.google.com", "email", "mark@example.com", False),
        ("graph.facebook.com", "app_id", "4711", True),
        ("www.amazon.com", "app_id", "*", False),
    ],
)
def test_other_issuers_by_their_own_claims(issuer: str, claim: str, value: str, *, closed: bool) -> None:
    assert (subject(issuer, value, claim=claim) is None) is closed


def test_azure_sentinel_is_told_by_the_session_name() -> None:
    issuer = "sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d"
    named = trusting(issuer, {"StringEquals": {"sts:RoleSessionName": "MicrosoftSentinel_4711"}})
    assert strangers(named, issuer) is None
    assert (
        strangers(trusting(issuer, None), issuer)
        == "any tenant of Azure Sentinel (no sts:RoleSessionName that names one)"
    )


@pytest.mark.parametrize("issuer", ["acme.okta.com", "keycloak.acme.com/realms/a", "oidc.circleci.com/org/4711"])
def test_an_issuer_of_ones_own_needs_no_claim(issuer: str) -> None:
    assert strangers(trusting(issuer, None), issuer) is None


@pytest.mark.parametrize(
    ("issuer", "prefix"),
    [
        ("cognito-identity.amazonaws.com", "cognito-identity.amazonaws.com"),
        ("cognito-identity.cn-north-1.amazonaws.com.cn", "cognito-identity.amazonaws.com.cn"),
        ("cognito-identity-us-gov.amazonaws.com", "cognito-identity-us-gov.amazonaws.com"),
    ],
)
def test_cognito_needs_the_pool_and_who_is_signed_in(issuer: str, prefix: str) -> None:
    pool = {"StringEquals": {f"{prefix}:aud": "eu-west-1:4711"}}
    signed_in = {"ForAnyValue:StringLike": {f"{prefix}:amr": "authenticated"}}
    assert strangers(trusting(issuer, {**pool, **signed_in}), issuer) is None
    assert strangers(trusting(issuer, pool), issuer) == "a Cognito identity pool's guests as well (no amr)"
    assert strangers(trusting(issuer, signed_in), issuer) == "the users of any Cognito identity pool (no aud)"
    assert strangers(trusting(issuer, None), issuer) == "the users of any Cognito identity pool (no aud and no amr)"
    guests = {"ForAnyValue:StringLike": {f"{prefix}:amr": "*"}}
    assert strangers(trusting(issuer, {**pool, **guests}), issuer) is not None


@pytest.mark.parametrize("issuer", SHARED)
def test_no_shared_issuer_signs_in_people_or_is_open_to_any_tenant(issuer: str) -> None:
    assert signs_in_programs(issuer)
    assert strangers(trusting(issuer, None), issuer) is not None


@given(st.text("repo:acm/*?@", max_size=20))
def test_a_github_subject_that_passes_fixes_the_owner(value: str) -> None:
    """Whatever stands behind the owner, two owners' tokens cannot both match."""
    if subject(GITHUB, value) is None:
        owner = value.removeprefix("repo:").split("/")[0].split("@")[0].split(":")[0]
        assert value.startswith("repo:")
        assert owner
        assert not set(owner) & set("*?")
