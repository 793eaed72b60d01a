"""A call as CloudTrail writes it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from rootward.sandbox.cloudtrail.event import event_of, events_of, is_management_event
from rootward.sandbox.cloudtrail.recorded import RecordedEvent
from rootward.sandbox.door.principal import Principal
from tests.sandbox.cloudtrail.literals import ACCOUNT, AT, EVENT_ID, OTHER, ROOT, call, refused, session

KEY_MADE = """<CreateAccessKeyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><CreateAccessKeyResult><AccessKey>
<UserName>alice</UserName><AccessKeyId>AKIDNEW</AccessKeyId><Status>Active</Status>
<SecretAccessKey>hush</SecretAccessKey><CreateDate>2026-03-01T13:04:05Z</CreateDate>
</AccessKey></CreateAccessKeyResult></CreateAccessKeyResponse>"""
ROLE_ASSUMED = """<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIDNEW</AccessKeyId>
<SecretAccessKey>hush</SecretAccessKey><SessionToken>token</SessionToken>
<Expiration>2026-03-01T00:04:05Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"""


def test_a_record_has_the_members_that_every_record_has():
    record = event_of(call("iam:GetAccountSummary"))
    assert record == {
        "eventVersion": "1.11",
        "userIdentity": record["userIdentity"],
        "eventTime": "2026-03-01T13:04:05Z",
        "eventSource": "iam.amazonaws.com",
        "eventName": "GetAccountSummary",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "127.0.0.1",
        "userAgent": "aws-cli/2.32.0",
        "requestParameters": None,
        "responseElements": None,
        "requestID": "REQUEST",
        "eventID": EVENT_ID,
        "readOnly": True,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
        "tlsDetails": {
            "tlsVersion": "TLSv1.3",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": "127.0.0.1:5000",
        },
    }


@pytest.mark.parametrize(
    ("action", "source", "region"),
    [
        ("iam:ListUsers", "iam.amazonaws.com", "us-east-1"),
        ("organizations:ListRoots", "organizations.amazonaws.com", "us-east-1"),
        ("cloudwatch:DescribeAlarms", "monitoring.amazonaws.com", "eu-west-1"),
        ("accessanalyzer:ListAnalyzers", "access-analyzer.amazonaws.com", "eu-west-1"),
        ("sts:GetCallerIdentity", "sts.amazonaws.com", "eu-west-1"),
    ],
)
def test_global_services_are_in_virginia(action, source, region):
    record = event_of(call(action))
    assert (record["eventSource"], record["awsRegion"]) == (source, region)


def test_a_new_key_is_shown_without_its_secret():
    record = event_of(call("iam:CreateAccessKey", "UserName=alice", KEY_MADE))
    assert record["requestParameters"] == {"userName": "alice"}
    assert record["responseElements"] == {
        "accessKey": {
            "userName": "alice",
            "accessKeyId": "AKIDNEW",
            "status": "Active",
            "createDate": "Mar 1, 2026 1:04:05 PM",
        }
    }
    assert record["readOnly"] is False


@pytest.mark.parametrize(
    ("action", "body", "shown"),
    [
        ("iam:CreateLoginProfile", "UserName=alice&Password=hush&PasswordResetRequired=true",
         {"userName": "alice", "passwordResetRequired": True}),
        ("iam:ChangePassword", "OldPassword=hush&NewPassword=hush", None),
        ("iam:EnableMFADevice",
         "UserName=alice&SerialNumber=arn&AuthenticationCode1=hush&AuthenticationCode2=hush",
         {"userName": "alice", "serialNumber": "arn"}),
        ("iam:UploadServerCertificate", "ServerCertificateName=web&CertificateBody=x&PrivateKey=hush",
         {"serverCertificateName": "web", "certificateBody": "x"}),
        ("sts:GetSessionToken", "SerialNumber=arn&TokenCode=hush&DurationSeconds=900",
         {"serialNumber": "arn", "durationSeconds": 900}),
    ],
)  # fmt: skip
def test_a_request_is_shown_without_its_secrets(action, body, shown):
    record = event_of(call(action, body))
    assert record["requestParameters"] == shown
    assert "hush" not in json.dumps(record)


def test_a_virtual_device_is_shown_without_its_seed():
    answer = """<CreateVirtualMFADeviceResponse><CreateVirtualMFADeviceResult><VirtualMFADevice>
    <SerialNumber>arn</SerialNumber><Base32StringSeed>aHVzaA==</Base32StringSeed><QRCodePNG>aHVzaA==</QRCodePNG>
    </VirtualMFADevice></CreateVirtualMFADeviceResult></CreateVirtualMFADeviceResponse>"""
    record = event_of(call("iam:CreateVirtualMFADevice", "VirtualMFADeviceName=phone", answer))
    assert record["responseElements"] == {"virtualMFADevice": {"serialNumber": "arn"}}


def test_roots_own_device_is_that_of_the_aws_root_user():
    record = event_of(call("iam:EnableMFADevice", "SerialNumber=arn&AuthenticationCode1=123456", principal=ROOT))
    assert record["requestParameters"] == {"userName": "AWS ROOT USER", "serialNumber": "arn"}


def test_a_virtual_device_that_root_makes_is_nobodys_yet():
    record = event_of(call("iam:CreateVirtualMFADevice", "VirtualMFADeviceName=phone", principal=ROOT))
    assert record["requestParameters"] == {"virtualMFADeviceName": "phone"}


def test_an_error_of_iam_is_spelt_as_its_exception():
    record = event_of(refused("iam:GetUser", "NoSuchEntity", "gone", body="UserName=eve", status=404))
    assert (record["errorCode"], record["errorMessage"]) == ("NoSuchEntityException", "gone")
    assert record["requestParameters"] == {"userName": "eve"}
    assert record["responseElements"] is None


def test_a_denied_call_shows_no_parameters():
    record = event_of(refused("iam:DeleteUser", "AccessDenied", "no", body="UserName=eve", status=403))
    assert (record["errorCode"], record["requestParameters"]) == ("AccessDenied", None)


def test_a_denial_of_a_json_service_is_spelt_shortly():
    answer = '{"__type": "AccessDeniedException", "Message": "no"}'
    record = event_of(call("organizations:LeaveOrganization", "{}", answer, protocol="json", status=400))
    assert (record["errorCode"], record["errorMessage"]) == ("AccessDenied", "no")


def test_an_error_of_ec2_is_the_clients_and_keeps_the_parameters():
    answer = (
        "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors></Response>"
    )
    body = "Action=DescribeRegions&AllRegions=true"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    record = event_of(call("ec2:DescribeRegions", body, answer, protocol="ec2", status=403, headers=headers))
    assert record["errorCode"] == "Client.UnauthorizedOperation"
    assert record["requestParameters"] == {"allRegions": True}


def test_a_throttled_call_is_recorded():
    (record,) = events_of(refused("iam:ListUsers", "Throttling", "Rate exceeded"))
    assert record["errorCode"] == "Throttling"


@pytest.mark.parametrize(
    "code", ["InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidAction", "InternalFailure"]
)
def test_a_call_that_no_account_made_is_not_recorded(code):
    assert events_of(refused("iam:ListUsers", code, "no", status=403)) == []


@pytest.mark.parametrize(
    ("action", "managed"),
    [
        ("s3:PutObject", False),
        ("s3:ListObjectsV2", False),
        ("s3:PutBucketPolicy", True),
        ("sns:Publish", False),
        ("sns:CreateTopic", True),
        ("iam:", False),
    ],
)
def test_calls_about_data_are_no_management_events(action, managed):
    assert is_management_event(call(action, protocol="rest-xml")) is managed


def test_a_json_request_is_shown_with_small_first_letters():
    record = event_of(
        call(
            "cloudtrail:CreateTrail",
            '{"Name": "t", "S3BucketName": "b", "TagsList": [{"Key": "k", "Value": "v"}]}',
            '{"Name": "t", "TrailARN": "arn", "IsMultiRegionTrail": false}',
            protocol="json",
        )
    )
    assert record["requestParameters"] == {
        "name": "t",
        "s3BucketName": "b",
        "tagsList": [{"key": "k", "value": "v"}],
    }
    assert record["responseElements"] == {"name": "t", "trailARN": "arn", "isMultiRegionTrail": False}


def test_a_newer_service_keeps_its_own_letters():
    record = event_of(
        call("account:GetRegionOptStatus", '{"RegionName": "eu-north-1"}', "{}", protocol="rest-json",
             path="/getRegionOptStatus")
    )  # fmt: skip
    assert record["requestParameters"] == {"RegionName": "eu-north-1"}
    assert record["awsRegion"] == "us-east-1"


def test_parameters_in_a_path_are_parameters():
    record = event_of(call("accessanalyzer:GetAnalyzer", protocol="rest-json", method="GET", path="/analyzer/mine"))
    assert record["requestParameters"] == {"analyzerName": "mine"}


def test_a_bucket_policy_is_shown_as_it_was_sent():
    record = event_of(
        call("s3:PutBucketPolicy", '{"Version": "2012-10-17"}', protocol="rest-xml", method="PUT", path="/logs",
             query="policy")
    )  # fmt: skip
    assert record["requestParameters"] == {
        "bucketName": "logs",
        "Host": "127.0.0.1:5000",
        "policy": "",
        "bucketPolicy": {"Version": "2012-10-17"},
    }
    assert record["resources"] == [{"accountId": ACCOUNT, "type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::logs"}]


def test_mfa_delete_is_seen_in_the_versioning_of_a_bucket():
    body = (
        '<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>Enabled</Status>'
        "<MfaDelete>Enabled</MfaDelete></VersioningConfiguration>"
    )
    record = event_of(call("s3:PutBucketVersioning", body, protocol="rest-xml", method="PUT", path="/logs",
                           query="versioning"))  # fmt: skip
    assert record["requestParameters"]["VersioningConfiguration"] == {
        "xmlns": "http://s3.amazonaws.com/doc/2006-03-01/",
        "Status": "Enabled",
        "MfaDelete": "Enabled",
    }


def test_old_names_of_s3_are_kept():
    record = event_of(call("s3:PutPublicAccessBlock", protocol="rest-xml", method="PUT", path="/logs"))
    assert record["eventName"] == "PutBucketPublicAccessBlock"


def test_assuming_a_role_counts_as_reading_and_shows_the_new_key():
    record = event_of(call("sts:AssumeRole", f"RoleArn=arn:aws:iam::{ACCOUNT}:role/x", ROLE_ASSUMED))
    assert record["readOnly"] is True
    assert record["responseElements"]["credentials"] == {
        "accessKeyId": "ASIDNEW",
        "sessionToken": "token",
        "expiration": "Mar 1, 2026, 12:04:05 AM",
    }
    assert record["resources"] == [
        {"accountId": ACCOUNT, "type": "AWS::IAM::Role", "ARN": f"arn:aws:iam::{ACCOUNT}:role/x"}
    ]


def test_a_federation_token_counts_as_writing():
    assert event_of(call("sts:GetFederationToken", "Name=guest"))["readOnly"] is False


def test_a_role_of_another_account_is_recorded_in_both():
    own, theirs = events_of(call("sts:AssumeRole", f"RoleArn=arn:aws:iam::{OTHER}:role/x", ROLE_ASSUMED))
    assert (own["recipientAccountId"], theirs["recipientAccountId"]) == (ACCOUNT, OTHER)
    assert (own["userIdentity"]["type"], theirs["userIdentity"]["type"]) == ("IAMUser", "AWSAccount")
    assert own["sharedEventID"] == theirs["sharedEventID"]
    assert own["eventID"] != theirs["eventID"]


def test_a_role_of_ones_own_account_is_recorded_once():
    assert len(events_of(call("sts:AssumeRole", f"RoleArn=arn:aws:iam::{ACCOUNT}:role/x", ROLE_ASSUMED))) == 1


def test_a_ready_event_is_its_own_record():
    record = event_of(call("iam:ListUsers"))
    assert events_of(RecordedEvent(AT, record)) == [record]


def test_what_is_no_record_is_no_ready_event():
    with pytest.raises(ValueError, match=r"lacks awsRegion, eventID, eventSource, eventTime, readOnly"):
        RecordedEvent(AT, {"eventName": "ConsoleLogin"})


def test_organizations_hides_names_and_addresses():
    answer = '{"CreateAccountStatus": {"Id": "car-1", "AccountName": "Dev", "RequestedTimestamp": 1772370245.0}}'
    record = event_of(
        call("organizations:CreateAccount", '{"Email": "dev@example.com", "AccountName": "Dev"}', answer,
             protocol="json")
    )  # fmt: skip
    assert record["requestParameters"] == {"email": "****", "accountName": "****"}
    assert record["responseElements"] == {
        "createAccountStatus": {
            "id": "car-1",
            "accountName": "****",
            "requestedTimestamp": "Mar 1, 2026, 1:04:05 PM",
        }
    }


@pytest.mark.parametrize("body", ["{", "[]", '{"Name": 5}'])
def test_a_body_that_cannot_be_read_spoils_no_record(body):
    record = event_of(call("cloudtrail:CreateTrail", body, "{", protocol="json", status=400))
    assert record["eventName"] == "CreateTrail"


def test_an_unknown_service_is_recorded_without_parameters():
    record = event_of(replace(call("iam:ListUsers"), call=call("tomorrow:Listen").call))
    assert (record["eventSource"], record["requestParameters"]) == ("tomorrow.amazonaws.com", None)


def test_an_acl_in_the_headers_is_shown_and_a_signature_is_not():
    record = event_of(
        call("s3:CreateBucket", protocol="rest-xml", method="PUT", path="/logs", headers={"x-amz-acl": "private"},
             query="X-Amz-Signature=hush")
    )  # fmt: skip
    assert record["requestParameters"] == {"bucketName": "logs", "Host": "127.0.0.1:5000", "x-amz-acl": "private"}
    assert record["additionalEventData"]["AuthenticationMethod"] == "QueryString"
    assert "resources" not in record


def test_a_bucket_policy_that_is_none_is_not_shown():
    record = event_of(call("s3:PutBucketPolicy", "{", protocol="rest-xml", method="PUT", path="/b", query="policy"))
    assert "bucketPolicy" not in record["requestParameters"]


@pytest.mark.parametrize(
    ("action", "body", "answer", "known"),
    [
        ("rds:CreateDBInstance", "DBInstanceIdentifier=d&MasterUserPassword=hush", "", {}),
        ("sns:ConfirmSubscription", "TopicArn=arn&Token=hush", "", {}),
        ("ec2:CreateKeyPair", "", ("<CreateKeyPairResponse><keyName>k</keyName><keyMaterial>hush</keyMaterial>"
         "</CreateKeyPairResponse>"), {"protocol": "ec2"}),
        ("secretsmanager:PutSecretValue", '{"SecretId": "s", "SecretBinary": "hush"}', "", {"protocol": "json"}),
        ("lambda:CreateFunction", '{"FunctionName": "f", "Environment": {"Variables": {"A": "hush"}}}', "",
         {"protocol": "rest-json", "path": "/2015-03-31/functions"}),
    ],
)  # fmt: skip
def test_other_services_secrets_are_not_shown(action, body, answer, known):
    record = event_of(call(action, body, answer, **known))
    assert record["requestParameters"] or record["responseElements"]
    assert "hush" not in json.dumps(record)


def test_the_session_that_asks_for_a_members_root_carries_the_mark_too():
    asking = Principal(
        account_id="123456789012",
        kind="role",
        arn="arn:aws:sts::123456789012:assumed-role/Security/ann",
        user_id="AROAEXAMPLE:ann",
        key_id="ASIDKEY",
        session=session("role", role_arn="arn:aws:iam::123456789012:role/Security", session_name="ann"),
    )
    record = event_of(call("sts:AssumeRoot", principal=asking))
    assert record["userIdentity"]["type"] == "AssumedRole"
    assert record["userIdentity"]["sessionContext"]["assumedRoot"] == "true"
    other = event_of(call("sts:AssumeRole", principal=asking))
    assert "assumedRoot" not in other["userIdentity"]["sessionContext"]
