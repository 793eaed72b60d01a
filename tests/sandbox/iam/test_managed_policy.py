"""AWS's own policies, each made when it is first asked for."""

from __future__ import annotations

import json

from rootward.sandbox.iam.managed_policy import all_arns, aws_managed_arn, aws_managed_policy, is_aws_managed

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def test_a_policy_is_found_by_its_name_wherever_its_path_leads():
    assert aws_managed_arn("AdministratorAccess") == ADMINISTRATOR
    assert aws_managed_arn("Billing") == "arn:aws:iam::aws:policy/job-function/Billing"
    assert aws_managed_arn("NoSuchPolicy") is None


def test_a_policy_carries_its_document():
    policy = aws_managed_policy(ADMINISTRATOR, "123456789012")
    assert policy is not None
    assert policy.arn == ADMINISTRATOR
    assert json.loads(policy.versions[0].document)["Statement"] == [{"Effect": "Allow", "Action": "*", "Resource": "*"}]


def test_a_wrong_path_is_no_policy_of_aws():
    assert aws_managed_policy("arn:aws:iam::aws:policy/Billing", "123456789012") is None
    assert aws_managed_policy("arn:aws:iam::aws:policy/NoSuchPolicy", "123456789012") is None


def test_only_the_arns_of_aws_are_of_aws():
    assert is_aws_managed(ADMINISTRATOR)
    assert not is_aws_managed("arn:aws:iam::123456789012:policy/AdministratorAccess")


def test_the_policies_that_the_checks_ask_for_are_among_them():
    arns = set(all_arns())
    names = ("AWSSupportAccess", "AWSCloudShellFullAccess", "AWSCompromisedKeyQuarantineV3", "SecurityAudit")
    assert {f"arn:aws:iam::aws:policy/{name}" for name in names} <= arns
