"""The line that a plan shows for a change does what the change says, there and back, typed into a shell.

The AWS CLI is another project's command: where it is not on the PATH these tests are skipped, and say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from rootward.aws.looks import look
from rootward.model.change import (
    AccessKeyChange,
    AttachmentChange,
    Change,
    GroupChange,
    IdentityRef,
    InlinePolicyChange,
    MembershipChange,
    PasswordPolicyChange,
    RuleSettings,
    TrailSettings,
)
from rootward.model.unknown import Unknown
from rootward.reports.aws_cli import command_line
from rootward.sandbox import Sandbox, serve
from tests.aws.looks import asked
from tests.aws.looks.asked import SCENARIO_TRAIL as TRAIL
from tests.aws.looks.asked import made_bucket
from tests.aws.practice import reading_of
from tests.checks.facts import ACCOUNT, arn, password_policy
from tests.model.change import kinds

AWS, SHELL = shutil.which("aws"), shutil.which("sh")

ANN = IdentityRef(kind="user", name="ann", arn=arn("user", "ann"))
STAFF = IdentityRef(kind="group", name="staff", arn=arn("group", "staff"))
WEB = IdentityRef(kind="role", name="web", arn=arn("role", "web"))

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
ONE_WAY = """{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}"""
ANOTHER = """{
    "Version": "2012-10-17",
    "Statement": [{"Sid": "Its", "Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::$(id) `id` 'a' \\"b\\""}]
}"""

CHANGES: dict[str, Change] = {
    "another password policy": PasswordPolicyChange(
        account=ACCOUNT, before=None, after=password_policy(max_age_days=90, allow_users_to_change=False)
    ),
    "a group": GroupChange(
        name="newcomers", arn=arn("group", "people/newcomers"), path="/people/", before=False, after=True
    ),
    "a member": MembershipChange(
        user="ann", user_arn=ANN.arn, group="staff", group_arn=STAFF.arn, before=False, after=True
    ),
    "a policy on a user": AttachmentChange(holder=ANN, policy_arn=READ_ONLY, before=False, after=True),
    "a policy on a group": AttachmentChange(holder=STAFF, policy_arn=READ_ONLY, before=False, after=True),
    "a policy on a role": AttachmentChange(holder=WEB, policy_arn=READ_ONLY, before=False, after=True),
    "a document of a user": InlinePolicyChange(holder=ANN, name="--own", before=None, after=ANOTHER),
    "another document of a group": InlinePolicyChange(holder=STAFF, name="own", before=ONE_WAY, after=ANOTHER),
    "a document of a role": InlinePolicyChange(holder=WEB, name="own", before=ONE_WAY, after=None),
    "a user": kinds.user("eve", path="/staff/"),
    "a role": kinds.role("to-bus", path="/apps/", description="lets EventBridge 'in'"),
    "the security contact": kinds.contact(),
    "an analyzer": kinds.analyzer(),
    "a bucket's policy": kinds.bucket_policy(of="acme-logs"),
    "a trail's settings": kinds.trail(
        TrailSettings(multi_region=False, validates_files=False),
        TrailSettings(multi_region=True, validates_files=False, global_services=True),
        name="acme-trail",
        arn=TRAIL,
        region="us-east-1",
    ),
    "a trail's logging": kinds.logging(name="acme-trail", arn=TRAIL, region="us-east-1", after=False),
    "a topic": kinds.topic(),
    "a rule": kinds.rule(description="the root user was used"),
    "another rule": kinds.rule(
        RuleSettings(pattern=kinds.PATTERN, state="DISABLED", targets=()), kinds.SETTINGS, name="asleep"
    ),
}
"""Changes that can be taken back, each about something of its own."""

pytestmark = [
    pytest.mark.skipif(AWS is None, reason="the AWS CLI is not on the PATH"),
    pytest.mark.skipif(SHELL is None, reason="there is no POSIX shell on the PATH"),
]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """A practice account in which there are ann, the group staff and the role web."""
    with serve("startup") as served:
        iam = client(served)
        iam.delete_account_password_policy()
        iam.create_user(UserName="ann")
        iam.create_group(GroupName="staff")
        trust = ONE_WAY.replace('"Action": "s3:*", "Resource": "*"', '"Action": "sts:AssumeRole", "Principal": "*"')
        iam.create_role(RoleName="web", AssumeRolePolicyDocument=trust)
        iam.put_group_policy(GroupName="staff", PolicyName="own", PolicyDocument=ONE_WAY)
        iam.put_role_policy(RoleName="web", PolicyName="own", PolicyDocument=ONE_WAY)
        made_bucket(served, "acme-logs")
        asked.client(served, "events").put_rule(Name="asleep", EventPattern=kinds.PATTERN, State="DISABLED")
        yield served


def client(sandbox: Sandbox) -> Any:
    named = {name.lower(): value for name, value in sandbox.environment.items()}
    return boto3.client(
        "iam",
        region_name=sandbox.region,
        endpoint_url=sandbox.endpoint_url,
        aws_access_key_id=named["aws_access_key_id"],
        aws_secret_access_key=named["aws_secret_access_key"],
        aws_session_token=named["aws_session_token"] or None,
    )


def is_so(sandbox: Sandbox, change: Change, wanted: object) -> bool:
    with reading_of(sandbox) as reading:
        seen = look(reading, change)
    assert not isinstance(seen, Unknown)
    return change.agrees(seen, wanted)


def typed(sandbox: Sandbox, change: Change) -> None:
    assert SHELL is not None
    for call in change.calls():
        done = subprocess.run(
            [SHELL, "-c", command_line(call)],
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, **sandbox.environment},
        )
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_line_of_a_change_makes_it_and_that_of_its_inverse_takes_it_back(sandbox, change):
    inverse = change.inverse()
    assert inverse is not None
    assert is_so(sandbox, change, change.before)

    typed(sandbox, change)
    assert is_so(sandbox, change, change.after)

    typed(sandbox, inverse)
    assert is_so(sandbox, change, change.before)


def test_the_line_of_a_bucket_makes_it(sandbox):
    change = kinds.bucket()
    assert is_so(sandbox, change, change.before)

    typed(sandbox, change)

    assert is_so(sandbox, change, change.after)


def test_the_lines_of_credentials_switch_them_off_and_on(sandbox):
    for change in asked.credentials_in(sandbox)[:3]:
        for one, after in ((change, "Inactive"), (change.inverse(), "Active")):
            typed(sandbox, one)
            assert is_so(sandbox, one, after)


def test_the_lines_of_what_belongs_to_nobody_delete_it(sandbox):
    client(sandbox).create_virtual_mfa_device(VirtualMFADeviceName="spare")
    for change in (kinds.device("spare"), kinds.server_certificate("www-acme-old")):
        assert is_so(sandbox, change, change.before)
        typed(sandbox, change)
        assert is_so(sandbox, change, change.after)


def test_the_line_for_a_one_time_password_does_nothing(sandbox):
    change = kinds.login("ann")
    typed(sandbox, change)

    assert is_so(sandbox, change, change.before)


def test_the_lines_of_a_key_switch_it_off_and_on_and_delete_it(sandbox):
    client(sandbox).create_user(UserName="bot")  # after the credential report, which knows nothing of its key
    made = client(sandbox).create_access_key(UserName="bot")["AccessKey"]["AccessKeyId"]
    off = AccessKeyChange(user="bot", user_arn=arn("user", "bot"), key_id=made, before="Active", after="Inactive")
    gone = AccessKeyChange(user="bot", user_arn=arn("user", "bot"), key_id=made, before="Inactive", after=None)

    for change in (off, off.inverse(), off, gone):
        assert change is not None
        assert is_so(sandbox, change, change.before)
        typed(sandbox, change)
        assert is_so(sandbox, change, change.after)
