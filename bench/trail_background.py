"""What everybody does all day in the drawn logs: records that are no root's, some of which look like it.

An action is drawn in several variants, each a format of bytes with the same holes, in the order in which CloudTrail
writes members. Filling in costs a microsecond or two.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from trail_world import Account, Drawing, Principal, packed

REFUSED = "AccessDenied"

# service, event name, weight, whether it only reads, how large its request is: 0 none, 1 small, 2 middling, 3 large
_ACTIONS: tuple[tuple[str, str, float, bool, int], ...] = (
    ("sts", "AssumeRole", 220, True, 1),
    ("sts", "GetCallerIdentity", 50, True, 0),
    ("sts", "AssumeRoleWithWebIdentity", 60, True, 1),
    ("kms", "Decrypt", 160, True, 1),
    ("kms", "GenerateDataKey", 90, True, 1),
    ("kms", "DescribeKey", 30, True, 1),
    ("kms", "CreateGrant", 6, False, 1),
    ("ec2", "DescribeInstances", 110, True, 1),
    ("ec2", "DescribeNetworkInterfaces", 40, True, 2),
    ("ec2", "DescribeVolumes", 30, True, 1),
    ("ec2", "DescribeSecurityGroups", 30, True, 1),
    ("ec2", "DescribeTags", 25, True, 1),
    ("ec2", "DescribeImages", 8, True, 1),
    ("ec2", "RunInstances", 5, False, 3),
    ("ec2", "TerminateInstances", 4, False, 1),
    ("ec2", "CreateTags", 12, False, 2),
    ("ec2", "CreateNetworkInterface", 8, False, 2),
    ("ec2", "AuthorizeSecurityGroupIngress", 2, False, 2),
    ("s3", "GetBucketAcl", 50, True, 1),
    ("s3", "GetBucketLocation", 30, True, 1),
    ("s3", "ListBuckets", 15, True, 1),
    ("s3", "GetBucketPolicy", 12, True, 1),
    ("s3", "GetBucketEncryption", 20, True, 1),
    ("s3", "PutObject", 30, False, 1),
    ("s3", "HeadBucket", 12, True, 1),
    ("logs", "CreateLogStream", 60, False, 1),
    ("logs", "DescribeLogStreams", 30, True, 1),
    ("logs", "FilterLogEvents", 8, True, 2),
    ("logs", "StartQuery", 4, True, 2),
    ("monitoring", "DescribeAlarms", 30, True, 1),
    ("monitoring", "PutMetricAlarm", 6, False, 2),
    ("monitoring", "PutDashboard", 2, False, 3),
    ("monitoring", "GetMetricData", 20, True, 3),
    ("ssm", "UpdateInstanceInformation", 90, False, 2),
    ("ssm", "GetParameters", 40, True, 1),
    ("ssm", "PutInventory", 8, False, 3),
    ("ssm", "SendCommand", 3, False, 2),
    ("secretsmanager", "GetSecretValue", 40, True, 1),
    ("dynamodb", "DescribeTable", 25, True, 1),
    ("dynamodb", "UpdateTable", 2, False, 2),
    ("lambda", "GetFunction20150331v2", 12, True, 1),
    ("lambda", "UpdateFunctionCode20150331v2", 3, False, 2),
    ("lambda", "ListFunctions20150331", 6, True, 1),
    ("ecs", "DescribeTasks", 20, True, 1),
    ("ecs", "RegisterTaskDefinition", 3, False, 3),
    ("ecs", "SubmitTaskStateChange", 12, False, 2),
    ("ecr", "BatchGetImage", 25, True, 1),
    ("ecr", "GetDownloadUrlForLayer", 30, True, 1),
    ("elasticloadbalancing", "DescribeTargetHealth", 40, True, 1),
    ("elasticloadbalancing", "RegisterTargets", 6, False, 2),
    ("autoscaling", "DescribeAutoScalingGroups", 20, True, 1),
    ("autoscaling", "CompleteLifecycleAction", 3, False, 1),
    ("cloudformation", "DescribeStacks", 20, True, 1),
    ("cloudformation", "DescribeStackEvents", 15, True, 1),
    ("cloudformation", "CreateChangeSet", 2, False, 3),
    ("sqs", "CreateQueue", 2, False, 2),
    ("sns", "Subscribe", 2, False, 1),
    ("glue", "GetTable", 20, True, 1),
    ("glue", "BatchCreatePartition", 3, False, 3),
    ("athena", "StartQueryExecution", 4, False, 3),
    ("athena", "GetQueryExecution", 12, True, 1),
    ("config", "PutEvaluations", 20, False, 3),
    ("config", "DescribeConfigRules", 6, True, 1),
    ("cloudtrail", "LookupEvents", 4, True, 1),
    ("cloudtrail", "DescribeTrails", 6, True, 1),
    ("organizations", "ListRoots", 1, True, 0),
    ("organizations", "DescribeOrganization", 6, True, 0),
    ("organizations", "ListAccountsForParent", 2, True, 1),
    ("events", "PutRule", 0.3, False, 2),
    ("events", "PutTargets", 2, False, 2),
    ("iam", "GetRole", 25, True, 1),
    ("iam", "ListRoles", 8, True, 1),
    ("iam", "ListAttachedRolePolicies", 15, True, 1),
    ("iam", "GetAccountSummary", 3, True, 0),
    ("iam", "GetPolicyVersion", 8, True, 1),
    ("eks", "DescribeCluster", 12, True, 1),
    ("route53", "ChangeResourceRecordSets", 3, False, 2),
    ("rds", "DescribeDBInstances", 15, True, 1),
    ("health", "DescribeEvents", 3, True, 1),
    ("tagging", "GetResources", 4, True, 1),
    ("bedrock", "InvokeModel", 6, True, 1),
    # What detections need of others than root. In all two records of a thousand, besides what was refused.
    ("iam", "CreateRole", 0.7, False, 2),
    ("iam", "PutRolePolicy", 0.7, False, 2),
    ("iam", "AttachRolePolicy", 0.7, False, 1),
    ("iam", "CreatePolicyVersion", 0.4, False, 2),
    ("iam", "UpdateAssumeRolePolicy", 0.2, False, 2),
    ("iam", "CreateAccessKey", 0.2, False, 1),
    ("iam", "CreateUser", 0.1, False, 1),
    ("cloudtrail", "PutEventSelectors", 0.05, False, 1),
)
NEEDED = frozenset(
    {
        "PutRolePolicy",
        "AttachRolePolicy",
        "CreatePolicyVersion",
        "UpdateAssumeRolePolicy",
        "CreateAccessKey",
        "CreateUser",
        "PutEventSelectors",
    }
)
"""Of these what some detection needs."""

_TEXT = (
    "cluster instance metric namespace period average dimensions value environment production staging container "
    "memory image port protocol healthCheck timeout interval retries subnet security group volume encrypted "
    "throughput status compliant resource annotation schedule expression description owner cost center partition "
    "location columns string bigint timestamp double comment stored serde input output format parameters "
    "compression snappy bucket prefix region"
)
_WORDS = tuple(_TEXT.split())


@dataclass(frozen=True)
class Variant:
    """One way in which an action is written."""

    form: bytes
    """Its holes: identity, time, region, address and agent, twice something unique, request id, event id, account."""
    needed: bool
    """Whether a detection needs such a record."""


@dataclass(frozen=True)
class Call:
    """Somebody's action, in its variants."""

    principal: Principal
    action: str
    """`ec2:DescribeInstances`: its source and event name."""
    variants: tuple[Variant, ...]


def calls(
    drawing: Drawing, account: Account, actions: dict[str, tuple[Variant, ...]]
) -> tuple[list[Call], list[float]]:
    """What an account's principals do, and how often."""
    found: list[Call] = []
    weights: list[float] = []
    rng = drawing.rng
    names = list(_ACTIONS)
    for principal in account.principals:
        busy = rng.lognormvariate(0, 1.2)
        if principal.name.endswith("oot") or principal.kind == "federated":
            busy = 0.02
        own = (
            rng.sample(names, 12) if principal.kind != "service" else [one for one in names if one[0] in ("sts", "kms")]
        )
        if principal.kind == "role":
            # What is rare is done by many, seldom.
            own += [one for one in names if one[2] < 1]
        for service, name, weight, _, _ in own:
            action = f"{service}:{name}"
            found.append(Call(principal, action, actions[action]))
            weights.append(weight * busy)
    return found, weights


def drawn_actions(drawing: Drawing) -> dict[str, tuple[Variant, ...]]:
    """The variants of every action."""
    return {
        f"{one[0]}:{one[1]}": tuple(_variants(drawing.rng, one[0], one[1], reads=one[3], size=one[4]))
        for one in _ACTIONS
    }


def _variants(rng: Random, service: str, name: str, *, reads: bool, size: int) -> Iterator[Variant]:
    for turn in range(80):
        error = message = ""
        if turn % 40 == 1:
            error, message = rng.choice(
                (
                    ("ThrottlingException", "Rate exceeded"),
                    ("NoSuchEntityException", "The role with name Root cannot be found."),
                    ("ResourceNotFoundException", 'Cannot find the group "Root" of arn:aws:iam::123456789012:root'),
                    ("ValidationException", "1 validation error detected: Value 'Root' at 'type' failed to satisfy"),
                )
            )
        yield _variant(
            service, name, _request(rng, name, size, turn), (error, message), reads=reads, needed=name in NEEDED
        )
    if service in ("s3", "ec2", "iam", "kms"):
        # One call in 240 of these services was refused, which detections count.
        error = "Client.UnauthorizedOperation" if service == "ec2" else REFUSED
        message = f"User: arn:aws:iam::123456789012:role/x is not authorized to perform: {service}:{name}"
        yield _variant(service, name, _request(rng, name, size, 0), (error, message), reads=reads, needed=True)


def _variant(
    service: str, name: str, request: dict[str, Any] | None, error: tuple[str, str], *, reads: bool, needed: bool
) -> Variant:
    parts: dict[str, Any] = {
        "eventVersion": "1.11",
        "userIdentity": "\0",
        "eventTime": "\1",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": "\2",
        "sourceIPAddress": "\3",
    }
    if error[0]:
        parts |= {"errorCode": error[0], "errorMessage": error[1]}
    parts |= {
        "requestParameters": request,
        "responseElements": None if reads or error[0] else {"id": "\4", "_return": True, "state": "pending"},
    }
    if service == "s3":
        parts["additionalEventData"] = {
            "SignatureVersion": "SigV4",
            "CipherSuite": "TLS_AES_128_GCM_SHA256",
            "bytesTransferredIn": 0,
            "AuthenticationMethod": "AuthHeader",
            "x-amz-id-2": "\4/+=",
            "bytesTransferredOut": 524,
        }
    parts |= {
        "requestID": "\5",
        "eventID": "\6",
        "readOnly": reads,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": "\7",
        "eventCategory": "Management",
        "tlsDetails": {
            "tlsVersion": "TLSv1.3",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": f"{service}.amazonaws.com",
        },
    }
    return Variant(_form(packed(parts)), needed)


def _form(text: bytes) -> bytes:
    """The form of a text; a hole that the text does not have takes nothing."""
    text = text.replace(b"%", b"%%").replace(b'"\\u0000"', b"%b")
    for mark in (b"\\u0001", b"\\u0002", b"\\u0003", b"\\u0005", b"\\u0006", b"\\u0007"):
        text = text.replace(mark, b"%b", 1)
    head, name, tail = text.rpartition(b'"requestID"')
    for _ in range(2):
        head = head.replace(b"\\u0004", b"%b", 1) if b"\\u0004" in head else head + b"%.0b"
    return head.replace(b"\\u0004", b"again") + name + tail


def _words(rng: Random, length: int) -> str:
    words = []
    while length > 0:
        word = rng.choice(_WORDS) if rng.random() < 0.8 else rng.randbytes(6).hex()
        words.append(word)
        length -= len(word) + 1
    return " ".join(words)


def _request(rng: Random, name: str, size: int, turn: int) -> dict[str, Any] | None:
    if size == 0:
        return None
    request: dict[str, Any] = {"id": f"{name[:3].lower()}-\4", "maxResults": 50 + turn}
    if size == 1:
        request |= {"filter": _words(rng, rng.randrange(20, 200))}
    elif size == 2:
        request |= {"policyDocument": _policy(rng), "description": _words(rng, rng.randrange(300, 2_500))}
    else:
        length = int(min(20_000, 500 * rng.paretovariate(0.9)))
        request |= {"items": [{"name": rng.choice(_WORDS), "value": _words(rng, 80)} for _ in range(length // 120)]}
    return request | _decoy(name, turn)


def _policy(rng: Random) -> str:
    """A policy as text, which the record's JSON escapes."""
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{rng.randrange(10**11, 10**12)}:root"},
        "Action": ["kms:*", f"s3:Get{rng.choice(_WORDS)}"],
        "Resource": "*",
    }
    return packed({"Version": "2012-10-17", "Statement": [statement]}).decode()


def _decoy(name: str, turn: int) -> dict[str, Any]:
    """What looks like root to whoever searches bytes. In some variants, of which there are 80 of each action."""
    whole = {
        "eventVersion": "1.08",
        "userIdentity": {"type": "Root", "arn": "arn:aws:iam::123456789012:root", "accountId": "123456789012"},
        "eventTime": "2026-09-03T00:00:00Z",
        "eventSource": "signin.amazonaws.com",
        "eventName": "ConsoleLogin",
        "eventID": "00000000-0000-4000-8000-000000000000",
    }
    seldom: dict[int, dict[str, Any]] = {
        11: {"tags": [{"key": "Root", "value": "Root"}], "type": "Root"},
        12: {"message": packed(whole).decode(), "note": '{"userIdentity":{"type":"Root"}}'},
        13: {"userIdentity": {"type": "Root", "invokedBy": None}, "rootDeviceName": "/dev/xvda"},
        14: {"resource": "arn:aws:iam::123456789012:root", "parent": "AssumeRoot"},
    }
    if name in _SELDOM and turn in seldom:
        return seldom[turn]
    if name == "LookupEvents":
        sought = ("ConsoleLogin", "AssumeRoot", "CreateUser", "StopLogging", "root")[turn % 5]
        key = "Username" if sought == "root" else "EventName"
        return {"lookupAttributes": [{"attributeKey": key, "attributeValue": sought}]}
    if turn == 4 and name in _AS_ROOT:
        return {"user": "root", "owner": "root", "path": "/Root", "note": 'type "Root"'}
    if turn % 10 == 4:
        return {"rootDeviceType": "ebs", "path": "/Root/", "parentId": "r-exam"}
    return {}


_SELDOM = frozenset({"PutRule"})
"""What has the very bytes that a search for root has to look at. With the roles and users that are called Root, and
those who ask LookupEvents for them, one file in ten or so has some."""
_AS_ROOT = frozenset({"SendCommand", "RegisterTaskDefinition", "PutInventory", "CreateTags", "RunInstances"})
"""What happens on machines, whose root is another."""
