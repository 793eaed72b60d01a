"""What generated requests speak of: actions with a resource of theirs, and condition keys with their types.

Actions, resource types and keys are AWS's own (Service Authorization Reference), so that the oracle, which knows them
too, refuses none.
"""

from dataclasses import dataclass
from enum import StrEnum

HOME, AWAY = "111122223333", "444455556666"
"""The two accounts."""


class Kind(StrEnum):
    """What a key's values are."""

    STRING = "String"
    NUMERIC = "Numeric"
    DATE = "Date"
    BOOL = "Bool"
    IP = "IpAddress"
    ARN = "Arn"
    BINARY = "Binary"


@dataclass(frozen=True)
class Key:
    """A condition key."""

    name: str
    kind: Kind
    values: tuple[str, ...]
    many: bool = False
    """Whether AWS calls it multivalued."""


class Guard(StrEnum):
    """The resource policy that an action's resource can have."""

    NONE = "none"
    POLICY = "policy"
    TRUST = "trust"
    KEY = "key"


@dataclass(frozen=True)
class Action:
    """An action, and where it can act: `{account}` in a resource is filled in, an empty tuple takes "*" alone."""

    name: str
    resources: tuple[str, ...] = ()
    guard: Guard = Guard.NONE
    keys: tuple[Key, ...] = ()


TEAMS = ("blue", "red", "Blue", "green")
USERS = ("alice", "bob", "Alice")
SERVICES = ("lambda.amazonaws.com", "cloudtrail.amazonaws.com", "ec2.amazonaws.com")
PROVIDERS = ("arn:aws:iam::{account}:saml-provider/corp", "accounts.google.com", "cognito-identity.amazonaws.com")
ROLES = ("deployer", "auditor", "team/deployer")
SESSIONS = ("blue", "build-17")

_DATES = (
    "2025-01-01T00:00:00Z",
    "2026-03-04T05:06:07Z",
    "2026-03-04T06:06:07+01:00",
    "2026-03-04T05:06:08Z",
    "2026-03-04T05:06Z",
    "2026-03-04",
    "2026-03",
    "1772600767",  # 2026-03-04T05:06:07Z
)
_ADDRESSES = ("203.0.113.7", "203.0.114.200", "198.51.100.1", "2001:db8::1", "2001:0db8:0::0001", "2001:db8:1::ff")
_ORGANISATION = (
    "o-exampleorg1/r-ab12/ou-ab12-11111111/",
    "o-exampleorg1/r-ab12/ou-ab12-22222222/",
    "o-otherorg22/r-x/",
)


def _string(name: str, *values: str, many: bool = False) -> Key:
    return Key(name, Kind.STRING, values, many)


def _flag(name: str) -> Key:
    return Key(name, Kind.BOOL, ("true", "false", "True", "FALSE"))


GLOBAL_KEYS = (
    _string("aws:PrincipalTag/team", *TEAMS),
    _string("aws:PrincipalTag/stage", "dev", "prod", "d*v", "p?od"),
    _string("aws:RequestTag/team", *TEAMS),
    _string("aws:TagKeys", "team", "stage", "cost-center", many=True),
    _string("aws:CalledVia", "athena.amazonaws.com", "cloudformation.amazonaws.com", "kms.amazonaws.com", many=True),
    _string("aws:PrincipalOrgPaths", *_ORGANISATION, many=True),
    _string("aws:PrincipalOrgID", "o-exampleorg1", "o-otherorg22"),
    _string("aws:SourceAccount", HOME, AWAY),
    _string("aws:SourceVpce", "vpce-0aaa1111", "vpce-0bbb2222"),
    _string("aws:RequestedRegion", "eu-central-1", "us-east-1", "us-west-2"),
    _string("aws:UserAgent", "aws-cli/2.31", "Boto3/1.41", "console.amazonaws.com"),
    _string("aws:FederatedProvider", "cognito-identity.amazonaws.com", "accounts.google.com"),
    _flag("aws:SecureTransport"),
    _flag("aws:MultiFactorAuthPresent"),
    _flag("aws:ViaAWSService"),
    Key("aws:MultiFactorAuthAge", Kind.NUMERIC, ("0", "300", "300.0", "3600", "86400")),
    Key("ec2:RoleDelivery", Kind.NUMERIC, ("1.0", "2.0", "2")),
    Key("aws:CurrentTime", Kind.DATE, _DATES),
    Key("aws:TokenIssueTime", Kind.DATE, _DATES),
    Key("aws:EpochTime", Kind.DATE, ("1772600766", "1772600767", "1772600768")),
    Key("aws:SourceIp", Kind.IP, _ADDRESSES),
    Key("aws:VpcSourceIp", Kind.IP, ("10.0.0.5", "10.1.2.3", "192.168.7.7")),
    Key("aws:SourceArn", Kind.ARN, (f"arn:aws:sns:us-east-1:{HOME}:alerts", f"arn:aws:s3:::logs-{AWAY}")),
    Key("aws:PrincipalTag/token", Kind.BINARY, ("QmluYXJ5", "b3RoZXI=", "AAEC")),
)

_TAG = _string("aws:ResourceTag/team", *TEAMS)
_KMS = (
    _string("kms:ViaService", "s3.us-east-1.amazonaws.com", "rds.eu-central-1.amazonaws.com"),
    _string("kms:CallerAccount", HOME, AWAY),
    _string("kms:EncryptionContextKeys", "AppName", "Stage", "Other", many=True),
    _string("kms:ResourceAliases", "alias/app", "alias/other", many=True),
    _TAG,
)
_ASSUME = (
    _string("sts:ExternalId", "4711", "blue-secret"),
    _string("sts:RoleSessionName", *USERS, "build-17"),
    _string("sts:SourceIdentity", *USERS),
    _string("sts:TransitiveTagKeys", "team", "stage", many=True),
    _TAG,
)
_OBJECTS = (
    "arn:aws:s3:::reports/blue/2026/plan.csv",
    "arn:aws:s3:::reports/home/alice/notes.txt",
    "arn:aws:s3:::reports/Red:archive/what?.txt",
    "arn:aws:s3:::logs-eu/cost$.csv",
)
_USER = ("arn:aws:iam::{account}:user/alice", "arn:aws:iam::{account}:user/staff/bob")
_ROLE = ("arn:aws:iam::{account}:role/deployer", "arn:aws:iam::{account}:role/team/auditor")
_KEY = ("arn:aws:kms:us-east-1:{account}:key/1234abcd-12ab-34cd-56ef-1234567890ab",)
_FUNCTION = ("arn:aws:lambda:eu-central-1:{account}:function:blue-report",)
_TABLE = ("arn:aws:dynamodb:us-east-1:{account}:table/orders-red",)
_BOUNDARY = Key(
    "iam:PermissionsBoundary", Kind.ARN, (f"arn:aws:iam::{HOME}:policy/limit", "arn:aws:iam::aws:policy/x/y")
)

ACTIONS = (
    Action("s3:GetObject", _OBJECTS, Guard.POLICY, (_string("s3:ExistingObjectTag/team", *TEAMS),)),
    Action(
        "s3:PutObject",
        _OBJECTS,
        Guard.POLICY,
        (
            _string("s3:x-amz-acl", "private", "public-read", "bucket-owner-full-control"),
            _string("s3:RequestObjectTagKeys", "team", "stage", "x", many=True),
            Key("s3:TlsVersion", Kind.NUMERIC, ("1.1", "1.2", "1.3")),
        ),
    ),
    Action(
        "s3:ListBucket",
        ("arn:aws:s3:::reports", "arn:aws:s3:::logs-eu"),
        Guard.POLICY,
        (_string("s3:prefix", "", "home/alice/", "blue/"), Key("s3:max-keys", Kind.NUMERIC, ("0", "10", "1000"))),
    ),
    Action("s3:ListAllMyBuckets"),
    Action("iam:CreateUser", _USER, keys=(_BOUNDARY, _TAG)),
    Action(
        "iam:AttachUserPolicy",
        _USER,
        keys=(
            Key(
                "iam:PolicyARN",
                Kind.ARN,
                ("arn:aws:iam::aws:policy/ReadOnlyAccess", f"arn:aws:iam::{HOME}:policy/dev/x"),
            ),
            _BOUNDARY,
        ),
    ),
    Action("iam:PassRole", _ROLE, keys=(_string("iam:PassedToService", *SERVICES),)),
    Action("iam:PutRolePolicy", _ROLE, keys=(_BOUNDARY,)),
    Action("iam:GetAccountSummary"),
    Action("ec2:DescribeInstances", keys=(_string("ec2:Region", "us-east-1", "eu-central-1"),)),
    Action(
        "ec2:TerminateInstances",
        ("arn:aws:ec2:us-east-1:{account}:instance/i-0123456789abcdef0",),
        keys=(_TAG, _string("ec2:InstanceType", "t3.micro", "m7g.large")),
    ),
    Action("sqs:SendMessage", ("arn:aws:sqs:us-east-1:{account}:jobs-blue",), Guard.POLICY),
    Action("sns:Publish", ("arn:aws:sns:us-east-1:{account}:alerts",), Guard.POLICY),
    Action(
        "sns:Subscribe",
        ("arn:aws:sns:us-east-1:{account}:alerts",),
        Guard.POLICY,
        (_string("sns:Protocol", "https", "email"), _string("sns:Endpoint", "https://example.org/a", "x@example.org")),
    ),
    Action("lambda:InvokeFunction", _FUNCTION, Guard.POLICY),
    Action("lambda:AddPermission", _FUNCTION, Guard.POLICY, (_string("lambda:Principal", *SERVICES, "*"),)),
    Action(
        "dynamodb:GetItem",
        _TABLE,
        Guard.POLICY,
        (
            _string("dynamodb:LeadingKeys", "alice", "bob", "blue", many=True),
            _string("dynamodb:Attributes", "id", "price", "owner", many=True),
        ),
    ),
    Action(
        "secretsmanager:GetSecretValue",
        ("arn:aws:secretsmanager:us-east-1:{account}:secret:blue/db-AbCdEf",),
        Guard.POLICY,
        (_string("secretsmanager:VersionStage", "AWSCURRENT", "AWSPREVIOUS"), _TAG),
    ),
    Action("cloudtrail:StopLogging", ("arn:aws:cloudtrail:us-east-1:{account}:trail/main",)),
    Action("ssm:GetParameter", ("arn:aws:ssm:us-east-1:{account}:parameter/blue/db/password",), keys=(_TAG,)),
    Action("kms:Decrypt", _KEY, Guard.KEY, _KMS),
    Action(
        "kms:CreateGrant",
        _KEY,
        Guard.KEY,
        (*_KMS, _flag("kms:GrantIsForAWSResource"), _string("kms:GrantOperations", "Decrypt", "Encrypt", many=True)),
    ),
    Action("kms:ListKeys"),
    Action("sts:AssumeRole", _ROLE, Guard.TRUST, _ASSUME),
    Action("sts:TagSession", _ROLE, Guard.TRUST, (_TAG,)),
    Action(
        "sts:AssumeRoleWithSAML",
        _ROLE,
        Guard.TRUST,
        (_string("saml:sub", *USERS), _string("saml:aud", "https://a/saml")),
    ),
    Action("sts:AssumeRoleWithWebIdentity", _ROLE, Guard.TRUST, (_string("accounts.google.com:sub", "1", "2"),)),
)
