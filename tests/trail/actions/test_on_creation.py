"""What is set as a thing is made may need an action of its own: tags above all."""

from __future__ import annotations

import pytest

from rootward.trail.actions.table import iam_actions, tables, values

TAGS = [{"key": "team", "value": "red"}]
FACTS = [
    ("kms", "CreateKey", "tags", "kms:TagResource"),
    ("kms", "ReplicateKey", "tags", "kms:TagResource"),
    ("lambda", "CreateFunction20150331", "tags", "lambda:TagResource"),
    ("lambda", "CreateEventSourceMapping20150331", "tags", "lambda:TagResource"),
    ("cloudtrail", "CreateTrail", "tagsList", "cloudtrail:AddTags"),
    ("cloudtrail", "CreateEventDataStore", "tagsList", "cloudtrail:AddTags"),
    ("cloudtrail", "CreateChannel", "tags", "cloudtrail:AddTags"),
    ("organizations", "CreateAccount", "tags", "organizations:TagResource"),
    ("organizations", "CreateGovCloudAccount", "tags", "organizations:TagResource"),
    ("organizations", "CreateOrganizationalUnit", "tags", "organizations:TagResource"),
    ("organizations", "CreatePolicy", "tags", "organizations:TagResource"),
    ("organizations", "InviteAccountToOrganization", "tags", "organizations:TagResource"),
    ("sts", "AssumeRole", "providedContexts", "sts:SetContext"),
    ("sts", "GetWebIdentityToken", "tags", "sts:TagGetWebIdentityToken"),
    ("dynamodb", "CreateTable", "tags", "dynamodb:TagResource"),
    ("sns", "CreateTopic", "tags", "sns:TagResource"),
    ("sqs", "CreateQueue", "tags", "sqs:TagQueue"),
    ("logs", "CreateLogGroup", "tags", "logs:TagResource"),
    ("secretsmanager", "CreateSecret", "tags", "secretsmanager:TagResource"),
    ("ssm", "CreateOpsItem", "tags", "ssm:AddTagsToResource"),
    ("events", "PutRule", "tags", "events:TagResource"),
    ("states", "CreateStateMachine", "tags", "states:TagResource"),
    ("states", "CreateActivity", "tags", "states:TagResource"),
    ("ecs", "CreateCluster", "tags", "ecs:TagResource"),
    ("ecs", "RunTask", "tags", "ecs:TagResource"),
    ("monitoring", "PutMetricAlarm", "tags", "cloudwatch:TagResource"),
    ("monitoring", "PutCompositeAlarm", "tags", "cloudwatch:TagResource"),
    ("kinesis", "CreateStream", "tags", "kinesis:AddTagsToStream"),
    ("kinesis", "RegisterStreamConsumer", "tags", "kinesis:TagResource"),
    ("firehose", "CreateDeliveryStream", "tags", "firehose:TagDeliveryStream"),
    ("rekognition", "CreateCollection", "tags", "rekognition:TagResource"),
    ("s3tables", "CreateTableBucket", "tags", "s3tables:TagResource"),
    ("s3vectors", "CreateVectorBucket", "tags", "s3vectors:TagResource"),
    ("workspaces", "CreateWorkspaceBundle", "tags", "workspaces:CreateTags"),
    ("aiops", "CreateInvestigationGroup", "tags", "aiops:TagResource"),
    ("autoscaling", "RegisterScalableTarget", "tags", "application-autoscaling:TagResource"),
    ("aps", "CreateScraper", "tags", "aps:TagResource"),
    ("aws-marketplace", "PutDeploymentParameter", "tags", "aws-marketplace:TagResource"),
    ("chime", "CreateVoiceProfileDomain", "tags", "chime:TagResource"),
    ("cloudhsm", "CreateCluster", "tagList", "cloudhsm:TagResource"),
    ("controltower", "EnableControl", "tags", "controltower:TagResource"),
    ("datapipeline", "CreatePipeline", "tags", "datapipeline:AddTags"),
    ("deadline", "CreateFarm", "tags", "deadline:TagResource"),
    ("detective", "CreateGraph", "tags", "detective:TagResource"),
    ("ecr", "CreateRepository", "tags", "ecr:TagResource"),
    ("ecr-public", "CreateRepository", "tags", "ecr-public:TagResource"),
    ("elasticache", "CreateCacheCluster", "tags", "elasticache:AddTagsToResource"),
    ("elasticfilesystem", "CreateFileSystem", "tags", "elasticfilesystem:TagResource"),
    ("elasticloadbalancing", "CreateLoadBalancer", "tags", "elasticloadbalancing:AddTags"),
    ("elasticloadbalancing", "CreateTargetGroup", "tags", "elasticloadbalancing:AddTags"),
    ("fsx", "CreateVolume", "tags", "fsx:TagResource"),
    ("gamelift", "CreateFleet", "tags", "gamelift:TagResource"),
    ("gameliftstreams", "CreateApplication", "tags", "gameliftstreams:TagResource"),
    ("health-agent", "CreateDomain", "tags", "health-agent:TagResource"),
    ("imagebuilder", "CreateImage", "tags", "imagebuilder:TagResource"),
    ("imagebuilder", "CreateInfrastructureConfiguration", "tags", "imagebuilder:TagResource"),
    ("mediaconnect", "CreateRouterInput", "tags", "mediaconnect:TagResource"),
    ("memorydb", "CreateCluster", "tags", "memorydb:TagResource"),
    ("mgn", "StartImport", "tags", "mgn:TagResource"),
    ("networkmanager", "CreateCoreNetwork", "tags", "networkmanager:TagResource"),
    ("oam", "CreateSink", "tags", "oam:TagResource"),
    ("payment-cryptography", "CreateKey", "tags", "payment-cryptography:TagResource"),
    ("ram", "CreatePermission", "tags", "ram:TagResource"),
    ("rds", "CreateDBInstance", "tags", "rds:AddTagsToResource"),
    ("rds", "CreateDBSnapshot", "tags", "rds:AddTagsToResource"),
    ("sagemaker", "CreateModel", "tags", "sagemaker:AddTags"),
    ("sagemaker-geospatial", "StartEarthObservationJob", "tags", "sagemaker-geospatial:TagResource"),
    ("sms-voice", "RequestPhoneNumber", "tags", "sms-voice:TagResource"),
    ("ssm-incidents", "CreateResponsePlan", "tags", "ssm-incidents:TagResource"),
    ("wafv2", "CreateWebACL", "tags", "wafv2:TagResource"),
    ("workspaces-web", "CreatePortal", "tags", "workspaces-web:TagResource"),
]


def needed(service, name, request):
    return iam_actions(f"{service}.amazonaws.com", name, request)


@pytest.mark.parametrize(("service", "name", "member", "action"), FACTS)
def test_what_is_tagged_as_it_is_made_takes_the_action(service, name, member, action):
    without = needed(service, name, {"description": "new", member: []})

    assert action not in without
    assert needed(service, name, {"description": "new", member: TAGS}) == (*without, action)


def test_every_row_of_tags_has_a_fact():
    by_hand, _ = tables()
    rows = [row for row in by_hand.variants if any("Tag" in action for action in row.actions)]
    told = {(action, name.removesuffix("20150331"), member) for _, name, member, action in FACTS}

    for row in rows:
        if row.source in {"iam", "s3"} or "sts:TagSession" in row.actions:
            continue  # among the older facts
        facts = [one for one in told if (one[0],) == row.actions and one[1] in row.names]
        assert any(list(values({member: TAGS}, row.member)) for _, _, member in facts), row


def test_a_role_and_tags_each_ask_for_theirs():
    both = {"roleArn": "arn:aws:iam::111122223333:role/flow", "tags": TAGS}

    assert needed("states", "CreateStateMachine", both) == (
        "states:CreateStateMachine",
        "states:TagResource",
        "iam:PassRole",
    )


@pytest.mark.parametrize("name", ["GetCallerIdentity", "GetSessionToken"])
def test_nobody_needs_a_permission_to_ask_sts_who_it_is_or_for_a_session(name):
    assert needed("sts", name, {"durationSeconds": 900}) == ()


@pytest.mark.parametrize(
    ("header", "value", "action"),
    [
        ("x-amz-object-lock-mode", "COMPLIANCE", "s3:PutObjectRetention"),
        ("x-amz-object-lock-retain-until-date", "2030-01-01T00:00:00Z", "s3:PutObjectRetention"),
        ("x-amz-object-lock-legal-hold", "ON", "s3:PutObjectLegalHold"),
    ],
)
def test_an_object_that_is_locked_as_it_is_put_takes_the_lock_s_action(header, value, action):
    put = {"bucketName": "acme", "key": "a"}

    assert needed("s3", "PutObject", put) == ("s3:PutObject",)
    assert needed("s3", "PutObject", {**put, header: value}) == ("s3:PutObject", action)
    assert needed("s3", "CreateMultipartUpload", {**put, header: value}) == ("s3:PutObject", action)
    assert needed("s3", "CopyObject", {**put, header: value}) == ("s3:GetObject", "s3:PutObject", action)


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("DeleteObject", "s3:DeleteObject"),
        ("DeleteObjects", "s3:DeleteObject"),
        ("PutObjectRetention", "s3:PutObjectRetention"),
    ],
)
def test_a_bypassed_lock_takes_an_action(name, own):
    header = "x-amz-bypass-governance-retention"

    assert needed("s3", name, {header: "true"}) == (own, "s3:BypassGovernanceRetention")
    assert needed("s3", name, {header: "false"}) == (own,)
    assert needed("s3", name, {"bucketName": "acme"}) == (own,)


@pytest.mark.parametrize("name", ["CopyObject", "UploadPartCopy"])
def test_a_version_of_an_object_that_is_copied_is_read_by_another_action(name):
    assert needed("s3", name, {"x-amz-copy-source": "acme/a?versionId=3HL4kq"}) == (
        "s3:GetObjectVersion",
        "s3:PutObject",
    )
    assert needed("s3", name, {"x-amz-copy-source": "acme/a"}) == ("s3:GetObject", "s3:PutObject")


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("CreateBucketMetadataConfiguration", "s3:CreateBucketMetadataTableConfiguration"),
        ("GetBucketMetadataConfiguration", "s3:GetBucketMetadataTableConfiguration"),
        ("DeleteBucketMetadataConfiguration", "s3:DeleteBucketMetadataTableConfiguration"),
        ("UpdateBucketMetadataInventoryTableConfiguration", "s3:UpdateBucketMetadataInventoryTableConfiguration"),
    ],
)
def test_metadata_tables_have_one_action_for_both_of_their_versions(name, first):
    assert needed("s3", name, {"bucketName": "acme"})[0] == first


def test_metadata_tables_that_are_made_take_actions_of_s3_tables():
    v1 = needed("s3", "CreateBucketMetadataTableConfiguration", {"bucketName": "acme"})
    v2 = needed("s3", "CreateBucketMetadataConfiguration", {"bucketName": "acme"})

    assert v1 == (
        "s3:CreateBucketMetadataTableConfiguration",
        "s3tables:CreateNamespace",
        "s3tables:GetTable",
        "s3tables:CreateTable",
        "s3tables:PutTablePolicy",
    )
    assert set(v2) - set(v1) == {
        "s3tables:CreateTableBucket",
        "s3tables:PutTableBucketPolicy",
        "s3tables:PutTableEncryption",
    }


@pytest.mark.parametrize(
    ("name", "key"),
    [
        (
            "CreateBucketMetadataConfiguration",
            {
                "MetadataConfiguration": {
                    "JournalTableConfiguration": {"EncryptionConfiguration": {"KmsKeyArn": "arn:k"}}
                }
            },
        ),
        (
            "UpdateBucketMetadataInventoryTableConfiguration",
            {"InventoryTableConfiguration": {"EncryptionConfiguration": {"KmsKeyArn": "arn:k"}}},
        ),
    ],
)
def test_a_key_of_kms_for_metadata_tables_is_looked_at(name, key):
    assert "kms:DescribeKey" in needed("s3", name, key)
    assert "kms:DescribeKey" not in needed("s3", name, {"bucketName": "acme"})
