"""IAM's state."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.people import iam_of

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"

READER = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def attachments(iam, arn):
    return iam.get_policy(PolicyArn=arn)["Policy"]["AttachmentCount"]


def test_attaching_twice_is_attaching_once(fresh, client):
    iam = client(fresh, "iam")
    before = attachments(iam, READER)
    for _ in range(2):
        iam.attach_user_policy(UserName="maya.chen", PolicyArn=READER)
        iam.attach_role_policy(RoleName="web-instance", PolicyArn=READER)
        iam.attach_group_policy(GroupName="designers", PolicyArn=READER)
    assert attachments(iam, READER) == before + 3


def test_a_policy_that_aws_has_not_cannot_be_attached(fresh, client):
    with pytest.raises(ClientError, match="NoSuchEntity"):
        client(fresh, "iam").attach_user_policy(UserName="maya.chen", PolicyArn="arn:aws:iam::aws:policy/NoSuchPolicy")


def test_aws_own_policies_are_listed_by_their_scope(fresh, client):
    iam = client(fresh, "iam")

    def names(**parameters):
        pages = iam.get_paginator("list_policies").paginate(**parameters)
        return {policy["PolicyName"] for page in pages for policy in page["Policies"]}

    own = {"acme-assume-anything", "acme-assets-read", "acme-legacy-everything"}
    assert names(Scope="Local") == own
    everything = names(Scope="AWS")
    assert len(everything) > 1000
    assert not own & everything
    assert "AdministratorAccess" in names(Scope="AWS", OnlyAttached=True)
    assert "AWSSupportAccess" not in names(Scope="AWS", OnlyAttached=True)


def test_the_details_show_aws_policies_only_where_they_are_attached(fresh, client):
    iam = client(fresh, "iam")
    iam.get_policy(PolicyArn="arn:aws:iam::aws:policy/AWSSupportAccess")

    def policies(**parameters):
        answer = iam.get_account_authorization_details(MaxItems=1000, **parameters)
        return {policy["PolicyName"] for policy in answer["Policies"]}

    assert "AWSSupportAccess" not in policies()
    assert "AdministratorAccess" in policies(Filter=["AWSManagedPolicy"])
    assert "acme-assets-read" not in policies(Filter=["AWSManagedPolicy"])
    assert policies(Filter=["LocalManagedPolicy"]) == {
        "acme-assume-anything",
        "acme-assets-read",
        "acme-legacy-everything",
    }
    assert policies(Filter=["User"]) == set()


def test_a_user_name_is_there_once(fresh, client):
    with pytest.raises(ClientError, match=r"EntityAlreadyExists.*User with name maya\.chen already exists"):
        client(fresh, "iam").create_user(UserName="maya.chen")


def test_asking_for_a_new_password_at_sign_in_leaves_the_password_as_it_is(fresh, client):
    iam = client(fresh, "iam")

    def report():
        fresh.advance_clock(4 * 3600 + 1)
        while iam.generate_credential_report()["State"] != "COMPLETE":
            pass
        return iam.get_credential_report()["Content"].decode()

    before = report()
    iam.update_login_profile(UserName="sofia.rossi", PasswordResetRequired=True)
    after = report()
    assert next(line for line in before.splitlines() if line.startswith("sofia")) in after
    iam.update_login_profile(UserName="sofia.rossi", Password="Not-A-Secret-1")  # noqa: S106
    changed = report()
    assert next(line for line in before.splitlines() if line.startswith("sofia")) not in changed


def test_a_user_id_tells_the_kind_and_the_account_of_its_bearer(fresh, client):
    user_id = client(fresh, "iam").create_user(UserName="zoe")["User"]["UserId"]
    assert user_id.startswith("AIDA")
    assert len(user_id) == 21


def test_a_namesake_inherits_no_last_accessed_data_and_a_renamed_user_keeps_its_own(fresh, client):
    iam = client(fresh, "iam")
    statement = {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": statement})
    iam.create_user(UserName="anna")
    iam.create_role(RoleName="reader", AssumeRolePolicyDocument=trust)
    user, role = (f"arn:aws:iam::123456789012:{name}" for name in ("user/anna", "role/reader"))
    with iam_of(fresh) as backend:
        backend.note_access(user, "s3", "us-east-1")
        backend.note_access(role, "s3", "us-east-1")
    iam.update_user(UserName="anna", NewUserName="berta")
    renamed = "arn:aws:iam::123456789012:user/berta"
    with iam_of(fresh) as backend:
        assert user not in backend.last_accessed
        assert backend.last_accessed[renamed]["s3"].arn == renamed
    iam.delete_user(UserName="berta")
    iam.delete_role(RoleName="reader")
    with iam_of(fresh) as backend:
        assert not {renamed, role} & backend.last_accessed.keys()
