"""IAM's answers that moto lacks or gets wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from rootward.sandbox import serve
from rootward.sandbox.iam.certificate import Validity, self_signed
from rootward.sandbox.scenario.tables import (
    Caller,
    DelegationRequest,
    Key,
    Mfa,
    Role,
    Root,
    Scenario,
    ServiceCredential,
    User,
)

TRUST = '{"Version": "2012-10-17", "Statement": []}'


@pytest.fixture(scope="module")
def small():
    """An account in which the caller is a user with a service-specific credential, and root has a virtual device."""
    scenario = Scenario(
        title="t",
        alias="small",
        regions=("us-east-1",),
        caller=Caller(user="anna"),
        root=Root(created=100, mfa=(Mfa(name="root-account-mfa-device", enabled=90),)),
        users=(
            User(
                name="anna",
                created=50,
                keys=(Key(created=10),),
                service_credentials=(ServiceCredential(service="bedrock.amazonaws.com", created=5, expires=-25),),
            ),
            User(
                name="bob",
                created=50,
                service_credentials=(ServiceCredential(service="codecommit.amazonaws.com", created=9),),
            ),
        ),
        roles=(Role(name="unused", created=5, trust=TRUST),),
        delegation_requests=tuple(
            DelegationRequest(requestor="Northwind", requestor_account="210987654321", state=state, created=1)
            for state in ("PENDING_APPROVAL", "ACCEPTED")
        ),
    )
    with serve(scenario) as sandbox:
        yield sandbox


def test_roots_virtual_device_is_roots_and_shows_no_user_name(small, client):
    (device,) = client(small, "iam").list_virtual_mfa_devices()["VirtualMFADevices"]
    assert device["SerialNumber"] == "arn:aws:iam::123456789012:mfa/root-account-mfa-device"
    assert device["User"]["Arn"] == "arn:aws:iam::123456789012:root"
    assert "UserName" not in device["User"]


def test_a_device_of_a_user_called_root_is_not_roots(startup, client):
    devices = client(startup, "iam").list_virtual_mfa_devices(AssignmentStatus="Assigned")["VirtualMFADevices"]
    owners = {device["SerialNumber"].rpartition("/")[2]: device["User"]["Arn"] for device in devices}
    assert owners["root-ops"] == "arn:aws:iam::123456789012:user/root-ops"
    assert len(owners) == 4


def test_an_unassigned_device_has_no_owner_and_no_list_shows_a_seed(startup, client):
    iam = client(startup, "iam")
    (device,) = iam.list_virtual_mfa_devices(AssignmentStatus="Unassigned")["VirtualMFADevices"]
    assert device == {"SerialNumber": "arn:aws:iam::123456789012:mfa/tomas.novak-phone"}
    everything = iam.list_virtual_mfa_devices()["VirtualMFADevices"]
    assert not any("Base32StringSeed" in device or "QRCodePNG" in device for device in everything)


def test_service_specific_credentials_of_everybody(small, client):
    found = client(small, "iam").list_service_specific_credentials(AllUsers=True)
    shown = {(item["UserName"], item["ServiceName"], item["Status"]) for item in found["ServiceSpecificCredentials"]}
    assert shown == {("anna", "bedrock.amazonaws.com", "Active"), ("bob", "codecommit.amazonaws.com", "Active")}
    assert found["IsTruncated"] is False


def test_service_specific_credentials_of_one_user_of_the_caller_and_of_one_service(small, client):
    iam = client(small, "iam")
    (own,) = iam.list_service_specific_credentials()["ServiceSpecificCredentials"]
    assert own["UserName"] == "anna"
    assert own["ExpirationDate"] - own["CreateDate"] == timedelta(days=30)
    (bobs,) = iam.list_service_specific_credentials(UserName="bob")["ServiceSpecificCredentials"]
    assert bobs["ServiceName"] == "codecommit.amazonaws.com"
    assert "ExpirationDate" not in bobs
    only = iam.list_service_specific_credentials(AllUsers=True, ServiceName="codecommit.amazonaws.com")
    assert [item["UserName"] for item in only["ServiceSpecificCredentials"]] == ["bob"]


def test_all_users_and_one_user_exclude_each_other(small, client):
    with pytest.raises(ClientError, match="ValidationError"):
        client(small, "iam").list_service_specific_credentials(AllUsers=True, UserName="bob")


def test_a_session_of_a_role_has_no_service_specific_credentials_of_its_own(hardened, client):
    with pytest.raises(ClientError, match="Must specify userName when calling with non-User credentials"):
        client(hardened, "iam").list_service_specific_credentials()


def test_delegation_requests_come_in_pages(small, client):
    iam = client(small, "iam")
    first = iam.list_delegation_requests(MaxItems=1)
    assert first["isTruncated"]
    second = iam.list_delegation_requests(MaxItems=1, Marker=first["Marker"])
    assert not second["isTruncated"]
    states = [answer["DelegationRequests"][0]["State"] for answer in (first, second)]
    assert states == ["PENDING_APPROVAL", "ACCEPTED"]
    assert first["DelegationRequests"][0]["RequestorName"] == "Northwind"


def test_server_certificates_say_when_they_end(startup, client):
    certificates = client(startup, "iam").list_server_certificates()["ServerCertificateMetadataList"]
    now = datetime.now(UTC)
    expired = {item["ServerCertificateName"]: item["Expiration"] < now for item in certificates}
    assert expired == {"www-acme-old": True, "www-acme": False}
    assert len({item["ServerCertificateId"] for item in certificates}) == 2


def test_an_uploaded_server_certificate_keeps_its_own_dates(fresh, client):
    iam = client(fresh, "iam")
    ends = datetime(2031, 5, 1, 12, 0, 0)  # noqa: DTZ001 - moto's dates have no zone
    pem = self_signed("x", Validity(datetime(2030, 5, 1), ends))  # noqa: DTZ001
    iam.upload_server_certificate(
        ServerCertificateName="new", CertificateBody=pem, PrivateKey="thrown away", Path="/web/"
    )
    shown = iam.get_server_certificate(ServerCertificateName="new")["ServerCertificate"]
    assert shown["ServerCertificateMetadata"]["Expiration"] == ends.replace(tzinfo=UTC)
    assert shown["CertificateBody"] == pem.rstrip()
    (listed,) = iam.list_server_certificates(PathPrefix="/web/")["ServerCertificateMetadataList"]
    assert listed == shown["ServerCertificateMetadata"]


def test_a_standalone_account_has_no_features_of_an_organisation(startup, client):
    with pytest.raises(ClientError) as error:
        client(startup, "iam").list_organizations_features()
    assert error.value.response["Error"]["Code"] == "OrganizationNotFoundException"


def test_in_an_organisation_without_trusted_access_for_iam_that_is_said(fresh, client):
    client(fresh, "organizations").create_organization(FeatureSet="ALL")
    with pytest.raises(ClientError) as error:
        client(fresh, "iam").list_organizations_features()
    assert error.value.response["Error"]["Code"] == "ServiceAccessNotEnabledException"


def test_passwords_that_do_not_expire_have_no_maximum_age(startup, client):
    policy = client(startup, "iam").get_account_password_policy()["PasswordPolicy"]
    assert policy["ExpirePasswords"] is False
    assert "MaxPasswordAge" not in policy
    assert "PasswordReusePrevention" not in policy


def test_an_account_without_a_password_policy_says_so(small, client):
    with pytest.raises(ClientError, match="NoSuchEntity"):
        client(small, "iam").get_account_password_policy()


def test_an_administrator_can_be_made_as_the_aws_cli_makes_one(fresh, client):
    iam = client(fresh, "iam")
    iam.create_user(UserName="zoe")
    iam.create_group(GroupName="zoo")
    iam.attach_group_policy(GroupName="zoo", PolicyArn="arn:aws:iam::aws:policy/job-function/ViewOnlyAccess")
    iam.add_user_to_group(GroupName="zoo", UserName="zoe")
    details = iam.get_account_authorization_details(MaxItems=1000)
    zoe = next(user for user in details["UserDetailList"] if user["UserName"] == "zoe")
    zoo = next(group for group in details["GroupDetailList"] if group["GroupName"] == "zoo")
    assert zoe["GroupList"] == ["zoo"]
    assert [policy["PolicyName"] for policy in zoo["AttachedManagedPolicies"]] == ["ViewOnlyAccess"]
