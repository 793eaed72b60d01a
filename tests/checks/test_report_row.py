"""The row of one user in the credential report."""

from __future__ import annotations

from rootward.checks.report_row import row_of
from rootward.model.unknown import Unknown
from tests.checks.facts import ROOT, account, arn, denied, report, root_row, user_row

ANN = user_row("ann")


def test_a_row_is_found_by_its_user_s_arn():
    facts = account(credential_report=report(root_row(), user_row("annie"), ANN))

    assert row_of(facts, arn("user", "ann")) is ANN


def test_whom_the_report_does_not_show_is_unknown_and_root_is_no_user():
    facts = account(credential_report=report(root_row(), ANN))
    bob = arn("user", "bob")

    assert row_of(facts, bob) == Unknown("failed", detail=f"the credential report does not show {bob}")
    assert isinstance(row_of(facts, ROOT), Unknown)


def test_without_a_report_it_is_why_there_is_none():
    unread = denied("iam:GetCredentialReport")

    assert row_of(account(credential_report=unread), arn("user", "ann")) is unread
