from __future__ import annotations

from typing import Any

import pytest

from rootward.model.account import NOT_COLLECTED, Account
from rootward.model.credential import IdentityProvider
from rootward.model.identity import Identities
from rootward.model.monitoring import Organization
from rootward.model.unknown import Absent, Unknown
from tests.checks.asking import only
from tests.checks.facts import (
    NA,
    NOT_SUPPORTED,
    account,
    arn,
    denied,
    identities,
    report,
    role,
    root_row,
    user,
    user_row,
)

CHECK = "users-not-federated"
ORGANIZATION = Organization(id="o-acme", management_account="999999999999", feature_set="ALL")


def oidc(issuer: str) -> IdentityProvider:
    return IdentityProvider(arn=arn("oidc-provider", issuer), kind="oidc")


def member(**facts: Any) -> Account:
    """A member account in which mark has a console password, and nothing federates people."""
    people = report(root_row(), user_row("mark", password_enabled=True), user_row("program"))
    return account(**{"organization": ORGANIZATION, "credential_report": people, **facts})


def test_console_users_without_federation_fail() -> None:
    verdict = only(CHECK, member())
    assert (verdict.status, verdict.resource) == ("fail", member().resource)
    assert verdict.message == "mark has a console password, and nothing in the account federates people"


def test_several_console_users_are_counted() -> None:
    people = report(*(user_row(name, password_enabled=True) for name in ("ada", "mark", "zoe")))
    assert only(CHECK, member(credential_report=people)).message == (
        "3 users have console passwords (for example ada), and nothing in the account federates people"
    )


def test_roots_password_is_no_console_user() -> None:
    assert only(CHECK, member(credential_report=report(root_row(password_enabled=True)))).status == "pass"


def test_a_saml_provider_passes() -> None:
    provider = IdentityProvider(arn=arn("saml-provider", "Okta"), kind="saml")
    verdict = only(CHECK, member(saml_providers=(provider,)))
    assert (verdict.status, verdict.message) == ("pass", "people can sign in by SAML provider Okta")


def test_a_permission_sets_role_passes() -> None:
    sso = role("AWSReservedSSO_Admin_0123456789abcdef", path="/aws-reserved/sso.amazonaws.com/eu-west-1/")
    assert only(CHECK, member(identities=identities(roles=(sso,)))).status == "pass"


def test_a_role_that_only_borrows_the_name_does_not_pass() -> None:
    assert only(CHECK, member(identities=identities(roles=(role("AWSReservedSSO_Admin_0123"),)))).status == "fail"


@pytest.mark.parametrize(
    "issuer", ["acme.okta.com", "login.microsoftonline.com/4711/v2.0", "keycloak.acme.com/realms/a"]
)
def test_an_issuer_that_signs_in_people_passes(issuer: str) -> None:
    assert only(CHECK, member(oidc_providers=(oidc("gitlab.com"), oidc(issuer)))).message == (
        f"people can sign in by OpenID Connect provider {issuer}"
    )


@pytest.mark.parametrize(
    "issuer",
    [
        "token.actions.githubusercontent.com",
        "token.actions.githubusercontent.com/acme",
        "gitlab.com",
        "gitlab.acme.com",
        "app.terraform.io",
        "agent.buildkite.com",
        "oidc.circleci.com/org/4711",
        "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc",
        "vstoken.dev.azure.com/4711",
        "oidc.vercel.com/acme",
        "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF",
        "oidc.eks.cn-north-1.amazonaws.com.cn/id/0123456789ABCDEF",
        "s3.eu-west-1.amazonaws.com/acme-cluster",
        "acme-cluster.s3.amazonaws.com",
        "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc",
    ],
)
def test_an_issuer_of_programs_is_no_federation_for_people(issuer: str) -> None:
    assert only(CHECK, member(oidc_providers=(oidc(issuer),))).status == "fail"


def test_an_account_in_which_nobody_has_a_password_passes() -> None:
    verdict = only(CHECK, member(credential_report=report(root_row(), user_row("program"))))
    assert (verdict.status, verdict.message) == ("pass", "nobody signs in with an IAM password")


def test_a_standalone_account_is_not_asked() -> None:
    assert only(CHECK, member(organization=None)).status == "not_applicable"


def test_an_unread_organisation_is_unknown() -> None:
    unread = denied("organizations:DescribeOrganization")
    assert only(CHECK, member(organization=unread)).unknowns == (unread,)


@pytest.mark.parametrize("fact", ["saml_providers", "oidc_providers", "identities"])
def test_what_could_hide_federation_makes_a_failure_unknown(fact: str) -> None:
    unread = denied("iam:List")
    verdict = only(CHECK, member(**{fact: unread}))
    assert (verdict.status, verdict.unknowns) == ("unknown", (unread,))


def test_federation_that_is_seen_passes_whatever_else_is_not() -> None:
    unread = denied("iam:List")
    provider = IdentityProvider(arn=arn("saml-provider", "Okta"), kind="saml")
    blind = member(saml_providers=(provider,), oidc_providers=unread, identities=unread, credential_report=unread)
    assert only(CHECK, blind).status == "pass"


def test_an_unread_report_is_unknown() -> None:
    unread = denied("iam:GetCredentialReport")
    assert only(CHECK, member(credential_report=unread)).unknowns == (unread,)


def test_an_odd_cell_is_unknown_where_it_decides() -> None:
    odd = Unknown("failed", detail="password_enabled is 'maybe'")
    assert only(CHECK, member(credential_report=report(user_row("mark", password_enabled=odd)))).unknowns == (odd,)
    both = report(user_row("mark", password_enabled=odd), user_row("ada", password_enabled=True))
    assert only(CHECK, member(credential_report=both)).status == "fail"


@pytest.mark.parametrize("cell", [NA, NOT_SUPPORTED])
def test_a_cell_that_does_not_say_no_is_not_taken_for_no(cell: Absent) -> None:
    verdict = only(CHECK, member(credential_report=report(user_row("mark", password_enabled=cell))))
    assert verdict.status == "unknown"
    assert [one.detail for one in verdict.unknowns] == [
        f"password_enabled of mark reads {cell.cell} in the credential report"
    ]


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (identities(users=(user("program"),)), "pass"),
        (identities(users=(user("program"), user("ann"))), "unknown"),
        (denied("iam:GetAccountAuthorizationDetails"), "unknown"),
        (NOT_COLLECTED, "pass"),
    ],
)
def test_a_user_whom_the_report_does_not_show_may_sign_in(listed: Identities | Unknown, expected: str) -> None:
    programs = report(root_row(), user_row("program"))
    assert only(CHECK, member(credential_report=programs, identities=listed)).status == expected


def test_the_federation_that_is_named_does_not_hang_on_the_order_of_lists() -> None:
    two = (oidc("b.acme.example"), oidc("a.acme.example"))
    assert only(CHECK, member(oidc_providers=two)) == only(CHECK, member(oidc_providers=two[::-1]))
