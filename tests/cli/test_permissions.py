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
    assert printed(capsys, "--deep") - printed(capsys) == {"iam:ListSSHPublicKeys"}


@pytest.mark.parametrize("command", ["who-can", "can"])
def test_asking_who_may_do_what_needs_little(capsys, command):
    actions = printed(capsys, "--command", command)

    assert {"iam:GetAccountAuthorizationDetails", "organizations:DescribeOrganization"} <= actions
    assert {action.partition(":")[0] for action in actions} == {"iam", "organizations"}


def test_logs_are_read_from_a_bucket_and_the_event_history(capsys):
    of_bucket = {"s3:ListBucket", "s3:GetObject", "kms:Decrypt"}

    assert printed(capsys, "--command", "trail-report") == of_bucket | {
        "cloudtrail:ListPublicKeys",
        "cloudtrail:LookupEvents",
        "ec2:DescribeRegions",
    }
    assert printed(capsys, "--command", "trail-watch") == of_bucket | {
        "sqs:DeleteMessage",
        "sqs:GetQueueUrl",
        "sqs:ReceiveMessage",
    }


def test_a_trail_is_read_where_it_is_named_alone(capsys):
    of_bucket = {"s3:ListBucket", "s3:GetObject", "kms:Decrypt"}
    for command in ("audit", "collect"):
        with_trail = printed(capsys, "--command", command, "--trail", "s3://acme-trail")
        assert with_trail - printed(capsys, "--command", command) == of_bucket

    assert printed(capsys, "--command", "trail-policy", "--trail", "s3://acme-trail", "--lookup") == of_bucket | {
        "cloudtrail:LookupEvents",
        "ec2:DescribeRegions",
    }


@pytest.mark.parametrize("arguments", [["--command", "plan"], ["--roles"], ["--roles", "--command", "trail-report"]])
def test_what_reads_no_trail_takes_none(capsys, arguments):
    assert main(["permissions", *arguments, "--trail", "s3://acme-trail"]) == 2
    assert "--trail" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--lookup"], "'rootward audit' asks no event history"),
        (["--trail", "s3://acme-trail", "--lookup"], "'rootward audit' asks no event history"),
        (["--command", "trail-report", "--only", "passwords"], "--only and --deep are of the facts of an account"),
        (["--command", "trail-watch", "--deep"], "--only and --deep are of the facts of an account"),
        (["--command", "trail-report", "--trail", "logs"], "logs lies on this machine: it takes no permission"),
    ],
)
def test_what_adds_nothing_is_one_clear_line(capsys, arguments, line):
    assert main(["permissions", *arguments]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert line in shown.err.splitlines()[0]


def test_planning_needs_what_the_lockout_guard_asks(capsys):
    only = ("--only", "password-too-short")

    assert printed(capsys, "--command", "plan", *only) - printed(capsys, *only) == {
        "iam:GetAccountAuthorizationDetails",
        "iam:GetPolicy",
        "iam:GetPolicyVersion",
        "iam:ListOpenIDConnectProviders",
        "iam:ListSAMLProviders",
        "iam:ListVirtualMFADevices",
    }


def test_planning_needs_to_know_what_presents_a_certificate(capsys):
    assert printed(capsys, "--command", "plan") - printed(capsys) == {
        "cloudfront:ListDistributions",
        "elasticloadbalancing:DescribeListenerCertificates",
        "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeLoadBalancers",
    }


def test_applying_and_undoing_need_to_write(capsys):
    applying = printed(capsys, "--command", "apply", "--only", "password-too-short")
    undoing = printed(capsys, "--command", "undo", "--only", "password-too-short")

    assert "iam:UpdateAccountPasswordPolicy" in applying & undoing
    assert "iam:DeleteAccountPasswordPolicy" in undoing - applying


def test_what_is_written_is_of_the_partition(capsys):
    assert main(["permissions", "--command", "apply", "--only", "access-key-unused", "--partition", "aws-cn"]) == 0
    assert '"arn:aws-cn:iam::*:user/*"' in capsys.readouterr().out


def test_the_roles_are_one_template(capsys):
    assert main(["permissions", "--roles", "--trust", "arn:aws:iam::123456789012:role/pipeline"]) == 0
    template = json.loads(capsys.readouterr().out)

    assert list(template["Resources"]) == ["RootwardAuditor", "RootwardApplier"]
    assert "MultiFactorAuthPresent" not in json.dumps(template)


@pytest.mark.parametrize(
    "arguments", [["--trust", "123456789012"], ["--roles", "--trust", "*"], ["--partition", "aws-x"]]
)
def test_a_slip_is_a_usage_error(capsys, arguments):
    assert main(["permissions", *arguments]) == 2
    assert capsys.readouterr().out == ""


def test_going_through_the_five_practices_needs_what_bootstrap_and_apply_do_and_what_registers_an_app(capsys):
    actions = printed(capsys, "--command", "secure")

    assert actions >= printed(capsys, "--command", "bootstrap") | printed(capsys, "--command", "plan")
    assert actions - printed(capsys, "--command", "apply") >= {"iam:CreateVirtualMFADevice", "iam:EnableMFADevice"}
