from __future__ import annotations

import json
import os
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest

from rootward.errors import SnapshotError
from rootward.local.facts_files import read_facts_files
from rootward.model.credential_report import CredentialReport
from rootward.model.identity import Identities
from rootward.model.unknown import Unknown
from tests.checks.facts import ACCOUNT, NOW, ROOT, arn

CSV = (
    f"user,arn,user_creation_time,mfa_active\n<root_account>,{ROOT},2020-01-01T00:00:00+00:00,true\n"
    f"mark,{arn('user', 'mark')},2025-01-01T00:00:00+00:00,false\n"
)
TRUST = {"Version": "2012-10-17", "Statement": []}
DETAILS = {
    "UserDetailList": [{"UserName": "mark", "Arn": arn("user", "mark"), "CreateDate": "2025-01-01T00:00:00+00:00"}],
    "GroupDetailList": [],
    "RoleDetailList": [
        {
            "RoleName": "web",
            "Arn": arn("role", "web"),
            "CreateDate": "2025-01-01T00:00:00+00:00",
            "AssumeRolePolicyDocument": TRUST,
        }
    ],
    "Policies": [],
}
GENERATED = datetime(2026, 1, 20, 8, tzinfo=UTC)


def file(tmp_path, data, name="file", *, dated=NOW - timedelta(days=2)):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    os.utime(path, (dated.timestamp(), dated.timestamp()))
    return path


def as_json(csv=CSV, **more):
    answer = {"Content": b64encode(csv.encode()).decode(), "ReportFormat": "text/csv", **more}
    return json.dumps(answer, indent=4)


def read(report=None, details=None):
    return read_facts_files(report, details, now=NOW)


@pytest.mark.parametrize(
    "data",
    [
        CSV,
        CSV.encode("utf-16"),
        "\ufeff" + CSV,
        b64encode(CSV.encode()),
        b64encode(CSV.encode()) + b"\n",
        as_json(),
        as_json().encode("utf-16"),
    ],
    ids=["csv", "utf-16", "bom", "base64", "base64-line", "json", "json-utf-16"],
)
def test_a_report_is_taken_in_every_form_that_people_have(tmp_path, data):
    found = read(file(tmp_path, data))

    assert (found.id, found.partition, found.caller) == (ACCOUNT, "aws", "")
    assert isinstance(found.credential_report, CredentialReport)
    assert [row.user for row in found.credential_report.rows] == ["<root_account>", "mark"]
    assert isinstance(found.identities, Unknown)
    assert found.identities.reason == "not_collected"


def test_the_json_form_says_when_the_report_was_made(tmp_path):
    found = read(file(tmp_path, as_json(GeneratedTime="2026-01-20T08:00:00+00:00")))

    assert isinstance(found.credential_report, CredentialReport)
    assert found.credential_report.generated_at == GENERATED
    assert found.taken_at == GENERATED


def test_for_the_csv_the_files_date_stands(tmp_path):
    found = read(file(tmp_path, CSV, dated=GENERATED))

    assert isinstance(found.credential_report, CredentialReport)
    assert (found.credential_report.generated_at, found.taken_at) == (GENERATED, GENERATED)


def test_a_file_that_is_dated_before_what_it_tells_of_is_as_old_as_the_newest_thing_in_it(tmp_path):
    found = read(file(tmp_path, CSV, dated=datetime(1980, 1, 1, tzinfo=UTC)))

    assert found.taken_at == datetime(2025, 1, 1, tzinfo=UTC)


def test_no_fact_comes_from_the_future(tmp_path):
    found = read(
        file(tmp_path, as_json(GeneratedTime="2027-01-01T00:00:00Z")),
        file(tmp_path, json.dumps(DETAILS), "details", dated=NOW + timedelta(days=9)),
    )

    assert found.taken_at == NOW


def test_the_details_are_read_with_their_documents_as_text(tmp_path):
    found = read(details=file(tmp_path, json.dumps(DETAILS), dated=GENERATED))

    assert isinstance(found.identities, Identities)
    assert [user.name for user in found.identities.users] == ["mark"]
    assert json.loads(found.identities.roles[0].trust_policy) == TRUST
    assert found.taken_at == GENERATED
    assert isinstance(found.credential_report, Unknown)


def test_tags_instance_profiles_and_numbers_of_versions_are_read(tmp_path):
    mark, web = (json.loads(json.dumps(DETAILS))[name][0] for name in ("UserDetailList", "RoleDetailList"))
    profile = {"InstanceProfileName": "web", "Arn": arn("instance-profile", "web"), "Roles": []}
    versions = [{"VersionId": "v2", "IsDefaultVersion": True, "Document": TRUST}, {"VersionId": "v1", "Document": {}}]
    details = {
        "UserDetailList": [{**mark, "Tags": [{"Key": "team", "Value": "web"}]}],
        "GroupDetailList": [],
        "RoleDetailList": [{**web, "InstanceProfileList": [profile], "Tags": []}],
        "Policies": [{"Arn": arn("policy", "limit"), "PolicyVersionList": versions}],
    }

    found = read(details=file(tmp_path, json.dumps(details))).identities

    assert isinstance(found, Identities)
    assert found.users[0].tags == {"team": "web"}
    assert (found.roles[0].instance_profiles, found.roles[0].tags) == ((arn("instance-profile", "web"),), {})
    assert found.policies[0].versions == 2


def test_a_document_that_is_no_json_is_kept_as_iam_has_it(tmp_path):
    damaged = json.dumps(DETAILS).replace(json.dumps(TRUST), '"%7Bnot%20json"')

    found = read(details=file(tmp_path, damaged))

    assert isinstance(found.identities, Identities)
    assert found.identities.roles[0].trust_policy == "{not json"


def test_both_files_make_one_account_taken_when_the_newer_was(tmp_path):
    found = read(
        file(tmp_path, as_json(GeneratedTime="2026-01-20T08:00:00Z"), "report"),
        file(tmp_path, json.dumps(DETAILS), "details", dated=GENERATED + timedelta(hours=1)),
    )

    assert found.taken_at == GENERATED + timedelta(hours=1)
    assert isinstance(found.identities, Identities)
    assert isinstance(found.credential_report, CredentialReport)


def test_files_of_two_accounts_are_refused_with_both_numbers(tmp_path):
    other = CSV.replace(ACCOUNT, "999988887777")

    with pytest.raises(SnapshotError) as refused:
        read(file(tmp_path, other, "report"), file(tmp_path, json.dumps(DETAILS), "details"))

    assert f"{ACCOUNT} (aws) in {tmp_path / 'details'}" in str(refused.value)
    assert f"999988887777 (aws) in {tmp_path / 'report'}" in str(refused.value)


def test_the_partition_is_that_of_the_arns(tmp_path):
    assert read(file(tmp_path, CSV.replace("arn:aws:", "arn:aws-us-gov:"))).partition == "aws-us-gov"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "is empty"),
        ("hello", "neither CSV, nor the AWS CLI's JSON, nor base64"),
        ("{", "is not valid JSON: Expecting property name enclosed in double quotes (line 1, column 2)"),
        ('{"State": "COMPLETE"}', "is JSON, but no credential report: it has no Content"),
        (as_json(GeneratedTime="soon"), "GeneratedTime is no date: 'soon'"),
        ("a,b\n1,2\n", "this is no credential report"),
        (CSV[:-20], "line 3 of the credential report"),
        ("user,arn\n", "the credential report has no row"),
        (CSV + CSV.split("\n")[1], "a second time"),
        (as_json(GeneratedTime="0001-01-01T00:00:00+14:00"), "GeneratedTime is no date"),
        (as_json(GeneratedTime="9999-12-31T23:59:59-12:00"), "GeneratedTime is no date"),
        ('{"Content": ' + "1" * 5000 + "}", "is not valid JSON: Exceeds the limit"),
        ('{"Content": "\\ud800"}', "neither CSV, nor the AWS CLI's JSON, nor base64"),
        ("user,arn\nmark,mark\n", "names an identity by 'mark', which is no ARN of IAM"),
        (b"\xff\xfe\x00", "is not text"),
        (b"user,\xff", "is no credential report"),
        (json.dumps(DETAILS), "it has no Content"),
    ],
)
def test_what_is_no_report_is_refused_with_the_files_name(tmp_path, data, said):
    path = file(tmp_path, data)

    with pytest.raises(SnapshotError) as refused:
        read(path)

    assert str(path) in str(refused.value)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("[]", "is JSON, but not what the AWS CLI writes: an object is expected"),
        (as_json(), "not of get-account-authorization-details: it has no list UserDetailList"),
        (json.dumps({**DETAILS, "NextToken": "x"}), "holds the first part only"),
        (json.dumps({**DETAILS, "IsTruncated": True}), "holds the first part only"),
        (json.dumps({**DETAILS, "Marker": "x"}), "holds the first part only"),
        ('{"UserDetailList": ' + "1" * 5000 + "}", "is not valid JSON: Exceeds the limit"),
        (json.dumps({**DETAILS, "GroupDetailList": [{"GroupName": None}]}), "entry 1 of GroupDetailList"),
        (json.dumps({**DETAILS, "Policies": {}}), "it has no list Policies"),
        (json.dumps({**DETAILS, "UserDetailList": [{"UserName": "x"}]}), "entry 1 of UserDetailList"),
        (json.dumps(DETAILS)[:-30], "is not valid JSON"),
        ("[" * 100_000, "is not valid JSON"),
    ],
)
def test_what_are_no_details_is_refused_with_the_files_name(tmp_path, data, said):
    path = file(tmp_path, data)

    with pytest.raises(SnapshotError) as refused:
        read(details=path)

    assert str(path) in str(refused.value)
    assert said in str(refused.value)


def test_a_date_that_is_still_to_come_dates_no_report(tmp_path):
    future = CSV.replace("2020-01-01", "9999-01-01")

    found = read(file(tmp_path, future, dated=GENERATED))

    assert isinstance(found.credential_report, CredentialReport)
    assert found.credential_report.generated_at == GENERATED
    assert found.credential_report.root is not None
    assert isinstance(found.credential_report.root.created, Unknown)
