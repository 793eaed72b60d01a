"""`rootward permissions` prints the policy of the reads, and nothing else."""

from __future__ import annotations

import json

import pytest

from rootward.cli.main import main


def printed(capsys, *arguments):
    assert main(["permissions", *arguments]) == 0
    policy = json.loads(capsys.readouterr().out)
    return {action for statement in policy["Statement"] for action in statement["Action"]}


def test_the_policy_of_an_audit(capsys):
    actions = printed(capsys)

    assert {"iam:GetCredentialReport", "iam:GenerateCredentialReport", "cloudtrail:DescribeTrails"} <= actions
    assert not any(action.endswith("*") for action in actions)


def test_one_practice_needs_less(capsys):
    assert printed(capsys, "--only", "passwords") < printed(capsys)


def test_deep_needs_more(capsys):
    assert printed(capsys, "--deep") - printed(capsys) == {"iam:ListAccessKeys", "iam:ListSSHPublicKeys"}


@pytest.mark.parametrize("command", ["who-can", "can"])
def test_asking_who_may_do_what_needs_little(capsys, command):
    actions = printed(capsys, "--command", command)

    assert {"iam:GetAccountAuthorizationDetails", "organizations:DescribeOrganization"} <= actions
    assert {action.partition(":")[0] for action in actions} == {"iam", "organizations"}
