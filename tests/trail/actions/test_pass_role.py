"""Calls that hand on a role need iam:PassRole, wherever the request names it; the same calls without one do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from rootward.trail.actions.table import Unmapped, actions_of, iam_actions, pass_role, values

ROLE = "arn:aws:iam::111122223333:role/of-the-service"
OWN_LINKED = "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
FACTS = [
    tuple(line.split())
    for line in (Path(__file__).parent / "handed_on.txt").read_text().splitlines()
    if not line.startswith("#")
]
OF_A_VALUE = [
    ("autoscaling", "CreateAutoScalingGroup", {"serviceLinkedRoleARN": f"{OWN_LINKED}_mine"}),
    ("autoscaling", "UpdateAutoScalingGroup", {"serviceLinkedRoleARN": f"{OWN_LINKED}_mine"}),
    ("logs", "PutAccountPolicy", {"policyDocument": f'{{"DestinationArn":"arn:aws:firehose:x","RoleArn":"{ROLE}"}}'}),
    (
        "rds",
        "ModifyOptionGroup",
        {"optionsToInclude": [{"optionName": "S", "optionSettings": [{"name": "IAM_ROLE_ARN", "value": ROLE}]}]},
    ),
    ("sns", "SetTopicAttributes", {"attributeName": "HTTPSuccessFeedbackRoleArn", "attributeValue": ROLE}),
]
"""What tells that a role is handed on is a value, not the name of a member."""


def needed(service, name, request):
    return iam_actions(f"{service}.amazonaws.com", name, request)


def request(path, value):
    """`a[].b`: {"a": [{"b": value}]}."""
    for step in reversed(path.split(".")):
        value = {step.removesuffix("[]"): [value] if step.endswith("[]") else value}
    return value


@pytest.mark.parametrize(("service", "name", "path"), FACTS)
def test_a_role_that_the_request_names_is_handed_on(service, name, path):
    without = needed(service, name, request(path, None))

    assert not isinstance(without, Unmapped)
    assert "iam:PassRole" not in without
    assert needed(service, name, request(path, ROLE)) == (*without, "iam:PassRole")


@pytest.mark.parametrize(("service", "name", "with_role"), OF_A_VALUE)
def test_a_role_that_a_value_tells_of_is_handed_on(service, name, with_role):
    assert needed(service, name, with_role)[1:] == ("iam:PassRole",)


@pytest.mark.parametrize(
    ("service", "name", "without_role"),
    [
        ("autoscaling", "CreateAutoScalingGroup", {"serviceLinkedRoleARN": OWN_LINKED}),
        ("logs", "PutAccountPolicy", {"policyDocument": '{"DestinationArn":"arn:aws:lambda:x"}'}),
        ("rds", "ModifyOptionGroup", {"optionsToInclude": [{"optionSettings": [{"name": "TIMEZONE"}]}]}),
        ("sns", "SetTopicAttributes", {"attributeName": "DisplayName", "attributeValue": "alarms"}),
        ("sns", "CreateTopic", {"attributes": {"DisplayName": "alarms"}}),
        (
            "quicksight",
            "CreateDataSource",
            request("dataSourceParameters.athenaParameters.consumerAccountRoleArn", ROLE),
        ),
        ("aiops", "CreateInvestigationGroup", request("crossAccountConfigurations[].sourceRoleArn", ROLE)),
        ("resiliencehub", "CreateApp", request("permissionModel.crossAccountRoleArns[]", ROLE)),
        ("ec2", "CreateFlowLogs", request("CreateFlowLogsRequest.DeliverCrossAccountRole", ROLE)),
        ("firehose", "CreateDeliveryStream", request("s3DestinationConfiguration.bucketARN", "arn:aws:s3:::acme")),
        ("iot", "CreateRoleAlias", {"roleAlias": "sensors"}),
        ("dms", "CreateEndpoint", {"s3Settings": {"bucketName": "acme"}, "endpointType": "target"}),
        ("sagemaker", "CreateDomain", request("defaultUserSettings.securityGroups[]", "sg-1")),
    ],
)
def test_what_only_looks_like_it_is_not(service, name, without_role):
    found = needed(service, name, without_role)

    assert not isinstance(found, Unmapped)
    assert "iam:PassRole" not in found


def test_a_source_of_another_name_than_its_actions_prefix_has_the_rows_too():
    assert iam_actions("monitoring.amazonaws.com", "PutMetricStream", {"roleArn": ROLE}) == (
        "cloudwatch:PutMetricStream",
        "iam:PassRole",
    )
    assert iam_actions("lambda.amazonaws.com", "CreateCapacityProvider20251130", {}) == (
        "lambda:CreateCapacityProvider",
    )


def test_a_profile_that_is_enabled_has_roles_though_the_request_names_none():
    assert needed("rolesanywhere", "EnableProfile", {"profileId": "p-1"}) == (
        "rolesanywhere:EnableProfile",
        "iam:PassRole",
    )


def test_every_call_and_every_member_of_the_rows_has_a_fact():
    requests = [(service, name, request(path, ROLE)) for service, name, path in FACTS] + OF_A_VALUE
    told = {(service, name) for service, name, _ in requests}

    for row in pass_role():
        assert {(row.service, name) for name in row.names} <= told, row.service
        for member in row.members:
            of_row = [one for service, name, one in requests if service == row.service and name in row.names]
            assert any(list(values(one, member)) for one in of_row), (row.service, member)


def test_no_row_asks_twice_and_each_is_of_a_call_that_maps():
    asked = [(row.service, name, member) for row in pass_role() for name in row.names for member in row.members]

    assert len(asked) == len(set(asked))
    assert not [one for one in asked if isinstance(actions_of(one[0], one[1]), Unmapped)]
