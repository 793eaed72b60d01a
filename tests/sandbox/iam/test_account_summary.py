"""The account summary is live, root's flags included."""

from __future__ import annotations

from tests.sandbox.people import enable


def summary(client, sandbox):
    return client(sandbox, "iam").get_account_summary()["SummaryMap"]


def test_root_of_the_startup_has_a_password_and_a_key_and_no_second_factor(startup, client):
    numbers = summary(client, startup)
    assert numbers["AccountMFAEnabled"] == 0
    assert numbers["AccountAccessKeysPresent"] == 1
    assert numbers["AccountPasswordPresent"] == 1
    assert numbers["AccountSigningCertificatesPresent"] == 0


def test_root_of_the_hardened_account_has_a_second_factor_and_no_key(hardened, client):
    numbers = summary(client, hardened)
    assert numbers["AccountMFAEnabled"] == 1
    assert numbers["AccountAccessKeysPresent"] == 0
    assert client(hardened, "iam").list_virtual_mfa_devices()["VirtualMFADevices"] == []


def test_every_key_that_aws_documents_is_there(startup, client):
    assert summary(client, startup).keys() == {
        "Users", "UsersQuota", "Groups", "GroupsQuota", "ServerCertificates", "ServerCertificatesQuota",
        "UserPolicySizeQuota", "GroupPolicySizeQuota", "GroupsPerUserQuota", "SigningCertificatesPerUserQuota",
        "AccessKeysPerUserQuota", "MFADevices", "MFADevicesInUse", "AccountMFAEnabled", "AccountAccessKeysPresent",
        "AccountPasswordPresent", "AccountSigningCertificatesPresent", "AttachedPoliciesPerGroupQuota",
        "AttachedPoliciesPerRoleQuota", "AttachedPoliciesPerUserQuota", "Policies", "PoliciesQuota", "PolicySizeQuota",
        "PolicyVersionsInUse", "PolicyVersionsInUseQuota", "VersionsPerPolicyQuota", "GlobalEndpointTokenVersion",
        "AssumeRolePolicySizeQuota", "InstanceProfiles", "InstanceProfilesQuota", "Providers", "RolePolicySizeQuota",
        "Roles", "RolesQuota",
    }  # fmt: skip


def test_counts_follow_the_state(fresh, client):
    iam = client(fresh, "iam")
    before = summary(client, fresh)
    assert (before["Users"], before["Groups"], before["MFADevices"], before["MFADevicesInUse"]) == (12, 3, 5, 4)
    iam.create_user(UserName="zoe")
    iam.create_group(GroupName="zoo")
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="zoe")["VirtualMFADevice"]["SerialNumber"]
    enable(iam, fresh, "zoe", serial)
    after = summary(client, fresh)
    assert (after["Users"], after["Groups"], after["MFADevices"], after["MFADevicesInUse"]) == (13, 4, 6, 5)


def test_a_passkey_counts_as_a_device_in_use(hardened, client):
    numbers = summary(client, hardened)
    assert (numbers["MFADevices"], numbers["MFADevicesInUse"]) == (4, 4)
