from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from rootward.aws.readers import READERS
from rootward.model.identity import Identities, InlinePolicy
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import account, error, xml
from tests.checks.facts import arn, trust

DATE = "2020-01-01T00:00:00Z"
TRUST = trust({"Service": "ec2.amazonaws.com"})


def read(aws):
    with aws.reading() as reading:
        return READERS["identities"].read(reading, account())


def user(name, **inside):
    extra = "".join(inside.values())
    return (
        f"<member><UserName>{name}</UserName><Arn>{arn('user', name)}</Arn><Path>/</Path>"
        f"<CreateDate>{DATE}</CreateDate>{extra}</member>"
    )


def details(users="", more=""):
    return xml("GetAccountAuthorizationDetails", f"<UserDetailList>{users}</UserDetailList>{more}")


def inline(document: str) -> str:
    return (
        "<UserPolicyList><member><PolicyName>p</PolicyName>"
        f"<PolicyDocument>{quote(document)}</PolicyDocument></member></UserPolicyList>"
    )


def test_all_pages_are_read_a_thousand_entities_at_a_time(aws):
    aws.answers["GetAccountAuthorizationDetails"] = lambda parameters, _: (
        details(user("bob"), "<IsTruncated>false</IsTruncated>")
        if "Marker" in parameters
        else details(user("ann"), "<IsTruncated>true</IsTruncated><Marker>m</Marker>")
    )

    found = read(aws)

    assert isinstance(found, Identities)
    assert [one.name for one in found.users] == ["ann", "bob"]
    assert [request["MaxItems"] for request in aws.asked("GetAccountAuthorizationDetails")] == ["1000", "1000"]
    assert "AWSManagedPolicy" not in aws.asked("GetAccountAuthorizationDetails")[0].values()


@pytest.mark.parametrize(
    "document",
    [
        json.dumps({"Version": "2012-10-17", "Statement": []}, indent=4),
        '{"Version": "2012-10-17", "Version": "2008-10-17"}',
        "{not json",
        "100%",
        '{"Statement": "' + "x" * 5_000_000 + '"}',
    ],
    ids=["indented", "twice", "not-json", "percent", "five-megabytes"],
)
def test_a_document_is_kept_as_iam_has_it(aws, document):
    aws.answers["GetAccountAuthorizationDetails"] = details(user("ann", policies=inline(document)))

    found = read(aws)

    assert found.users[0].inline_policies == (InlinePolicy(name="p", document=document),)


def test_a_trust_policy_is_decoded(aws):
    role = (
        f"<RoleDetailList><member><RoleName>r</RoleName><Arn>{arn('role', 'r')}</Arn><CreateDate>{DATE}</CreateDate>"
        f"<AssumeRolePolicyDocument>{quote(TRUST)}</AssumeRolePolicyDocument></member></RoleDetailList>"
    )
    aws.answers["GetAccountAuthorizationDetails"] = details(more=role)

    assert read(aws).roles[0].trust_policy == TRUST


def test_an_entity_that_cannot_be_read_is_failed_and_named(aws):
    aws.answers["GetAccountAuthorizationDetails"] = details(user("ann") + "<member><UserName>bob</UserName></member>")

    assert read(aws) == Unknown(
        "failed", "iam:GetAccountAuthorizationDetails", "entry 2 of UserDetailList cannot be read: it has no 'Arn'"
    )


def test_denied_details_are_unknown(aws):
    aws.answers["GetAccountAuthorizationDetails"] = error("AccessDenied", "no", 403)

    assert read(aws) == Unknown("denied", "iam:GetAccountAuthorizationDetails", "AccessDenied: no")
