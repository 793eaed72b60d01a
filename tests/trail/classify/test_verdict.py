from datetime import timedelta

import pytest

from rootward.trail.classify.context import Administrator, Context
from rootward.trail.classify.judge import judge
from rootward.trail.classify.verdict import WORST_FIRST, permissions_of, was_needed, worst
from tests.trail.classify.events import (
    ACCOUNT,
    NOON,
    SESSION_KEY,
    assume_root,
    at,
    by_key,
    central,
    event,
    failed_sign_in,
    in_console,
    root,
    sign_in,
)

ITSELF = {"userName": "AWS ROOT USER", "serialNumber": f"arn:aws:iam::{ACCOUNT}:mfa/root-account-mfa-device"}
MFA = event("iam", "EnableMFADevice", eventTime=at(3), requestParameters=ITSELF)
CLOSE = event("billingconsole", "CloseAccount", userIdentity=in_console())
UNLOCK = event("s3", "DeleteBucketPolicy", requestParameters={"bucketName": "acme-logs"})


def judged(*records, **context):
    """By event name the RootEvent, everything listed."""
    return {each.name: each for each in judge(records, Context(all=True, **context)).events}


def member(**context):
    return {"standing": {ACCOUNT: "member"}, **context}


def test_what_is_on_no_list_did_not_take_root_and_the_permission_for_it_is_named():
    found = judged(event("iam", "CreateUser", requestParameters={"userName": "alice"}))["CreateUser"]
    assert (found.verdict, found.task) == ("not_required", None)
    assert found.permissions == ("iam:CreateUser",)
    assert found.managed_policy == "arn:aws:iam::aws:policy/IAMFullAccess"
    assert found.why == "It is none of the tasks that take root."


def test_a_read_by_key_needed_a_policy_for_reading_alone():
    found = judged(event("iam", "ListUsers", userIdentity=by_key(), readOnly=True))["ListUsers"]
    assert (found.verdict, found.permissions) == ("not_required", ("iam:ListUsers",))
    assert found.managed_policy == "arn:aws:iam::aws:policy/IAMReadOnlyAccess"


def test_a_managed_policy_is_of_the_partition_of_the_account():
    identity = {**by_key(), "arn": f"arn:aws-us-gov:iam::{ACCOUNT}:root"}
    found = judged(event("iam", "ListUsers", userIdentity=identity, readOnly=True))["ListUsers"]
    assert found.managed_policy == "arn:aws-us-gov:iam::aws:policy/IAMReadOnlyAccess"


def test_that_no_action_is_known_for_an_event_is_said():
    record = event("quantumfoo", "MakeQubit")
    assert permissions_of(record) == ()
    found = judged(record)["MakeQubit"]
    assert (found.verdict, found.permissions, found.managed_policy) == ("not_required", (), None)
    assert "which permission would have been enough is not known" in found.why


def test_an_event_that_bears_the_day_of_its_api_needs_the_action_without_it():
    assert permissions_of(event("lambda", "ListFunctions20150331")) == ("lambda:ListFunctions",)


def test_an_unheard_of_event_of_signing_in_is_judged_like_a_sign_in():
    novel = event("signin", "PromptForPasskey", userIdentity=root(), eventTime=at(1))
    assert judged(sign_in(), novel, MFA)["PromptForPasskey"].verdict == "required"


def test_roots_own_mfa_took_root():
    found = judged(MFA)["EnableMFADevice"]
    assert (found.verdict, found.task, found.permissions) == ("required", "root-mfa", ())


def test_a_users_mfa_did_not():
    found = judged(event("iam", "EnableMFADevice", requestParameters={"userName": "alice"}))["EnableMFADevice"]
    assert (found.verdict, found.permissions) == ("not_required", ("iam:EnableMFADevice",))


@pytest.mark.parametrize("standing", ["standalone", "management"])
def test_closing_a_standalone_or_management_account_took_root(standing):
    found = judged(CLOSE, standing={ACCOUNT: standing})["CloseAccount"]
    assert (found.verdict, found.task) == ("required_here", "close-account")
    assert "not known" not in found.why


def test_closing_a_member_did_not_and_the_way_of_the_organisation_is_named():
    found = judged(CLOSE, **member())["CloseAccount"]
    assert (found.verdict, found.permissions) == ("not_required", ("organizations:CloseAccount",))
    assert "through Organizations" in found.why


def test_that_it_is_not_known_whether_the_account_is_a_member_is_said():
    found = judged(CLOSE)["CloseAccount"]
    assert found.verdict == "required_here"
    assert "whether the account is a member of an organisation is not known" in found.why
    assert "Organizations" in found.why


def test_another_account_being_a_member_says_nothing_of_this_one():
    assert judged(CLOSE, standing={"444455556666": "member"})["CloseAccount"].verdict == "required_here"


@pytest.mark.parametrize(
    ("record", "task"),
    [
        (event("iam", "DeleteAccessKey"), "IAMDeleteRootUserCredentials"),
        (event("iam", "DeleteSigningCertificate"), "IAMDeleteRootUserCredentials"),
        (event("iam", "DeactivateMFADevice", requestParameters=ITSELF), "IAMDeleteRootUserCredentials"),
        (event("iam", "DeleteLoginProfile"), "IAMDeleteRootUserCredentials"),
        (UNLOCK, "S3UnlockBucketPolicy"),
        (
            event("sqs", "SetQueueAttributes", requestParameters={"attributes": {"Policy": ""}}),
            "SQSUnlockQueuePolicy",
        ),
    ],
)
def test_in_a_member_assumeroot_does_it(record, task):
    found = judged(record, **member())[record.name]
    assert (found.verdict, found.permissions) == ("not_required", ("sts:AssumeRoot",))
    assert task in found.why


@pytest.mark.parametrize("name", ["CreateAccessKey", "UpdateAccessKey", "EnableMFADevice"])
def test_in_a_member_what_no_task_policy_is_for_still_took_root(name):
    asked = ITSELF if name == "EnableMFADevice" else None
    assert judged(event("iam", name, requestParameters=asked), **member())[name].verdict == "required"


def test_a_bucket_policy_took_root_only_if_the_old_one_denied_everyone():
    found = judged(UNLOCK, standing={ACCOUNT: "standalone"})["DeleteBucketPolicy"]
    assert (found.verdict, found.permissions) == ("conditional", ("s3:DeleteBucketPolicy",))
    assert "only if the policy that it replaced denied everyone" in found.why


ALICE = event("iam", "AttachUserPolicy", requestParameters={"userName": "alice"})
BOB = Administrator(arn=f"arn:aws:iam::{ACCOUNT}:user/bob", seen=(NOON - timedelta(days=3),))


def test_restoring_permissions_took_root_only_if_no_administrator_could_act():
    found = judged(ALICE)["AttachUserPolicy"]
    assert (found.verdict, found.task) == ("conditional", "restore-iam-permissions")
    assert "only if no administrator could act" in found.why


def test_restoring_permissions_did_not_take_root_while_another_administrator_was_at_work():
    found = judged(ALICE, administrators={ACCOUNT: (BOB,)})["AttachUserPolicy"]
    assert (found.verdict, found.permissions) == ("not_required", ("iam:AttachUserPolicy",))
    assert f"{BOB.arn} was at work" in found.why


@pytest.mark.parametrize(
    "administrators",
    [
        {ACCOUNT: ()},
        {"444455556666": (BOB,)},
        {ACCOUNT: (Administrator(arn=BOB.arn, seen=(NOON - timedelta(days=31),)),)},
        {ACCOUNT: (Administrator(arn=BOB.arn, seen=(NOON + timedelta(days=1),)),)},
        {ACCOUNT: (Administrator(arn=f"arn:aws:iam::{ACCOUNT}:user/ops/alice", seen=BOB.seen),)},
    ],
    ids=["none", "of another account", "too long ago", "only afterwards", "the one who was locked out"],
)
def test_it_stays_open_where_no_other_administrator_was_at_work_shortly_before(administrators):
    assert judged(ALICE, administrators=administrators)["AttachUserPolicy"].verdict == "conditional"


def test_a_change_of_a_group_may_be_about_any_administrator():
    record = event("iam", "AttachGroupPolicy", requestParameters={"groupName": "admins"})
    assert judged(record, administrators={ACCOUNT: (BOB,)})["AttachGroupPolicy"].verdict == "conditional"


def test_a_bucket_policy_is_not_about_administrators():
    assert judged(UNLOCK, administrators={ACCOUNT: (BOB,)})["DeleteBucketPolicy"].verdict == "conditional"


def test_a_failed_call_is_judged_and_said_to_have_failed():
    found = judged(event("iam", "CreateUser", errorCode="AccessDenied"))["CreateUser"]
    assert (found.verdict, found.error, found.changed) == ("not_required", "AccessDenied", None)
    assert found.why == "It is none of the tasks that take root; it failed (AccessDenied)."


def test_a_sign_in_that_led_to_required_work_alone_was_required():
    found = judged(sign_in(), MFA)
    assert found["ConsoleLogin"].verdict == "required"
    assert found["ConsoleLogin"].why == "The worst of what its session did was required."


def test_a_sign_in_is_as_bad_as_the_worst_that_its_session_did():
    found = judged(sign_in(), MFA, event("ec2", "RunInstances", eventTime=at(5)))
    assert [found[name].verdict for name in ("ConsoleLogin", "EnableMFADevice", "RunInstances")] == [
        "not_required",
        "required",
        "not_required",
    ]


def test_what_a_sign_in_without_further_work_was_for_cannot_be_told():
    home = event("health", "DescribeEventAggregates", readOnly=True)
    found = judged(sign_in(), home)
    assert {each.verdict for each in found.values()} == {"unknown"}
    assert "sign up for GovCloud" in found["ConsoleLogin"].why


def test_making_temporary_credentials_did_not_take_root():
    found = judged(event("sts", "GetSessionToken", userIdentity=by_key(), readOnly=True))["GetSessionToken"]
    assert (found.verdict, found.permissions) == ("not_required", ())


def test_signing_out_is_judged_like_signing_in():
    left = event("signin", "Logout", userIdentity=root(), eventTime=at(9), eventType="AwsConsoleSignIn")
    assert judged(sign_in(), MFA, left)["Logout"].verdict == "required"


def test_a_failed_sign_in_began_no_session_and_cannot_be_judged():
    found = judged(failed_sign_in(), MFA)["ConsoleLogin"]
    assert (found.verdict, found.session, found.error) == ("unknown", None, "Failed authentication")
    assert found.why.endswith("it failed (Failed authentication).")


def test_a_failed_sign_in_that_does_not_say_whose_service_it_was_is_judged_by_itself():
    found = judged(failed_sign_in(eventSource=""))["ConsoleLogin"]
    assert (found.verdict, found.session) == ("not_required", None)
    assert found.why.endswith("it failed (Failed authentication).")


def test_reads_of_the_console_on_the_page_of_a_task_go_with_the_task():
    page = event("iam", "ListUsers", eventTime=at(2), readOnly=True)
    assert judged(sign_in(), page, MFA)["ListUsers"].verdict == "required"


def test_so_do_reads_of_the_other_services_of_that_part_of_the_console():
    standing = {ACCOUNT: "standalone"}
    names = event("account", "GetContactInformation", eventTime=at(2), readOnly=True)
    found = judged(sign_in(), names, CLOSE, standing=standing)
    assert found["GetContactInformation"].verdict == found["ConsoleLogin"].verdict == "required_here"
    assert judged(sign_in(), names, MFA, standing=standing)["GetContactInformation"].verdict == "not_required"


def test_a_read_on_the_page_of_two_tasks_is_judged_as_the_worse_of_them():
    names = event("account", "GetContactInformation", eventTime=at(2), readOnly=True)
    invoice = event("taxconsole", "DownloadTaxInvoice", eventTime=at(3), readOnly=True)
    assert judged(names, CLOSE, invoice)["GetContactInformation"].verdict == "unknown"


def test_a_write_on_the_page_of_a_task_is_its_own():
    written = event("account", "PutContactInformation", eventTime=at(2))
    assert judged(sign_in(), written, CLOSE)["PutContactInformation"].verdict == "not_required"


def test_reads_of_the_console_on_another_page_do_not():
    page = event("ec2", "DescribeInstances", eventTime=at(2), readOnly=True)
    found = judged(sign_in(), page, MFA)
    assert (found["DescribeInstances"].verdict, found["ConsoleLogin"].verdict) == ("not_required", "not_required")


def test_reads_by_a_tool_in_a_session_of_a_task_do_not_go_with_it():
    page = event("iam", "ListUsers", eventTime=at(2), readOnly=True, userAgent="aws-cli/2.32.0")
    assert judged(page, MFA)["ListUsers"].verdict == "not_required"


def test_a_read_of_the_consoles_home_by_key_is_somebodys_own():
    found = judged(event("ec2", "DescribeRegions", userIdentity=by_key(), readOnly=True, userAgent="aws-cli/2.32.0"))
    assert found["DescribeRegions"].verdict == "not_required"


def test_the_device_of_roots_mfa_is_a_step_of_setting_it_up():
    device = event("iam", "CreateVirtualMFADevice", eventTime=at(2), requestParameters={"virtualMFADeviceName": "a"})
    assert judged(device)["CreateVirtualMFADevice"].verdict == "conditional"
    found = judged(device, MFA)["CreateVirtualMFADevice"]
    assert (found.verdict, found.task) == ("required", "root-mfa-device")


def test_a_call_within_its_task_policy_is_what_assumeroot_is_for():
    record = event("s3", "DeleteBucketPolicy", userIdentity=central())
    found = judged(assume_root(), record)["DeleteBucketPolicy"]
    assert (found.actor, found.verdict) == ("central", "required")
    assert "for the task S3UnlockBucketPolicy" in found.why


def test_a_call_outside_of_its_task_policy_is_not():
    record = event("s3", "CreateBucket", userIdentity=central())
    found = judged(assume_root(), record)["CreateBucket"]
    assert found.verdict == "unknown"
    assert "which is not for it" in found.why


def test_a_call_about_a_user_is_outside_of_a_task_that_is_about_root():
    asked = {"userName": "bob"}
    record = event("iam", "ListAccessKeys", userIdentity=central(), requestParameters=asked, readOnly=True)
    assert judged(record)["ListAccessKeys"].verdict == "unknown"
    own = event("iam", "ListAccessKeys", userIdentity=central(), readOnly=True)
    assert judged(own)["ListAccessKeys"].verdict == "required"


def test_that_the_assumeroot_call_was_not_read_is_said():
    record = event("s3", "DeleteBucketPolicy", userIdentity=central())
    found = judged(record)["DeleteBucketPolicy"]
    assert found.verdict == "required"
    assert "was not read" in found.why


def test_an_assumeroot_session_shows_that_its_account_is_a_member():
    record = event("s3", "DeleteBucketPolicy", userIdentity=central(), eventID="central")
    assert judged(record, CLOSE)["CloseAccount"].verdict == "not_required"
    assert judged(record, CLOSE, standing={ACCOUNT: "unknown"})["CloseAccount"].verdict == "not_required"


def test_what_a_service_did_for_root_is_nobodys_decision():
    record = event("kms", "Decrypt", userIdentity={**in_console(SESSION_KEY), "invokedBy": "ssm.amazonaws.com"})
    found = judged(record)["Decrypt"]
    assert (found.actor, found.verdict, found.session) == ("service", "unknown", None)
    assert found.why == "ssm.amazonaws.com acted for root: no person used root here."


def test_the_worst_is_what_did_not_take_root():
    assert WORST_FIRST == ("not_required", "unknown", "conditional", "required_here", "required")
    assert worst(["required", "conditional", "required_here"]) == "conditional"
    assert worst([]) is None


@pytest.mark.parametrize(
    ("verdict", "standing", "needed"),
    [
        ("required", "unknown", True),
        ("required", "member", True),
        ("required_here", "standalone", True),
        ("required_here", "management", True),
        ("required_here", "unknown", False),
        ("required_here", "member", False),
        ("conditional", "standalone", False),
        ("not_required", "standalone", False),
    ],
)
def test_whether_root_was_needed_here(verdict, standing, needed):
    assert was_needed(verdict, standing) is needed
