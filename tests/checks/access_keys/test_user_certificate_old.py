"""user-certificate-old: signing certificates, and with --deep SSH public keys."""

from __future__ import annotations

import pytest

from rootward.model.unknown import Unknown
from tests.checks.asking import only, status, verdicts
from tests.checks.facts import (
    NA,
    NOT_SUPPORTED,
    account,
    ago,
    arn,
    certificate,
    denied,
    identities,
    report,
    root_row,
    ssh_public_key,
    user,
    user_row,
)

CHECK = "user-certificate-old"
NO_LIST = denied("iam:ListSSHPublicKeys")
NO_REPORT = denied("iam:GetCredentialReport")


def active(days):
    return certificate(active=True, last_rotated=ago(days))


def of(*certificates, **facts):
    slots = (*certificates, certificate())[:2]
    return account(credential_report=report(root_row(), user_row("dev", certificates=slots)), **facts)


def test_an_old_certificate_fails():
    verdict = only(CHECK, of(certificate(), active(700)))

    assert (verdict.status, verdict.resource) == ("fail", arn("user", "dev"))
    assert verdict.message == "signing certificate 2 of dev is 700 days old (created or last changed 2024-03-02)"


@pytest.mark.parametrize(("age", "expected"), [(90, "pass"), (91, "fail")])
def test_exactly_at_the_limit_is_within_it(age, expected):
    assert status(CHECK, of(active(age))) == expected
    assert status(CHECK, of(active(age)), max_key_age_days=365) == "pass"


def test_none_and_root_s_pass():
    assert only(CHECK, of()).status == "pass"
    assert only(
        CHECK, account(credential_report=report(root_row(certificates=(active(900), certificate()))))
    ).status == ("pass")


def test_an_old_ssh_key_fails_beside_the_certificates():
    answers = verdicts(CHECK, of(active(1), ssh_public_keys=(ssh_public_key("dev", 400),)))

    assert [one.status for one in answers] == ["pass", "fail"]
    assert answers[1].message == "SSH public key ssh-of-dev of dev is 400 days old (uploaded 2024-12-27)"


def test_a_young_or_inactive_ssh_key_passes():
    for passing in (ssh_public_key("dev", 90), ssh_public_key("dev", 400, status="Inactive")):
        assert status(CHECK, of(ssh_public_keys=(passing,))) == "pass"


def test_ssh_keys_that_nobody_asked_for_are_not_missed_and_denied_ones_are():
    assert status(CHECK, of()) == "pass"
    answers = verdicts(CHECK, of(ssh_public_keys=NO_LIST))
    assert [(one.status, one.resource) for one in answers] == [
        ("pass", arn("user", "dev")),
        ("unknown", account().resource),
    ]


def test_a_denied_report_is_unknown_beside_the_ssh_keys():
    assert only(CHECK, account(credential_report=NO_REPORT)).unknowns == (NO_REPORT,)
    answers = verdicts(CHECK, account(credential_report=NO_REPORT, ssh_public_keys=(ssh_public_key("dev", 400),)))
    assert [one.status for one in answers] == ["unknown", "fail"]


@pytest.mark.parametrize(
    "odd",
    [
        certificate(active=NOT_SUPPORTED),
        certificate(active=True, last_rotated=NA),
        certificate(active=True, last_rotated=Unknown("failed", detail="odd")),
    ],
)
def test_an_odd_cell_makes_its_certificate_unknown(odd):
    assert [one.status for one in verdicts(CHECK, of(odd, active(400)))] == ["unknown", "fail"]


def test_an_old_ssh_key_fails_beside_the_unknown_certificates_of_a_user_whom_the_report_does_not_show():
    facts = account(identities=identities(users=(user("ann"),)), ssh_public_keys=(ssh_public_key("ann", 700),))

    assert [one.status for one in verdicts(CHECK, facts)] == ["unknown", "fail"]
