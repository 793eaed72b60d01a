"""What the scenarios make of an account, told by its API alone."""

# ruff: noqa: S105 - the report has columns about passwords, and none holds one
from __future__ import annotations

import csv
import re
from datetime import UTC, datetime, timedelta

import pytest

from rootward.errors import InternalError
from rootward.sandbox import serve
from rootward.sandbox.scenario.tables import Caller, Key, KeyUse, Role, Root, Scenario, User


@pytest.fixture(scope="module")
def report(startup, client):
    iam = client(startup, "iam")
    while iam.generate_credential_report()["State"] != "COMPLETE":
        pass
    return {row["user"]: row for row in csv.DictReader(iam.get_credential_report()["Content"].decode().splitlines())}


def days_since(cell):
    return (datetime.now(UTC) - datetime.fromisoformat(cell)) / timedelta(days=1)


def test_root_of_the_startup_is_exposed_and_used(report):
    root = report["<root_account>"]
    assert (root["password_enabled"], root["mfa_active"], root["access_key_1_active"]) == ("true", "false", "true")
    assert days_since(root["password_last_used"]) == pytest.approx(6, abs=0.1)
    assert days_since(root["access_key_1_last_used_date"]) == pytest.approx(3.2, abs=0.1)


def test_the_startup_breaks_the_practices_in_believable_ways(report):
    console_without_mfa = {
        name for name, row in report.items() if (row["password_enabled"], row["mfa_active"]) == ("true", "false")
    }
    assert console_without_mfa == {"<root_account>", "tomas.novak", "lukas.weber", "sofia.rossi", "kenji.sato"}
    two_keys = {
        name for name, row in report.items() if row["access_key_1_active"] == row["access_key_2_active"] == "true"
    }
    assert two_keys == {"priya.raman"}
    never_used = {
        name
        for name, row in report.items()
        if (row["access_key_1_active"], row["access_key_1_last_used_date"]) == ("true", "N/A")
    }
    assert never_used == {"lukas.weber", "backup-agent"}
    assert report["kenji.sato"]["password_last_used"] == "no_information"
    assert report["backup-agent"]["cert_1_active"] == "true"


def test_an_account_ages_with_the_clock(report):
    assert days_since(report["maya.chen"]["user_creation_time"]) == pytest.approx(1125, abs=0.1)
    assert days_since(report["maya.chen"]["access_key_1_last_rotated"]) == pytest.approx(412, abs=0.1)


def test_the_administrators_of_the_hardened_account_have_passkeys_and_no_keys(hardened, client):
    iam = client(hardened, "iam")
    for user in iam.list_users()["Users"]:
        name = user["UserName"]
        serials = [device["SerialNumber"] for device in iam.list_mfa_devices(UserName=name)["MFADevices"]]
        assert serials
        assert all(serial.startswith(f"arn:aws:iam::123456789012:u2f/user/{name}/") for serial in serials)
        assert iam.list_access_keys(UserName=name)["AccessKeyMetadata"] == []


def test_signing_certificates_can_be_read(startup, client):
    (certificate,) = client(startup, "iam").list_signing_certificates(UserName="backup-agent")["Certificates"]
    assert certificate["Status"] == "Active"
    assert certificate["CertificateBody"].startswith("-----BEGIN CERTIFICATE-----")


def test_a_signing_certificate_of_a_scenario_has_an_id_of_aws_form_and_can_be_deleted(fresh, client):
    iam = client(fresh, "iam")
    (certificate,) = iam.list_signing_certificates(UserName="backup-agent")["Certificates"]
    assert re.fullmatch(r"[A-Z2-7]{32}", certificate["CertificateId"])
    iam.delete_signing_certificate(UserName="backup-agent", CertificateId=certificate["CertificateId"])
    assert iam.list_signing_certificates(UserName="backup-agent")["Certificates"] == []


def test_groups_and_roles_have_ids_of_aws_form(startup, client):
    details = client(startup, "iam").get_account_authorization_details(Filter=["Group", "Role"])
    groups, roles = details["GroupDetailList"], details["RoleDetailList"]
    assert groups
    assert all(re.fullmatch(r"AGPA[A-Z2-7]{17}", group["GroupId"]) for group in groups)
    assert all(re.fullmatch(r"AROA[A-Z2-7]{17}", role["RoleId"]) for role in roles)


def test_the_saml_providers_of_a_scenario_are_older_than_its_start(hardened, client):
    (provider,) = client(hardened, "iam").list_saml_providers()["SAMLProviderList"]
    assert hardened.now - provider["CreateDate"] > timedelta(days=30)


def last_accessed(iam, arn):
    """The days since the last attempt to use each granted service, by its namespace; None: never."""
    job = iam.generate_service_last_accessed_details(Arn=arn)["JobId"]
    while (answer := iam.get_service_last_accessed_details(JobId=job, MaxItems=1000))["JobStatus"] == "IN_PROGRESS":
        pass
    return {
        one["ServiceNamespace"]: (datetime.now(UTC) - one["LastAuthenticated"]) / timedelta(days=1)
        if "LastAuthenticated" in one
        else None
        for one in answer["ServicesLastAccessed"]
    }


DOCUMENT = """{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": ["s3:*", "sqs:*", "sns:*", "kms:*"], "Resource": "*"}]}"""


def test_the_last_uses_of_services_are_those_of_the_keys_and_what_else_is_said(client):
    keys = (Key(created=9, used=KeyUse(at=3, service="s3")), Key(created=9, used=KeyUse(at=5, service="s3")))
    scenario = Scenario(
        title="t",
        regions=("us-east-1",),
        caller=Caller(root=True),
        root=Root(created=900),
        users=(
            User(name="some", created=400, inline={"p": DOCUMENT}, keys=keys, accessed={"sqs": 200, "s3": 4}),
            User(name="every", created=400, inline={"p": DOCUMENT}, accessed={"*": 2, "kms": 1}),
            User(name="none", created=400, accessed={"*": 2}),
        ),
        roles=(Role(name="every", created=400, trust=DOCUMENT, inline={"p": DOCUMENT}, accessed={"*": 2}),),
    )
    with serve(scenario) as sandbox:
        iam = client(sandbox, "iam")
        found = {
            name: last_accessed(iam, f"arn:aws:iam::123456789012:{name}")
            for name in ("user/some", "user/every", "user/none", "role/every")
        }

    assert found["user/some"] == {
        "s3": pytest.approx(3, abs=0.1),
        "sqs": pytest.approx(200, abs=0.1),
        "sns": None,
        "kms": None,
    }
    two_days = dict.fromkeys(("s3", "sqs", "sns", "kms"), pytest.approx(2, abs=0.1))
    assert found["user/every"] == two_days | {"kms": pytest.approx(1, abs=0.1)}
    assert found["user/none"] == {}
    assert found["role/every"] == two_days


def test_a_policy_that_nobody_has_is_a_mistake_of_the_scenario():
    scenario = Scenario(
        title="t",
        alias="a",
        regions=("us-east-1",),
        caller=Caller(user="u"),
        root=Root(created=1),
        users=(User(name="u", created=1, keys=(Key(created=1),), policies=("no-such-policy",)),),
    )
    with (
        pytest.raises(InternalError, match="names the policy 'no-such-policy', which neither it nor AWS has"),
        serve(scenario),
    ):
        pass
