"""Service last accessed data."""

from __future__ import annotations

import pytest

from tests.sandbox.people import as_user, iam_of
from tests.sandbox.refused import refusal

USER = "arn:aws:iam::123456789012:user/zoe"
GROUP = "arn:aws:iam::123456789012:group/zoo"
DOCUMENT = """{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": ["s3:GetObject", "iam:ListUsers"], "Resource": "*"}]}"""


@pytest.fixture
def iam(fresh, client):
    made = client(fresh, "iam")
    made.create_user(UserName="zoe")
    made.create_access_key(UserName="zoe")
    made.create_group(GroupName="zoo")
    made.add_user_to_group(UserName="zoe", GroupName="zoo")
    made.put_group_policy(GroupName="zoo", PolicyName="look", PolicyDocument=DOCUMENT)
    fresh.advance_clock(20)
    as_user(fresh, "zoe").list_users()
    return made


def report(iam, arn, **parameters):
    job = iam.generate_service_last_accessed_details(Arn=arn, **parameters)["JobId"]
    assert iam.get_service_last_accessed_details(JobId=job)["JobStatus"] == "IN_PROGRESS"
    return job, iam.get_service_last_accessed_details(JobId=job)


def test_what_a_user_may_use_and_when_it_last_did(fresh, iam):
    _, answer = report(iam, USER)
    assert (answer["JobStatus"], answer["JobType"], answer["IsTruncated"]) == ("COMPLETED", "SERVICE_LEVEL", False)
    used, unused = answer["ServicesLastAccessed"]
    assert used["ServiceNamespace"] == "iam"
    assert used["ServiceName"] == "AWS Identity and Access Management"
    assert (used["LastAuthenticatedEntity"], used["LastAuthenticatedRegion"]) == (USER, "us-east-1")
    assert used["TotalAuthenticatedEntities"] == 1
    assert used["LastAuthenticated"] <= fresh.now
    assert unused == {"ServiceName": "Amazon S3", "ServiceNamespace": "s3", "TotalAuthenticatedEntities": 0}


def test_a_denied_attempt_counts(fresh, iam):
    before = report(iam, USER)[1]["ServicesLastAccessed"][0]["LastAuthenticated"]
    fresh.advance_clock(60)
    fresh.deny("iam:ListUsers")
    assert refusal(as_user(fresh, "zoe").list_users)[0] == "AccessDenied"
    fresh.allow_all()
    assert report(iam, USER)[1]["ServicesLastAccessed"][0]["LastAuthenticated"] > before


def test_the_members_of_a_group_are_told(iam):
    job, answer = report(iam, GROUP, Granularity="ACTION_LEVEL")
    assert answer["JobType"] == "ACTION_LEVEL"
    (member,) = iam.get_service_last_accessed_details_with_entities(JobId=job, ServiceNamespace="iam")[
        "EntityDetailsList"
    ]
    assert member["EntityInfo"]["Arn"] == USER
    assert member["EntityInfo"]["Type"] == "USER"
    assert member["LastAuthenticated"]
    (unused,) = iam.get_service_last_accessed_details_with_entities(JobId=job, ServiceNamespace="s3")[
        "EntityDetailsList"
    ]
    assert "LastAuthenticated" not in unused


def test_a_policy_tells_who_used_what_it_grants(iam):
    arn = iam.create_policy(PolicyName="look", PolicyDocument=DOCUMENT)["Policy"]["Arn"]
    iam.attach_group_policy(GroupName="zoo", PolicyArn=arn)
    iam.attach_role_policy(RoleName="web-instance", PolicyArn=arn)
    job, answer = report(iam, arn)
    assert [one["ServiceNamespace"] for one in answer["ServicesLastAccessed"]] == ["iam", "s3"]
    entities = iam.get_service_last_accessed_details_with_entities(JobId=job, ServiceNamespace="iam")
    assert [one["EntityInfo"]["Name"] for one in entities["EntityDetailsList"]] == ["zoe", "web-instance"]


def test_services_come_in_pages(iam):
    job, _ = report(iam, USER)
    first = iam.get_service_last_accessed_details(JobId=job, MaxItems=1)
    second = iam.get_service_last_accessed_details(JobId=job, MaxItems=1, Marker=first["Marker"])
    names = [answer["ServicesLastAccessed"][0]["ServiceNamespace"] for answer in (first, second)]
    assert (names, first["IsTruncated"], second["IsTruncated"]) == (["iam", "s3"], True, False)


def test_a_report_is_for_who_asked_for_it_and_about_somebody(fresh, iam):
    job, _ = report(iam, USER)
    assert refusal(as_user(fresh, "zoe").get_service_last_accessed_details, JobId=job)[0] == "NoSuchEntity"
    generate = iam.generate_service_last_accessed_details
    assert refusal(generate, Arn="arn:aws:iam::123456789012:user/nobody")[0] == "NoSuchEntity"
    assert refusal(generate, Arn="arn:aws:s3:::a-bucket-of-some-name")[0] == "InvalidInput"


def test_the_policies_that_grant_a_service_are_named(iam):
    reader = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    iam.attach_user_policy(UserName="zoe", PolicyArn=reader)
    answer = iam.list_policies_granting_service_access(Arn=USER, ServiceNamespaces=["s3", "iam", "sns"])
    found = {one["ServiceNamespace"]: one["Policies"] for one in answer["PoliciesGrantingServiceAccess"]}
    look = {"PolicyName": "look", "PolicyType": "INLINE", "EntityType": "GROUP", "EntityName": "zoo"}
    managed = {"PolicyName": "AmazonS3ReadOnlyAccess", "PolicyType": "MANAGED", "PolicyArn": reader}
    assert found == {"s3": [managed, look], "iam": [look], "sns": []}


@pytest.mark.usefixtures("iam")
def test_what_is_noted_belongs_to_the_account(fresh):
    with iam_of(fresh) as backend:
        assert backend.last_accessed[USER]["iam"].region == "us-east-1"
