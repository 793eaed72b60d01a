"""Actions as an IAM policy, and as two roles."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rootward.checks.registry import CHECKS
from rootward.iam_policy.document import parse
from rootward.reports.permissions import policy, roles
from rootward.workflows.permissions import policy_for_applying, policy_for_bootstrapping, policy_for_undoing

READS = ("iam:GetUser",)


def statements(*actions: str, writes: tuple[str, ...] = (), partition: str = "aws") -> dict[str, Any]:
    """The statements by their ids."""
    document = json.loads(policy(actions, writes, partition=partition))
    return {statement["Sid"]: statement for statement in document["Statement"]}


def test_each_action_stands_once_and_sorted():
    (statement,) = statements("sts:B", "iam:B", "iam:A", "iam:B").values()

    assert statement["Action"] == ["iam:A", "iam:B", "sts:B"]
    assert (statement["Effect"], statement["Resource"]) == ("Allow", "*")


def test_a_policy_names_no_partition_and_no_account():
    assert "arn:" not in policy(["iam:GetAccountSummary"])


def test_no_actions_give_no_statement():
    assert json.loads(policy([])) == {"Version": "2012-10-17", "Statement": []}


@pytest.mark.parametrize(
    ("action", "sid", "resource"),
    [
        ("iam:UpdateAccessKey", "RootwardWritesUsers", "arn:aws:iam::*:user/*"),
        ("iam:DetachUserPolicy", "RootwardWritesUsers", "arn:aws:iam::*:user/*"),
        ("iam:AddUserToGroup", "RootwardWritesGroups", "arn:aws:iam::*:group/*"),
        ("iam:PutGroupPolicy", "RootwardWritesGroups", "arn:aws:iam::*:group/*"),
        ("iam:AttachRolePolicy", "RootwardWritesRoles", "arn:aws:iam::*:role/*"),
        ("iam:UpdateAccountPasswordPolicy", "RootwardWritesAccount", "*"),
        ("iam:CreateInstanceProfile", "RootwardWritesInstanceProfile", "arn:aws:iam::*:instance-profile/*"),
        ("iam:NoSuchAction", "RootwardWritesAccount", "*"),
    ],
)
def test_a_write_is_allowed_on_the_kind_of_resource_that_aws_lists(action, sid, resource):
    assert statements(writes=(action,))[sid]["Resource"] == resource


def test_writes_on_one_kind_of_resource_stand_together_apart_from_the_reads():
    found = statements("iam:GetUser", writes=("iam:UpdateAccessKey", "iam:DeleteAccessKey", "iam:CreateGroup"))

    assert {sid: one["Action"] for sid, one in found.items()} == {
        "RootwardReads": ["iam:GetUser"],
        "RootwardWritesGroups": ["iam:CreateGroup"],
        "RootwardWritesUsers": ["iam:DeleteAccessKey", "iam:UpdateAccessKey"],
    }


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_resources_are_of_the_partition(partition):
    (statement,) = statements(writes=("iam:CreateGroup",), partition=partition).values()

    assert statement["Resource"] == f"arn:{partition}:iam::*:group/*"


def deployed(template: str, account: str = "123456789012", partition: str = "aws") -> dict[str, dict[str, Any]]:
    """The roles by their names, with what CloudFormation fills in."""

    def filled(value: Any) -> Any:
        match value:
            case {"Fn::Sub": text}:
                return text.replace("${AWS::Partition}", partition).replace("${AWS::AccountId}", account)
            case dict():
                return {key: filled(each) for key, each in value.items()}
            case list():
                return [filled(each) for each in value]
            case _:
                return value

    resources = json.loads(template)["Resources"].values()
    assert {one["Type"] for one in resources} == {"AWS::IAM::Role"}
    return {one["Properties"]["RoleName"]: filled(one["Properties"]) for one in resources}


def made(**fields: Any) -> dict[str, dict[str, Any]]:
    return deployed(roles(READS, ("iam:ListUsers",), ("iam:CreateGroup",), **fields))


def trust(role: dict[str, Any]) -> dict[str, Any]:
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    return dict(statement)


def test_the_auditor_reads_and_the_applier_writes():
    both = made()
    (auditor,), (applier,) = (both[name]["Policies"] for name in ("rootward-auditor", "rootward-applier"))

    assert [one["Action"] for one in auditor["PolicyDocument"]["Statement"]] == [["iam:GetUser"]]
    assert [one["Action"] for one in applier["PolicyDocument"]["Statement"]] == [["iam:ListUsers"], ["iam:CreateGroup"]]


def test_the_roles_of_a_template_reach_their_own_account_only():
    template = roles(READS, READS, ("iam:CreateGroup",))
    (applier,) = deployed(template, "210987654321", "aws-cn")["rootward-applier"]["Policies"]

    assert applier["PolicyDocument"]["Statement"][1]["Resource"] == "arn:aws-cn:iam::210987654321:group/*"


def test_all_documents_are_policies():
    for role in made().values():
        assert parse(json.dumps(role["AssumeRolePolicyDocument"])).statements
        for own in role["Policies"]:
            assert parse(json.dumps(own["PolicyDocument"])).statements


def test_a_session_lasts_an_hour_at_most():
    assert {role["MaxSessionDuration"] for role in made().values()} == {3600}


@pytest.mark.parametrize(
    ("named", "principal"),
    [
        ("", "arn:aws:iam::123456789012:root"),
        ("210987654321", "arn:aws:iam::210987654321:root"),
        ("arn:aws:iam::210987654321:user/ann", "arn:aws:iam::210987654321:user/ann"),
    ],
)
def test_the_roles_trust_whom_they_are_told_to(named, principal):
    for role in made(trust=named).values():
        assert trust(role)["Principal"] == {"AWS": principal}
        assert trust(role)["Action"] == "sts:AssumeRole"


def test_the_applier_asks_for_mfa_and_the_auditor_does_not():
    both = made()

    assert trust(both["rootward-applier"])["Condition"] == {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    assert "Condition" not in trust(both["rootward-auditor"])


def test_a_role_is_not_asked_for_mfa_for_its_sessions_have_none():
    both = made(trust="arn:aws:iam::210987654321:role/pipeline", by_role=True)

    assert "Condition" not in trust(both["rootward-applier"])


def test_a_template_gives_the_arns_of_the_roles():
    assert json.loads(roles(READS, READS, ()))["Outputs"] == {
        "RootwardAuditorArn": {"Value": {"Fn::GetAtt": ["RootwardAuditor", "Arn"]}},
        "RootwardApplierArn": {"Value": {"Fn::GetAtt": ["RootwardApplier", "Arn"]}},
    }


@pytest.mark.parametrize("name", ["apply", "undo", "bootstrap"])
def test_iam_takes_the_sids_of_what_a_command_needs_each_once(name):
    made = {"apply": policy_for_applying(CHECKS), "undo": policy_for_undoing(CHECKS)}
    document = json.loads(made.get(name) or policy_for_bootstrapping())

    sids = [one["Sid"] for one in document["Statement"]]
    assert all(sid.isalnum() for sid in sids)
    assert len(sids) == len(set(sids)) > 3


def test_what_rootward_names_itself_it_may_write_under_no_other_name():
    found = statements(writes=("events:PutRule", "sns:CreateTopic", "s3:CreateBucket", "iam:PassRole"))

    assert {sid: one["Resource"] for sid, one in found.items()} == {
        "RootwardWritesEvents": "arn:aws:events:*:*:rule/rootward-*",
        "RootwardWritesSns": "arn:aws:sns:*:*:rootward-*",
        "RootwardWritesS3": "arn:aws:s3:::rootward-*",
        "RootwardWritesRootwardRoles": "arn:aws:iam::*:role/rootward-*",
    }


def test_what_reaches_its_own_roles_alone_is_allowed_on_no_others():
    writes = ("iam:PutRolePolicy", "iam:DetachRolePolicy")
    document = json.loads(policy((), writes, on_own_roles={"iam:PutRolePolicy"}, partition="aws-cn"))

    assert {one["Resource"]: one["Action"] for one in document["Statement"]} == {
        "arn:aws-cn:iam::*:role/*": ["iam:DetachRolePolicy"],
        "arn:aws-cn:iam::*:role/rootward-*": ["iam:PutRolePolicy"],
    }


def test_so_it_is_for_the_applier():
    template = roles((), (), ("iam:PutRolePolicy",), on_own_roles={"iam:PutRolePolicy"})
    (applier,) = deployed(template)["rootward-applier"]["Policies"]

    (statement,) = applier["PolicyDocument"]["Statement"]
    assert statement["Resource"] == "arn:aws:iam::123456789012:role/rootward-*"
