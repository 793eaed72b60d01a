from __future__ import annotations

import pytest

from rootward.checks.identities.owner import is_permission_set, is_service_linked, platform_of
from tests.checks.facts import role


@pytest.mark.parametrize(
    ("name", "platform"),
    [
        ("AWSReservedSSO_Admin_0123456789abcdef", "IAM Identity Center"),
        ("AWSControlTowerExecution", "AWS Control Tower"),
        ("aws-controltower-ForwardSnsNotificationRole", "AWS Control Tower"),
        ("OrganizationAccountAccessRole", "AWS Organizations"),
        ("stacksets-exec-0123456789abcdef", "CloudFormation StackSets"),
        ("cdk-hnb659fds-deploy-role-123456789012-eu-west-1", "the CDK bootstrap"),
        ("deploy", None),
        ("my-cdk-role", None),
    ],
)
def test_a_platform_is_told_by_its_roles_names(name: str, platform: str | None) -> None:
    assert platform_of(role(name)) == platform


def test_paths_that_aws_keeps_for_itself() -> None:
    linked = role("AWSServiceRoleForSupport", path="/aws-service-role/support.amazonaws.com/")
    reserved = role("AWSReservedSSO_Ops_0123", path="/aws-reserved/sso.amazonaws.com/eu-west-1/")
    assert is_service_linked(linked)
    assert not is_permission_set(linked)
    assert is_permission_set(reserved)
    assert not is_service_linked(role("AWSServiceRoleForSupport"))
