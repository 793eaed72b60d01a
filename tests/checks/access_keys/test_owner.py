"""Whose a credential is, by user name."""

from __future__ import annotations

from rootward.checks.access_keys.owner import Owners
from tests.checks.facts import ACCOUNT, account, arn, denied, report, user_row


def test_the_report_knows_the_path():
    row = user_row("mark", arn=arn("user", "people/mark"))

    assert Owners(account(credential_report=report(row))).arn("mark") == arn("user", "people/mark")


def test_a_user_whom_the_report_does_not_show_has_no_path_that_is_known():
    unread = account(credential_report=denied("iam:GetCredentialReport"), partition="aws-cn")

    assert Owners(unread).arn("mark") == f"arn:aws-cn:iam::{ACCOUNT}:user/mark"
