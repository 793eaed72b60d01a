from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.checks.verdict import Verdict
from rootward.model.finding import Evidence
from rootward.model.monitoring import Organization
from tests.checks.asking import only, verdicts
from tests.checks.facts import ACCOUNT, NOW, account, arn, denied, identities, policy, role, trust

CHECK = "role-trust-too-open"
VENDOR = "arn:aws:iam::999999999999:root"
MEMBER = Organization(id="o-acme", management_account="111122223333", feature_set="ALL")
UNREAD = denied("organizations:DescribeOrganization")
ANYBODY = "statement 1 lets in any principal of any account"
OUTSIDER = "statement 1 lets in account 999999999999 without an ExternalId"


def judged(
    trust_policy: str, *, facts: dict[str, Any] | None = None, trusted: tuple[str, ...] = (), **fields: Any
) -> Verdict:
    """The answer on one role of this trust policy."""
    doors = identities(roles=(role("door", trust_policy=trust_policy, **fields),))
    return only(CHECK, account(identities=doors, **(facts or {})), trusted_accounts=trusted)


def opened(principal: Any, condition: dict[str, Any] | None = None, *, action: str = "sts:AssumeRole") -> str:
    """A trust policy of one statement, under a condition."""
    return trust(principal, action, Condition=condition or {})


def web(issuer: str, condition: dict[str, Any] | None = None) -> str:
    """A trust policy for the tokens of an issuer."""
    provider = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{issuer}"
    return opened({"Federated": provider}, condition, action="sts:AssumeRoleWithWebIdentity")


# --- anybody


@pytest.mark.parametrize("principal", ["*", {"AWS": "*"}, {"AWS": ["123456789012", "*"]}, {"Federated": "*"}])
def test_any_principal_fails(principal: Any) -> None:
    verdict = judged(trust(principal))
    assert (verdict.status, verdict.severity, verdict.resource) == ("fail", "high", arn("role", "door"))
    assert verdict.message == f"door: {ANYBODY}"


def test_all_principals_but_one_are_any_principal() -> None:
    but = {"Effect": "Allow", "NotPrincipal": {"AWS": VENDOR}, "Action": "sts:AssumeRole"}
    assert judged(policy(but)).message == f"door: {ANYBODY}"


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}},
        {"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}},
        {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/*"}},
        {"ArnEquals": {"aws:PrincipalArn": [f"arn:aws:iam::{ACCOUNT}:role/ci", f"arn:aws:iam::{ACCOUNT}:user/mark"]}},
        {"StringEquals": {"aws:PrincipalOrgID": "o-acme"}},
        {"StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-acme/r-ab12/ou-ab12-11111111/*"}},
        {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        {"ArnLike": {"aws:SourceArn": f"arn:aws:sns:*:{ACCOUNT}:alarms"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::acme-data"}},
        {"StringEquals": {"aws:SourceOrgID": "o-acme"}},
    ],
)
def test_any_principal_under_a_condition_that_names_ones_own_passes(condition: dict[str, Any]) -> None:
    assert judged(opened("*", condition), facts={"organization": MEMBER}).status == "pass"


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-acme"}},
        {"StringNotEquals": {"aws:PrincipalOrgID": "o-evil"}},
        {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-acme"}},
        {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
        {"StringLike": {"aws:PrincipalOrgID": ["o-acme", "*"]}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "*/ou-ab12-11111111/*"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ci"}},
        {"StringLike": {"aws:PrincipalArn": "*"}},
        {"StringLike": {"aws:SourceAccount": "*"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}},
        {"StringLike": {"aws:SourceArn": "*"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}},
        {"StringEquals": {"sts:ExternalId": "4711"}},
        {"StringEquals": {"aws:PrincipalTag/team": "ops"}},
        {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
        {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    ],
)
def test_any_principal_under_a_condition_that_names_nobody_fails(condition: dict[str, Any]) -> None:
    assert judged(opened("*", condition), facts={"organization": MEMBER}).message == f"door: {ANYBODY}"


def test_any_principal_of_a_named_outside_account_is_that_account() -> None:
    condition = {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::999999999999:role/*"}}
    assert judged(opened("*", condition)).message == f"door: {OUTSIDER}"
    assert judged(opened("*", condition), trusted=("999999999999",)).status == "pass"
    with_id = {**condition, "StringEquals": {"sts:ExternalId": "4711"}}
    assert judged(opened("*", with_id)).status == "pass"


@pytest.mark.parametrize("organization", [None, MEMBER])
def test_another_organisation_fails(organization: Organization | None) -> None:
    condition = {"StringEquals": {"aws:PrincipalOrgID": ["o-acme", "o-evil"]}}
    verdict = judged(opened("*", condition), facts={"organization": organization})
    others = "o-evil" if organization else "o-acme, o-evil"
    assert verdict.message == f"door: statement 1 lets in organisation {others}, which is not the account's own"


def test_whether_an_organisation_is_ones_own_is_unknown_where_it_was_not_read() -> None:
    condition = {"StringEquals": {"aws:PrincipalOrgID": "o-acme"}}
    verdict = judged(opened("*", condition), facts={"organization": UNREAD})
    assert (verdict.status, verdict.unknowns) == ("unknown", (UNREAD,))


def test_one_condition_that_closes_suffices() -> None:
    both = {"StringEquals": {"aws:PrincipalOrgID": "o-evil", "aws:PrincipalAccount": ACCOUNT}}
    assert judged(opened("*", both), facts={"organization": MEMBER}).status == "pass"
    assert judged(opened("*", both), facts={"organization": UNREAD}).status == "pass"


# --- accounts


@pytest.mark.parametrize(
    "principal",
    [
        ACCOUNT,
        f"arn:aws:iam::{ACCOUNT}:root",
        f"arn:aws:iam::{ACCOUNT}:user/mark",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/ops/mark",
    ],
)
def test_ones_own_account_passes(principal: str) -> None:
    assert judged(trust({"AWS": principal})).status == "pass"


@pytest.mark.parametrize(
    "principal",
    ["999999999999", VENDOR, "arn:aws:iam::999999999999:role/vendor", "arn:aws-cn:iam::999999999999:root"],
)
def test_an_outside_account_without_an_external_id_fails(principal: str) -> None:
    verdict = judged(trust({"AWS": principal}))
    assert (verdict.status, verdict.severity, verdict.message) == ("fail", "high", f"door: {OUTSIDER}")
    assert verdict.evidence == (Evidence("authorization-details", NOW, "trust policy, statement 1, AWS", principal),)


@pytest.mark.parametrize("operator", ["StringEquals", "StringLike", "ForAnyValue:StringEquals"])
def test_an_external_id_passes(operator: str) -> None:
    assert judged(opened({"AWS": VENDOR}, {operator: {"STS:ExternalID": "4711"}})).status == "pass"


@pytest.mark.parametrize(
    "condition",
    [
        {"StringLike": {"sts:ExternalId": "*"}},
        {"StringLike": {"sts:ExternalId": "acme-*"}},
        {"StringLike": {"sts:ExternalId": ["4711", "?*"]}},
        {"StringEquals": {"sts:ExternalId": ""}},
        {"StringEqualsIfExists": {"sts:ExternalId": "4711"}},
        {"StringNotEquals": {"sts:ExternalId": "4711"}},
        {"Null": {"sts:ExternalId": "false"}},
    ],
)
def test_an_external_id_that_anything_matches_fails(condition: dict[str, Any]) -> None:
    assert judged(opened({"AWS": VENDOR}, condition)).message == f"door: {OUTSIDER}"


def test_a_trusted_account_passes() -> None:
    assert judged(trust({"AWS": VENDOR}), trusted=("999999999999",)).status == "pass"


def test_the_management_account_of_the_organisation_passes() -> None:
    management = {"AWS": "arn:aws:iam::111122223333:root"}
    assert judged(trust(management), facts={"organization": MEMBER}).status == "pass"
    assert judged(trust(management)).status == "fail"


def test_another_account_of_an_organisation_is_not_known_for_one_of_it() -> None:
    assert judged(trust({"AWS": VENDOR}), facts={"organization": MEMBER}).message == f"door: {OUTSIDER}"
    own = {"StringEquals": {"aws:PrincipalOrgID": "o-acme"}}
    assert judged(opened({"AWS": VENDOR}, own), facts={"organization": MEMBER}).status == "pass"


def test_an_account_that_may_be_of_the_organisation_is_unknown_where_it_was_not_read() -> None:
    verdict = judged(trust({"AWS": VENDOR}), facts={"organization": UNREAD})
    assert (verdict.status, verdict.unknowns) == ("unknown", (UNREAD,))


def test_a_deleted_principal_lets_in_nobody() -> None:
    assert judged(trust({"AWS": "AROA" + "EXAMPLE0123456789"})).status == "pass"


def test_a_canonical_user_assumes_no_role() -> None:
    assert judged(trust({"CanonicalUser": "79a5"}, action="sts:*")).status == "pass"


def test_a_principal_of_no_known_form_is_unknown() -> None:
    verdict = judged(trust({"AWS": "arn:aws:iam::cloudfront:user/x"}))
    assert verdict.status == "unknown"
    assert verdict.unknowns[0].detail == "statement 1: 'arn:aws:iam::cloudfront:user/x' is no known principal"
    assert judged(trust({"Federated": "login.example.com"}, action="sts:AssumeRoleWithWebIdentity")).status == "unknown"


# --- federation


def test_github_without_a_subject_fails_and_with_one_passes() -> None:
    issuer = "token.actions.githubusercontent.com"
    audience = {"StringEquals": {f"{issuer}:aud": "sts.amazonaws.com"}}
    assert judged(web(issuer, audience)).message == (
        "door: statement 1 lets in any tenant of GitHub Actions (no sub that names one)"
    )
    assert judged(web(issuer, {**audience, "StringLike": {f"{issuer}:sub": "repo:acme/app:*"}})).status == "pass"
    assert judged(web(issuer, {**audience, "StringLike": {f"{issuer}:sub": "repo:*"}})).status == "fail"


def test_eks_without_a_subject_fails_and_with_one_passes() -> None:
    issuer = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"
    assert judged(web(issuer, {"StringEquals": {f"{issuer}:aud": "sts.amazonaws.com"}})).status == "fail"
    assert judged(web(issuer, {"StringEquals": {f"{issuer}:sub": "system:serviceaccount:prod:app"}})).status == "pass"


def test_cognito_and_public_logins_are_named_without_an_arn() -> None:
    pool = {"StringEquals": {"cognito-identity.amazonaws.com:aud": "eu-west-1:4711"}}
    amr = {"ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"}}

    def cognito(condition: dict[str, Any]) -> str:
        return opened(
            {"Federated": "cognito-identity.amazonaws.com"}, condition, action="sts:AssumeRoleWithWebIdentity"
        )

    assert judged(cognito(pool)).status == "fail"
    assert judged(cognito({**pool, **amr})).status == "pass"
    google = {"Federated": "accounts.google.com"}
    assert judged(trust(google, action="sts:AssumeRoleWithWebIdentity")).message == (
        "door: statement 1 lets in any user of accounts.google.com (no aud)"
    )


def test_ones_own_identity_providers_pass() -> None:
    saml = {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/Okta"}
    assert judged(trust(saml, action="sts:AssumeRoleWithSAML")).status == "pass"
    assert judged(web("acme.okta.com")).status == "pass"


# --- services


def test_a_service_that_documents_the_source_and_lacks_it_weighs_little() -> None:
    verdict = judged(trust({"Service": "codebuild.amazonaws.com"}))
    assert (verdict.status, verdict.severity, verdict.fix) == ("fail", "low", None)
    assert verdict.message == (
        "door: statement 1 lets in codebuild.amazonaws.com on anybody's behalf (no aws:SourceArn or aws:SourceAccount)"
    )


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ({"StringEquals": {"aws:SourceAccount": ACCOUNT}}, "pass"),
        ({"ArnLike": {"aws:SourceArn": f"arn:aws:states:*:{ACCOUNT}:*"}}, "pass"),
        ({"StringEquals": {"aws:SourceOrgID": "o-acme"}}, "pass"),
        ({"ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-acme/*"}}, "pass"),
        ({"ForAnyValue:StringLike": {"aws:SourceOrgPaths": "*"}}, "fail"),
        ({"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}}, "fail"),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:states:*:*:*"}}, "fail"),
        ({"StringEquals": {"sts:ExternalId": "4711"}}, "fail"),
    ],
)
def test_what_names_a_services_source(condition: dict[str, Any], status: str) -> None:
    assert judged(opened({"Service": "states.eu-west-1.amazonaws.com"}, condition)).status == status


@pytest.mark.parametrize("service", ["ec2.amazonaws.com", "lambda.amazonaws.com", "config.amazonaws.com"])
def test_services_that_document_no_source_pass(service: str) -> None:
    assert judged(trust({"Service": service})).status == "pass"


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ({"ArnEquals": {"aws:SourceArn": f"arn:aws:rolesanywhere:us-east-1:{ACCOUNT}:trust-anchor/ta-1"}}, "pass"),
        ({"ArnLike": {"aws:SourceArn": f"arn:aws:rolesanywhere:*:{ACCOUNT}:trust-anchor/ta-1"}}, "pass"),
        ({"ArnLike": {"aws:SourceArn": f"arn:aws:rolesanywhere:us-east-1:{ACCOUNT}:trust-anchor/*"}}, "fail"),
        ({"ArnLike": {"aws:SourceArn": f"arn:aws:rolesanywhere:us-east-1:{ACCOUNT}:*"}}, "fail"),
        ({"StringEquals": {"aws:SourceAccount": ACCOUNT}}, "fail"),
        ({"StringEquals": {"aws:PrincipalTag/x509Subject/CN": "Alice"}}, "fail"),
        (None, "fail"),
    ],
)
def test_roles_anywhere_needs_its_trust_anchor(condition: dict[str, Any] | None, status: str) -> None:
    verdict = judged(opened({"Service": "rolesanywhere.amazonaws.com"}, condition))
    assert verdict.status == status
    assert verdict.severity in {None, "high"}


# --- the document as a whole


@pytest.mark.parametrize(
    ("action", "status"),
    [
        ("sts:AssumeRole", "fail"),
        ("STS:assumerole", "fail"),
        ("sts:*", "fail"),
        ("*", "fail"),
        (["sts:TagSession", "sts:AssumeRoleWithSAML"], "fail"),
        (["sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"], "pass"),
    ],
)
def test_only_actions_that_let_somebody_in_count(action: Any, status: str) -> None:
    assert judged(trust("*", action=action)).status == status


def test_an_action_of_another_kind_of_principal_lets_in_nobody() -> None:
    assert judged(trust({"AWS": VENDOR}, action="sts:AssumeRoleWithWebIdentity")).status == "pass"


@pytest.mark.parametrize(
    ("deny", "status"),
    [
        ({"Principal": "*", "Action": "sts:*"}, "pass"),
        ({"Principal": {"AWS": VENDOR}, "Action": "sts:AssumeRole"}, "pass"),
        ({"Principal": {"AWS": "*"}, "NotAction": "sts:TagSession"}, "pass"),
        ({"Principal": {"AWS": "888888888888"}, "Action": "sts:AssumeRole"}, "fail"),
        ({"Principal": {"Service": "*"}, "Action": "sts:AssumeRole"}, "fail"),
        ({"NotPrincipal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}, "pass"),
        ({"NotPrincipal": {"AWS": VENDOR}, "Action": "sts:AssumeRole"}, "pass"),
        ({"Principal": "*", "Action": "sts:TagSession"}, "fail"),
        (
            {
                "Principal": "*",
                "Action": "sts:AssumeRole",
                "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-acme"}},
            },
            "fail",
        ),
    ],
)
def test_only_a_deny_that_takes_in_the_principal_and_the_action_closes(deny: dict[str, Any], status: str) -> None:
    allow = {"Effect": "Allow", "Principal": {"AWS": VENDOR}, "Action": "sts:AssumeRole"}
    assert judged(policy(allow, {"Effect": "Deny", **deny})).status == status


def denied_where(principal: Any, condition: dict[str, Any], **rest: Any) -> str:
    """A trust policy that lets in the principal, and denies everybody under a condition."""
    action = {"Action": ["sts:AssumeRole"]}
    return policy(
        {"Effect": "Allow", "Principal": principal, **action, **rest},
        {"Effect": "Deny", "Principal": "*", "Action": "sts:*", "Condition": condition},
    )


@pytest.mark.parametrize("principal", ["*", {"AWS": VENDOR}, {"AWS": "arn:aws:iam::999999999999:role/vendor"}])
@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ({"StringNotEquals": {"aws:PrincipalOrgID": "o-acme"}}, "pass"),
        ({"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-acme"}}, "pass"),
        ({"StringNotEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}}, "pass"),
        ({"StringNotEquals": {"aws:PrincipalOrgID": ["o-acme", "o-evil"]}}, "fail"),
        ({"StringNotLike": {"aws:PrincipalOrgID": "o-*"}}, "fail"),
        ({"ForAllValues:StringNotLike": {"aws:PrincipalOrgPaths": "o-acme/*"}}, "pass"),
        ({"ForAllValues:StringNotLike": {"aws:PrincipalOrgPaths": "o-evil/*"}}, "fail"),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-evil"}}, "fail"),
        ({"StringNotEquals": {"aws:PrincipalAccount": ACCOUNT}}, "pass"),
        ({"StringNotEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}}, "pass"),
        ({"StringNotEquals": {"aws:PrincipalAccount": [ACCOUNT, "999999999999"]}}, "fail"),
        ({"StringNotLike": {"aws:PrincipalAccount": "9*"}}, "fail"),
        ({"ArnNotLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/*"}}, "pass"),
        ({"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/vendor"}}, "fail"),
        ({"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::999999999999:role/vendor"}}, "fail"),
        ({"StringNotLike": {"aws:PrincipalArn": "*:role/vendor"}}, "fail"),
        ({"StringNotEquals": {"sts:ExternalId": "4711"}}, "pass"),
        ({"StringNotLike": {"sts:ExternalId": "acme-*"}}, "fail"),
        ({"Null": {"sts:ExternalId": "true"}}, "fail"),
        ({"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}, "fail"),
        ({"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, "fail"),
        ({"StringNotEquals": {"aws:PrincipalTag/team": "ops"}}, "fail"),
    ],
)
def test_a_deny_under_a_condition_is_asked_of_strangers(principal: Any, condition: dict[str, Any], status: str) -> None:
    assert judged(denied_where(principal, condition), facts={"organization": MEMBER}).status == status


def test_whom_a_deny_spares_by_name_is_told() -> None:
    condition = {"StringNotEquals": {"aws:PrincipalAccount": [ACCOUNT, "999999999999"]}}
    assert judged(denied_where("*", condition)).message == f"door: {OUTSIDER}"
    assert judged(denied_where("*", condition), trusted=("999999999999",)).status == "pass"


def test_a_session_is_known_by_its_role_s_arn_so_that_a_deny_spares_none_by_its_own() -> None:
    spared = {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:sts::999999999999:assumed-role/vendor/*"}}
    assert judged(denied_where({"AWS": VENDOR}, spared)).status == "pass"


def test_a_deny_for_whoever_is_not_of_an_organisation_is_unknown_where_it_may_be_the_own_one() -> None:
    outside = denied_where("*", {"StringNotEquals": {"aws:PrincipalOrgID": "o-acme"}})
    verdict = judged(outside, facts={"organization": UNREAD})
    assert (verdict.status, verdict.unknowns) == ("unknown", (UNREAD,))
    assert judged(outside).status == "fail"


@pytest.mark.parametrize(
    ("spared", "told"),
    [
        ({"AWS": [ACCOUNT, arn("role", "ops")]}, None),
        ({"AWS": ["999999999999", "arn:aws:iam::999999999999:role/vendor"]}, OUTSIDER),
        ({"AWS": [VENDOR, "arn:aws:sts::999999999999:assumed-role/vendor/ann"]}, None),
    ],
)
def test_all_but_some_are_denied_and_those_get_in(spared: dict[str, Any], told: str | None) -> None:
    deny = {"Effect": "Deny", "NotPrincipal": spared, "Action": "sts:AssumeRole"}
    verdict = judged(policy({"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}, deny))
    assert (verdict.status, verdict.message) == (("fail", f"door: {told}") if told else ("pass", ""))


def test_a_provider_that_a_deny_spares_may_be_anybody_s() -> None:
    action = {"Action": "sts:AssumeRoleWithWebIdentity"}
    provider = arn("oidc-provider", "token.actions.githubusercontent.com")
    deny = {"Effect": "Deny", "NotPrincipal": {"Federated": provider}, **action}
    assert judged(policy({"Effect": "Allow", "Principal": "*", **action}, deny)).status == "fail"


def test_a_deny_of_one_way_in_leaves_the_other() -> None:
    both = {"Effect": "Allow", "Principal": "*", "Action": ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"]}
    by_role = {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}
    by_token = {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRoleWithWebIdentity"}
    assert judged(policy(both, by_role)).status == "fail"
    assert judged(policy(both, by_role, by_token)).status == "pass"


@pytest.mark.parametrize(
    ("principal", "action"),
    [
        ({"Service": "codebuild.amazonaws.com"}, "sts:AssumeRole"),
        ({"Federated": arn("oidc-provider", "token.actions.githubusercontent.com")}, "sts:AssumeRoleWithWebIdentity"),
    ],
)
def test_services_and_tokens_are_kept_out_by_a_whole_deny_alone(principal: Any, action: str) -> None:
    allow = {"Effect": "Allow", "Principal": principal, "Action": action}
    deny = {"Effect": "Deny", "Principal": "*", "Action": action}
    part = {**deny, "Condition": {"StringNotEquals": {"aws:SourceAccount": ACCOUNT}}}
    assert judged(policy(allow, deny)).status == "pass"
    assert judged(policy(allow, part)).status == "fail"


def test_the_worst_fault_is_told_first_and_gives_the_severity() -> None:
    verdict = judged(
        policy(
            {"Effect": "Allow", "Principal": {"Service": "ssm.amazonaws.com"}, "Action": "sts:AssumeRole"},
            {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"},
        )
    )
    assert verdict.severity == "high"
    assert verdict.message.startswith("door: statement 2 lets in any principal of any account; statement 1 lets in ssm")


def test_many_faults_are_counted() -> None:
    accounts = [f"99999999999{number}" for number in range(5)]
    message = judged(trust({"AWS": accounts})).message
    assert message.count("without an ExternalId") == 3
    assert message.endswith("; and 2 more")


def test_a_small_fault_does_not_hide_what_cannot_be_told() -> None:
    both = trust({"Service": "ssm.amazonaws.com", "AWS": VENDOR})
    doors = identities(roles=(role("door", trust_policy=both),))
    answers = verdicts(CHECK, account(identities=doors, organization=UNREAD))
    assert [(answer.status, answer.severity) for answer in answers] == [("fail", "low"), ("unknown", None)]


def test_a_great_fault_stands_whatever_else_cannot_be_told() -> None:
    assert judged(trust({"AWS": ["*", VENDOR]}), facts={"organization": UNREAD}).status == "fail"


def test_a_service_linked_role_is_not_judged() -> None:
    verdict = judged(trust({"Service": "ssm.amazonaws.com"}), path="/aws-service-role/ssm.amazonaws.com/")
    assert verdict.status == "not_applicable"
    assert verdict.message == "door is a service-linked role: AWS owns its trust policy"


def test_a_platforms_role_is_judged_and_its_owner_named() -> None:
    made = role("OrganizationAccountAccessRole", trust_policy=trust({"AWS": VENDOR}))
    verdict = only(CHECK, account(identities=identities(roles=(made,))))
    assert verdict.message == (
        f"OrganizationAccountAccessRole: {OUTSIDER} (AWS Organizations owns the role: change it there)"
    )


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("", "it is not valid JSON: Expecting value (line 1, column 1)"),
        (policy({"Effect": "Allow", "Action": "sts:AssumeRole", "Principle": "*"}), "statement 1: there is no element"),
    ],
)
def test_a_trust_policy_that_cannot_be_read_makes_its_role_unknown_and_no_other(document: str, said: str) -> None:
    doors = (role("broken", trust_policy=document), role("open", trust_policy=trust("*")), role("closed"))
    answers = verdicts(CHECK, account(identities=identities(roles=doors)))
    assert [answer.status for answer in answers] == ["unknown", "fail", "pass"]
    assert answers[0].resource == arn("role", "broken")
    assert answers[0].unknowns[0].reason == "failed"
    assert answers[0].unknowns[0].detail.startswith(f"the trust policy of broken cannot be read: {said}")


def test_a_statement_that_names_no_principal_is_unknown() -> None:
    assert judged(policy({"Effect": "Allow", "Action": "sts:AssumeRole"})).unknowns[0].detail == (
        "statement 1 names no principal"
    )


def test_an_account_without_roles_passes() -> None:
    assert only(CHECK, account()).message == "there are no IAM roles"


def test_unread_identities_are_one_unknown_of_the_account() -> None:
    unread = denied("iam:GetAccountAuthorizationDetails")
    verdict = only(CHECK, account(identities=unread))
    assert (verdict.status, verdict.unknowns) == ("unknown", (unread,))


# --- what holds for every trust policy

KEYS = st.sampled_from(
    [
        "aws:PrincipalOrgID",
        "aws:PrincipalOrgPaths",
        "aws:PrincipalArn",
        "aws:PrincipalAccount",
        "aws:SourceAccount",
        "aws:SourceArn",
        "sts:ExternalId",
        "token.actions.githubusercontent.com:sub",
        "cognito-identity.amazonaws.com:aud",
        "cognito-identity.amazonaws.com:amr",
    ]
)
IDS = st.sampled_from(
    [
        ("AWS", "*"),
        ("AWS", VENDOR),
        ("AWS", ACCOUNT),
        ("Service", "rolesanywhere.amazonaws.com"),
        ("Service", "ecs-tasks.amazonaws.com"),
        ("Federated", "cognito-identity.amazonaws.com"),
        ("Federated", f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"),
    ]
)
VALUES = st.sampled_from(
    ["*", "", "o-acme", "o-acme/*", ACCOUNT, f"arn:aws:iam::{ACCOUNT}:role/x", "repo:acme/app:*", "authenticated"]
)
LOOSE = st.sampled_from(
    ["StringNotEquals", "StringEqualsIfExists", "ForAllValues:StringLike", "StringNotLike", "ArnLikeIfExists"]
)
STRICT = st.sampled_from(["StringEquals", "StringLike", "ForAnyValue:StringLike", "ArnLike"])


def conditions(operators: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, dict[str, list[str]]]]:
    return st.dictionaries(operators, st.dictionaries(KEYS, st.lists(VALUES, max_size=2), max_size=3), max_size=3)


@given(IDS, conditions(LOOSE))
def test_no_condition_that_a_request_passes_without_the_value_closes_anything(
    principal: tuple[str, str], condition: dict[str, dict[str, list[str]]]
) -> None:
    kind, identifier = principal
    door = {kind: identifier}
    assert judged(opened(door, condition, action="sts:*")).status == judged(trust(door, action="sts:*")).status


@given(IDS, conditions(STRICT), st.sampled_from([None, MEMBER]))
def test_an_unread_organisation_never_makes_a_failure_pass(
    principal: tuple[str, str], condition: dict[str, dict[str, list[str]]], organization: Organization | None
) -> None:
    kind, identifier = principal
    document = opened({kind: identifier}, condition, action="sts:*")
    if judged(document, facts={"organization": organization}).status != "pass":
        assert judged(document, facts={"organization": UNREAD}).status in {"fail", "unknown"}


@given(IDS, conditions(STRICT), STRICT, KEYS, VALUES)
def test_one_condition_more_never_opens_a_door(
    principal: tuple[str, str], condition: dict[str, dict[str, list[str]]], operator: str, key: str, value: str
) -> None:
    kind, identifier = principal
    if judged(opened({kind: identifier}, condition, action="sts:*")).status == "pass":
        more = {**condition, operator: {key: [value], **condition.get(operator, {})}}
        assert judged(opened({kind: identifier}, more, action="sts:*")).status == "pass"


@given(IDS, IDS)
def test_one_principal_more_never_closes_a_door(first: tuple[str, str], second: tuple[str, str]) -> None:
    one = {"Effect": "Allow", "Principal": {first[0]: first[1]}, "Action": "sts:*"}
    two = {"Effect": "Allow", "Principal": {second[0]: second[1]}, "Action": "sts:*"}
    if judged(policy(one)).status == "fail":
        assert judged(policy(one, two)).status == "fail"
        assert judged(policy(two, one)).status == "fail"


@given(st.text() | st.dictionaries(st.text(), st.text()).map(json.dumps))
def test_any_text_as_a_trust_policy_gets_an_answer(document: str) -> None:
    assert judged(document).status == "unknown"


@pytest.mark.parametrize("value", ["${sts:ExternalId}", "${aws:PrincipalAccount}"])
def test_an_external_id_that_the_caller_brings_along_is_none(value: str) -> None:
    opened = trust({"AWS": "arn:aws:iam::999999999999:root"}, Condition={"StringEquals": {"sts:ExternalId": value}})

    assert only(CHECK, account(identities=identities(roles=(role("vendor", trust_policy=opened),)))).status == "fail"
