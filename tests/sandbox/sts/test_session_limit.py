"""What sessions may not call."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from rootward.sandbox.door.call import Call
from rootward.sandbox.door.principal import Session
from rootward.sandbox.sts.session_limit import limit_on, session_credentials_message


def session(**known: Any) -> Session:
    return Session(
        **{
            "account_id": "123456789012",
            "arn": "arn:aws:iam::123456789012:user/maya.chen",
            "user_id": "AIDAMAYA",
            "key_id": "ASIAMAYA",
            "secret": "",
            "token": "",
            "issued": datetime(2026, 3, 1, 12),  # noqa: DTZ001 - as moto's dates
            "expires": datetime(2026, 3, 1, 13),  # noqa: DTZ001
            "issued_by": "AKIAMAYA",
            **known,
        }
    )


PLAIN = session(kind="user", user_name="maya.chen")
PROVEN = session(kind="user", user_name="maya.chen", mfa_serial="arn:aws:iam::123456789012:mfa/maya")
FEDERATED = session(kind="federated")
ROLE = session(kind="role", role_arn="arn:aws:iam::123456789012:role/Deployer")
ROOT_KEY = session(kind="root", user_name="<root_account>")
ROOT_LOGIN = session(kind="root", user_name="<root_account>", issued_by=None)
AUDIT = session(kind="root", user_name="<root_account>", task="IAMAuditRootUserCredentials")


def limit(of: Session, service: str, operation: str, user_name: str | None = None) -> str | None:
    return limit_on(of, Call(service, operation, "us-east-1"), user_name)


@pytest.mark.parametrize("of", [PLAIN, PROVEN, FEDERATED, ROLE, ROOT_KEY, ROOT_LOGIN, AUDIT])
def test_everybody_may_ask_who_they_are(of):
    assert limit(of, "sts", "GetCallerIdentity") is None


def test_a_users_session_needs_a_second_factor_for_iam():
    assert limit(PLAIN, "iam", "ListUsers") == "invalid-token"
    assert limit(ROOT_KEY, "iam", "ListUsers") == "invalid-token"
    assert limit(PROVEN, "iam", "ListUsers") is None
    assert limit(PLAIN, "s3", "ListBuckets") is None


@pytest.mark.parametrize("of", [PLAIN, PROVEN])
def test_of_sts_a_users_session_assumes_roles_and_no_more(of):
    assert limit(of, "sts", "AssumeRole") is None
    assert limit(of, "sts", "GetSessionToken") == "session-credentials"
    assert limit(of, "sts", "AssumeRoot") == "session-credentials"


def test_a_federated_session_calls_neither_iam_nor_sts():
    assert limit(FEDERATED, "iam", "GetUser") == "invalid-token"
    assert limit(FEDERATED, "sts", "AssumeRole") == "session-credentials"
    assert limit(FEDERATED, "ec2", "DescribeRegions") is None


def test_a_session_of_a_role_borrows_no_session_of_a_user():
    assert limit(ROLE, "iam", "ListUsers") is None
    assert limit(ROLE, "sts", "AssumeRole") is None
    assert limit(ROLE, "sts", "AssumeRoot") is None
    assert limit(ROLE, "sts", "GetSessionToken") == "session-credentials"
    assert limit(ROLE, "sts", "GetFederationToken") == "session-credentials"


def test_a_login_is_no_session_token():
    assert limit(ROOT_LOGIN, "iam", "ListUsers") is None


def test_a_root_task_allows_its_own_calls_alone():
    assert limit(AUDIT, "iam", "ListAccessKeys") is None
    assert limit(AUDIT, "iam", "ListAccessKeys", "maya.chen") == "root-task"
    assert limit(AUDIT, "iam", "ListUsers") == "root-task"
    assert limit(AUDIT, "s3", "ListBuckets") == "root-task"
    assert limit(AUDIT, "sts", "GetSessionToken") == "root-task"


def test_the_unlocking_of_a_bucket_lists_buckets_under_the_name_of_the_action():
    unlock = session(kind="root", task="S3UnlockBucketPolicy")
    assert limit(unlock, "s3", "ListBuckets") is None
    assert limit(unlock, "s3", "GetObject") == "root-task"


def test_awss_words_name_the_operation():
    call = Call("sts", "GetSessionToken", "us-east-1")
    assert session_credentials_message(call) == "Cannot call GetSessionToken with session credentials"
