"""Actions as an IAM policy."""

from __future__ import annotations

import json

from rootward.reports.permissions import policy


def test_each_action_stands_once_and_sorted():
    (statement,) = json.loads(policy(["sts:B", "iam:B", "iam:A", "iam:B"]))["Statement"]

    assert statement["Action"] == ["iam:A", "iam:B", "sts:B"]
    assert (statement["Effect"], statement["Resource"]) == ("Allow", "*")


def test_a_policy_names_no_partition_and_no_account():
    assert "arn:" not in policy(["iam:GetAccountSummary"])


def test_no_actions_give_no_statement():
    assert json.loads(policy([])) == {"Version": "2012-10-17", "Statement": []}
