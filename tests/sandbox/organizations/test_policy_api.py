"""Service control policies are kept, attached and shown."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.organizations.conftest import reason

SCP = "SERVICE_CONTROL_POLICY"
DENY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}


def make(organizations, name="no-s3", **more):
    fields = {"Content": json.dumps(DENY), "Description": "", "Type": SCP, **more}
    return organizations.create_policy(Name=name, **fields)["Policy"]["PolicySummary"]["Id"]


def attached(organizations, target):
    policies = organizations.list_policies_for_target(TargetId=target, Filter=SCP)["Policies"]
    return [policy["Name"] for policy in policies]


def test_everything_has_full_access_attached_at_first(organizations, root_id, unit_ids):
    for target in (root_id, unit_ids["Security"], "555566667777"):
        assert attached(organizations, target) == ["FullAWSAccess"]
    arn = organizations.describe_policy(PolicyId="p-FullAWSAccess")["Policy"]["PolicySummary"]["Arn"]
    assert arn == "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess"


def test_a_policy_is_attached_where_it_is_asked_for(organizations, unit_ids):
    policy_id = make(organizations)
    organizations.attach_policy(PolicyId=policy_id, TargetId=unit_ids["Sandbox"])
    organizations.attach_policy(PolicyId=policy_id, TargetId="666677778888")
    targets = organizations.list_targets_for_policy(PolicyId=policy_id)["Targets"]
    assert [(target["TargetId"], target["Type"]) for target in targets] == [
        (unit_ids["Sandbox"], "ORGANIZATIONAL_UNIT"),
        ("666677778888", "ACCOUNT"),
    ]
    assert attached(organizations, "666677778888") == ["FullAWSAccess", "no-s3"]


def test_attaching_twice_is_refused(organizations):
    policy_id = make(organizations)
    organizations.attach_policy(PolicyId=policy_id, TargetId="666677778888")
    with pytest.raises(ClientError, match="DuplicatePolicyAttachmentException"):
        organizations.attach_policy(PolicyId=policy_id, TargetId="666677778888")


def test_ten_policies_are_attached_and_no_more(organizations):
    for number in range(9):
        organizations.attach_policy(PolicyId=make(organizations, f"p{number}"), TargetId="666677778888")
    with pytest.raises(ClientError, match="attached the maximum number of policies") as caught:
        organizations.attach_policy(PolicyId=make(organizations), TargetId="666677778888")
    assert reason(caught.value) == "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"


def test_the_last_policy_stays(organizations):
    with pytest.raises(ClientError, match=r"\(ConstraintViolationException\).*must have at least one") as caught:
        organizations.detach_policy(PolicyId="p-FullAWSAccess", TargetId="666677778888")
    assert reason(caught.value) == "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"
    organizations.attach_policy(PolicyId=make(organizations), TargetId="666677778888")
    organizations.detach_policy(PolicyId="p-FullAWSAccess", TargetId="666677778888")
    assert attached(organizations, "666677778888") == ["no-s3"]


def test_what_is_not_attached_is_not_detached(organizations):
    with pytest.raises(ClientError, match="PolicyNotAttachedException"):
        organizations.detach_policy(PolicyId=make(organizations), TargetId="666677778888")


def test_a_policy_in_use_is_not_deleted(organizations):
    policy_id = make(organizations)
    organizations.attach_policy(PolicyId=policy_id, TargetId="666677778888")
    with pytest.raises(ClientError, match="PolicyInUseException"):
        organizations.delete_policy(PolicyId=policy_id)
    organizations.detach_policy(PolicyId=policy_id, TargetId="666677778888")
    organizations.delete_policy(PolicyId=policy_id)
    with pytest.raises(ClientError, match="PolicyNotFoundException"):
        organizations.describe_policy(PolicyId=policy_id)


def test_names_are_unique(organizations):
    policy_id = make(organizations)
    with pytest.raises(ClientError, match="DuplicatePolicyException"):
        make(organizations)
    with pytest.raises(ClientError, match="DuplicatePolicyException"):
        organizations.update_policy(PolicyId=policy_id, Name="deny-root")
    changed = organizations.update_policy(PolicyId=policy_id, Name="no-s3", Description="for a while")["Policy"]
    assert changed["PolicySummary"]["Description"] == "for a while"


def test_a_malformed_document_is_refused(organizations):
    with pytest.raises(ClientError, match="MalformedPolicyDocumentException"):
        make(organizations, Content='{"Version": "2012-10-17"')
    with pytest.raises(ClientError, match="MalformedPolicyDocumentException"):
        organizations.update_policy(PolicyId=make(organizations), Content="{}")


def test_awss_own_policy_is_not_changed(organizations):
    with pytest.raises(ClientError, match="InvalidInputException") as caught:
        organizations.update_policy(PolicyId="p-FullAWSAccess", Description="mine")
    assert reason(caught.value) == "IMMUTABLE_POLICY"


def test_without_the_type_nothing_is_attached(organizations, root_id):
    root = organizations.disable_policy_type(RootId=root_id, PolicyType=SCP)["Root"]
    assert root["PolicyTypes"] == []
    assert attached(organizations, "666677778888") == []
    with pytest.raises(ClientError, match="PolicyTypeNotEnabledException"):
        organizations.attach_policy(PolicyId="p-FullAWSAccess", TargetId="666677778888")
    with pytest.raises(ClientError, match="PolicyTypeNotEnabledException"):
        organizations.disable_policy_type(RootId=root_id, PolicyType=SCP)
    organizations.enable_policy_type(RootId=root_id, PolicyType=SCP)
    assert attached(organizations, "666677778888") == ["FullAWSAccess"]
    with pytest.raises(ClientError, match="PolicyTypeAlreadyEnabledException"):
        organizations.enable_policy_type(RootId=root_id, PolicyType=SCP)


def test_a_target_and_a_root_must_be_there(organizations):
    with pytest.raises(ClientError, match="TargetNotFoundException"):
        organizations.attach_policy(PolicyId="p-FullAWSAccess", TargetId="999900001111")
    with pytest.raises(ClientError, match="RootNotFoundException"):
        organizations.enable_policy_type(RootId="r-nope", PolicyType=SCP)


def test_policies_of_other_types_are_not_emulated_and_counted(own, organizations, root_id):
    assert organizations.list_policies(Filter="TAG_POLICY")["Policies"] == []
    with pytest.raises(ClientError, match="UnknownOperationException"):
        organizations.enable_policy_type(RootId=root_id, PolicyType="TAG_POLICY")
    assert own.not_emulated[-1].operation == "EnablePolicyType"


def test_tags_are_put_on_and_taken_off(organizations):
    policy_id = make(organizations, Tags=[{"Key": "team", "Value": "platform"}])
    for resource in (policy_id, "666677778888"):
        organizations.tag_resource(ResourceId=resource, Tags=[{"Key": "stage", "Value": "test"}])
        organizations.untag_resource(ResourceId=resource, TagKeys=["team"])
        assert organizations.list_tags_for_resource(ResourceId=resource)["Tags"] == [{"Key": "stage", "Value": "test"}]
    with pytest.raises(ClientError, match="TargetNotFoundException"):
        organizations.list_tags_for_resource(ResourceId="p-nope12345")
