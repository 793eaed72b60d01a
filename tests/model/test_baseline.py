"""The baseline's exceptions and bounds."""

from __future__ import annotations

import msgspec
import pytest

from rootward.model.baseline import Baseline
from tests.checks.facts import arn


def test_break_glass_is_the_exact_arn():
    baseline = Baseline(break_glass=(arn("user", "glass"),))

    assert baseline.is_break_glass(arn("user", "glass"))
    assert not baseline.is_break_glass(arn("user", "glass2"))


@pytest.mark.parametrize(
    ("kind", "name", "is_meant_to"),
    [
        ("group", "administrators", True),
        ("user", "administrators", False),
        ("group", "teams/administrators", False),
        ("role", "aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_AdministratorAccess_0f1e", True),
        ("role", "AWSReservedSSO_AdministratorAccess_0f1e", False),
        ("role", "OrganizationAccountAccessRole", True),
        ("role", "OrganizationAccountAccessRole2", False),
        ("role", "AWSControlTowerExecution", True),
        ("role", "cdk-hnb659fds-cfn-exec-role-123456789012-eu-west-1", True),
        ("role", "cdk-hnb659fds-deploy-role-123456789012-eu-west-1", False),
    ],
)
def test_the_bootstrap_s_group_and_platforms_are_meant_to_administer(kind, name, is_meant_to):
    assert Baseline().is_on_admin_path(arn(kind, name)) is is_meant_to


def test_the_configuration_says_who_is_meant_to_administer():
    baseline = Baseline(admin_path=("user/ops/*", "role/platform-?"))

    assert baseline.is_on_admin_path(arn("user", "ops/ann"))
    assert baseline.is_on_admin_path(arn("role", "platform-1"))
    assert not baseline.is_on_admin_path(arn("role", "platform-10"))
    assert not baseline.is_on_admin_path(arn("group", "administrators"))


@pytest.mark.parametrize(
    "values",
    [
        {"max_key_age_days": 0},
        {"unused_days": 0},
        {"unused_permission_days": 0},
        {"unused_permission_days": 401},
        {"min_length": 5},
        {"min_length": 129},
        {"reuse_prevention": 25},
        {"max_password_age_days": 1096},
        {"required_classes": ["emoji"]},
        {"trusted_accounts": ["12345"]},
        {"session_users": ["arn:aws:iam::123456789012:user/kim"]},
        {"session_users": [""]},
        {"max_admins": 0},
        {"admin_path": ["administrators"]},
        {"admin_path": ["role/[a]"]},
        {"recent_days": -1},
        {"recent_days": 3651},
        {"grace_days": -1},
        {"observe_days": 0},
        {"iac": 1},
        {"max_key_age": 90},
        {"alarm_email": "Ann <ann@example.com>"},
        {"alarm_email": "ann@example.com\n"},
        {"security_contact": {"name": "Ann", "title": "On call", "email": "ann@example.com", "phone": "none"}},
        {"security_contact": {"name": "Ann ", "title": "On call", "email": "ann@example.com", "phone": "1"}},
        {"security_contact": {"name": "Ann", "title": "", "email": "ann@example.com", "phone": "1"}},
    ],
)
def test_a_value_that_aws_or_sense_forbids_is_refused(values):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(values, Baseline)
