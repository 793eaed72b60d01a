"""The account of the policy benchmark: principals and their policies, drawn from a fixed seed.

    python bench/principals.py --principals 5000 --policies 1000 --folder FOLDER

writes `account.json`, rootward's snapshot, and `details.json`, the same in the AWS CLI's words, for peers; and prints
what is known of it. A policy is drawn from its own number, so that an account of more principals has the same policies,
and one of more policies has those of the smaller. Half of the principals are users, half roles: IAM has 5,000 of each
at most.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html

Teams share their group, and most roles are one of few kinds, as scripts make them; the rest hold policies of their own.
"""

import argparse
import json
import random
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from moto.iam.aws_managed_policies import aws_managed_policies_data

from rootward.model.account import Account
from rootward.model.authorization_details import AuthorizationDetails

ACCOUNT_ID = "123456789012"
SEED = 20_261_127
TEAMS = 60
FUNCTIONS = 20
KINDS_OF_ROLE = 200
INLINE = 150
TRUSTS = 200
ADMINISTRATORS_EVERY = 200
"""Of so many users one is in the group of administrators."""

_CREATED = "2024-03-01T08:00:00+00:00"
_ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
_OF_AWS = (
    "ReadOnlyAccess",
    "SecurityAudit",
    "PowerUserAccess",
    "job-function/ViewOnlyAccess",
    "job-function/DataScientist",
    "AmazonS3ReadOnlyAccess",
    "AmazonEC2FullAccess",
    "AmazonDynamoDBFullAccess",
    "AWSLambda_FullAccess",
    "CloudWatchLogsFullAccess",
    "service-role/AWSLambdaBasicExecutionRole",
    "AmazonSSMManagedInstanceCore",
)
_SERVICES: dict[str, tuple[str, ...]] = {
    "s3": ("Object", "Bucket", "BucketPolicy", "ObjectTagging", "LifecycleConfiguration"),
    "ec2": ("Instances", "Volumes", "SecurityGroups", "Subnets", "NetworkInterfaces", "Tags"),
    "dynamodb": ("Item", "Table", "Backup", "TimeToLive"),
    "sqs": ("Message", "Queue", "QueueAttributes"),
    "sns": ("Topic", "Subscription", "TopicAttributes"),
    "lambda": ("Function", "FunctionConfiguration", "Alias", "EventSourceMapping"),
    "logs": ("LogGroup", "LogStreams", "LogEvents", "MetricFilter"),
    "kms": ("Key", "Alias", "Grant", "KeyPolicy"),
    "ecs": ("Services", "Tasks", "Cluster", "TaskDefinition"),
    "rds": ("DBInstances", "DBClusters", "DBSnapshots"),
    "glue": ("Table", "Database", "Job", "Crawler"),
    "secretsmanager": ("SecretValue", "Secret", "ResourcePolicy"),
    "cloudformation": ("Stack", "ChangeSet", "StackResources"),
    "ssm": ("Parameter", "Parameters", "Document", "Association"),
}
_VERBS = ("Get", "List", "Describe", "Put", "Create", "Update", "Delete")
_TRUSTED = ("lambda.amazonaws.com", "ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "states.amazonaws.com")
_ESCALATING = ("CreatePolicyVersion", "AttachRolePolicy", "PutUserPolicy", "UpdateAssumeRolePolicy", "CreateAccessKey")

Json = dict[str, Any]


def arn(kind: str, name: str) -> str:
    """An ARN of the account's IAM."""
    return f"arn:aws:iam::{ACCOUNT_ID}:{kind}/{name}"


def document(*statements: Json) -> Json:
    """A policy."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def drawn_policy(number: int) -> Json:
    """The customer managed policy of that number."""
    chance = random.Random(f"{SEED}-policy-{number}")
    if number % 250 == 0:
        return document({"Effect": "Allow", "Action": "*", "Resource": "*"})
    (kind,) = chance.choices(
        (_work, _work_within_conditions, _assume, _delegated, _not_all, _own_credentials, _escalates),
        (68, 15, 7, 4, 2, 2, 2),
    )
    statements: list[Json] = kind(chance)
    return document(*statements)


def _work(chance: random.Random) -> list[Json]:
    return [_statement(chance) for _ in range(chance.choices((1, 2, 3, 4, 6, 9), (20, 25, 25, 15, 10, 5))[0])]


def _work_within_conditions(chance: random.Random) -> list[Json]:
    conditions: list[Json] = [
        {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}},
        {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}},
        {"IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "198.51.100.0/24"]}},
        {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        {"StringLike": {"s3:prefix": ["home/${aws:username}/*", "shared/*"]}},
    ]
    return [{**each, "Condition": chance.choice(conditions)} for each in _work(chance)]


def _assume(chance: random.Random) -> list[Json]:
    roles = [arn("role", f"team-{chance.randrange(TEAMS):02}-*") for _ in range(chance.randint(1, 3))]
    resource: Any = roles if chance.random() < 0.9 else "*"
    return [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": resource}, _statement(chance)]


def _delegated(chance: random.Random) -> list[Json]:
    team = f"team-{chance.randrange(TEAMS):02}"
    makes = {
        "Effect": "Allow",
        "Action": ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"],
        "Resource": arn("role", f"{team}-*"),
        "Condition": {"StringEquals": {"iam:PermissionsBoundary": arn("policy", "application-0001")}},
    }
    passes = {
        "Effect": "Allow",
        "Action": "iam:PassRole",
        "Resource": arn("role", f"{team}-*"),
        "Condition": {"StringEquals": {"iam:PassedToService": chance.choice(_TRUSTED)}},
    }
    return [makes, passes, {"Effect": "Allow", "Action": ["iam:Get*", "iam:List*"], "Resource": "*"}]


def _not_all(chance: random.Random) -> list[Json]:
    spared = chance.choice((["iam:*", "organizations:*", "account:*"], ["iam:*", "sts:*"], ["kms:*"]))
    return [{"Effect": "Allow", "NotAction": spared, "Resource": "*"}]


def _own_credentials(_chance: random.Random) -> list[Json]:
    return [
        {
            "Effect": "Allow",
            "Action": ["iam:ChangePassword", "iam:*AccessKey*", "iam:GetUser", "iam:*MFADevice"],
            "Resource": [arn("user", "${aws:username}"), arn("mfa", "*")],
        },
        {
            "Effect": "Deny",
            "NotAction": ["iam:EnableMFADevice", "iam:GetUser", "iam:ListMFADevices", "sts:GetSessionToken"],
            "Resource": "*",
            "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
        },
    ]


def _escalates(chance: random.Random) -> list[Json]:
    kind = chance.choice(("*", "role/*", f"role/team-{chance.randrange(TEAMS):02}-*"))
    resource = "*" if kind == "*" else f"arn:aws:iam::{ACCOUNT_ID}:{kind}"
    return [
        _statement(chance),
        {"Effect": "Allow", "Action": f"iam:{chance.choice(_ESCALATING)}", "Resource": resource},
    ]


def _statement(chance: random.Random) -> Json:
    service = chance.choice(tuple(_SERVICES))
    nouns = _SERVICES[service]
    if chance.random() < 0.1:
        actions = [f"{service}:*"]
    else:
        size = chance.choices((2, 4, 8, 15), (30, 35, 25, 10))[0]
        actions = [
            f"{service}:{chance.choice(_VERBS)}{'*' if chance.random() < 0.2 else chance.choice(nouns)}"
            for _ in range(size)
        ]
    own = [f"arn:aws:{service}:eu-west-1:{ACCOUNT_ID}:team-{chance.randrange(TEAMS):02}-{part}*" for part in "abc"]
    resource: Any = "*" if chance.random() < 0.3 else own[: chance.randint(1, 3)]
    return {
        "Sid": f"S{chance.randrange(10_000)}",
        "Effect": "Deny" if chance.random() < 0.04 else "Allow",
        "Action": actions,
        "Resource": resource,
    }


def drawn_trust(number: int) -> Json:
    """The trust policy of that number: of services mostly, of roles and users by name, of the account, of others."""
    chance = random.Random(f"{SEED}-trust-{number}")
    statement: Json = {"Effect": "Allow", "Action": "sts:AssumeRole"}
    kind = chance.choices(("service", "named", "account", "other", "token"), (60, 18, 8, 7, 7))[0]
    if kind == "service":
        return document({**statement, "Principal": {"Service": chance.choice(_TRUSTED)}})
    if kind == "named":
        named = [arn("role", f"team-{chance.randrange(TEAMS):02}-{chance.randrange(2_000):04}") for _ in range(3)]
        return document({**statement, "Principal": {"AWS": named}})
    if kind == "account":
        condition = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}} if chance.random() < 0.5 else {}
        return document({**statement, "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"}, **condition})
    if kind == "other":
        principal = {"AWS": f"arn:aws:iam::{210987654321 + number}:root"}
        condition = {"Condition": {"StringEquals": {"sts:ExternalId": f"id-{number}"}}}
        return document({**statement, "Principal": principal, **condition})
    issuer = "token.actions.githubusercontent.com"
    return document(
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Principal": {"Federated": arn("oidc-provider", issuer)},
            "Condition": {
                "StringEquals": {f"{issuer}:aud": "sts.amazonaws.com"},
                "StringLike": {f"{issuer}:sub": f"repo:example/app-{number}:ref:refs/heads/main"},
            },
        }
    )


class Drawing:
    """One account in the AWS CLI's words. What it may draw from does not depend on how many principals there are."""

    def __init__(self, principals: int, policies: int) -> None:
        self._customer = [arn("policy", f"application-{number:04}") for number in range(policies)]
        self._aws = [f"arn:aws:iam::aws:policy/{name}" for name in _OF_AWS]
        self._inline = [drawn_policy(1_000_001 + number) for number in range(INLINE)]
        self._trusts = [drawn_trust(number) for number in range(TRUSTS)]
        self._kinds = [self._some(random.Random(f"{SEED}-kind-{number}"), 1, 3) for number in range(KINDS_OF_ROLE)]
        self._uses = dict.fromkeys((*self._customer, *self._aws, _ADMINISTRATOR), 0)
        groups = self._groups()
        users = [self._user(number) for number in range(principals // 2)]
        roles = [self._role(number) for number in range(principals - principals // 2)]
        for holder in (*groups, *users, *roles):
            for held in holder["AttachedManagedPolicies"]:
                self._uses[held["PolicyArn"]] += 1
        self.details = {
            "UserDetailList": users,
            "GroupDetailList": groups,
            "RoleDetailList": roles,
            "Policies": self._policies(policies),
        }

    def _some(self, chance: random.Random, least: int, most: int) -> list[str]:
        """ARNs of policies, one in six AWS's own."""
        return [
            chance.choice(self._aws if chance.random() < 1 / 6 else self._customer[1:])
            for _ in range(chance.randint(least, most))
        ]

    def _groups(self) -> list[Json]:
        names = [f"team-{number:02}" for number in range(TEAMS)] + [f"function-{one:02}" for one in range(FUNCTIONS)]
        held = [self._some(random.Random(f"{SEED}-group-{name}"), 2, 4) for name in names]
        return [
            _holder("Group", name, attached)
            for name, attached in (("administrators", [_ADMINISTRATOR]), *zip(names, held, strict=True))
        ]

    def _user(self, number: int) -> Json:
        chance = random.Random(f"{SEED}-user-{number}")
        team = f"team-{chance.randrange(TEAMS):02}"
        groups = [team, *([f"function-{chance.randrange(FUNCTIONS):02}"] if chance.random() < 0.4 else [])]
        user = _holder("User", f"person-{number:05}", self._some(chance, 1, 2) if chance.random() < 0.1 else [])
        user["GroupList"] = [*groups, *(["administrators"] if number % ADMINISTRATORS_EVERY == 0 else [])]
        user["Tags"] = [{"Key": "team", "Value": team}]
        return user if number % ADMINISTRATORS_EVERY == 0 else self._more(user, "User", chance)

    def _role(self, number: int) -> Json:
        chance = random.Random(f"{SEED}-role-{number}")
        name = f"team-{chance.randrange(TEAMS):02}-{number:04}"
        role = _holder("Role", name, chance.choice(self._kinds) if chance.random() < 0.75 else self._some(chance, 1, 3))
        role["AssumeRolePolicyDocument"] = chance.choice(self._trusts)
        trusted = role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"].get("Service")
        profile = {"InstanceProfileName": name, "Arn": arn("instance-profile", name), "Roles": []}
        role["InstanceProfileList"] = [profile] if trusted == "ec2.amazonaws.com" else []
        role["Tags"] = [{"Key": "team", "Value": name[:7]}]
        return self._more(role, "Role", chance)

    def _more(self, holder: Json, kind: str, chance: random.Random) -> Json:
        if chance.random() < 0.08:
            holder[f"{kind}PolicyList"] = [{"PolicyName": "own", "PolicyDocument": chance.choice(self._inline)}]
        if chance.random() < 0.08:
            boundary = chance.choice(self._customer[1:4])
            holder["PermissionsBoundary"] = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary}
        return holder

    def _policies(self, count: int) -> list[Json]:
        published = json.loads(aws_managed_policies_data)
        own = [self._detail(one, drawn_policy(number)) for number, one in enumerate(self._customer[:count])]
        aws = [self._detail(one, published[one.rpartition("/")[2]]["Document"]) for one in (*self._aws, _ADMINISTRATOR)]
        return own + aws

    def _detail(self, held: str, text: Json) -> Json:
        version = {"VersionId": "v1", "IsDefaultVersion": True, "Document": text, "CreateDate": _CREATED}
        return {
            "PolicyName": held.rpartition("/")[2],
            "PolicyId": f"ANPA{self._number(held)}",
            "Arn": held,
            "Path": f"{held.partition(':policy')[2].rpartition('/')[0]}/",
            "DefaultVersionId": "v1",
            "AttachmentCount": self._uses[held],
            "PermissionsBoundaryUsageCount": 0,
            "IsAttachable": True,
            "CreateDate": _CREATED,
            "UpdateDate": _CREATED,
            "PolicyVersionList": [version],
        }

    def _number(self, held: str) -> str:
        return f"{list(self._uses).index(held):017}"


def _holder(kind: str, name: str, attached: Sequence[str]) -> Json:
    return {
        "Path": "/",
        f"{kind}Name": name,
        f"{kind}Id": f"AIDA{name.upper().replace('-', ''):0>17}",
        "Arn": arn(kind.lower(), name),
        "CreateDate": _CREATED,
        f"{kind}PolicyList": [],
        "AttachedManagedPolicies": [
            {"PolicyName": one.rpartition("/")[2], "PolicyArn": one} for one in dict.fromkeys(attached)
        ],
    }


def main() -> int:
    """Draw, write, and print what is known."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--principals", type=int, required=True)
    parser.add_argument("--policies", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    drawing = Drawing(options.principals, options.policies)
    read = AuthorizationDetails()
    read.add(drawing.details)
    account = Account(taken_at=datetime(2026, 11, 27, tzinfo=UTC), id=ACCOUNT_ID, identities=read.identities())
    options.folder.mkdir(parents=True, exist_ok=True)
    (options.folder / "account.json").write_bytes(msgspec.json.encode(account))
    (options.folder / "details.json").write_text(json.dumps(drawing.details), encoding="utf-8")
    known = {"users": options.principals // 2, "roles": options.principals - options.principals // 2}
    print(json.dumps({**known, "administrators": -(-known["users"] // ADMINISTRATORS_EVERY)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
