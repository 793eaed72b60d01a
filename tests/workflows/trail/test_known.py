"""What an account's facts tell of judging its log."""

from __future__ import annotations

from rootward.model.monitoring import Organization
from rootward.workflows.trail.known import administrators, standings
from tests.checks.facts import (
    ACCOUNT,
    account,
    active_key,
    ago,
    allow,
    arn,
    denied,
    identities,
    inline,
    policy,
    report,
    role,
    root_row,
    user,
    user_row,
)

ALL = (inline("all", policy(allow("*"))),)


def organization(management):
    return Organization(id="o-abcdefghij", management_account=management, feature_set="ALL")


def test_outside_of_an_organisation_it_stands_alone():
    assert standings(account(organization=None)) == {ACCOUNT: "standalone"}


def test_inside_it_is_the_management_account_or_a_member():
    assert standings(account(organization=organization(ACCOUNT))) == {ACCOUNT: "management"}
    assert standings(account(organization=organization("999988887777"))) == {
        ACCOUNT: "member",
        "999988887777": "management",
    }


def test_where_that_was_not_read_nothing_is_known():
    assert standings(account(organization=denied("organizations:DescribeOrganization"))) == {}
    assert administrators(account(identities=denied("iam:GetAccountAuthorizationDetails"))) == {}


def test_administrators_are_named_with_their_last_work():
    found = identities(
        users=(user("anna", inline_policies=ALL), user("ben")),
        roles=(role("admin", inline_policies=ALL, last_used=ago(2)),),
    )
    row = user_row("anna", password_last_used=ago(9), keys=(active_key(40, used=3), active_key(9)))
    known = administrators(account(identities=found, credential_report=report(root_row(), row)))

    assert {one.arn: one.seen for one in known[ACCOUNT]} == {
        arn("role", "admin"): (ago(2),),
        arn("user", "anna"): (ago(9), ago(3)),
    }


def test_without_the_report_their_last_work_is_not_known():
    found = identities(users=(user("anna", inline_policies=ALL),), roles=(role("admin", inline_policies=ALL),))
    known = administrators(account(identities=found, credential_report=denied("iam:GetCredentialReport")))

    assert [one.seen for one in known[ACCOUNT]] == [(), ()]
