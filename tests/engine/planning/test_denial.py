"""Whether a change brings people a policy that denies."""

from __future__ import annotations

import pytest

from rootward.engine.planning.denial import binds
from tests.checks.facts import (
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
from tests.engine.planning.proposals import (
    gets,
    joins,
    makes,
    rests,
    rules,
    writes,
)

DENY = {"Effect": "Deny", "Action": "*", "Resource": "*"}
ALLOWING, DENYING = policy(allow("s3:*")), policy(allow("s3:*"), DENY)
UNREAD = denied("iam:GetPolicyVersion")


def office(*groups, **lists):
    """Ann is in the group staff, bob in none."""
    policies = (managed("read", ALLOWING), managed("fence", DENYING), managed("dark", UNREAD))
    people = (user("ann", groups=("staff",)), user("bob"))
    return account(identities=identities(**{"users": people, "groups": groups, "policies": policies, **lists}))


# --- joining a group


def test_who_joins_a_group_that_allows_is_not_bound():
    there = office(group("staff", attached_policies=(arn("policy", "read"),), inline_policies=(inline("i", ALLOWING),)))

    assert not binds(joins("bob", "staff"), there)


@pytest.mark.parametrize(
    "held",
    [
        {"attached_policies": (arn("policy", "read"), arn("policy", "fence"))},
        {"attached_policies": (arn("policy", "dark"),)},
        {"attached_policies": ("arn:aws:iam::aws:policy/NotListed",)},
        {"inline_policies": (inline("a", ALLOWING), inline("b", DENYING))},
        {"attached_policies": (arn("policy", "read"),), "inline_policies": (inline("b", DENYING),)},
        {"inline_policies": (inline("b", "{"),)},
    ],
)
def test_who_joins_a_group_that_denies_or_may_deny_is_bound(held):
    assert binds(joins("bob", "staff"), office(group("ops"), group("staff", **held)))


def test_only_the_group_that_is_joined_counts():
    bound = group("bound", attached_policies=(arn("policy", "fence"),))

    assert not binds(joins("bob", "staff"), office(bound, group("staff")))
    assert binds(joins("bob", "bound"), office(group("staff"), bound))


def test_a_group_that_is_not_there_may_hold_anything():
    assert binds(joins("bob", "staff"), office())


# --- a managed policy


@pytest.mark.parametrize(("kind", "name"), [("user", "bob"), ("role", "deploy"), ("group", "staff")])
def test_who_gets_a_policy_that_denies_is_bound_and_else_not(kind, name):
    there = office(group("staff"), roles=(role("deploy"),))

    assert binds(gets(kind, name, "fence"), there)
    assert binds(gets(kind, name, "dark"), there)
    assert binds(gets(kind, name, "unlisted"), there)
    assert not binds(gets(kind, name, "read"), there)


def test_a_group_without_members_binds_nobody():
    there = office(group("staff"), group("empty"))

    assert not binds(gets("group", "empty", "fence"), there)
    assert not binds(writes("group", "empty", DENYING), there)


def test_one_member_is_enough():
    people = (user("bob"), user("ann", groups=("ops", "staff")))

    assert binds(gets("group", "staff", "fence"), office(group("staff"), users=people))


# --- an inline policy


@pytest.mark.parametrize(("kind", "name"), [("user", "bob"), ("role", "deploy"), ("group", "staff")])
def test_whose_own_policy_denies_is_bound_and_else_not(kind, name):
    assert binds(writes(kind, name, DENYING), office(group("staff")))
    assert binds(writes(kind, name, policy(DENY, allow("s3:*"))), office(group("staff")))
    assert binds(writes(kind, name, "{"), office(group("staff")))
    assert not binds(writes(kind, name, ALLOWING), office(group("staff")))


# --- the rest


@pytest.mark.parametrize("change", [rules(minimum_length=20), rests("ann").inverse(), makes("ops")])
def test_other_changes_that_are_safe_bring_nobody_a_policy(change):
    assert change.risk == "safe"
    assert not binds(change, office(group("staff", attached_policies=(arn("policy", "fence"),))))


@pytest.mark.parametrize(
    "change",
    [
        joins("bob", "staff"),
        gets("user", "bob", "read"),
        gets("group", "staff", "read"),
        writes("group", "staff", DENYING),
    ],
)
def test_where_identities_were_not_read_a_policy_may_deny_and_a_group_have_members(change):
    assert binds(change, account(identities=denied("iam:GetAccountAuthorizationDetails")))


def test_where_identities_were_not_read_what_denies_nothing_binds_nobody():
    assert not binds(
        writes("group", "staff", ALLOWING), account(identities=denied("iam:GetAccountAuthorizationDetails"))
    )
