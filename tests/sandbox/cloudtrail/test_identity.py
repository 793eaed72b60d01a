"""Who made a call."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rootward.sandbox.cloudtrail.identity import called_by, foreign_identity, user_identity
from rootward.sandbox.door.principal import Principal
from tests.sandbox.cloudtrail.literals import ACCOUNT, ALICE, ROOT, session

ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/ops/Deploy"
SESSION_ARN = f"arn:aws:sts::{ACCOUNT}:assumed-role/Deploy/ci"
DEPLOY = Principal(
    account_id=ACCOUNT,
    kind="role",
    arn=SESSION_ARN,
    user_id="AROAEXAMPLE:ci",
    key_id="ASIDKEY",
    session=session("role", arn=SESSION_ARN, role_arn=ROLE_ARN, session_name="ci"),
)


def test_a_user_with_a_long_lived_key_has_no_session():
    assert user_identity(ALICE) == {
        "type": "IAMUser",
        "principalId": "AIDAEXAMPLE",
        "arn": f"arn:aws:iam::{ACCOUNT}:user/alice",
        "accountId": ACCOUNT,
        "accessKeyId": "AKIDALICE",
        "userName": "alice",
    }


def test_a_session_with_mfa_says_so():
    identity = user_identity(replace(ALICE, session=session("user", user_name="alice", mfa_serial="arn:mfa")))
    assert identity["sessionContext"] == {
        "attributes": {"creationDate": "2026-03-01T13:00:00Z", "mfaAuthenticated": "true"}
    }


def test_root_has_no_user_name_but_the_alias():
    assert user_identity(ROOT) == {
        "type": "Root",
        "principalId": ACCOUNT,
        "arn": f"arn:aws:iam::{ACCOUNT}:root",
        "accountId": ACCOUNT,
        "accessKeyId": "AKIDROOT",
    }
    assert user_identity(ROOT, "acme")["userName"] == "acme"


def test_a_root_session_with_a_code_is_not_an_assumed_one():
    context = user_identity(replace(ROOT, session=session("root", mfa_serial="arn:mfa")))["sessionContext"]
    assert context["attributes"]["mfaAuthenticated"] == "true"
    assert "assumedRoot" not in context


def test_a_session_of_assume_root_is_root_with_a_mark():
    identity = user_identity(replace(ROOT, key_id="ASIDKEY", session=session("root", task="S3UnlockBucketPolicy")))
    assert (identity["type"], identity["accessKeyId"]) == ("Root", "ASIDKEY")
    assert identity["sessionContext"]["assumedRoot"] == "true"


def test_a_role_session_names_the_role_as_its_issuer():
    identity = user_identity(DEPLOY)
    assert (identity["type"], identity["principalId"]) == ("AssumedRole", "AROAEXAMPLE:ci")
    assert "userName" not in identity
    assert identity["sessionContext"]["sessionIssuer"] == {
        "type": "Role",
        "principalId": "AROAEXAMPLE",
        "arn": ROLE_ARN,
        "accountId": ACCOUNT,
        "userName": "Deploy",
    }


def test_a_role_session_keeps_its_source_identity():
    tied = replace(DEPLOY, session=session("role", role_arn=ROLE_ARN, source_identity="alice"))
    assert user_identity(tied)["sessionContext"]["sourceIdentity"] == "alice"


@pytest.mark.parametrize(
    ("user_name", "issuer"),
    [("alice", ("IAMUser", f"arn:aws:iam::{ACCOUNT}:user/alice")), (None, ("Root", f"arn:aws:iam::{ACCOUNT}:root"))],
)
def test_a_federated_session_names_who_asked_for_it(user_name, issuer):
    federated = Principal(
        account_id=ACCOUNT,
        kind="federated",
        arn=f"arn:aws:sts::{ACCOUNT}:federated-user/guest",
        user_id=f"{ACCOUNT}:guest",
        key_id="ASIDKEY",
        session=session("federated", user_name=user_name),
    )
    identity = user_identity(federated)
    assert identity["type"] == "FederatedUser"
    shown = identity["sessionContext"]["sessionIssuer"]
    assert (shown["type"], shown["arn"]) == issuer


def test_another_account_sees_only_which_account_called():
    assert foreign_identity(ALICE) == {"type": "AWSAccount", "principalId": "AIDAEXAMPLE", "accountId": ACCOUNT}


def test_lookup_events_calls_root_by_the_alias_where_there_is_one():
    assert (called_by(ROOT), called_by(ROOT, "acme")) == ("root", "acme")
    assert (called_by(ALICE, "acme"), called_by(DEPLOY)) == ("alice", "ci")
