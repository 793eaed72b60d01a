import pytest

from rootward.trail.classify.changed import changed, is_write
from tests.trail.classify.events import event

SECRET_SHAPED = "wJalr" + "XUtnFEMI7" * 3 + "AbCdEfGh"


def asked(source, name, /, **parameters):
    return changed(event(source, name, requestParameters=parameters))


@pytest.mark.parametrize(
    ("source", "name", "parameters", "words"),
    [
        ("s3", "CreateBucket", {"bucketName": "acme-logs", "Host": "s3.amazonaws.com"}, "bucket acme-logs"),
        ("iam", "CreateUser", {"userName": "alice"}, "user alice"),
        (
            "iam",
            "AttachUserPolicy",
            {"userName": "alice", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"},
            "user alice, policy arn:aws:iam::aws:policy/AdministratorAccess",
        ),
        ("cloudtrail", "StopLogging", {"name": "org-trail"}, "trail org-trail"),
        ("ec2", "TerminateInstances", {"instancesSet": {"items": [{"instanceId": "i-1"}]}}, "instance i-1"),
        ("account", "PutAlternateContact", {"alternateContactType": "SECURITY"}, "alternate contact SECURITY"),
        ("rds", "DeleteDBInstance", {"dBInstanceIdentifier": "orders"}, "database orders"),
    ],
)
def test_what_a_write_changed_is_told_by_the_names_of_resources(source, name, parameters, words):
    assert asked(source, name, **parameters) == words


@pytest.mark.parametrize(
    ("source", "name", "parameters"),
    [
        ("iam", "CreateLoginProfile", {"password": "correct horse"}),
        ("account", "StartPrimaryEmailUpdate", {"primaryEmail": "ceo@example.com"}),
        ("secretsmanager", "PutSecretValue", {"secretString": "hunter2"}),
        ("rds", "CreateDBInstance", {"masterUserPassword": "hunter2"}),
        ("glue", "CreateJob", {"name": "a name of another service"}),
        ("iam", "CreateUser", {"userName": None}),
        ("iam", "CreateUser", {"userName": ["alice"]}),
        ("ec2", "TerminateInstances", {"instancesSet": {"items": ["i-1", {"instanceId": 7}]}}),
        ("ec2", "TerminateInstances", {"instancesSet": {"items": None}}),
    ],
)
def test_what_is_no_known_name_of_a_resource_is_not_told(source, name, parameters):
    assert asked(source, name, **parameters) is None


def test_a_key_that_was_made_for_root_is_named_and_its_secret_is_not():
    key = "AKIA" + "N" * 16
    made = {"accessKey": {"accessKeyId": key, "status": "Active", "secretAccessKey": SECRET_SHAPED}}
    assert changed(event("iam", "CreateAccessKey", responseElements=made)) == f"access key {key}"
    assert changed(event("iam", "CreateAccessKey", responseElements={"accessKey": None})) is None


def test_a_secret_that_somebody_typed_as_a_name_is_not_repeated():
    assert len(SECRET_SHAPED) == 40
    assert asked("iam", "CreateUser", userName=SECRET_SHAPED) == "user (not shown)"
    assert asked("s3", "CreateBucket", bucketName="a" * 40) == f"bucket {'a' * 40}"


def test_long_names_are_cut_and_only_a_few_are_told():
    assert asked("s3", "CreateBucket", bucketName="-" * 500) == f"bucket {'-' * 119}…"
    many = {"userName": "a", "groupName": "b", "roleName": "c", "policyName": "d"}
    assert asked("iam", "PutUserPolicy", **many) == "user a, group b, role c"


def test_the_order_of_members_changes_nothing():
    asked_for = {"roleName": "r", "userName": "u", "policyArn": "p", "groupName": "g", "bucketName": "b"}
    turned = dict(reversed(asked_for.items()))
    assert asked("iam", "PutUserPolicy", **asked_for) == asked("iam", "PutUserPolicy", **turned)
    assert asked("cloudtrail", "X", name="a", trailName="c") == asked("cloudtrail", "X", trailName="c", name="a")


def test_each_name_is_told_once():
    assert asked("iam", "PutUserPolicy", policyName="a", PolicyName="a") == "policy a"


@pytest.mark.parametrize(
    ("name", "members", "wrote"),
    [
        ("CreateUser", {}, True),
        ("CreateUser", {"errorCode": "AccessDenied"}, False),
        ("CreateUser", {"readOnly": True}, False),
        ("CreateUser", {"readOnly": None}, True),
        ("ListUsers", {"readOnly": None}, False),
        ("DescribeInstances", {"readOnly": None}, False),
    ],
)
def test_a_write_succeeded_and_is_no_read(name, members, wrote):
    record = event("iam", name, requestParameters={"userName": "alice"}, **members)
    assert is_write(record) is wrote
    assert changed(record) == ("user alice" if wrote else None)
