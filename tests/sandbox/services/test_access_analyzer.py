"""Analyzers, by region, and what they find."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError


def names(client, sandbox, region, **parameters):
    return [
        item["name"] for item in client(sandbox, "accessanalyzer", region).list_analyzers(**parameters)["analyzers"]
    ]


def code(call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return caught.value.response["Error"]["Code"]


def trust(principal, **condition):
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    if condition:
        statement["Condition"] = {"StringEquals": condition}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_the_startup_has_an_analyzer_in_one_region_only(startup, client):
    assert names(client, startup, "us-east-1") == ["acme-analyzer"]
    assert names(client, startup, "us-west-2") == []


def test_the_hardened_account_has_one_in_every_enabled_region(hardened, client):
    assert [names(client, hardened, region) for region in hardened.regions] == [["acme-external-access"]] * 2


def test_analyzers_can_be_asked_for_by_their_type(hardened, client):
    assert names(client, hardened, "us-east-1", type="ACCOUNT") == ["acme-external-access"]
    assert names(client, hardened, "us-east-1", type="ACCOUNT_UNUSED_ACCESS") == []


def test_an_analyzer_says_what_and_since_when(hardened, client):
    (analyzer,) = client(hardened, "accessanalyzer", "eu-west-1").list_analyzers()["analyzers"]
    assert analyzer["arn"] == "arn:aws:access-analyzer:eu-west-1:123456789012:analyzer/acme-external-access"
    assert (analyzer["type"], analyzer["status"]) == ("ACCOUNT", "ACTIVE")


def test_an_analyzer_is_created_changed_and_deleted(fresh, client):
    analyzer = client(fresh, "accessanalyzer", "us-west-2")
    made = analyzer.create_analyzer(
        analyzerName="unused",
        type="ACCOUNT_UNUSED_ACCESS",
        configuration={"unusedAccess": {"unusedAccessAge": 90}},
        tags={"team": "security"},
        archiveRules=[{"ruleName": "mine", "filter": {"resourceType": {"eq": ["AWS::IAM::Role"]}}}],
    )
    assert made["arn"] == "arn:aws:access-analyzer:us-west-2:123456789012:analyzer/unused"
    got = analyzer.get_analyzer(analyzerName="unused")["analyzer"]
    assert (got["type"], got["status"], got["tags"]) == ("ACCOUNT_UNUSED_ACCESS", "ACTIVE", {"team": "security"})
    assert got["configuration"] == {"unusedAccess": {"unusedAccessAge": 90}}
    assert [one["ruleName"] for one in analyzer.list_archive_rules(analyzerName="unused")["archiveRules"]] == ["mine"]
    assert analyzer.list_findings_v2(analyzerArn=made["arn"])["findings"] == []

    configuration = {"unusedAccess": {"unusedAccessAge": 45}}
    answer = analyzer.update_analyzer(analyzerName="unused", configuration=configuration)
    assert answer["configuration"] == configuration
    assert analyzer.get_analyzer(analyzerName="unused")["analyzer"]["configuration"] == configuration

    analyzer.delete_analyzer(analyzerName="unused")
    for call in (analyzer.get_analyzer, analyzer.delete_analyzer):
        assert code(call, analyzerName="unused") == "ResourceNotFoundException"
    assert code(analyzer.list_archive_rules, analyzerName="unused") == "ValidationException"


def test_a_name_is_taken_once_and_a_type_once_in_each_region(fresh, client):
    here, there = (client(fresh, "accessanalyzer", region) for region in ("us-east-1", "us-west-2"))
    assert code(here.create_analyzer, analyzerName="acme-analyzer", type="ACCOUNT") == "ConflictException"
    assert code(here.create_analyzer, analyzerName="second", type="ACCOUNT") == "ServiceQuotaExceededException"
    there.create_analyzer(analyzerName="acme-analyzer", type="ACCOUNT")
    here.create_analyzer(analyzerName="second", type="ACCOUNT_UNUSED_ACCESS")
    assert names(client, fresh, "us-east-1") == ["acme-analyzer", "second"]


def test_an_analyzer_of_an_organization_needs_one(fresh, client):
    analyzer = client(fresh, "accessanalyzer")
    assert code(analyzer.create_analyzer, analyzerName="all", type="ORGANIZATION") == "ValidationException"
    client(fresh, "organizations").create_organization(FeatureSet="ALL")
    for number in range(5):
        analyzer.create_analyzer(analyzerName=f"all-{number}", type="ORGANIZATION")
    assert code(analyzer.create_analyzer, analyzerName="all", type="ORGANIZATION") == "ServiceQuotaExceededException"


@pytest.mark.parametrize("parameters", [{"analyzerName": "9", "type": "ACCOUNT"}, {"analyzerName": "a", "type": "ALL"}])
def test_an_analyzer_of_another_form_is_refused(fresh, client, parameters):
    assert code(client(fresh, "accessanalyzer").create_analyzer, **parameters) == "ValidationException"


def test_tags_come_and_go(fresh, client):
    analyzer = client(fresh, "accessanalyzer")
    arn = analyzer.list_analyzers()["analyzers"][0]["arn"]
    analyzer.tag_resource(resourceArn=arn, tags={"a": "1", "b": "2"})
    analyzer.untag_resource(resourceArn=arn, tagKeys=["a", "never"])
    assert analyzer.list_tags_for_resource(resourceArn=arn)["tags"] == {"b": "2"}
    assert code(analyzer.list_tags_for_resource, resourceArn=f"{arn}-gone") == "ResourceNotFoundException"


@pytest.fixture
def found(fresh, client):
    """`found()`: what a new analyzer in us-west-2 finds of the roles made since, by the role's name."""
    analyzer = client(fresh, "accessanalyzer", "us-west-2")
    arn = analyzer.create_analyzer(analyzerName="outside", type="ACCOUNT")["arn"]
    known = {one["id"] for one in analyzer.list_findings(analyzerArn=arn)["findings"]}

    def look(**criteria):
        pages = analyzer.get_paginator("list_findings").paginate(analyzerArn=arn, filter=criteria)
        findings = [one for page in pages for one in page["findings"] if one["id"] not in known]
        return {one["resource"].rpartition("/")[2]: one for one in findings}

    return look


def test_a_role_that_somebody_outside_may_assume_is_found(fresh, client, found):
    iam = client(fresh, "iam")
    for name, principal in {
        "other": {"AWS": "arn:aws:iam::111122223333:root"},
        "someone": {"AWS": "arn:aws:iam::111122223333:user/eve"},
        "anyone": "*",
        "web": {"Federated": "accounts.google.com"},
        "own": {"AWS": "arn:aws:iam::123456789012:root"},
        "ours": {"AWS": "123456789012"},
        "service": {"Service": "ec2.amazonaws.com"},
    }.items():
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust(principal))
    assert {name: one["principal"] for name, one in found().items()} == {
        "other": {"AWS": "111122223333"},
        "someone": {"AWS": "arn:aws:iam::111122223333:user/eve"},
        "anyone": {"AWS": "*"},
        "web": {"Federated": "accounts.google.com"},
    }
    assert {name for name, one in found().items() if one["isPublic"]} == {"anyone"}
    assert found()["other"]["action"] == ["sts:AssumeRole"]
    assert found()["other"]["resource"] == "arn:aws:iam::123456789012:role/other"
    assert {one["resourceOwnerAccount"] for one in found().values()} == {"123456789012"}


def test_findings_are_filtered_shown_and_archived(fresh, client, found):
    iam, analyzer = client(fresh, "iam"), client(fresh, "accessanalyzer", "us-west-2")
    arn = analyzer.list_analyzers()["analyzers"][0]["arn"]
    iam.create_role(RoleName="one", AssumeRolePolicyDocument=trust("*", **{"sts:ExternalId": "7"}))
    iam.create_role(RoleName="two", AssumeRolePolicyDocument=trust({"AWS": "111122223333"}))

    assert set(found(**{"principal.AWS": {"eq": ["111122223333"]}})) == {"two"}
    assert set(found(resource={"contains": ["role/o"]})) == {"one"}
    assert set(found(isPublic={"neq": ["true"]})) == {"two"}
    assert set(found(error={"exists": False})) == {"one", "two"}

    shown = analyzer.get_finding(analyzerArn=arn, id=found()["one"]["id"])["finding"]
    assert shown["condition"] == {"sts:ExternalId": "7"}
    assert code(analyzer.get_finding, analyzerArn=arn, id="none") == "ResourceNotFoundException"

    analyzer.update_findings(analyzerArn=arn, ids=[shown["id"]], status="ARCHIVED")
    analyzer.update_findings(analyzerArn=arn, resourceArn="arn:aws:iam::123456789012:role/two", status="ARCHIVED")
    assert {one["status"] for one in found().values()} == {"ARCHIVED"}
    analyzer.update_findings(analyzerArn=arn, ids=[shown["id"]], status="ACTIVE")
    assert {name: one["status"] for name, one in found().items()} == {"one": "ACTIVE", "two": "ARCHIVED"}

    (second,) = analyzer.list_findings_v2(analyzerArn=arn, filter={"id": {"eq": [shown["id"]]}})["findings"]
    assert (second["findingType"], second["status"]) == ("ExternalAccess", "ACTIVE")


def test_an_archive_rule_archives_what_it_matches(fresh, client):
    analyzer = client(fresh, "accessanalyzer", "eu-west-1")
    rule = {"ruleName": "known", "filter": {"principal.AWS": {"eq": ["111122223333"]}}}
    arn = analyzer.create_analyzer(analyzerName="a", type="ACCOUNT", archiveRules=[rule])["arn"]
    client(fresh, "iam").create_role(RoleName="two", AssumeRolePolicyDocument=trust({"AWS": "111122223333"}))
    found = analyzer.list_findings(analyzerArn=arn)["findings"]
    assert {one["resource"].rpartition("/")[2] for one in found if one["status"] == "ARCHIVED"} == {"two"}


def test_members_of_the_organization_are_no_outsiders_to_its_analyzer(fresh, client):
    organizations, analyzer = client(fresh, "organizations"), client(fresh, "accessanalyzer", "us-west-2")
    organizations.create_organization(FeatureSet="ALL")
    asked = organizations.create_account(AccountName="workloads", Email="w@acme.example")["CreateAccountStatus"]
    fresh.advance_clock(600)
    made = organizations.describe_create_account_status(CreateAccountRequestId=asked["Id"])
    member = made["CreateAccountStatus"]["AccountId"]
    client(fresh, "iam").create_role(RoleName="m", AssumeRolePolicyDocument=trust({"AWS": member}))
    arns = [
        analyzer.create_analyzer(analyzerName=kind.lower(), type=kind)["arn"] for kind in ("ACCOUNT", "ORGANIZATION")
    ]
    found = [
        [one for one in analyzer.list_findings(analyzerArn=arn)["findings"] if one["resource"].endswith("role/m")]
        for arn in arns
    ]
    assert [len(one) for one in found] == [1, 0]
