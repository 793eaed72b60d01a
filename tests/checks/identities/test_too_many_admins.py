"""Too many users and roles are administrators."""

from __future__ import annotations

import pytest

from rootward.checks import power
from rootward.checks.identities.too_many_admins import CHECK
from rootward.model.baseline import Baseline
from rootward.model.monitoring import Organization
from rootward.model.unknown import Unknown
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
    trust,
    user,
)

EVERYTHING = (inline("all", policy(allow("*"))),)
UNREAD = Unknown("denied", "iam:GetPolicyVersion", "access denied")
SSO = "/aws-reserved/sso.amazonaws.com/"


def judged(baseline=None, organization=None, **lists):
    facts = account(identities=identities(**lists), organization=organization)
    (verdict,) = CHECK.judge(facts, baseline or Baseline())
    return verdict


def admins(count):
    return tuple(user(f"ann{number}", inline_policies=EVERYTHING) for number in range(count))


@pytest.mark.parametrize(("count", "status"), [(0, "pass"), (5, "pass"), (6, "fail")])
def test_exactly_so_many_are_within_the_limit(count, status):
    assert judged(users=admins(count)).status == status


def test_the_baseline_says_how_many_may_be():
    assert judged(Baseline(max_admins=1), users=admins(2)).status == "fail"


def test_users_and_roles_count_once_each():
    vault = role("vault", trust_policy=trust({"AWS": "arn:aws:iam::123456789012:root"}), inline_policies=EVERYTHING)
    users = (
        user("ann", inline_policies=(inline("ask", policy(allow("sts:AssumeRole"))), *EVERYTHING)),
        user("bob", inline_policies=(inline("ask", policy(allow("sts:AssumeRole"))),)),
    )
    verdict = judged(Baseline(max_admins=2), users=users, roles=(vault,))

    assert verdict.status == "fail"
    assert verdict.message == (
        "2 users and 1 role are administrators, 3 in all, which is more than 2: user ann, user bob (by role vault),"
        " role vault"
    )


def test_members_of_the_bootstrap_s_group_are_counted_and_platform_roles_are_not():
    team = group("administrators", inline_policies=EVERYTHING)
    users = tuple(user(f"ann{number}", groups=("administrators",)) for number in range(2))
    name = "AWSReservedSSO_AdministratorAccess_0f1e"
    roles = (
        role(name, path=SSO, arn=arn("role", f"aws-reserved/sso.amazonaws.com/{name}"), inline_policies=EVERYTHING),
        role("OrganizationAccountAccessRole", inline_policies=EVERYTHING),
    )
    verdict = judged(Baseline(max_admins=2), users=users, groups=(team,), roles=roles)

    assert (verdict.status, verdict.message) == (
        "pass",
        "administrators, those on admin_path aside: 2 users (user ann0, user ann1)",
    )


def test_only_so_many_are_named():
    assert judged(users=admins(13)).message.endswith(", user ann6 and 3 more")


def test_a_member_account_is_counted_before_its_control_policies():
    member = Organization(id="o-1", management_account="999999999999", feature_set="ALL")

    assert judged(organization=member, users=admins(6)).message.endswith(
        "(before service control policies, which were not read)"
    )


def test_whose_policies_were_not_read_may_be_one():
    unread = tuple(user(f"bob{number}", attached_policies=(arn("policy", "own"),)) for number in range(2))
    lists = {"users": (*admins(4), *unread), "policies": (managed("own", UNREAD),)}
    unsure = judged(**lists)
    within = judged(Baseline(max_admins=6), **lists)
    beyond = judged(Baseline(max_admins=3), **lists)

    assert (unsure.status, within.status, beyond.status) == ("unknown", "pass", "fail")
    assert unsure.unknowns == (UNREAD,)
    assert "2 users may be, by policies that could not be read: user bob0, user bob1" in unsure.message
    assert "and 2 may be, by policies that could not be read" in within.message


def test_without_identities_nothing_is_known():
    (verdict,) = CHECK.judge(account(identities=denied("iam:GetAccountAuthorizationDetails")), Baseline())

    assert verdict.status == "unknown"


def test_a_broken_evaluator_says_nothing(monkeypatch):
    monkeypatch.setattr(power, "canary", lambda: "the table of actions is empty")

    assert judged(users=admins(6)).status == "unknown"
