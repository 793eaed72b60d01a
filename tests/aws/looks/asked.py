"""Changes of every kind about the practice account: about what is there, what is not, and somebody who is not."""

from __future__ import annotations

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


def monitoring_in(sandbox: Sandbox) -> None:
    """Make what the changes of `tests.model.change.kinds` would make, and a few of other names."""
    client(sandbox, "accessanalyzer").create_analyzer(analyzerName="rootward", type="ACCOUNT")
    s3 = client(sandbox, "s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": EU})
    s3.create_bucket(Bucket="acme-bare", CreateBucketConfiguration={"LocationConstraint": EU})
    s3.put_bucket_policy(Bucket=BUCKET, Policy=BUCKET_POLICY)
    sns = client(sandbox, "sns")
    sns.create_topic(Name="rootward-alarm", Attributes={"Policy": TOPIC_POLICY})
    sns.subscribe(TopicArn=TOPIC_ARN, Protocol="email", Endpoint=EMAIL)
    events = client(sandbox, "events")
    events.put_rule(Name="rootward-root-used", EventPattern=PATTERN, State="ENABLED")
    events.put_targets(Rule="rootward-root-used", Targets=[{"Id": "topic", "Arn": TOPIC_ARN}])


def changes_in(sandbox: Sandbox) -> dict[type[Edit], tuple[Change, ...]]:
    """Changes of each kind, and all that is needed to look at them."""
    iam = iam_of(sandbox)
    iam.put_group_policy(GroupName="admins", PolicyName="odd", PolicyDocument=ODD)
    iam.put_role_policy(RoleName="web-instance", PolicyName="odd", PolicyDocument=ODD)
    iam.create_role(RoleName="to-bus", AssumeRolePolicyDocument=TRUST)
    iam.create_virtual_mfa_device(VirtualMFADeviceName="spare")
    taken = iam.list_mfa_devices(UserName="maya.chen")["MFADevices"][0]["SerialNumber"]
    client(sandbox, "account").put_alternate_contact(
        AlternateContactType="SECURITY",
        Name=kinds.CONTACT.name,
        Title=kinds.CONTACT.title,
        EmailAddress=kinds.CONTACT.email,
        PhoneNumber=kinds.CONTACT.phone,
    )
    monitoring_in(sandbox)
    own = key_of(sandbox, "maya.chen")
    holders = (group("admins"), role("lambda-orders"), user("tomas.novak"), role("web-instance"))
    nobody = (group("nobodys"), role("nobody"), user("nobody"))
    return {
        PasswordPolicyChange: (PASSWORD_POLICY,),
        AccessKeyChange: (key("maya.chen", own), key("maya.chen", KEY)),
        GroupChange: (presence("admins"), presence("nobodys")),
        MembershipChange: (
            membership("maya.chen", "admins"),
            membership("maya.chen", "designers"),
            membership("x", "y"),
        ),
        AttachmentChange: tuple(attached(holder) for holder in (*holders, *nobody)),
        InlinePolicyChange: (
            inline(user("ci-deploy"), "deploy"),
            *(inline(holder, "odd") for holder in (*holders, *nobody)),
        ),
        UserChange: (kinds.user("maya.chen"), kinds.user("nobody")),
        RoleChange: (
            kinds.role("to-bus"),
            kinds.role("nobody"),
            kinds.role("to-bus", trust_policy=trust({"AWS": "123456789012"})),
        ),
        LoginProfileChange: (kinds.login("maya.chen", after=False), kinds.login("ci-deploy"), kinds.login("nobody")),
        UserCredentialChange: credentials_in(sandbox),
        VirtualDeviceChange: (
            kinds.device("spare"),
            kinds.device("gone"),
            msgspec.structs.replace(kinds.device(), serial=taken),
        ),
        ServerCertificateChange: (kinds.server_certificate("www-acme"), kinds.server_certificate("gone")),
        AnalyzerChange: (kinds.analyzer(), kinds.analyzer(name="gone")),
        AlternateContactChange: (kinds.contact(),),
        BucketChange: (kinds.bucket(), kinds.bucket("gone")),
        BucketPolicyChange: (
            kinds.bucket_policy(),
            kinds.bucket_policy(of="acme-bare"),
            kinds.bucket_policy(of="gone"),
        ),
        TrailChange: (kinds.trail(region="us-east-1", arn=SCENARIO_TRAIL), kinds.trail()),
        TrailLoggingChange: (kinds.logging(region="us-east-1", arn=SCENARIO_TRAIL), kinds.logging()),
        TopicChange: (kinds.topic(after=False), kinds.topic(arn=TOPIC_ARN.replace("rootward", "other"))),
        EventRuleChange: (kinds.rule(), kinds.rule(name="gone")),
    }
