"""CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest

from rootward.reports.csv import COLUMNS, render
from tests.reports.audits import BLIND, ROOT_MFA, TROUBLED, audit, finding, user


def rows(audited):
    return list(csv.DictReader(io.StringIO(render(audited), newline="")))


def test_a_row_holds_the_finding_and_its_account():
    (row,) = rows(audit(ROOT_MFA))

    assert tuple(row) == COLUMNS
    assert row == {
        "account": "123456789012",
        "taken_at": "2026-01-31T12:00:00Z",
        "practice": "mfa",
        "check": "root-mfa-missing",
        "severity": "critical",
        "status": "fail",
        "resource": "arn:aws:iam::123456789012:root",
        "message": "root has a password and no MFA device",
        "fix": "guided",
        "controls": "cis-3.0 1.5; cis-7.0 2.5; security-hub IAM.9",
        "evidence": "account-summary 2026-01-31T12:00:00Z AccountMFAEnabled=false; "
        "account-summary 2026-01-31T12:00:00Z AccountPasswordPresent=true",
        "unknown_because": "",
        "missing_permissions": "",
    }


def test_every_finding_is_a_row_and_an_unknown_names_its_permissions():
    assert len(rows(TROUBLED)) == len(TROUBLED.findings)
    assert rows(BLIND)[1]["missing_permissions"] == "iam:GenerateCredentialReport; iam:GetCredentialReport"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\uff1d", "\uff20"])
def test_a_cell_that_a_spreadsheet_would_compute_begins_with_an_apostrophe(start):
    (row,) = rows(audit(finding("user-mfa-missing", "mfa", "high", "fail", "r", f"{start}HYPERLINK(1)")))

    assert row["message"].startswith("'")


def test_a_comma_a_quote_and_a_semicolon_stay_inside_their_cell():
    (row,) = rows(audit(finding("user-mfa-missing", "mfa", "high", "fail", user('a,"b";=c'), "m")))

    assert row["resource"] == user('a,"b";=c')
    assert render(audit(ROOT_MFA)).splitlines()[1].startswith('"123456789012","')
