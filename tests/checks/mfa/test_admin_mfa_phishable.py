"""An administrator's second factor is a code that can be phished."""

from __future__ import annotations

import pytest

from rootward.checks import power
from rootward.checks.mfa.admin_mfa_phishable import CHECK
from rootward.model.baseline import Baseline
from rootward.model.monitoring import Organization
from rootward.model.unknown import Unknown
from tests.checks.facts import (
    account,
    allow,
    arn,
    denied,
    identities,
    inline,
    policy,
    report,
    root_row,
    user,
    user_row,
    virtual_device,
)

ADMIN = user("ann", inline_policies=(inline("all", policy(allow("*"))),))
ODD = Unknown("failed", detail="odd")
PERSON = {"password_enabled": True, "mfa_active": True}
DEVICE = (virtual_device(arn("user", "ann")),)
NO_LIST = denied("iam:ListVirtualMFADevices")


def judged(who=ADMIN, cells=None, devices=DEVICE, **facts):
    row = user_row("ann", **(PERSON if cells is None else cells))
    made = {
        "identities": identities(users=(who,)),
        "credential_report": report(root_row(), row),
        "virtual_mfa_devices": devices,
        **facts,
    }
    return tuple(CHECK.judge(account(**made), Baseline()))


@pytest.mark.parametrize(
    ("who", "cells", "devices", "status"),
    [
        (ADMIN, PERSON, DEVICE, "fail"),
        (ADMIN, {"password_enabled": True, "mfa_active": False}, DEVICE, "fail"),
        (ADMIN, PERSON, (), "pass"),
        (ADMIN, PERSON, (virtual_device(arn("user", "bob")), virtual_device(None)), "pass"),
        (ADMIN, {"password_enabled": True}, (), "not_applicable"),
        (ADMIN, {"password_enabled": True}, NO_LIST, "unknown"),
        (ADMIN, {"mfa_active": True}, DEVICE, "not_applicable"),
        (ADMIN, {"password_enabled": ODD, "mfa_active": True}, DEVICE, "unknown"),
        (ADMIN, {"password_enabled": True, "mfa_active": ODD}, (), "unknown"),
        (ADMIN, PERSON, NO_LIST, "unknown"),
        (user("ann", inline_policies=(inline("all", "{"),)), PERSON, DEVICE, "unknown"),
        (user("ann"), PERSON, DEVICE, "pass"),
        (user("ann"), PERSON, NO_LIST, "pass"),
    ],
)
def test_an_administrator_s_device_is_none_that_shows_a_code(who, cells, devices, status):
    assert judged(who, cells, devices)[0].status == status


def test_the_finding_says_what_is_seen():
    (verdict,) = judged()

    assert verdict.message == "ann is an administrator, and the MFA device that AWS shows is a virtual one"
    assert verdict.resource == arn("user", "ann")


def test_a_member_account_is_judged_before_its_control_policies():
    (verdict,) = judged(organization=Organization(id="o-1", management_account="999999999999", feature_set="ALL"))

    assert verdict.status == "fail"
    assert verdict.message.endswith("(before service control policies, which were not read)")


def test_the_list_of_devices_is_missed_once():
    users = tuple(user(name, inline_policies=ADMIN.inline_policies) for name in ("ann", "bob"))
    rows = (user_row(one.name, **PERSON) for one in users)
    verdicts = judged(devices=NO_LIST, identities=identities(users=users), credential_report=report(root_row(), *rows))

    assert [(one.status, one.resource) for one in verdicts] == [("unknown", "AWS::::Account:123456789012")]


def test_policies_that_were_not_read_are_named():
    (verdict,) = judged(user("ann", inline_policies=(inline("all", "{"),)))

    assert verdict.message == "cannot tell: ann has a virtual MFA device, and policies that could not be read"


def test_in_china_users_have_virtual_devices_only():
    (verdict,) = judged(partition="aws-cn")

    assert verdict.status == "not_applicable"


@pytest.mark.parametrize(("who", "status"), [(ADMIN, "unknown"), (user("ann"), "pass")])
def test_a_user_who_is_not_in_the_report_matters_if_an_administrator(who, status):
    assert judged(who, credential_report=report(root_row()))[0].status == status


@pytest.mark.parametrize("fact", ["identities", "credential_report"])
def test_what_was_not_read_is_not_known(fact):
    (verdict,) = judged(**{fact: denied("iam:Read")})

    assert verdict.status == "unknown"


def test_a_broken_evaluator_says_nothing(monkeypatch):
    monkeypatch.setattr(power, "canary", lambda: "the table of actions is empty")

    assert judged()[0].status == "unknown"
