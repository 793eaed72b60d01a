import msgspec
import pytest

from rootward.iam_policy import actions
from rootward.trail.classify.tasks import TaskTable, task_table
from tests.trail.classify.events import ACCOUNT, event, in_console

ALICE = {"userName": "alice"}
ITSELF = {"userName": "AWS ROOT USER"}
MFA_DELETE = {"bucketName": "acme-logs", "VersioningConfiguration": {"Status": "Enabled", "MfaDelete": "Enabled"}}
QUEUE = "https://sqs.us-east-1.amazonaws.com/111122223333/orders"

SHOWS = [
    ("root-password", "signin", "PasswordUpdated", None),
    ("root-password", "signin", "PasswordRecoveryCompleted", None),
    ("root-password-recovery", "signin", "PasswordRecoveryRequested", None),
    ("root-login-profile", "iam", "CreateLoginProfile", None),
    ("root-login-profile-changed", "iam", "UpdateLoginProfile", None),
    ("root-login-profile-changed", "iam", "UpdateLoginProfile", ITSELF),
    ("root-login-profile", "iam", "DeleteLoginProfile", None),
    ("root-access-keys", "iam", "CreateAccessKey", None),
    ("root-access-keys", "iam", "UpdateAccessKey", {"accessKeyId": "EXAMPLE", "status": "Inactive"}),
    ("root-access-keys-deleted", "iam", "DeleteAccessKey", {"accessKeyId": "EXAMPLE"}),
    ("root-signing-certificates", "iam", "UploadSigningCertificate", None),
    ("root-signing-certificates", "iam", "UpdateSigningCertificate", {"certificateId": "TA7"}),
    ("root-signing-certificates-deleted", "iam", "DeleteSigningCertificate", {"certificateId": "TA7"}),
    ("root-cloudfront-keys", "iam", "UpdateCloudFrontPublicKey", None),
    ("root-cloudfront-keys", "iam", "DeleteCloudFrontPublicKey", None),
    ("root-cloudfront-keys-made", "iam", "UploadCloudFrontPublicKey", None),
    ("root-mfa", "iam", "EnableMFADevice", ITSELF),
    ("root-mfa", "iam", "ResyncMFADevice", ITSELF),
    ("root-mfa-deactivated", "iam", "DeactivateMFADevice", ITSELF),
    ("root-mfa-device", "iam", "CreateVirtualMFADevice", {"virtualMFADeviceName": "phone"}),
    ("root-mfa-device", "iam", "DeleteVirtualMFADevice", {"serialNumber": "arn:aws:iam::111122223333:mfa/phone"}),
    ("root-email", "signin", "EmailUpdated", None),
    ("root-email", "account", "StartPrimaryEmailUpdate", {"primaryEmail": "HIDDEN"}),
    ("root-email", "account", "StartPrimaryEmailUpdate", {"accountId": ACCOUNT}),
    ("root-email", "account", "AcceptPrimaryEmailUpdate", None),
    ("member-email", "account", "StartPrimaryEmailUpdate", {"accountId": "444455556666"}),
    ("member-email", "account", "AcceptPrimaryEmailUpdate", {"AccountId": "444455556666"}),
    ("account-name", "account", "PutAccountName", {"accountName": "acme"}),
    ("account-name", "iam", "UpdateAccountName", None),
    ("account-preferences", "billingconsole", "SetAccountPreferences", None),
    ("close-account", "account", "CloseAccount", None),
    ("close-account", "billingconsole", "CloseAccount", None),
    ("close-account", "organizations", "CloseAccount", None),
    ("close-account", "organizations", "CloseAccount", {"accountId": ACCOUNT}),
    ("close-member-account", "organizations", "CloseAccount", {"accountId": "444455556666"}),
    ("restore-iam-permissions", "iam", "AttachUserPolicy", ALICE),
    ("restore-iam-permissions", "iam", "AttachRolePolicy", {"roleName": "admin"}),
    ("restore-iam-permissions", "iam", "AttachGroupPolicy", {"groupName": "admins"}),
    ("restore-iam-permissions", "iam", "PutUserPolicy", ALICE),
    ("restore-iam-permissions", "iam", "PutRolePolicy", {"roleName": "admin"}),
    ("restore-iam-permissions", "iam", "PutGroupPolicy", {"groupName": "admins"}),
    ("restore-iam-permissions", "iam", "CreateLoginProfile", ALICE),
    ("restore-iam-permissions", "iam", "UpdateLoginProfile", ALICE),
    ("restore-iam-permissions", "iam", "DeleteUserPermissionsBoundary", ALICE),
    ("restore-iam-permissions", "iam", "AddUserToGroup", ALICE),
    ("iam-access-to-billing", "billingconsole", "SetIAMAccessPreference", None),
    ("iam-access-to-billing", "billing", "UpdateIAMAccessPreference", None),
    ("tax-invoices", "taxconsole", "DownloadTaxInvoice", None),
    ("tax-invoices", "taxconsole", "GetTaxInvoicesMetadata", None),
    ("tax-invoices", "billingconsole", "DownloadTaxInvoice", None),
    ("some-billing-tasks", "billingconsole", "SetSecurityQuestions", None),
    ("some-billing-tasks", "billingconsole", "SetFxPaymentCurrency", None),
    ("root-only-support", "support", "CreateCase", None),
    ("root-only-support", "support", "AddCommunicationToCase", None),
    ("mfa-delete", "s3", "PutBucketVersioning", MFA_DELETE),
    ("mfa-delete-off", "s3", "PutBucketVersioning", {"VersioningConfiguration": {"MfaDelete": "Disabled"}}),
    ("mfa-delete-versions", "s3", "DeleteObject", {"bucketName": "acme-logs", "key": "a", "versionId": "3HL4"}),
    ("unlock-bucket-policy", "s3", "PutBucketPolicy", {"bucketName": "acme-logs"}),
    ("unlock-bucket-policy", "s3", "DeleteBucketPolicy", {"bucketName": "acme-logs"}),
    ("unlock-queue-policy", "sqs", "SetQueueAttributes", {"queueUrl": QUEUE, "attributes": {"Policy": "{}"}}),
    ("unlock-queue-policy", "sqs", "SetQueueAttributes", {"queueUrl": QUEUE, "attributes": {"Policy": ""}}),
    ("look-at-root-credentials", "iam", "ListAccessKeys", None),
    ("look-at-root-credentials", "iam", "ListMFADevices", None),
    ("look-at-root-credentials", "iam", "ListSigningCertificates", None),
    ("look-at-root-credentials", "iam", "GetLoginProfile", None),
]

NEAR_MISSES = [
    ("root-password", "signin", "ConsoleLogin", None),
    ("root-password", "cognito-idp", "PasswordUpdated", None),
    ("root-password", "iam", "ChangePassword", None),
    ("root-password-recovery", "signin", "PasswordRecoveryCompleted", None),
    ("root-login-profile", "iam", "CreateLoginProfile", ALICE),
    ("root-login-profile-changed", "iam", "UpdateLoginProfile", ALICE),
    ("root-access-keys", "iam", "CreateAccessKey", ALICE),
    ("root-access-keys", "iam", "UpdateAccessKey", ALICE),
    ("root-access-keys-deleted", "iam", "DeleteAccessKey", ALICE),
    ("root-signing-certificates", "iam", "UploadSigningCertificate", ALICE),
    ("root-signing-certificates-deleted", "iam", "DeleteSigningCertificate", ALICE),
    ("root-cloudfront-keys", "cloudfront", "DeletePublicKey", {"id": "K2"}),
    ("root-cloudfront-keys-made", "cloudfront", "CreatePublicKey", None),
    ("root-mfa", "iam", "EnableMFADevice", ALICE),
    ("root-mfa", "iam", "EnableMFADevice", {"userName": "root"}),
    ("root-mfa-deactivated", "iam", "DeactivateMFADevice", ALICE),
    ("root-mfa-device", "iam", "ListVirtualMFADevices", None),
    ("root-email", "account", "StartPrimaryEmailUpdate", {"accountId": "444455556666"}),
    ("root-email", "account", "GetPrimaryEmail", None),
    ("member-email", "account", "StartPrimaryEmailUpdate", None),
    ("member-email", "account", "StartPrimaryEmailUpdate", {"accountId": ACCOUNT}),
    ("account-name", "account", "PutContactInformation", None),
    ("account-preferences", "billingconsole", "SetContactAddress", None),
    ("close-account", "organizations", "CloseAccount", {"accountId": "444455556666"}),
    ("close-account", "organizations", "RemoveAccountFromOrganization", None),
    ("close-member-account", "organizations", "CloseAccount", None),
    ("restore-iam-permissions", "iam", "CreateUser", ALICE),
    ("restore-iam-permissions", "iam", "CreateLoginProfile", None),
    ("restore-iam-permissions", "iam", "CreatePolicy", {"policyName": "reader"}),
    ("iam-access-to-billing", "billingconsole", "SetFxPaymentCurrency", None),
    ("tax-invoices", "tax", "GetTaxRegistration", None),
    ("some-billing-tasks", "billingconsole", "SetBillingAddress", None),
    ("root-only-support", "support", "DescribeCases", None),
    ("mfa-delete", "s3", "PutBucketVersioning", {"VersioningConfiguration": {"MfaDelete": "Disabled"}}),
    ("mfa-delete-off", "s3", "PutBucketVersioning", MFA_DELETE),
    ("mfa-delete", "s3", "PutBucketVersioning", {"VersioningConfiguration": {"Status": "Enabled"}}),
    ("mfa-delete-versions", "s3", "DeleteObject", {"bucketName": "acme-logs", "key": "a"}),
    ("unlock-bucket-policy", "s3", "PutBucketAcl", {"bucketName": "acme-logs"}),
    ("unlock-queue-policy", "sqs", "SetQueueAttributes", {"attributes": {"VisibilityTimeout": "100"}}),
    ("look-at-root-credentials", "iam", "ListAccessKeys", ALICE),
]


@pytest.mark.parametrize(("task", "source", "name", "asked"), SHOWS)
def test_an_event_that_shows_a_task(task, source, name, asked):
    found = task_table().task_of(event(source, name, requestParameters=asked))
    assert found is not None
    assert found.id == task


@pytest.mark.parametrize(("task", "source", "name", "asked"), NEAR_MISSES)
def test_an_event_that_comes_near_a_task_and_does_not_show_it(task, source, name, asked):
    found = task_table().task_of(event(source, name, requestParameters=asked))
    assert found is None or found.id != task


def test_every_row_that_an_event_shows_has_a_case_that_fires_and_a_near_miss():
    rows = {task.id for task in task_table().tasks if task.shown_by}
    assert {case[0] for case in SHOWS} == rows
    assert {case[0] for case in NEAR_MISSES} == rows


def test_no_event_shows_two_tasks():
    for _, source, name, asked in SHOWS:
        record = event(source, name, requestParameters=asked)
        shown = [task.id for task in task_table().tasks if any(one.fits(record) for one in task.shown_by)]
        assert len(shown) == 1, (name, asked, shown)


def test_the_tasks_that_no_event_shows_are_these():
    silent = {task.id for task in task_table().tasks if not task.shown_by}
    assert silent == {"reserved-instance-seller", "govcloud-sign-up", "mechanical-turk-link"}


def test_the_verdicts_are_those_of_awss_list():
    assert {task.id: task.verdict for task in task_table().tasks} == {
        "root-password": "required",
        "root-password-recovery": "required",
        "root-login-profile": "required",
        "root-login-profile-changed": "required",
        "root-access-keys": "required",
        "root-access-keys-deleted": "required",
        "root-signing-certificates": "required",
        "root-signing-certificates-deleted": "required",
        "root-cloudfront-keys": "required",
        "root-cloudfront-keys-made": "not_required",
        "root-mfa": "required",
        "root-mfa-deactivated": "required",
        "root-mfa-device": "conditional",
        "root-email": "required_here",
        "member-email": "not_required",
        "account-name": "not_required",
        "account-preferences": "unknown",
        "close-account": "required_here",
        "close-member-account": "not_required",
        "restore-iam-permissions": "conditional",
        "iam-access-to-billing": "unknown",
        "tax-invoices": "unknown",
        "some-billing-tasks": "unknown",
        "root-only-support": "unknown",
        "mfa-delete": "required",
        "mfa-delete-off": "conditional",
        "mfa-delete-versions": "conditional",
        "unlock-bucket-policy": "conditional",
        "unlock-queue-policy": "conditional",
        "look-at-root-credentials": "not_required",
        "reserved-instance-seller": "unknown",
        "govcloud-sign-up": "unknown",
        "mechanical-turk-link": "unknown",
    }


def test_a_conditional_task_says_what_would_justify_it_and_no_other_does():
    for task in task_table().tasks:
        assert (task.justified_by is not None) is (task.verdict == "conditional"), task.id


def test_what_holds_in_standalone_and_management_accounts_alone_says_what_a_member_has_instead():
    for task in task_table().tasks:
        assert task.verdict != "required_here" or task.in_a_member is not None, task.id


def test_ids_are_unique_and_every_step_goes_with_a_task_that_there_is():
    ids = [task.id for task in task_table().tasks]
    assert len(set(ids)) == len(ids)
    assert all(whole in ids for task in task_table().tasks for whole in task.goes_with)


def test_each_permission_named_instead_is_an_action_of_awss():
    named = {each for task in task_table().tasks for each in task.instead}
    named |= {each for task in task_table().tasks if task.in_a_member for each in task.in_a_member.instead}
    assert named
    assert [each for each in sorted(named) if str(actions.find(each)) != each] == []


def test_a_row_without_a_source_is_refused():
    data = msgspec.to_builtins(task_table())
    data["tasks"][0]["sources"] = []
    with pytest.raises(msgspec.ValidationError, match="sources"):
        msgspec.convert(data, TaskTable)


def test_a_sign_in_record_of_china_is_recognised_by_its_source():
    assert task_table().is_sign_in(event("signin", "ConsoleLogin", eventSource="signin.amazonaws.com.cn"))
    assert not task_table().is_sign_in(event("signin", "ConsoleLogin", eventSource="signin.example.com"))


def test_nulls_where_objects_were_are_as_if_they_were_absent():
    broken = event("s3", "PutBucketVersioning", requestParameters={"VersioningConfiguration": None})
    assert task_table().task_of(broken) is None
    odd = event("s3", "PutBucketVersioning", requestParameters={"VersioningConfiguration": "Enabled"})
    assert task_table().task_of(odd) is None


def test_the_consoles_habits_are_reads():
    from rootward.trail.actions.table import iam_actions

    for habit in task_table().console_reads:
        for shown in habit.shown_by:
            for name in shown.names:
                needed = iam_actions(shown.source, name)
                for each in needed if isinstance(needed, tuple) else ():
                    found = actions.find(each)
                    assert found is not None
                    assert found.access_level in ("Read", "List"), each


def test_a_console_read_is_one_of_the_console_s_home():
    table = task_table()
    home = event("health", "DescribeEventAggregates", userIdentity=in_console(), readOnly=True)
    assert table.is_console_read(home)
    assert not table.is_console_read(event("ec2", "DescribeInstances", readOnly=True))
