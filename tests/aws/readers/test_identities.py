from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from rootward.aws.readers import READERS
from rootward.model.identity import Identities, InlinePolicy
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import account, error, xml
from tests.checks.facts import allow, arn, policy, trust

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
    assert "AWSManagedPolicy" in aws.asked("GetAccountAuthorizationDetails")[0].values()


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

    assert read(aws) == Unknown(
        "denied",
        "iam:GetAccountAuthorizationDetails",
        "AccessDenied: no",
        untried=("iam:GetPolicy", "iam:GetPolicyVersion"),
    )


READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
ALLOW = policy(allow("s3:Get*"))


def bounded(arn_of_policy):
    return (
        "<PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType>"
        f"<PermissionsBoundaryArn>{arn_of_policy}</PermissionsBoundaryArn></PermissionsBoundary>"
    )


def default_version(number):
    return xml("GetPolicy", f"<Policy><DefaultVersionId>{number}</DefaultVersionId></Policy>")


def version(document):
    return xml("GetPolicyVersion", f"<PolicyVersion><Document>{quote(document)}</Document></PolicyVersion>")


def documents(aws, *arns):
    """The documents of users' boundaries that no list holds."""
    users = "".join(user(f"u{number}", boundary=bounded(one)) for number, one in enumerate(arns))
    aws.answers["GetAccountAuthorizationDetails"] = details(users)
    return {policy.arn: policy.document for policy in read(aws).policies}


def test_a_document_that_is_listed_is_not_asked_for_again(aws):
    held = f"<AttachedManagedPolicies><member><PolicyArn>{READ_ONLY}</PolicyArn></member></AttachedManagedPolicies>"
    listed = (
        f"<Policies><member><Arn>{READ_ONLY}</Arn><AttachmentCount>1</AttachmentCount><PolicyVersionList><member>"
        f"<IsDefaultVersion>true</IsDefaultVersion><Document>{quote(ALLOW)}</Document></member></PolicyVersionList>"
        "</member></Policies>"
    )
    aws.answers["GetAccountAuthorizationDetails"] = details(user("ann", attached=held), listed)

    assert [one.document for one in read(aws).policies] == [ALLOW]
    assert not aws.asked("GetPolicy")


def test_a_policy_that_is_only_a_boundary_is_read_by_its_default_version(aws):
    aws.answers["GetPolicy"] = default_version("v7")
    aws.answers["GetPolicyVersion"] = version(ALLOW)

    assert documents(aws, READ_ONLY, READ_ONLY) == {READ_ONLY: ALLOW}
    assert [asked["PolicyArn"] for asked in aws.asked("GetPolicy")] == [READ_ONLY]
    assert [(asked["PolicyArn"], asked["VersionId"]) for asked in aws.asked("GetPolicyVersion")] == [(READ_ONLY, "v7")]


def test_a_denied_document_is_unknown_and_nothing_else_is(aws):
    aws.answers["GetPolicy"] = lambda parameters, _: (
        error("AccessDenied", "no", 403) if parameters["PolicyArn"] == READ_ONLY else default_version("v1")
    )
    aws.answers["GetPolicyVersion"] = version(ALLOW)

    assert documents(aws, READ_ONLY, arn("policy", "limit")) == {
        READ_ONLY: Unknown("denied", "iam:GetPolicy", "AccessDenied: no", untried=("iam:GetPolicyVersion",)),
        arn("policy", "limit"): ALLOW,
    }


def test_a_denied_version_names_its_own_action(aws):
    aws.answers["GetPolicy"] = default_version("v1")
    aws.answers["GetPolicyVersion"] = error("AccessDenied", "no", 403)

    assert documents(aws, READ_ONLY) == {READ_ONLY: Unknown("denied", "iam:GetPolicyVersion", "AccessDenied: no")}


def test_a_policy_that_is_gone_or_answered_by_halves_has_an_unknown_document(aws):
    aws.answers["GetPolicy"] = lambda parameters, _: (
        error("NoSuchEntity", "gone", 404) if parameters["PolicyArn"] == READ_ONLY else xml("GetPolicy", "<Policy/>")
    )

    assert documents(aws, READ_ONLY, arn("policy", "limit")) == {
        READ_ONLY: Unknown("failed", "iam:GetPolicy", "NoSuchEntity: gone"),
        arn("policy", "limit"): Unknown("failed", "iam:GetPolicy", "AWS's answer has no 'DefaultVersionId'"),
    }
