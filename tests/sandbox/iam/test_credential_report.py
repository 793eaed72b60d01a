"""The credential report, cell by cell."""

# ruff: noqa: S105 - the report has columns about passwords, and none holds one
from __future__ import annotations

import csv
from datetime import datetime

from moto.iam.models import AccessKeyLastUsed, MFADevice, SigningCertificate

from rootward.sandbox.iam.credential_report import COLUMNS, credential_report
from rootward.sandbox.iam.root_user import RootUser
from rootward.sandbox.iam.user import PracticeKey, PracticeUser

ACCOUNT = "123456789012"
MONDAY = datetime(2026, 1, 5, 9, 30, 12)  # noqa: DTZ001 - moto's dates have no zone
TUESDAY = datetime(2026, 1, 6, 9, 30, 12)  # noqa: DTZ001
KEY = ("active", "last_rotated", "last_used_date", "last_used_region", "last_used_service")


def rows(root, *users, max_age=None):
    text = credential_report(root, users, max_age)
    return {row["user"]: row for row in csv.DictReader(text.splitlines())}


def bare_root():
    return RootUser(ACCOUNT, create_date=MONDAY)


def user(name):
    made = PracticeUser(ACCOUNT, "us-east-1", name)
    made.create_date = MONDAY
    return made


def key(status="Active", used=None):
    made = PracticeKey("a", "AKIA", ACCOUNT, status)
    made.last_changed = MONDAY
    made.last_used = used
    return made


def cells(row, slot):
    return [row[f"access_key_{slot}_{column}"] for column in KEY]


def test_the_columns_are_those_that_aws_documents():
    assert COLUMNS == (
        "user", "arn", "user_creation_time",
        "password_enabled", "password_last_used", "password_last_changed", "password_next_rotation",
        "mfa_active",
        "access_key_1_active", "access_key_1_last_rotated", "access_key_1_last_used_date",
        "access_key_1_last_used_region", "access_key_1_last_used_service",
        "access_key_2_active", "access_key_2_last_rotated", "access_key_2_last_used_date",
        "access_key_2_last_used_region", "access_key_2_last_used_service",
        "cert_1_active", "cert_1_last_rotated", "cert_2_active", "cert_2_last_rotated",
        "additional_credentials_info",
    )  # fmt: skip


def test_root_comes_first_and_users_by_name_whatever_their_case():
    text = credential_report(bare_root(), [user("zoe"), user("Anna"), user("bob")], None)
    assert [line.split(",")[0] for line in text.splitlines()] == ["user", "<root_account>", "Anna", "bob", "zoe"]


def test_root_without_credentials():
    row = rows(bare_root())["<root_account>"]
    assert row["arn"] == "arn:aws:iam::123456789012:root"
    assert row["user_creation_time"] == "2026-01-05T09:30:12+00:00"
    assert row["password_enabled"] == "false"
    assert (row["password_last_used"], row["password_last_changed"]) == ("N/A", "N/A")
    assert row["password_next_rotation"] == "not_supported"
    assert row["mfa_active"] == "false"
    assert cells(row, 1) == cells(row, 2) == ["false", "N/A", "N/A", "N/A", "N/A"]


def test_root_with_everything():
    root = bare_root()
    root.password, root.password_last_changed, root.password_last_used = "x", MONDAY, TUESDAY
    root.mfa_devices["a-passkey"] = MFADevice("a-passkey", "", "")
    root.access_keys = [key(), key(used=AccessKeyLastUsed(TUESDAY, "ec2", "eu-west-1"))]
    certificate = SigningCertificate("C", "root", "")
    certificate.upload_date = MONDAY
    root.signing_certificates["C"] = certificate
    row = rows(root, max_age=90)["<root_account>"]
    assert row["password_enabled"] == "true"
    assert row["password_last_used"] == "2026-01-06T09:30:12+00:00"
    assert row["password_next_rotation"] == "not_supported"
    assert row["mfa_active"] == "true"
    assert cells(row, 1) == ["true", "2026-01-05T09:30:12+00:00", "N/A", "N/A", "N/A"]
    assert cells(row, 2) == ["true", "2026-01-05T09:30:12+00:00", "2026-01-06T09:30:12+00:00", "eu-west-1", "ec2"]
    assert (row["cert_1_active"], row["cert_1_last_rotated"]) == ("true", "2026-01-05T09:30:12+00:00")
    assert (row["cert_2_active"], row["cert_2_last_rotated"]) == ("false", "N/A")


def test_a_password_that_was_never_used():
    a = user("a")
    a.password, a.password_last_changed = "x", MONDAY
    row = rows(bare_root(), a)["a"]
    assert (row["password_enabled"], row["password_last_used"]) == ("true", "no_information")
    assert (row["password_last_changed"], row["password_next_rotation"]) == ("2026-01-05T09:30:12+00:00", "N/A")


def test_a_password_policy_says_when_the_next_password_is_due():
    a = user("a")
    a.password, a.password_last_changed = "x", MONDAY
    assert rows(bare_root(), a, max_age=90)["a"]["password_next_rotation"] == "2026-04-05T09:30:12+00:00"
    assert rows(bare_root(), user("b"), max_age=90)["b"]["password_next_rotation"] == "N/A"


def test_an_inactive_key_looks_like_no_key_but_for_its_last_use():
    a = user("a")
    a.access_keys = [key("Inactive"), key("Inactive", AccessKeyLastUsed(TUESDAY, "ec2", "us-east-1"))]
    row = rows(bare_root(), a)["a"]
    assert cells(row, 1) == ["false", "N/A", "N/A", "N/A", "N/A"]
    assert cells(row, 2) == ["false", "N/A", "2026-01-06T09:30:12+00:00", "us-east-1", "ec2"]


def test_a_use_of_s3_shows_no_region():
    a = user("a")
    a.access_keys = [key(used=AccessKeyLastUsed(TUESDAY, "s3", "us-east-1"))]
    assert cells(rows(bare_root(), a)["a"], 1)[2:] == ["2026-01-06T09:30:12+00:00", "N/A", "s3"]


def test_a_comma_in_a_name_stays_in_its_cell():
    assert rows(bare_root(), user("a,b=c@d"))["a,b=c@d"]["arn"] == "arn:aws:iam::123456789012:user/a,b=c@d"


def content(iam):
    """The report as of now: the first, or one four hours after the last."""
    while iam.generate_credential_report()["State"] != "COMPLETE":
        pass
    return iam.get_credential_report()["Content"].decode()


def test_a_user_made_by_the_api_is_in_the_next_report(fresh, client):
    iam = client(fresh, "iam")
    iam.create_user(UserName="zoe")
    iam.create_login_profile(UserName="zoe", Password="Not-A-Secret-1")  # noqa: S106
    iam.create_access_key(UserName="zoe")
    row = next(row for row in csv.DictReader(content(iam).splitlines()) if row["user"] == "zoe")
    assert (row["password_enabled"], row["password_last_used"]) == ("true", "no_information")
    assert (row["access_key_1_active"], row["mfa_active"]) == ("true", "false")


def test_a_key_that_is_switched_off_and_on_was_changed_then(fresh, client):
    iam = client(fresh, "iam")
    key_id = iam.list_access_keys(UserName="lukas.weber")["AccessKeyMetadata"][0]["AccessKeyId"]

    def rotated():
        fresh.advance_clock(4 * 3600 + 1)
        lines = content(iam).splitlines()
        return next(row["access_key_1_last_rotated"] for row in csv.DictReader(lines) if row["user"] == "lukas.weber")

    before = rotated()
    iam.update_access_key(UserName="lukas.weber", AccessKeyId=key_id, Status="Inactive")
    assert rotated() == "N/A"
    iam.update_access_key(UserName="lukas.weber", AccessKeyId=key_id, Status="Active")
    assert datetime.fromisoformat(rotated()) > datetime.fromisoformat(before)
