"""What must go before a user, a group, a role or a policy can be deleted."""

from __future__ import annotations

from datetime import datetime

import pytest

from rootward.sandbox.iam.certificate import Validity, self_signed
from tests.sandbox.iam.test_ssh_public_key import public
from tests.sandbox.people import enable
from tests.sandbox.refused import refusal

READER = "arn:aws:iam::aws:policy/ReadOnlyAccess"
DOCUMENT = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
VALID = Validity(datetime(2026, 1, 5), datetime(2031, 1, 5))  # noqa: DTZ001 - moto's dates have no zone


@pytest.fixture
def iam(fresh, client):
    made = client(fresh, "iam")
    made.create_user(UserName="zoe")
    made.create_group(GroupName="zoo")
    return made


def demand(call, **parameters):
    code, message = refusal(call, **parameters)
    assert code == "DeleteConflict"
    return message.removeprefix("Cannot delete entity, ")


def test_a_user_is_deleted_when_nothing_is_left(iam):
    iam.put_user_policy(UserName="zoe", PolicyName="p", PolicyDocument=DOCUMENT)
    assert demand(iam.delete_user, UserName="zoe") == "must delete policies first."
    iam.delete_user_policy(UserName="zoe", PolicyName="p")
    iam.attach_user_policy(UserName="zoe", PolicyArn=READER)
    assert demand(iam.delete_user, UserName="zoe") == "must detach all policies first."
    iam.detach_user_policy(UserName="zoe", PolicyArn=READER)
    key = iam.create_access_key(UserName="zoe")["AccessKey"]["AccessKeyId"]
    assert demand(iam.delete_user, UserName="zoe") == "must delete access keys first."
    iam.delete_access_key(UserName="zoe", AccessKeyId=key)
    made = iam.upload_signing_certificate(UserName="zoe", CertificateBody=self_signed("zoe", VALID))["Certificate"]
    assert demand(iam.delete_user, UserName="zoe") == "must delete certificates first."
    iam.delete_signing_certificate(UserName="zoe", CertificateId=made["CertificateId"])
    iam.create_login_profile(UserName="zoe", Password="Not-A-Secret-1")  # noqa: S106
    assert demand(iam.delete_user, UserName="zoe") == "must delete login profile first."
    iam.delete_login_profile(UserName="zoe")
    iam.add_user_to_group(UserName="zoe", GroupName="zoo")
    assert demand(iam.delete_user, UserName="zoe") == "must remove users from group first."
    iam.remove_user_from_group(UserName="zoe", GroupName="zoo")
    iam.delete_user(UserName="zoe")
    assert refusal(iam.delete_user, UserName="zoe") == ("NoSuchEntity", "The user with name zoe cannot be found.")


def test_a_device_is_in_the_way(fresh, iam):
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="zoe")["VirtualMFADevice"]["SerialNumber"]
    enable(iam, fresh, "zoe", serial)
    assert demand(iam.delete_user, UserName="zoe") == "must delete MFA device first."


def test_ssh_keys_and_service_specific_credentials_are_in_the_way(iam):
    key = iam.upload_ssh_public_key(UserName="zoe", SSHPublicKeyBody=public())["SSHPublicKey"]["SSHPublicKeyId"]
    assert demand(iam.delete_user, UserName="zoe") == "must remove referenced objects first."
    iam.delete_ssh_public_key(UserName="zoe", SSHPublicKeyId=key)
    iam.create_service_specific_credential(UserName="zoe", ServiceName="codecommit.amazonaws.com")
    assert demand(iam.delete_user, UserName="zoe") == "must remove referenced objects first."


def test_a_group_is_deleted_when_nothing_is_left(iam):
    iam.add_user_to_group(UserName="zoe", GroupName="zoo")
    assert demand(iam.delete_group, GroupName="zoo") == "must remove users from group first."
    iam.remove_user_from_group(UserName="zoe", GroupName="zoo")
    iam.attach_group_policy(GroupName="zoo", PolicyArn=READER)
    assert demand(iam.delete_group, GroupName="zoo") == "must detach all policies first."
    iam.detach_group_policy(GroupName="zoo", PolicyArn=READER)
    iam.put_group_policy(GroupName="zoo", PolicyName="p", PolicyDocument=DOCUMENT)
    assert demand(iam.delete_group, GroupName="zoo") == "must delete policies first."
    iam.delete_group_policy(GroupName="zoo", PolicyName="p")
    iam.delete_group(GroupName="zoo")
    assert refusal(iam.delete_group, GroupName="zoo")[0] == "NoSuchEntity"


def test_a_role_is_deleted_when_nothing_is_left(iam):
    assert demand(iam.delete_role, RoleName="lambda-orders").startswith("must d")
    for policy in iam.list_attached_role_policies(RoleName="lambda-orders")["AttachedPolicies"]:
        iam.detach_role_policy(RoleName="lambda-orders", PolicyArn=policy["PolicyArn"])
    for name in iam.list_role_policies(RoleName="lambda-orders")["PolicyNames"]:
        iam.delete_role_policy(RoleName="lambda-orders", PolicyName=name)
    iam.create_instance_profile(InstanceProfileName="orders")
    iam.add_role_to_instance_profile(InstanceProfileName="orders", RoleName="lambda-orders")
    assert demand(iam.delete_role, RoleName="lambda-orders") == "must remove roles from instance profile first."
    iam.remove_role_from_instance_profile(InstanceProfileName="orders", RoleName="lambda-orders")
    iam.delete_role(RoleName="lambda-orders")


def test_a_policy_is_deleted_when_it_is_used_nowhere_and_has_one_version(iam):
    arn = iam.create_policy(PolicyName="mine", PolicyDocument=DOCUMENT)["Policy"]["Arn"]
    iam.attach_user_policy(UserName="zoe", PolicyArn=arn)
    assert demand(iam.delete_policy, PolicyArn=arn) == "Cannot delete a policy attached to entities."
    iam.detach_user_policy(UserName="zoe", PolicyArn=arn)
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=DOCUMENT)
    assert demand(iam.delete_policy, PolicyArn=arn).startswith("This policy has more than one version.")
    iam.delete_policy_version(PolicyArn=arn, VersionId="v2")
    iam.delete_policy(PolicyArn=arn)
    assert refusal(iam.delete_policy, PolicyArn=arn)[0] == "NoSuchEntity"
