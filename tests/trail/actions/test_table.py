from __future__ import annotations

import pytest

from rootward.iam_policy import actions
from rootward.trail.actions.table import (
    Call,
    Unclear,
    Unmapped,
    Variant,
    data_services,
    iam_actions,
    is_call,
    label,
    plain,
    prefixes_of,
    tables,
    values,
)

HOST = ".amazonaws.com"


def needed(source, name, **request):
    return iam_actions(source + HOST, name, request)


@pytest.mark.parametrize("table", tables(), ids=["by hand", "generated"])
def test_every_row_names_what_aws_s_reference_knows(table):
    prefixes = {prefix for row in (*table.sources, *table.data) for prefix in row.prefixes}
    told = {action for row in (*table.calls, *table.variants) for action in row.actions}

    assert prefixes <= set(actions.services())
    assert told == {str(actions.find(action)) for action in told}


def test_no_source_is_told_twice_by_hand_and_no_call_has_two_rows():
    by_hand, _ = tables()
    sources = [row.source for row in by_hand.sources]
    rows: tuple[Call | Unclear, ...] = (*by_hand.calls, *by_hand.unclear)
    calls = [(row.source, name) for row in rows for name in row.names]

    assert len(sources) == len(set(sources))
    assert len(calls) == len(set(calls))


def test_a_row_by_hand_says_something_that_the_name_does_not():
    by_hand, _ = tables()

    for row in by_hand.calls:
        for name in row.names:
            for prefix in prefixes_of(row.source):
                assert row.actions != (str(actions.find(f"{prefix}:{name}")),), (row.source, name)


def test_every_source_of_a_row_leads_to_a_service():
    for table in tables():
        rows: tuple[Call | Unclear | Variant, ...] = (*table.calls, *table.unclear, *table.variants)
        for row in rows:
            assert prefixes_of(row.source) or not getattr(row, "actions", ("x",)), row.source


@pytest.mark.parametrize(
    ("source", "name", "action"),
    [
        ("iam", "CreateUser", "iam:CreateUser"),
        ("monitoring", "PutMetricAlarm", "cloudwatch:PutMetricAlarm"),
        ("tagging", "GetResources", "tag:GetResources"),
        ("email", "SendEmail", "ses:SendEmail"),
        ("elasticfilesystem", "CreateFileSystem", "elasticfilesystem:CreateFileSystem"),
        ("states", "StartExecution", "states:StartExecution"),
        ("servicecatalog-appregistry", "ListApplications", "servicecatalog:ListApplications"),
        ("cloudcontrolapi", "CreateResource", "cloudformation:CreateResource"),
        ("autoscaling", "CreateAutoScalingGroup", "autoscaling:CreateAutoScalingGroup"),
        ("autoscaling", "RegisterScalableTarget", "application-autoscaling:RegisterScalableTarget"),
        ("lambda", "CreateFunction20150331", "lambda:CreateFunction"),
        ("lambda", "GetFunction20150331v2", "lambda:GetFunction"),
        ("lambda", "Invoke", "lambda:InvokeFunction"),
        ("cloudfront", "CreateDistribution2020_05_31", "cloudfront:CreateDistribution"),
        ("s3", "ListBuckets", "s3:ListAllMyBuckets"),
        ("s3", "HeadBucket", "s3:ListBucket"),
        ("s3", "HeadObject", "s3:GetObject"),
        ("s3", "UploadPart", "s3:PutObject"),
        ("s3", "GetBucketEncryption", "s3:GetEncryptionConfiguration"),
        ("s3", "PutBucketLifecycle", "s3:PutLifecycleConfiguration"),
        ("s3", "DeleteBucketCors", "s3:PutBucketCORS"),
        ("s3", "GetBucketPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
        ("dynamodb", "TransactGetItems", "dynamodb:GetItem"),
        ("dynamodb", "BatchWriteItem", "dynamodb:BatchWriteItem"),
        ("sqs", "SendMessageBatch", "sqs:SendMessage"),
        ("apigateway", "GetRestApis", "apigateway:GET"),
        ("apigateway", "UpdateStage", "apigateway:PATCH"),
        ("apigateway", "DeleteApi", "apigateway:DELETE"),
        ("budgets", "CreateBudget", "budgets:ModifyBudget"),
        ("sts", "AssumeRole", "sts:AssumeRole"),
    ],
)
def test_an_event_needs_the_action(source, name, action):
    assert needed(source, name) == (action,)


@pytest.mark.parametrize(
    ("source", "name", "several"),
    [
        ("s3", "CopyObject", ("s3:GetObject", "s3:PutObject")),
        ("kms", "ReEncrypt", ("kms:ReEncryptFrom", "kms:ReEncryptTo")),
        (
            "cloudfront",
            "CreateDistributionWithTags2020_05_31",
            ("cloudfront:CreateDistribution", "cloudfront:TagResource"),
        ),
    ],
)
def test_some_need_several(source, name, several):
    assert needed(source, name) == several


def test_a_version_id_asks_for_another_action():
    assert needed("s3", "GetObject", versionId="3HL4kq") == ("s3:GetObjectVersion",)
    assert needed("s3", "GetObject", versionId="") == ("s3:GetObject",)
    assert needed("s3", "GetObject", versionId=None, key="a") == ("s3:GetObject",)


def test_a_list_for_everybody_asks_for_more_and_a_private_one_does_not():
    assert needed("s3", "PutObject", **{"x-amz-acl": "public-read"}) == ("s3:PutObject", "s3:PutObjectAcl")
    assert needed("s3", "PutObject", **{"x-amz-acl": "private"}) == ("s3:PutObject",)


def test_a_role_that_is_handed_on_asks_for_pass_role():
    role = "arn:aws:iam::111122223333:role/web"

    assert needed("lambda", "CreateFunction20150331", role=role) == ("lambda:CreateFunction", "iam:PassRole")
    assert needed("lambda", "UpdateFunctionConfiguration20150331v2", timeout=3) == (
        "lambda:UpdateFunctionConfiguration",
    )
    assert needed("ec2", "RunInstances", iamInstanceProfile={"name": "web"}) == ("ec2:RunInstances", "iam:PassRole")
    assert needed("ec2", "RunInstances", iamInstanceProfile={}) == ("ec2:RunInstances",)
    assert needed("events", "PutTargets", targets=[{"id": "1"}, {"id": "2", "roleArn": role}]) == (
        "events:PutTargets",
        "iam:PassRole",
    )
    for definition in ({"trainingJobDefinition": {"roleArn": role}}, {"trainingJobDefinitions": [{"roleArn": role}]}):
        assert needed("sagemaker", "CreateHyperParameterTuningJob", **definition) == (
            "sagemaker:CreateHyperParameterTuningJob",
            "iam:PassRole",
        )
    spot = {"launchSpecification": {"iamInstanceProfile": {"name": "web"}}}
    assert needed("ec2", "RequestSpotInstances", **spot) == ("ec2:RequestSpotInstances", "iam:PassRole")
    assert needed("ec2", "CreateFlowLogs", CreateFlowLogsRequest={"DeliverLogsPermissionArn": role}) == (
        "ec2:CreateFlowLogs",
        "iam:PassRole",
    )


def test_what_is_tagged_as_it_is_made_asks_for_tagging():
    tags = {"items": [{"resourceType": "vpc", "tags": [{"key": "a", "value": "b"}]}]}

    assert needed("ec2", "CreateVpc", tagSpecificationSet=tags) == ("ec2:CreateVpc", "ec2:CreateTags")
    assert needed("iam", "CreateRole", tags=[{"key": "a"}]) == ("iam:CreateRole", "iam:TagRole")
    assert needed("iam", "CreateRole", tags=[]) == ("iam:CreateRole",)
    assert needed("sts", "AssumeRole", tags=[{"key": "a"}], sourceIdentity="anna") == (
        "sts:AssumeRole",
        "sts:TagSession",
        "sts:SetSourceIdentity",
    )


def test_application_auto_scaling_shares_a_source_and_is_told_by_its_namespace():
    assert needed("autoscaling", "PutScalingPolicy") == ("autoscaling:PutScalingPolicy",)
    assert needed("autoscaling", "PutScalingPolicy", serviceNamespace="ecs") == (
        "application-autoscaling:PutScalingPolicy",
    )


@pytest.mark.parametrize("kind", ["AwsServiceEvent", "AwsConsoleSignIn", "AwsConsoleAction", "AwsVpceEvent"])
def test_what_is_no_call_needs_nothing(kind):
    assert not is_call(kind)
    assert iam_actions("kms.amazonaws.com", "RotateKey", event_type=kind) == ()


def test_a_sign_in_needs_nothing_even_where_no_type_says_what_it_is():
    assert needed("signin", "ConsoleLogin") == ()
    assert needed("sts", "AssumeRoleWithWebIdentity") == ()


def test_what_aws_s_reference_does_not_know_is_not_told():
    assert needed("s3", "GetStorageLensDashboardDataInternal") == Unmapped(
        "s3.amazonaws.com",
        "GetStorageLensDashboardDataInternal",
        "AWS's reference has no action s3:GetStorageLensDashboardDataInternal",
    )
    assert needed("nowhere", "Do") == Unmapped(
        "nowhere.amazonaws.com", "Do", "which service nowhere.amazonaws.com is, is not known"
    )


def test_what_the_record_does_not_tell_says_why():
    found = needed("dynamodb", "ExecuteStatement")

    assert isinstance(found, Unmapped)
    assert "statement decides" in found.reason


@pytest.mark.parametrize(
    ("source", "short"),
    [("S3.amazonaws.com", "s3"), ("ec2.amazonaws.com.cn", "ec2"), ("sso.amazon.com", "sso"), ("strange", "strange")],
)
def test_a_source_without_its_host(source, short):
    assert label(source) == short


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("CreateFunction20150331", "CreateFunction"),
        ("AddPermission20150331v2", "AddPermission"),
        ("GetDistribution2020_05_31", "GetDistribution"),
        ("DescribeRouteTables", "DescribeRouteTables"),
        ("ListObjectsV2", "ListObjectsV2"),
    ],
)
def test_a_name_without_its_day(name, short):
    assert plain(name) == short


def test_members_are_found_in_any_case_and_in_lists():
    request = {"Target": [{"RoleArn": "a"}, {"roleArn": ""}, {"rolearn": None}, 7]}

    assert list(values(request, "target.rolearn")) == ["a"]
    assert list(values({"AnyRequest": {"Role": "b"}}, "*.role")) == ["b"]
    assert list(values({}, "target")) == []


def test_services_with_data_events_are_sorted_prefixes():
    assert {"s3", "lambda", "dynamodb"} <= set(data_services())
    assert list(data_services()) == sorted(data_services())
