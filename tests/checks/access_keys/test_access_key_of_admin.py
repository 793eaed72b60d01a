"""An administrator has a long-lived access key."""

from __future__ import annotations

import pytest

from rootward.checks import power
from rootward.checks.access_keys.access_key_of_admin import CHECK
from rootward.model.baseline import Baseline
from rootward.model.monitoring import Organization
from rootward.model.unknown import Unknown
from tests.checks.facts import (
    account,
    active_key,
    allow,
    arn,
    denied,
    group,
    identities,
    inline,
    key,
    listed_key,
    managed,
    policy,
    report,
    role,
    root_row,
    trust,
    user,
    user_row,
)

EVERYTHING = (inline("all", policy(allow("*"))),)
ODD = key(active=Unknown("failed", detail="odd"))
WITH_KEY = {"keys": (active_key(10), key())}


def judged(who=None, cells=None, **facts):
    """The verdicts of an account whose one user is an administrator with an active key, but for these facts."""
    who = who or user("ann", inline_policies=EVERYTHING)
    row = user_row("ann", **(WITH_KEY if cells is None else cells))
    made = {"identities": identities(users=(who,)), "credential_report": report(root_row(), row), **facts}
    return tuple(CHECK.judge(account(**made), Baseline()))


@pytest.mark.parametrize(
    ("who", "cells", "status"),
    [
        (user("ann", inline_policies=EVERYTHING), WITH_KEY, "fail"),
        (user("ann", inline_policies=EVERYTHING), {"keys": (key(), active_key(10))}, "fail"),
        (user("ann", inline_policies=EVERYTHING), {"keys": (ODD, active_key(10))}, "fail"),
        (user("ann", inline_policies=EVERYTHING), {"keys": (ODD, key())}, "unknown"),
        (user("ann", inline_policies=EVERYTHING), {}, "pass"),
        (user("ann"), WITH_KEY, "pass"),
        (user("ann", inline_policies=(inline("all", "{"),)), WITH_KEY, "unknown"),
        (user("bob"), WITH_KEY, "not_applicable"),
    ],
)
def test_an_administrator_has_no_active_key(who, cells, status):
    assert judged(who, cells)[0].status == status


def test_power_by_a_group_counts():
    admins = group("admins", inline_policies=EVERYTHING)
    (verdict,) = judged(identities=identities(users=(user("ann", groups=("admins",)),), groups=(admins,)))

    assert (verdict.status, verdict.message) == ("fail", "ann is an administrator and has an active access key")


def test_power_by_a_role_counts_and_is_told():
    vault = role("vault", trust_policy=trust({"AWS": "123456789012"}), inline_policies=EVERYTHING)
    asking = user("ann", inline_policies=(inline("ask", policy(allow("sts:AssumeRole"))),))
    (verdict,) = judged(identities=identities(users=(asking,), roles=(vault,)))

    assert verdict.message == "ann is an administrator by role vault and has an active access key"


def test_a_member_account_is_judged_before_its_control_policies():
    member = Organization(id="o-1", management_account="999999999999", feature_set="ALL")
    (verdict,) = judged(organization=member)

    assert verdict.status == "fail"
    assert verdict.message.endswith("(before service control policies, which were not read)")


def test_policies_that_were_not_read_leave_it_open():
    unread = Unknown("denied", "iam:GetPolicyVersion", "access denied")
    who = user("ann", attached_policies=(arn("policy", "own"),))
    (verdict,) = judged(identities=identities(users=(who,), policies=(managed("own", unread),)))

    assert verdict.status == "unknown"
    assert verdict.unknowns == (unread,)
    assert verdict.message == "cannot tell: ann has an active access key, and policies that could not be read"


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({}, "unknown"),
        ({"access_keys": (listed_key("ann", 1),)}, "fail"),
        ({"access_keys": (listed_key("ann", 1, status="Inactive"),)}, "pass"),
        ({"identities": identities(users=(user("ann"),))}, "pass"),
    ],
)
def test_a_user_who_is_not_in_the_report_is_judged_by_the_list_of_keys(facts, status):
    assert judged(credential_report=report(root_row()), **facts)[0].status == status


def test_without_the_report_the_list_of_keys_alone_proves_it():
    unread = denied("iam:GetCredentialReport")
    with_role = identities(
        users=(user("ann", inline_policies=EVERYTHING),), roles=(role("vault", inline_policies=EVERYTHING),)
    )

    assert [one.status for one in judged(credential_report=unread)] == ["unknown"]
    assert [one.status for one in judged(credential_report=unread, access_keys=(listed_key("ann", 1),))] == [
        "fail",
        "unknown",
    ]
    assert [one.status for one in judged(credential_report=unread, identities=with_role)] == ["unknown"]


def test_without_identities_nothing_is_known():
    (verdict,) = judged(identities=denied("iam:GetAccountAuthorizationDetails"))

    assert verdict.status == "unknown"


def test_a_broken_evaluator_says_nothing(monkeypatch):
    monkeypatch.setattr(power, "canary", lambda: "the table of actions is empty")

    assert judged()[0].status == "unknown"


@pytest.mark.parametrize(
    ("listed", "status"),
    [
        ((listed_key("ann", 10),), "fail"),
        ((listed_key("ann", 10, status="Inactive"),), "pass"),
        ((listed_key("ann", 5),), "fail"),  # another one in its place
        ((), "fail"),  # a list that was perhaps not read
        (denied("iam:ListAccessKeys"), "fail"),
    ],
)
def test_a_key_that_was_switched_off_since_the_report_is_none_any_more(listed, status):
    assert judged(access_keys=listed)[0].status == status
