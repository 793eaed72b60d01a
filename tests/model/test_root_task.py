"""The five root tasks."""

from __future__ import annotations

import json

import pytest

from rootward.model.root_task import ARN_PREFIX, TASKS, feature_for, task_allows, task_of
from rootward.sandbox.iam.managed_policy import aws_managed_policy


@pytest.mark.parametrize("task", TASKS)
def test_a_task_allows_just_what_awss_policy_does_not_deny(task):
    policy = aws_managed_policy(ARN_PREFIX + task, "123456789012")
    assert policy is not None
    denies_the_rest = json.loads(policy.versions[-1].document)["Statement"][0]
    assert denies_the_rest["Effect"] == "Deny"
    actions = {*denies_the_rest["NotAction"], "iam:ListUsers", "iam:DeleteUser", "s3:GetObject", "sqs:SendMessage"}
    assert {action for action in actions if task_allows(task, action)} == set(denies_the_rest["NotAction"])


def test_an_audit_reads_the_account_summary_and_a_deletion_does_not():
    assert task_allows("IAMAuditRootUserCredentials", "iam:GetAccountSummary")
    assert not task_allows("IAMDeleteRootUserCredentials", "iam:GetAccountSummary")
    assert not task_allows("IAMAuditRootUserCredentials", "iam:DeleteAccessKey")
    assert not task_allows("IAMDeleteRootUserCredentials", "iam:UpdateAccessKey")


def test_the_tasks_of_iam_are_about_root_alone():
    assert task_allows("IAMAuditRootUserCredentials", "iam:ListAccessKeys")
    assert not task_allows("IAMAuditRootUserCredentials", "iam:ListAccessKeys", "maya.chen")


def test_a_task_is_known_by_its_whole_arn():
    assert task_of("arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy") == "S3UnlockBucketPolicy"
    assert task_of("arn:aws-us-gov:iam::aws:policy/root-task/S3UnlockBucketPolicy") == "S3UnlockBucketPolicy"
    assert task_of("arn:aws:iam::111122223333:policy/root-task/S3UnlockBucketPolicy") is None
    assert task_of("arn:aws:iam::aws:policy/S3UnlockBucketPolicy") is None
    assert task_of("S3UnlockBucketPolicy") is None
    assert task_of("arn:aws:iam::aws:policy/root-task/AdministratorAccess") is None


def test_unlocking_needs_root_sessions_and_credentials_need_their_management():
    assert {task: feature_for(task) for task in TASKS} == {
        "IAMAuditRootUserCredentials": "RootCredentialsManagement",
        "IAMCreateRootUserPassword": "RootCredentialsManagement",
        "IAMDeleteRootUserCredentials": "RootCredentialsManagement",
        "S3UnlockBucketPolicy": "RootSessions",
        "SQSUnlockQueuePolicy": "RootSessions",
    }
