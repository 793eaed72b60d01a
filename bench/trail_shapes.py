"""Records that a search for root has to find, in the shapes that CloudTrail gives them, each with what is true of it.

The shapes of `trail_held_back.py` are for the bench alone. Shapes are looked up in
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html,
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
and https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-track-privileged-tasks.html.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from trail_world import AGENTS, Account, Drawing, moment

Actor = Literal["root", "central", "service"]
Json = dict[str, Any]


@dataclass(frozen=True)
class Drawn:
    """One record and what is true of it."""

    record: Json
    actor: Actor | None
    """By whom, as far as root goes; None: not by root."""
    needed: bool = True
    """Whether a detection needs it, or it is by root."""


@dataclass(frozen=True)
class Scene:
    """Where and when something happens."""

    drawing: Drawing
    account: Account
    member: Account
    """Another account of the organisation."""
    region: str
    time: datetime


Shape = Callable[[Scene], Iterator[Drawn]]


def root(scene: Scene, **changed: Any) -> Json:
    """A userIdentity of root; a member that is given as None is left out."""
    number = scene.account.id
    identity = {
        "type": "Root",
        "principalId": number,
        "arn": f"arn:aws:iam::{number}:root",
        "accountId": number,
        "accessKeyId": "",
    }
    return {name: value for name, value in (identity | changed).items() if value is not None}


def session(scene: Scene, mfa: str = "true", **more: Any) -> Json:
    """A sessionContext of a console session that began some minutes before."""
    begun = scene.time - timedelta(minutes=scene.drawing.rng.randrange(1, 120))
    return {
        "sessionIssuer": {},
        "webIdFederationData": {},
        "attributes": {"creationDate": moment(begun), "mfaAuthenticated": mfa},
    } | more


def event(scene: Scene, identity: Json, service: str, name: str, **more: Any) -> Json:
    """A record in CloudTrail's order of members; `more` are changed or, at their place, further members."""
    drawing = scene.drawing
    parts: Json = {
        "eventVersion": "1.11",
        "userIdentity": identity,
        "eventTime": moment(scene.time + timedelta(seconds=drawing.rng.randrange(60))),
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": scene.region,
        "sourceIPAddress": drawing.address(),
        "userAgent": AGENTS[4],
        "errorCode": None,
        "errorMessage": None,
        "requestParameters": None,
        "responseElements": None,
        "additionalEventData": None,
        "requestID": drawing.uuid(),
        "eventID": drawing.uuid(),
        "readOnly": name.startswith(("Get", "List", "Describe")),
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": scene.account.id,
        "eventCategory": "Management",
        "sessionCredentialFromConsole": None,
    }
    seldom = ("errorCode", "errorMessage", "additionalEventData", "sessionCredentialFromConsole")
    return {key: value for key, value in (parts | more).items() if value is not None or key not in seldom}


def sign_in(scene: Scene, used: str, *, failed: bool = False, **more: Any) -> Json:
    """A sign-in of root to the console."""
    told = {"errorMessage": "Failed authentication"} if failed else {}
    return event(
        scene,
        root(scene),
        "signin",
        "ConsoleLogin",
        **told,
        responseElements={"ConsoleLogin": "Failure" if failed else "Success"},
        additionalEventData={
            "LoginTo": "https://console.aws.amazon.com/console/home?state=hashArgs%23&isauthcode=true",
            "MobileVersion": "No",
            "MFAUsed": used,
        },
        eventType="AwsConsoleSignIn",
        **more,
    )


def by_console(scene: Scene, service: str, name: str, request: Json | None = None, **more: Any) -> Drawn:
    """Root in the console."""
    identity = root(scene, accessKeyId=scene.drawing.key("ASIA"), sessionContext=session(scene))
    record = event(
        scene, identity, service, name, requestParameters=request, sessionCredentialFromConsole="true", **more
    )
    return Drawn(record, "root")


def by_key(scene: Scene, service: str, name: str, request: Json | None = None, **more: Any) -> Drawn:
    """Root's own access key."""
    identity = root(scene, accessKeyId=scene.drawing.key("AKIA"))
    record = event(scene, identity, service, name, requestParameters=request, userAgent=AGENTS[3].format("s3"), **more)
    return Drawn(record, "root")


def _signed_in(scene: Scene) -> Iterator[Drawn]:
    yield Drawn(sign_in(scene, "Yes"), "root")


def _signed_in_shouting(scene: Scene) -> Iterator[Drawn]:
    yield Drawn(sign_in(scene, "YES"), "root")


def _signed_in_without_mfa(scene: Scene) -> Iterator[Drawn]:
    yield Drawn(sign_in(scene, "No"), "root")


def _sign_in_failed(scene: Scene) -> Iterator[Drawn]:
    for _ in range(scene.drawing.rng.choice((1, 2, 11))):
        yield Drawn(sign_in(scene, "No", failed=True), "root")


def _sign_in_failed_with_mfa(scene: Scene) -> Iterator[Drawn]:
    yield Drawn(sign_in(scene, "Yes", failed=True), "root")


def _alias(scene: Scene) -> Iterator[Drawn]:
    record = sign_in(scene, "No")
    record["userIdentity"] = root(scene, userName=scene.account.name)
    yield Drawn(record, "root")


def _root_key(scene: Scene) -> Iterator[Drawn]:
    yield by_key(scene, "s3", "ListBuckets", {"Host": "s3.amazonaws.com"})
    yield by_key(scene, "iam", "ListUsers", {"maxItems": 100})
    yield by_key(
        scene,
        "ec2",
        "DescribeInstances",
        {"instancesSet": {}, "filterSet": {}},
        errorCode="Client.UnauthorizedOperation",
    )


def _session_of_console(scene: Scene) -> Iterator[Drawn]:
    yield by_console(scene, "s3", "CreateBucket", {"bucketName": "acme-Root"})
    yield by_console(scene, "ec2", "RunInstances", {"instanceType": "t3.micro"})
    yield by_console(scene, "billingconsole", "GetBillingNotifications")


def _required(scene: Scene) -> Iterator[Drawn]:
    mfa = {"serialNumber": f"arn:aws:iam::{scene.account.id}:mfa/root-account-mfa-device", "userName": "AWS ROOT USER"}
    yield by_console(scene, "iam", "EnableMFADevice", mfa)
    yield by_console(scene, "iam", "DeactivateMFADevice", mfa)
    yield by_console(scene, "iam", "CreateAccessKey")
    yield by_console(scene, "iam", "UpdateAccessKey", {"status": "Inactive", "accessKeyId": scene.drawing.key("AKIA")})
    yield by_console(scene, "iam", "DeleteAccessKey", {"accessKeyId": scene.drawing.key("AKIA")})
    yield by_console(
        scene,
        "s3",
        "PutBucketVersioning",
        {"bucketName": "acme-logs", "VersioningConfiguration": {"Status": "Enabled", "MfaDelete": "Enabled"}},
    )


def _credentials_of_root(scene: Scene) -> Iterator[Drawn]:
    for name in ("PasswordRecoveryRequested", "PasswordRecoveryCompleted", "PasswordUpdated", "EmailUpdated"):
        identity = root(scene, accessKeyId="")
        yield Drawn(
            event(scene, identity, "signin", name, responseElements={name: "Success"}, eventType="AwsConsoleSignIn"),
            "root",
        )
    yield by_console(scene, "account", "CloseAccount")
    yield by_console(scene, "account", "PutAccountName", {"accountName": "Root"})
    yield by_console(scene, "account", "StartPrimaryEmailUpdate", {"accountId": scene.account.id})


def _not_required(scene: Scene) -> Iterator[Drawn]:
    yield by_console(scene, "iam", "CreateUser", {"userName": "alice"})
    yield by_console(
        scene,
        "iam",
        "AttachUserPolicy",
        {"userName": "alice", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"},
    )
    yield by_key(scene, "sts", "GetSessionToken", {"durationSeconds": 3600})


def _aida(scene: Scene) -> Iterator[Drawn]:
    identity = root(scene, principalId=scene.drawing.key("AIDA"), accessKeyId=scene.drawing.key("AKIA"))
    yield Drawn(
        event(scene, identity, "ec2", "StopInstances", requestParameters={"instancesSet": {"items": []}}), "root"
    )


def _empty_assumed_root(scene: Scene) -> Iterator[Drawn]:
    context = session(scene, assumedRoot="")
    identity = root(scene, accessKeyId=scene.drawing.key("ASIA"), sessionContext=context)
    yield Drawn(event(scene, identity, "iam", "GetAccountSummary"), "root")


def _central(scene: Scene) -> Iterator[Drawn]:
    drawing, key = scene.drawing, scene.drawing.key("ASIA")
    role = f"arn:aws:iam::{scene.account.id}:role/central"
    issuer = {
        "type": "Role",
        "principalId": drawing.key("AROA"),
        "arn": role,
        "accountId": scene.account.id,
        "userName": "central",
    }
    caller: Json = {
        "type": "AssumedRole",
        "principalId": f"{issuer['principalId']}:ops",
        "arn": f"arn:aws:sts::{scene.account.id}:assumed-role/central/ops",
        "accountId": scene.account.id,
        "accessKeyId": drawing.key("ASIA"),
        "sessionContext": session(scene, sessionIssuer=issuer),
    }
    if drawing.rng.random() < 0.5:
        caller["sessionContext"]["assumedRoot"] = "true"  # AWS's own sample has it on the caller
    policy = drawing.rng.choice(("S3UnlockBucketPolicy", "SQSUnlockQueuePolicy", "IAMDeleteRootUserCredentials"))
    request = {
        "targetPrincipal": scene.member.id,
        "taskPolicyArn": {"arn": f"arn:aws:iam::aws:policy/root-task/{policy}"},
    }
    response = {
        "credentials": {"accessKeyId": key, "sessionToken": drawing.uuid(), "expiration": "Sep 9, 2026, 1:00:00 AM"}
    }
    yield Drawn(event(scene, caller, "sts", "AssumeRoot", requestParameters=request, responseElements=response), None)
    member = Scene(drawing, scene.member, scene.account, scene.region, scene.time + timedelta(minutes=2))
    context = {"attributes": {"creationDate": moment(member.time), "mfaAuthenticated": "false"}, "assumedRoot": "true"}
    identity = root(member, accessKeyId=key, sessionContext=context)
    asked = {"bucketName": "locked", "Host": "locked.s3.amazonaws.com"}
    yield Drawn(event(member, identity, "s3", "DeleteBucketPolicy", requestParameters=asked), "central")
    yield Drawn(event(member, identity, "s3", "GetBucketPolicy", requestParameters=asked), "central")


def _service_event(scene: Scene) -> Iterator[Drawn]:
    identity = root(scene, accessKeyId=None, invokedBy="kms.amazonaws.com")
    yield Drawn(
        event(
            scene,
            identity,
            "kms",
            "RotateKey",
            eventType="AwsServiceEvent",
            serviceEventDetails={"keyId": scene.drawing.uuid()},
        ),
        "service",
    )
    identity = root(scene, accessKeyId=None)
    yield Drawn(event(scene, identity, "signin", "UserAuthentication", eventType="AwsServiceEvent"), "service")


def _invoked(scene: Scene) -> Iterator[Drawn]:
    service = scene.drawing.rng.choice(("support", "cloudformation", "autoscaling"))
    identity = root(scene, accessKeyId=None, invokedBy=f"{service}.amazonaws.com")
    yield Drawn(event(scene, identity, "ec2", "DescribeVolumes", sourceIPAddress=f"{service}.amazonaws.com"), "service")


def user(scene: Scene, name: str = "alice") -> Json:
    """A userIdentity of an IAM user."""
    number = scene.account.id
    return {
        "type": "IAMUser",
        "principalId": scene.drawing.key("AIDA"),
        "arn": f"arn:aws:iam::{number}:user/{name}",
        "accountId": number,
        "accessKeyId": scene.drawing.key("AKIA"),
        "userName": name,
    }


_BY_OTHERS: tuple[tuple[str, str, Json], ...] = (
    ("iam", "AttachUserPolicy", {"userName": "bo", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}),
    (
        "iam",
        "AttachUserPolicy",
        {"userName": "bo", "policyArn": "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"},
    ),
    ("iam", "PutUserPolicy", {"userName": "bo", "policyName": "Root", "policyDocument": "{}"}),
    ("iam", "DetachGroupPolicy", {"groupName": "ops", "policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
    ("iam", "CreateLoginProfile", {"userName": "bo"}),
    ("iam", "UpdateLoginProfile", {"userName": "bo"}),
    ("iam", "CreateAccessKey", {"userName": "bo"}),
    ("iam", "CreateUser", {"userName": "root"}),
    ("iam", "AddUserToGroup", {"userName": "bo", "groupName": "ops"}),
    ("iam", "UpdateAssumeRolePolicy", {"roleName": "Root", "policyDocument": '{"Statement":[]}'}),
    ("iam", "PutRolePermissionsBoundary", {"roleName": "ops"}),
    ("iam", "DeleteUserPermissionsBoundary", {"userName": "bo"}),
    ("iam", "DeleteAccountPasswordPolicy", {}),
    ("iam", "CreateSAMLProvider", {"name": "Root"}),
    ("iam", "UpdateOpenIDConnectProviderThumbprint", {"thumbprintList": []}),
    ("iam", "UploadSigningCertificate", {"userName": "bo"}),
    ("iam", "DeleteVirtualMFADevice", {"serialNumber": "arn:aws:iam::1:mfa/bo"}),
    ("iam", "EnableOrganizationsRootSessions", {}),
    ("iam", "DisableOrganizationsRootCredentialsManagement", {}),
    ("cloudtrail", "StopLogging", {"name": "all"}),
    ("cloudtrail", "DeleteTrail", {"name": "all"}),
    ("cloudtrail", "UpdateTrail", {"name": "all"}),
    ("s3", "PutBucketVersioning", {"bucketName": "logs", "VersioningConfiguration": {"MfaDelete": "Disabled"}}),
    ("organizations", "LeaveOrganization", {}),
    ("organizations", "CloseAccount", {"accountId": "210987654321"}),
    ("account", "EnableRegion", {"RegionName": "af-south-1"}),
    ("account", "PutContactInformation", {"contactInformation": {}}),
    ("account", "PutAlternateContact", {"alternateContactType": "SECURITY"}),
)


def _by_others(scene: Scene) -> Iterator[Drawn]:
    for service, name, request in scene.drawing.rng.sample(_BY_OTHERS, 7):
        yield Drawn(
            event(
                scene,
                user(scene, scene.drawing.rng.choice(("alice", "root"))),
                service,
                name,
                requestParameters=request,
            ),
            None,
        )


def _sign_ins_of_others(scene: Scene) -> Iterator[Drawn]:
    extra = {"LoginTo": "https://console.aws.amazon.com/", "MobileVersion": "No", "MFAUsed": "No"}
    for who, result in (("alice", "Success"), ("root", "Failure"), ("HIDDEN_DUE_TO_SECURITY_REASONS", "Failure")):
        identity: Json = {"type": "IAMUser", "accountId": scene.account.id, "accessKeyId": "", "userName": who}
        told = {"errorMessage": "No username found in supplied account"} if result == "Failure" else {}
        response = {"ConsoleLogin": result}
        record = event(
            scene,
            identity,
            "signin",
            "ConsoleLogin",
            **told,
            responseElements=response,
            additionalEventData=extra,
            eventType="AwsConsoleSignIn",
        )
        yield Drawn(record, None)


def _burst(scene: Scene) -> Iterator[Drawn]:
    who = user(scene)
    for name in ("ListBuckets", "GetBucketPolicy", "GetBucketAcl", "ListUsers", "GetRole", "DescribeInstances") * 3:
        record = event(scene, who, "s3", name, errorCode="AccessDenied", errorMessage="Access Denied")
        yield Drawn(record, None)


SHAPES: tuple[Shape, ...] = (
    _signed_in,
    _signed_in_shouting,
    _signed_in_without_mfa,
    _sign_in_failed,
    _sign_in_failed_with_mfa,
    _alias,
    _root_key,
    _session_of_console,
    _required,
    _credentials_of_root,
    _not_required,
    _aida,
    _empty_assumed_root,
    _central,
    _service_event,
    _invoked,
    _by_others,
    _sign_ins_of_others,
    _burst,
)
"""Each at least twice in any drawn log."""
