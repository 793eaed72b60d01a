"""Changes of every kind about the practice account: about what is there, what is not, and somebody who is not."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from rootward.model.change import (
    AccessKeyChange,
    AlternateContactChange,
    AnalyzerChange,
    AttachmentChange,
    BucketChange,
    BucketPolicyChange,
    Change,
    Edit,
    EventRuleChange,
    GroupChange,
    IdentityRef,
    InlinePolicyChange,
    LoginProfileChange,
    MembershipChange,
    PasswordPolicyChange,
    RoleChange,
    RootCredentialChange,
    ServerCertificateChange,
    TopicChange,
    TrailChange,
    TrailLoggingChange,
    UserChange,
    UserCredentialChange,
    VirtualDeviceChange,
)
from rootward.model.credential import PasswordPolicy
from rootward.sandbox import Sandbox
from tests.aws.fake_aws import KEY
from tests.aws.practice import allow, iam_of, policy, session_of
from tests.checks.facts import ACCOUNT, arn, trust
from tests.model.change import kinds
from tests.model.change.kinds import BUCKET, BUCKET_POLICY, EMAIL, EU, PATTERN, TOPIC_ARN, TOPIC_POLICY, TRUST
from tests.sandbox.walks.elbv2 import subnets, vpc

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
ODD = policy(allow("s3:GetObject", Sid="Plus+Per%20cent", Resource="arn:aws:s3:::a b/c+d%20e"))
"""A document that percent-encoding would garble if it were decoded twice, or as a form is."""

PASSWORD_POLICY = PasswordPolicyChange(account=ACCOUNT, before=None, after=PasswordPolicy())

SCENARIO_TRAIL = f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/acme-trail"


def user(name: str) -> IdentityRef:
    return IdentityRef("user", name, arn("user", name))


def group(name: str) -> IdentityRef:
    return IdentityRef("group", name, arn("group", name))


def role(name: str) -> IdentityRef:
    return IdentityRef("role", name, arn("role", name))


def key(owner: str, key_id: str, **fields: Any) -> AccessKeyChange:
    made = {"before": "Active", "after": "Inactive", **fields}
    return AccessKeyChange(user=owner, user_arn=arn("user", owner), key_id=key_id, **made)


def presence(name: str) -> GroupChange:
    return GroupChange(name=name, arn=arn("group", name), before=False, after=True)


def membership(name: str, of: str) -> MembershipChange:
    return MembershipChange(
        user=name, user_arn=arn("user", name), group=of, group_arn=arn("group", of), before=True, after=False
    )


def attached(holder: IdentityRef, policy_arn: str = ADMINISTRATOR) -> AttachmentChange:
    return AttachmentChange(holder=holder, policy_arn=policy_arn, before=True, after=False)


def inline(holder: IdentityRef, name: str) -> InlinePolicyChange:
    return InlinePolicyChange(holder=holder, name=name, before=None, after="{}")


def key_of(sandbox: Sandbox, owner: str) -> str:
    return str(iam_of(sandbox).list_access_keys(UserName=owner)["AccessKeyMetadata"][0]["AccessKeyId"])


def client(sandbox: Sandbox, service: str) -> Any:
    """The service in the region of the changes, as the scenario's caller."""
    return session_of(sandbox).client(service, EU)


@cache
def ssh_key() -> str:
    """A public key as it is uploaded."""
    form = serialization.PublicFormat.OpenSSH
    public = rsa.generate_private_key(65537, 2048).public_key()
    return public.public_bytes(serialization.Encoding.OpenSSH, form).decode()


def credentials_in(sandbox: Sandbox) -> tuple[UserCredentialChange, ...]:
    """One of each kind that is there, one of each that is not, and one of a user who is not."""
    iam = iam_of(sandbox)
    service = iam.list_service_specific_credentials(UserName="codecommit-mirror")["ServiceSpecificCredentials"]
    signing = iam.list_signing_certificates(UserName="backup-agent")["Certificates"]
    ssh = iam.upload_ssh_public_key(UserName="maya.chen", SSHPublicKeyBody=ssh_key())["SSHPublicKey"]
    ids = {
        "service-credential": ("codecommit-mirror", service[0]["ServiceSpecificCredentialId"]),
        "signing-certificate": ("backup-agent", signing[0]["CertificateId"]),
        "ssh-public-key": ("maya.chen", ssh["SSHPublicKeyId"]),
    }
    there = tuple(
        kinds.credential(kind, user=owner, user_arn=arn("user", owner), id=each) for kind, (owner, each) in ids.items()
    )
    return (*there, *(msgspec.structs.replace(one, id=f"{one.id[:-1]}9") for one in there))


def users_in(_sandbox: Sandbox) -> tuple[Change, ...]:
    return kinds.user("maya.chen"), kinds.user("nobody")


def roles_in(sandbox: Sandbox) -> tuple[Change, ...]:
    iam_of(sandbox).create_role(RoleName="to-bus", AssumeRolePolicyDocument=TRUST)
    others = trust({"AWS": ACCOUNT})
    return kinds.role("to-bus"), kinds.role("nobody"), kinds.role("to-bus", trust_policy=others)


def devices_in(sandbox: Sandbox) -> tuple[Change, ...]:
    iam = iam_of(sandbox)
    iam.create_virtual_mfa_device(VirtualMFADeviceName="spare")
    taken = iam.list_mfa_devices(UserName="maya.chen")["MFADevices"][0]["SerialNumber"]
    return kinds.device("spare"), kinds.device("gone"), msgspec.structs.replace(kinds.device(), serial=taken)


def contacts_in(sandbox: Sandbox) -> tuple[Change, ...]:
    made = {name: value for call in kinds.contact().calls() for name, value in call.parameters.items()}
    client(sandbox, "account").put_alternate_contact(**made)
    return (kinds.contact(),)


def certificates_in(sandbox: Sandbox) -> tuple[Change, ...]:
    present(sandbox, arn("server-certificate", "www-acme-old"))
    return kinds.server_certificate("www-acme"), kinds.server_certificate("gone")


def present(sandbox: Sandbox, certificate: str) -> None:
    """A load balancer whose listener presents the certificate."""
    elb: Any = session_of(sandbox).client("elbv2", "us-east-1")
    (balancer,) = elb.create_load_balancer(Name="www", Subnets=subnets(sandbox))["LoadBalancers"]
    (group,) = elb.create_target_group(Name="www", Protocol="HTTP", Port=80, TargetType="ip", VpcId=vpc(sandbox))[
        "TargetGroups"
    ]
    elb.create_listener(
        LoadBalancerArn=balancer["LoadBalancerArn"],
        Protocol="HTTPS",
        Port=443,
        Certificates=[{"CertificateArn": certificate}],
        DefaultActions=[{"Type": "forward", "TargetGroupArn": group["TargetGroupArn"]}],
    )


def analyzers_in(sandbox: Sandbox) -> tuple[Change, ...]:
    client(sandbox, "accessanalyzer").create_analyzer(analyzerName="rootward", type="ACCOUNT")
    return kinds.analyzer(after=False), kinds.analyzer(name="gone")


def made_bucket(sandbox: Sandbox, name: str) -> None:
    client(sandbox, "s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": EU})


def buckets_in(sandbox: Sandbox) -> tuple[Change, ...]:
    made_bucket(sandbox, BUCKET)
    return kinds.bucket(), kinds.bucket("gone")


def bucket_policies_in(sandbox: Sandbox) -> tuple[Change, ...]:
    for name in ("acme-logs", "acme-bare"):
        made_bucket(sandbox, name)
    client(sandbox, "s3").put_bucket_policy(Bucket="acme-logs", Policy=BUCKET_POLICY)
    return tuple(kinds.bucket_policy(of=name) for name in ("acme-logs", "acme-bare", "gone"))


def topics_in(sandbox: Sandbox) -> tuple[Change, ...]:
    sns = client(sandbox, "sns")
    sns.create_topic(Name="rootward-alarm", Attributes={"Policy": TOPIC_POLICY})
    sns.subscribe(TopicArn=TOPIC_ARN, Protocol="email", Endpoint=EMAIL)
    return kinds.topic(after=False), kinds.topic(arn=TOPIC_ARN.replace("rootward", "other"))


def rules_in(sandbox: Sandbox) -> tuple[Change, ...]:
    topics_in(sandbox)
    events = client(sandbox, "events")
    events.put_rule(Name="rootward-root-used", EventPattern=PATTERN, State="ENABLED")
    events.put_targets(Rule="rootward-root-used", Targets=[{"Id": "topic", "Arn": TOPIC_ARN}])
    return kinds.rule(), kinds.rule(name="gone")


def keys_in(sandbox: Sandbox) -> tuple[Change, ...]:
    return key("maya.chen", key_of(sandbox, "maya.chen")), key("maya.chen", KEY)


def documents_in(sandbox: Sandbox) -> tuple[Change, ...]:
    iam = iam_of(sandbox)
    iam.put_group_policy(GroupName="admins", PolicyName="odd", PolicyDocument=ODD)
    iam.put_role_policy(RoleName="web-instance", PolicyName="odd", PolicyDocument=ODD)
    return inline(user("ci-deploy"), "deploy"), *(inline(holder, "odd") for holder in (*HOLDERS, *NOBODY))


HOLDERS = (group("admins"), role("lambda-orders"), user("tomas.novak"), role("web-instance"))
NOBODY = (group("nobodys"), role("nobody"), user("nobody"))

_MEMBERS = (("maya.chen", "admins"), ("maya.chen", "designers"), ("x", "y"))

_OF_ROOT = (
    ("access-key", "Inactive"),
    ("access-key", None),
    ("signing-certificate", "Inactive"),
    ("signing-certificate", None),
)
"""Whoever acts here is not root: what is seen of root's is asked in `test_root_credential`."""

_IN: dict[type[Edit], Callable[[Sandbox], tuple[Change, ...]]] = {
    PasswordPolicyChange: lambda _: (PASSWORD_POLICY,),
    AccessKeyChange: keys_in,
    GroupChange: lambda _: (presence("admins"), presence("nobodys")),
    MembershipChange: lambda _: tuple(membership(name, of) for name, of in _MEMBERS),
    AttachmentChange: lambda _: tuple(attached(holder) for holder in (*HOLDERS, *NOBODY)),
    InlinePolicyChange: documents_in,
    UserChange: users_in,
    RoleChange: roles_in,
    LoginProfileChange: lambda _: (
        kinds.login("maya.chen", after=False),
        kinds.login("ci-deploy"),
        kinds.login("nobody"),
    ),
    UserCredentialChange: credentials_in,
    RootCredentialChange: lambda _: tuple(kinds.of_root(kind, after=after) for kind, after in _OF_ROOT),
    VirtualDeviceChange: devices_in,
    ServerCertificateChange: certificates_in,
    AnalyzerChange: analyzers_in,
    AlternateContactChange: contacts_in,
    BucketChange: buckets_in,
    BucketPolicyChange: bucket_policies_in,
    TrailChange: lambda _: (kinds.trail(region="us-east-1", arn=SCENARIO_TRAIL), kinds.trail()),
    TrailLoggingChange: lambda _: (kinds.logging(region="us-east-1", arn=SCENARIO_TRAIL), kinds.logging()),
    TopicChange: topics_in,
    EventRuleChange: rules_in,
}


def changes_in(sandbox: Sandbox, kind: type[Edit]) -> tuple[Change, ...]:
    """Changes of the kind, about what the account has or is given for it, and about what it does not have."""
    return _IN[kind](sandbox)
