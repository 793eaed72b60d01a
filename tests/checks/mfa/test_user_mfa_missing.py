"""user-mfa-missing: a console password without a second factor."""

from __future__ import annotations

import pytest

from rootward.checks import power
from rootward.checks.registry import BY_ID
from rootward.model.unknown import Unknown
from tests.checks.asking import only, status, verdicts
from tests.checks.facts import (
    NA,
    account,
    ago,
    allow,
    arn,
    denied,
    group,
    identities,
    inline,
    policy,
    report,
    root_row,
    user,
    user_row,
    virtual_device,
)

CHECK = "user-mfa-missing"
ODD_CELL = Unknown("failed", detail="mfa_active of mark reads maybe")


def console(name: str, **cells):
    return user_row(name, **{"password_enabled": True, "password_last_used": ago(1), **cells})


def of(*rows, **facts):
    return account(credential_report=report(root_row(), *rows), **facts)


def test_a_password_without_mfa_fails_for_its_user():
    verdict = only(CHECK, of(console("mark")))

    assert (verdict.status, verdict.resource) == ("fail", arn("user", "mark"))
    assert verdict.message == "mark has a console password and no MFA device"
    assert [(one.fact, one.value) for one in verdict.evidence] == [("password_enabled", True), ("mfa_active", False)]


EVERYTHING = policy(allow("*"))


@pytest.mark.parametrize(
    ("listed", "severity"),
    [
        (identities(users=(user("mark", inline_policies=(inline("all", EVERYTHING),)),)), "critical"),
        (
            identities(
                users=(user("mark", groups=("admins",)),),
                groups=(group("admins", inline_policies=(inline("all", EVERYTHING),)),),
            ),
            "critical",
        ),
        (identities(users=(user("mark"),)), None),
        (identities(users=(user("mark", inline_policies=(inline("all", "{"),)),)), None),
        (denied("iam:GetAccountAuthorizationDetails"), None),
    ],
)
def test_it_weighs_most_for_an_administrator(listed, severity):
    (verdict, *_) = verdicts(CHECK, of(console("mark"), identities=listed))

    assert (verdict.status, verdict.severity) == ("fail", severity)
    assert BY_ID[CHECK].severity == "high"


def test_an_administrator_is_called_one():
    listed = identities(users=(user("mark", inline_policies=(inline("all", EVERYTHING),)),))

    assert only(CHECK, of(console("mark"), identities=listed)).message == (
        "mark, an administrator, has a console password and no MFA device"
    )


def test_a_broken_evaluator_calls_nobody_an_administrator(monkeypatch):
    monkeypatch.setattr(power, "canary", lambda: "the table of actions is empty")
    listed = identities(users=(user("mark", inline_policies=(inline("all", EVERYTHING),)),))

    assert only(CHECK, of(console("mark"), identities=listed)).severity is None


@pytest.mark.parametrize("row", [console("mark", mfa_active=True), user_row("ci-bot")])
def test_mfa_or_no_password_passes(row):
    assert only(CHECK, of(row)).status == "pass"


def test_each_user_is_judged_and_root_is_not_one():
    facts = account(credential_report=report(root_row(mfa_active=False), console("ann"), console("bob")))

    assert [one.resource for one in verdicts(CHECK, facts)] == [arn("user", "ann"), arn("user", "bob")]


def test_a_virtual_device_registered_since_the_report_counts():
    mine = virtual_device(arn("user", "mark"))

    verdict = only(CHECK, of(console("mark"), virtual_mfa_devices=(mine,)))
    assert verdict.status == "pass"
    assert [one.value for one in verdict.evidence] == [mine.serial]
    assert status(CHECK, of(console("mark"), virtual_mfa_devices=(virtual_device(arn("user", "ann")),))) == "fail"


def test_the_report_s_word_stands_where_the_live_list_is_denied():
    assert status(CHECK, of(console("mark"), virtual_mfa_devices=denied("iam:ListVirtualMFADevices"))) == "fail"


def test_an_account_without_users_passes():
    assert only(CHECK, account()).message == "there are no IAM users"


def test_a_break_glass_user_is_not_exempt():
    assert status(CHECK, of(console("glass")), break_glass=(arn("user", "glass"),)) == "fail"


def test_a_denied_report_is_one_unknown_of_the_account():
    no_report = denied("iam:GetCredentialReport")
    verdict = only(CHECK, account(credential_report=no_report))

    assert (verdict.status, verdict.resource, verdict.unknowns) == ("unknown", account().resource, (no_report,))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"mfa_active": ODD_CELL}, "unknown"),
        ({"mfa_active": NA}, "unknown"),
        ({"password_enabled": ODD_CELL}, "unknown"),
        ({"password_enabled": NA, "mfa_active": True}, "pass"),
        ({"password_enabled": False, "mfa_active": ODD_CELL}, "pass"),
    ],
)
def test_an_odd_cell_makes_its_user_unknown_unless_the_others_decide(cells, expected):
    answers = verdicts(CHECK, of(console("mark", **cells), console("ann", mfa_active=True)))

    assert [one.status for one in answers] == [expected, "pass"]


def test_a_user_whom_the_report_does_not_show_passes_by_a_live_device_alone():
    newcomer = identities(users=(user("ann", created=ago(0.01)),))
    device = virtual_device(arn("user", "ann"))

    assert only(CHECK, of(identities=newcomer, virtual_mfa_devices=(device,))).status == "pass"
    assert only(CHECK, of(identities=newcomer)).status == "unknown"
