from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from rootward.errors import SnapshotError
from rootward.model.authorization_details import AuthorizationDetails
from rootward.model.identity import Group, Identities, InlinePolicy, ManagedPolicy, Role, User
from rootward.model.unknown import Unknown
from tests.checks.facts import allow, arn, policy, trust

THEN = datetime(2025, 1, 1, tzinfo=UTC)
READ = policy(allow("s3:Get*"))
EC2 = trust({"Service": "ec2.amazonaws.com"})
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"

USER = {
    "UserName": "mark",
    "Arn": arn("user", "dev/mark"),
    "Path": "/dev/",
    "CreateDate": THEN,
    "GroupList": ["developers"],
    "AttachedManagedPolicies": [{"PolicyName": "ReadOnlyAccess", "PolicyArn": READ_ONLY}],
    "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": READ}],
    "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn("policy", "limit")},
    "Tags": [{"Key": "team", "Value": "web"}],
}
GROUP = {
    "GroupName": "developers",
    "Arn": arn("group", "developers"),
    "GroupPolicyList": [{"PolicyName": "own", "PolicyDocument": READ}],
    "AttachedManagedPolicies": [{"PolicyName": "team", "PolicyArn": arn("policy", "team")}],
}
ROLE = {
    "RoleName": "web",
    "Arn": arn("role", "web"),
    "CreateDate": THEN,
    "AssumeRolePolicyDocument": EC2,
    "RoleLastUsed": {"LastUsedDate": THEN, "Region": "eu-west-1"},
    "InstanceProfileList": [{"InstanceProfileName": "web", "Arn": arn("instance-profile", "web"), "Roles": []}],
    "Tags": [{"Key": "Team", "Value": ""}],
}
POLICY = {
    "PolicyName": "team",
    "Arn": arn("policy", "team"),
    "Path": "/",
    "AttachmentCount": 1,
    "PolicyVersionList": [
        {"VersionId": "v2", "IsDefaultVersion": False, "Document": "{}"},
        {"VersionId": "v1", "IsDefaultVersion": True, "Document": READ},
    ],
}
LIMIT = {"PolicyName": "limit", "Arn": arn("policy", "limit"), "PolicyVersionList": []}
NOT_COLLECTED = Unknown("not_collected", "iam:GetPolicyVersion", "its document was not collected")


def read(**lists: Any) -> Identities:
    details = AuthorizationDetails()
    details.add(lists)
    return details.identities()


def test_users_groups_roles_and_policies_are_read():
    found = read(UserDetailList=[USER], GroupDetailList=[GROUP], RoleDetailList=[ROLE], Policies=[POLICY, LIMIT])

    assert found.users == (
        User(
            name="mark",
            arn=arn("user", "dev/mark"),
            path="/dev/",
            created=THEN,
            groups=("developers",),
            attached_policies=(READ_ONLY,),
            inline_policies=(InlinePolicy(name="own", document=READ),),
            boundary=arn("policy", "limit"),
            tags={"team": "web"},
        ),
    )
    assert found.groups == (
        Group(
            name="developers",
            arn=arn("group", "developers"),
            attached_policies=(arn("policy", "team"),),
            inline_policies=(InlinePolicy(name="own", document=READ),),
        ),
    )
    assert found.roles == (
        Role(
            name="web",
            arn=arn("role", "web"),
            created=THEN,
            trust_policy=EC2,
            last_used=THEN,
            instance_profiles=(arn("instance-profile", "web"),),
            tags={"Team": ""},
        ),
    )
    assert found.policies[0] == ManagedPolicy(
        name="team", arn=arn("policy", "team"), attachment_count=1, document=READ, versions=2
    )


def test_the_aws_clis_form_reads_the_same():
    def as_cli(value: Any) -> Any:
        match value:
            case datetime():
                return value.isoformat()
            case {"Document": str()}:
                return {**value, "Document": json.loads(value["Document"])}
            case dict():
                return {
                    name: json.loads(item) if name.endswith("Document") else as_cli(item)
                    for name, item in value.items()
                }
            case list():
                return [as_cli(item) for item in value]
            case _:
                return value

    lists = {"UserDetailList": [USER], "GroupDetailList": [GROUP], "RoleDetailList": [ROLE], "Policies": [POLICY]}
    compact = json.dumps(json.loads(READ), separators=(",", ":"))

    found = read(**as_cli(lists))

    assert found.users[0].created == THEN
    assert found.users[0].inline_policies[0].document == compact
    assert found.roles[0].last_used == THEN
    assert found.roles[0].instance_profiles == (arn("instance-profile", "web"),)
    assert (found.users[0].tags, found.roles[0].tags) == ({"team": "web"}, {"Team": ""})
    assert found.policies[0].versions == 2
    assert json.loads(found.roles[0].trust_policy) == json.loads(EC2)


def test_a_policy_that_is_held_and_not_listed_is_named_with_an_unknown_document():
    found = read(UserDetailList=[USER], GroupDetailList=[], RoleDetailList=[], Policies=[])

    assert found.policies == (
        ManagedPolicy(name="limit", arn=arn("policy", "limit"), attachment_count=0, document=NOT_COLLECTED),
        ManagedPolicy(name="ReadOnlyAccess", arn=READ_ONLY, attachment_count=1, document=NOT_COLLECTED),
    )


def test_a_policy_of_awss_in_a_folder_keeps_its_path():
    support = "arn:aws:iam::aws:policy/job-function/SupportUser"
    held = {**GROUP, "AttachedManagedPolicies": [{"PolicyName": "SupportUser", "PolicyArn": support}]}

    (found,) = read(GroupDetailList=[held]).policies

    assert (found.name, found.path) == ("SupportUser", "/job-function/")


def test_policies_of_awss_that_nobody_holds_are_left_out():
    of_aws = {"PolicyName": "X", "Arn": "arn:aws:iam::aws:policy/X", "PolicyVersionList": []}

    assert read(Policies=[{**of_aws, "AttachmentCount": 0}]).policies == ()
    assert len(read(Policies=[{**of_aws, "AttachmentCount": 2}]).policies) == 1
    assert len(read(Policies=[{**of_aws, "PermissionsBoundaryUsageCount": 1}]).policies) == 1


def test_a_customer_policy_that_nobody_holds_is_kept():
    assert len(read(Policies=[{**POLICY, "AttachmentCount": 0}]).policies) == 1


def test_a_policy_without_a_default_version_has_an_unknown_document():
    (found,) = read(Policies=[LIMIT]).policies

    assert (found.document, found.versions) == (NOT_COLLECTED, None)


def test_the_document_of_a_policy_of_awss_that_nobody_holds_is_not_looked_at():
    unheld = {"Arn": "arn:aws:iam::aws:policy/X", "PolicyVersionList": [{"IsDefaultVersion": True}]}

    assert read(Policies=[unheld]).policies == ()


def test_pages_add_up():
    details = AuthorizationDetails()
    for name in ("ann", "bob"):
        details.add({"UserDetailList": [{**USER, "UserName": name, "PermissionsBoundary": None}]})

    assert [user.name for user in details.identities().users] == ["ann", "bob"]


def test_equal_documents_are_kept_once():
    copy = "".join(READ)
    roles = [{**ROLE, "RoleName": name, "AssumeRolePolicyDocument": copy[:1] + copy[1:]} for name in ("a", "b")]

    found = read(RoleDetailList=roles)

    assert found.roles[0].trust_policy is found.roles[1].trust_policy


@pytest.mark.parametrize(
    ("lists", "said"),
    [
        ({"UserDetailList": [USER, {"UserName": "x"}]}, "entry 2 of UserDetailList cannot be read: it has no 'Arn'"),
        ({"RoleDetailList": [{**ROLE, "CreateDate": "soon"}]}, "entry 1 of RoleDetailList cannot be read: Invalid iso"),
        ({"GroupDetailList": ["developers"]}, "entry 1 of GroupDetailList cannot be read: it holds text where an obj"),
        ({"UserDetailList": [{**USER, "UserName": None}]}, "UserName holds null where text is expected"),
        ({"UserDetailList": [{**USER, "UserName": 7}]}, "UserName holds a number where text is expected"),
        ({"UserDetailList": [{**USER, "UserName": ["m"]}]}, "UserName holds a list where text is expected"),
        ({"UserDetailList": [{**USER, "Arn": {"a": 1}}]}, "Arn holds an object where text is expected"),
        ({"UserDetailList": [{**USER, "Path": None}]}, "Path holds null where text is expected"),
        ({"UserDetailList": [{**USER, "Path": []}]}, "Path holds a list where text is expected"),
        ({"UserDetailList": [{**USER, "GroupList": "developers"}]}, "GroupList holds text where a list is expected"),
        ({"UserDetailList": [{**USER, "GroupList": [{}]}]}, "GroupList holds an object where text is expected"),
        ({"UserDetailList": [{**USER, "UserName": "\ud800"}]}, "UserName holds half of a surrogate pair"),
        ({"UserDetailList": [{**USER, "CreateDate": True}]}, "CreateDate holds true or false where text is expected"),
        (
            {"UserDetailList": [{**USER, "AttachedManagedPolicies": [{"PolicyArn": {}}]}]},
            "PolicyArn holds an object where text is expected",
        ),
        (
            {"UserDetailList": [{**USER, "PermissionsBoundary": {"PermissionsBoundaryArn": 1}}]},
            "PermissionsBoundaryArn holds a number where text is expected",
        ),
        ({"RoleDetailList": [{**ROLE, "RoleLastUsed": "x"}]}, "RoleLastUsed holds text where an object is expected"),
        ({"RoleDetailList": [{**ROLE, "RolePolicyList": ["x"]}]}, "RolePolicyList holds text where an object is"),
        ({"RoleDetailList": [{**ROLE, "InstanceProfileList": [{}]}]}, "entry 1 of RoleDetailList cannot be read: it h"),
        ({"RoleDetailList": [{**ROLE, "Tags": [{"Key": "a", "Value": 1}]}]}, "Value holds a number where text is exp"),
        ({"UserDetailList": [{**USER, "Tags": {"team": "web"}}]}, "Tags holds an object where a list is expected"),
        ({"Policies": [{**POLICY, "Arn": 5}]}, "Arn holds a number where text is expected"),
        ({"Policies": [{**POLICY, "AttachmentCount": "1"}]}, "AttachmentCount holds text where a number is expected"),
        ({"Policies": [{**POLICY, "PolicyVersionList": {"a": 1}}]}, "PolicyVersionList holds an object where a list"),
        (
            {"RoleDetailList": [{**ROLE, "CreateDate": "0001-01-01T00:00:00+14:00"}]},
            "entry 1 of RoleDetailList cannot be read: CreateDate is out of the years that there are",
        ),
        ({"UserDetailList": [{**USER, "CreateDate": "9999-12-31T23:59:59-12:00"}]}, "CreateDate is out of the years"),
        ({"Policies": [{**POLICY, "PolicyVersionList": [{"IsDefaultVersion": True}]}]}, "it has no 'Document'"),
    ],
)
def test_an_entry_that_cannot_be_read_is_named(lists, said):
    with pytest.raises(SnapshotError) as refused:
        read(**lists)

    assert said in str(refused.value)
