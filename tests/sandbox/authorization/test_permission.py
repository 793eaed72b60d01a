"""Which permissions a call needs."""

from __future__ import annotations

import pytest

from rootward.sandbox.authorization.permission import permissions_for
from rootward.sandbox.door.call import Call
from tests.sandbox.authorization.callers import MAYA, account

HERE = "us-east-1:123456789012"
ROLE = "arn:aws:iam::123456789012:role/x"
TAGS = [{"Key": "a", "Value": "b"}]
ANN = "arn:aws:iam::123456789012:user/ann"


@pytest.mark.parametrize(
    ("service", "operation", "asked", "needed"),
    [
        ("iam", "CreateUser", {"UserName": "ann"}, [("iam:CreateUser", ANN)]),
        ("iam", "CreateUser", {"UserName": "ann", "Tags": TAGS}, [("iam:CreateUser", ANN), ("iam:TagUser", ANN)]),
        ("iam", "UpdateUser", {"UserName": "ann", "NewUserName": "bob"},
         [("iam:UpdateUser", ANN), ("iam:UpdateUser", "arn:aws:iam::123456789012:user/bob")]),
        ("iam", "AddRoleToInstanceProfile", {"InstanceProfileName": "p", "RoleName": "x"},
         [("iam:AddRoleToInstanceProfile", "arn:aws:iam::123456789012:instance-profile/p"), ("iam:PassRole", ROLE)]),
        ("cloudtrail", "CreateTrail", {"Name": "t", "CloudWatchLogsRoleArn": ROLE},
         [("cloudtrail:CreateTrail", f"arn:aws:cloudtrail:{HERE}:trail/t"), ("iam:PassRole", ROLE)]),
        ("cloudtrail", "CreateTrail", {"Name": "t"},
         [("cloudtrail:CreateTrail", f"arn:aws:cloudtrail:{HERE}:trail/t")]),
        ("events", "PutTargets", {"Rule": "r", "Targets": [{"Id": "1"}, {"Id": "2", "RoleArn": ROLE}]},
         [("events:PutTargets", f"arn:aws:events:{HERE}:rule/r"), ("iam:PassRole", ROLE)]),
        ("sts", "GetFederationToken", {"Name": "g", "Tags": TAGS},
         [("sts:GetFederationToken", "arn:aws:sts::123456789012:federated-user/g"),
          ("sts:TagSession", "arn:aws:sts::123456789012:federated-user/g")]),
        ("s3", "CopyObject", {"Bucket": "b", "Key": "c", "CopySource": "/a/x%20y?versionId=1"},
         [("s3:PutObject", "arn:aws:s3:::b/c"), ("s3:GetObject", "arn:aws:s3:::a/x y")]),
        ("s3", "GetObject", {"Bucket": "b", "Key": "c", "VersionId": "1"},
         [("s3:GetObjectVersion", "arn:aws:s3:::b/c")]),
        ("s3", "PutObjectAcl", {"Bucket": "b", "Key": "c", "VersionId": "1"},
         [("s3:PutObjectVersionAcl", "arn:aws:s3:::b/c")]),
        ("s3", "HeadBucket", {"Bucket": "b"}, [("s3:ListBucket", "arn:aws:s3:::b")]),
        ("accessanalyzer", "ListAnalyzers", {}, [("access-analyzer:ListAnalyzers", "*")]),
    ],
)  # fmt: skip
def test_the_permissions_of_a_call(startup, service, operation, asked, needed):
    with account(startup):
        found = list(permissions_for(Call(service, operation, "us-east-1"), asked, MAYA))
    assert [(one.action, one.resource.arn) for one in found] == needed


def test_a_role_is_passed_to_a_service(startup):
    asked = {"Name": "t", "CloudWatchLogsRoleArn": ROLE}
    with account(startup):
        _, passed = permissions_for(Call("cloudtrail", "UpdateTrail", "us-east-1"), asked, MAYA)
    assert passed.keys == {"iam:PassedToService": "cloudtrail.amazonaws.com"}
