"""Whether the caller may make the calls of a plan, as far as its own policies tell."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.engine.lockout import Caller
from rootward.engine.preflight import forbidden
from rootward.model.monitoring import Organization
from rootward.model.unknown import Unknown
from tests.checks.facts import (
    ACCOUNT,
    ROOT,
    account,
    allow,
    arn,
    denied,
    group,
    identities,
    inline,
    managed,
    policy,
    role,
    user,
)

MEMBER = Organization(id="o-1", management_account="999999999999", feature_set="ALL")
ROLE_OF_TEAM = f"arn:aws:iam::{ACCOUNT}:role/teams/applier"


ATTACH = ("iam:AttachUserPolicy", arn("user", "bob"))
ATTACH_TO_CAT = ("iam:AttachUserPolicy", arn("user", "cat"))
JOIN = ("iam:AddUserToGroup", arn("group", "staff"))
RULES = ("iam:UpdateAccountPasswordPolicy", "*")


def deny(action: str, resource: str = "*", **rest: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **rest}


def when(operator: str, key: str, value: str) -> dict[str, Any]:
    """A condition, for a statement."""
    return {"Condition": {operator: {key: value}}}


def holding(*statements: dict[str, Any], **facts: Any):
    """An account in which the user ann and the role applier hold these statements."""
    own = (inline("own", policy(*statements)),) if statements else ()
    people = identities(
        users=(user("ann", inline_policies=own), user("bob")),
        roles=(
            role("other"),
            role("applier", arn=ROLE_OF_TEAM, path="/teams/", inline_policies=own),
        ),
    )
    return account(**{"identities": people, **facts})


def asked(facts, *permissions: tuple[str, str], by: str = arn("user", "ann")) -> tuple[str, ...]:
    return forbidden(facts, Caller(by, "key-1"), permissions)


def test_a_user_who_may_do_all_of_it_is_forbidden_nothing():
    assert asked(holding(allow("iam:*")), ATTACH, JOIN, RULES) == ()


def test_what_a_user_may_not_do_is_named_once_and_sorted():
    facts = holding(allow("iam:AddUserToGroup"))

    assert asked(facts, RULES, ATTACH, JOIN, ATTACH, ATTACH_TO_CAT) == (
        "iam:AttachUserPolicy",
        "iam:UpdateAccountPasswordPolicy",
    )


def test_where_nothing_is_asked_nothing_is_forbidden():
    assert asked(holding()) == ()


def test_a_user_without_policies_may_do_nothing():
    assert asked(holding(), JOIN) == ("iam:AddUserToGroup",)


def test_each_call_is_asked_about_its_own_resource():
    facts = holding(allow("iam:AttachUserPolicy", arn("user", "bob")))

    assert asked(facts, ATTACH) == ()
    assert asked(facts, ATTACH_TO_CAT) == ("iam:AttachUserPolicy",)


def test_one_of_several_resources_is_enough_to_name_the_action():
    facts = holding(allow("iam:*"), deny("iam:AttachUserPolicy", arn("user", "cat")))

    assert asked(facts, ATTACH, ATTACH_TO_CAT) == ("iam:AttachUserPolicy",)


def test_what_a_group_or_a_managed_policy_allows_counts():
    facts = account(
        identities=identities(
            users=(user("ann", groups=("appliers",), attached_policies=(arn("policy", "rules"),)),),
            groups=(group("appliers", inline_policies=(inline("own", policy(allow("iam:AddUserToGroup"))),)),),
            policies=(managed("rules", policy(allow("iam:UpdateAccountPasswordPolicy"))),),
        )
    )

    assert asked(facts, JOIN, RULES) == ()
    assert asked(facts, ATTACH) == ("iam:AttachUserPolicy",)


def test_a_boundary_bounds():
    facts = account(
        identities=identities(
            users=(user("ann", inline_policies=(inline("own", policy(allow("iam:*"))),), boundary=arn("policy", "b")),),
            policies=(managed("b", policy(allow("iam:AddUserToGroup"))),),
        )
    )

    assert asked(facts, JOIN, RULES) == ("iam:UpdateAccountPasswordPolicy",)


def test_a_session_of_a_role_is_asked_as_its_role_whose_path_its_arn_does_not_say():
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/applier/ann"

    assert asked(holding(allow("iam:AddUserToGroup")), JOIN, RULES, by=session) == ("iam:UpdateAccountPasswordPolicy",)
    assert asked(holding(allow("iam:*")), JOIN, RULES, by=session) == ()


@pytest.mark.parametrize(
    "nobody_known",
    [
        ROOT,
        arn("user", "gone"),
        f"arn:aws:sts::{ACCOUNT}:assumed-role/gone/ann",
        "arn:aws:iam::999999999999:user/ann",
        "arn:aws:sts::999999999999:assumed-role/applier/ann",
        f"arn:aws:sts::{ACCOUNT}:federated-user/ann",
        "",
    ],
)
def test_nothing_is_said_of_root_of_outsiders_and_of_who_is_not_listed(nobody_known):
    assert asked(holding(), JOIN, by=nobody_known) == ()


# --- what is not known is left to AWS


def test_what_depends_on_the_session_is_not_counted():
    with_mfa = when("Bool", "aws:MultiFactorAuthPresent", "true")
    here = when("IpAddress", "aws:SourceIp", "192.0.2.0/24")
    not_here = when("NotIpAddress", "aws:SourceIp", "192.0.2.0/24")

    assert asked(holding(allow("iam:*", **with_mfa)), JOIN) == ()
    assert asked(holding(allow("iam:*", **here)), JOIN) == ()
    assert asked(holding(allow("iam:*"), deny("iam:AddUserToGroup", **not_here)), JOIN) == ()


def test_a_condition_on_what_is_known_of_the_user_is_decided():
    theirs = when("StringEquals", "aws:username", "ann")
    others = when("StringEquals", "aws:username", "bob")

    assert asked(holding(allow("iam:*", **theirs)), JOIN) == ()
    assert asked(holding(allow("iam:*", **others)), JOIN) == ("iam:AddUserToGroup",)


def test_the_caller_is_who_asks():
    theirs = when("ArnEquals", "aws:PrincipalArn", arn("user", "ann"))
    others = when("ArnEquals", "aws:PrincipalArn", arn("user", "bob"))

    assert asked(holding(allow("iam:*", **theirs)), JOIN) == ()
    assert asked(holding(allow("iam:*", **others)), JOIN) == ("iam:AddUserToGroup",)


def test_a_policy_that_was_not_read_may_allow():
    facts = account(
        identities=identities(
            users=(user("ann", attached_policies=(arn("policy", "dark"),)),),
            policies=(managed("dark", denied("iam:GetPolicyVersion")),),
        )
    )

    assert asked(facts, JOIN) == ()


def test_service_control_policies_that_were_not_read_forbid_nothing_and_allow_nothing():
    assert asked(holding(allow("iam:AddUserToGroup"), organization=MEMBER), JOIN, RULES) == (
        "iam:UpdateAccountPasswordPolicy",
    )
    unread = denied("organizations:DescribeOrganization")
    assert asked(holding(allow("iam:AddUserToGroup"), organization=unread), JOIN, RULES) == (
        "iam:UpdateAccountPasswordPolicy",
    )


def test_where_identities_were_not_read_nothing_is_said():
    unread = denied("iam:GetAccountAuthorizationDetails")
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/applier/ann"

    assert asked(account(identities=unread), JOIN) == ()
    assert asked(account(identities=unread), JOIN, by=session) == ()


def test_an_evaluator_that_is_broken_is_not_asked(monkeypatch):
    monkeypatch.setattr("rootward.checks.power.broken_evaluator", lambda: Unknown("failed", detail="it is broken"))

    assert asked(holding(), JOIN) == ()
