import pytest

from rootward.trail.classify.actor import account_of, actor_of, through
from tests.trail.classify.events import (
    ACCOUNT,
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


@pytest.mark.parametrize(
    ("told", "mfa"), [("Yes", True), ("YES", True), ("No", False), ("yes", True), ("", None), (7, None)]
)
def test_a_sign_in_of_root_is_roots_however_mfaused_is_written(told, mfa):
    record = sign_in(additionalEventData={"MFAUsed": told})
    assert actor_of(record) == "root"
    assert record.mfa is mfa


def test_root_may_carry_the_principal_id_of_a_user_as_in_the_samples_of_aws():
    assert actor_of(sign_in(userIdentity=root(principalId="AIDACKCEVSQ6C2EXAMPLE"))) == "root"


def test_roots_user_name_may_be_the_alias_of_the_account():
    assert actor_of(event("iam", "CreateUser", userIdentity={**in_console(), "userName": "acme-prod"})) == "root"


def test_an_iam_user_that_is_called_root_is_not_root():
    user = {"type": "IAMUser", "arn": f"arn:aws:iam::{ACCOUNT}:user/root", "accountId": ACCOUNT, "userName": "root"}
    assert actor_of(event("iam", "CreateUser", userIdentity=user)) is None


def test_an_arn_of_root_tells_where_there_is_no_type():
    assert actor_of(event("iam", "CreateUser", userIdentity={"arn": f"arn:aws:iam::{ACCOUNT}:root"})) == "root"


def test_a_role_of_another_type_whose_arn_ends_like_roots_is_not_root():
    assumed = {"type": "AssumedRole", "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/team/x:root", "accountId": ACCOUNT}
    assert actor_of(event("iam", "CreateUser", userIdentity=assumed)) is None


def test_the_caller_of_assumeroot_is_no_root_though_aws_marks_it_as_assumed_root():
    record = assume_root()
    assert record.identity.assumed_root
    assert actor_of(record) is None


@pytest.mark.parametrize("assumed", ["", None, "false", False])
def test_a_newer_record_carries_assumedroot_without_being_central(assumed):
    identity = in_console()
    identity["sessionContext"]["assumedRoot"] = assumed
    assert actor_of(event("iam", "CreateUser", userIdentity=identity)) == "root"


@pytest.mark.parametrize("assumed", ["true", True, "TRUE"])
def test_a_session_of_assumeroot_is_central(assumed):
    identity = central()
    identity["sessionContext"]["assumedRoot"] = assumed
    assert actor_of(event("s3", "DeleteBucketPolicy", userIdentity=identity)) == "central"


def test_a_key_of_roots_without_a_session_is_roots():
    record = event("ec2", "RunInstances", userIdentity=by_key())
    assert (actor_of(record), record.identity.credential, record.identity.has_session) == ("root", "access-key", False)


def test_a_change_of_roots_mfa_names_the_aws_root_user():
    asked = {"userName": "AWS ROOT USER", "serialNumber": f"arn:aws:iam::{ACCOUNT}:mfa/root-account-mfa-device"}
    assert actor_of(event("iam", "EnableMFADevice", requestParameters=asked)) == "root"


def test_a_call_that_a_service_made_for_root_is_the_services():
    assert (
        actor_of(event("kms", "Decrypt", userIdentity={**in_console(), "invokedBy": "ssm.amazonaws.com"})) == "service"
    )


@pytest.mark.parametrize("key", ["", None])
def test_a_call_of_a_service_that_shows_no_key_is_the_services(key):
    identity = root(accessKeyId=key, invokedBy="cloudformation.amazonaws.com")
    assert actor_of(event("iam", "DeleteUser", userIdentity=identity)) == "service"


def test_a_call_that_a_service_forwarded_with_roots_own_key_is_roots():
    record = event("iam", "DeleteUser", userIdentity={**by_key(), "invokedBy": "cloudformation.amazonaws.com"})
    assert (actor_of(record), through(record)) == ("root", "cloudformation.amazonaws.com")


def test_an_event_of_a_service_is_the_services_though_it_shows_roots_own_key():
    identity = {**by_key(), "invokedBy": "cloudformation.amazonaws.com"}
    assert actor_of(event("iam", "DeleteUser", userIdentity=identity, eventType="AwsServiceEvent")) == "service"


def test_an_old_record_of_the_console_that_names_the_sign_in_is_roots():
    record = event("iam", "CreateUser", userIdentity={**in_console(), "invokedBy": "signin.amazonaws.com"})
    assert (actor_of(record), through(record)) == ("root", "")


@pytest.mark.parametrize("kind", ["AwsServiceEvent", "AWSServiceEvent"])
def test_an_event_of_a_service_is_the_services(kind):
    assert actor_of(event("signin", "UserAuthentication", userIdentity=root(), eventType=kind)) == "service"


def test_a_service_in_a_central_session_is_the_services():
    assert actor_of(event("kms", "Decrypt", userIdentity={**central(), "invokedBy": "sqs.amazonaws.com"})) == "service"


def test_a_failed_sign_in_of_root_is_roots_and_failed():
    record = failed_sign_in()
    assert actor_of(record) == "root"
    assert record.failed
    assert record.error == ""


def test_the_failed_sign_in_of_a_user_is_not_roots():
    user = {"type": "IAMUser", "accountId": ACCOUNT, "accessKeyId": "", "userName": "HIDDEN_DUE_TO_SECURITY_REASONS"}
    assert actor_of(failed_sign_in(userIdentity=user)) is None


@pytest.mark.parametrize("partition", ["aws-us-gov", "aws-cn", "aws-eusc"])
def test_root_is_root_in_other_partitions(partition):
    identity = {**by_key(), "arn": f"arn:{partition}:iam::{ACCOUNT}:root"}
    assert actor_of(event("iam", "ListUsers", userIdentity=identity, eventTime=at())) == "root"


def test_whose_root_it_is_is_told_by_the_identity_before_the_recipient():
    record = event("s3", "GetBucketAcl", recipientAccountId="444455556666")
    assert account_of(record) == ACCOUNT
    assert account_of(event("s3", "GetBucketAcl", userIdentity={"type": "Root"})) == ACCOUNT


def test_a_record_without_an_identity_is_nobodys():
    assert actor_of(event("iam", "CreateUser", userIdentity=None)) is None
    assert actor_of(event("iam", "CreateUser", userIdentity={"type": "AWSAccount", "accountId": ACCOUNT})) is None
