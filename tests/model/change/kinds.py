"""Literal changes of the kinds that have many fields: a test says what differs.

`user("ann")` makes ann; `user("ann", after=False)` deletes ann. All are of account 123456789012 in eu-west-1.
"""

from __future__ import annotations

from typing import Any

from rootward.model.baseline import Contact
from rootward.model.change import (
    AlternateContactChange,
    AnalyzerChange,
    BucketChange,
    BucketPolicyChange,
    Change,
    EventRuleChange,
    LoginProfileChange,
    PasswordPolicyChange,
    RoleChange,
    RootCredentialChange,
    RuleSettings,
    ServerCertificateChange,
    TopicChange,
    TrailChange,
    TrailLoggingChange,
    TrailSettings,
    UserChange,
    UserCredentialChange,
    VirtualDeviceChange,
)
from rootward.model.credential import PasswordPolicy
from rootward.model.monitoring import RuleTarget
from tests.checks.facts import ACCOUNT, ROOT, allow, arn, policy, trust

EU, US = "eu-west-1", "us-east-1"

TRUST = trust({"Service": "events.amazonaws.com"})
CONTACT = Contact(name="Ann Lee", title="Head of security", email="security@acme.example", phone="+44 20 7946 0000")
BUCKET = f"rootward-trail-{ACCOUNT}"
BUCKET_ARN = f"arn:aws:s3:::{BUCKET}"
BUCKET_POLICY = policy(
    {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:PutObject", "Resource": "*"}
)
TRAIL_ARN = f"arn:aws:cloudtrail:{EU}:{ACCOUNT}:trail/rootward"
TOPIC_ARN = f"arn:aws:sns:{EU}:{ACCOUNT}:rootward-alarm"
TOPIC_POLICY = policy(allow("sns:Publish", TOPIC_ARN, Principal={"Service": "events.amazonaws.com"}))
EMAIL = "alarm@acme.example"
PATTERN = '{"detail": {"userIdentity": {"type": ["Root"]}}}'
TARGET = RuleTarget(id="topic", arn=TOPIC_ARN)
BUS_TARGET = RuleTarget(id="bus", arn=f"arn:aws:events:{EU}:{ACCOUNT}:event-bus/default", role=arn("role", "to-bus"))
COVERS_ALL = TrailSettings()
SETTINGS = RuleSettings(pattern=PATTERN, state="ENABLED", targets=(TARGET,))


def user(name: str, *, after: bool = True, **fields: Any) -> UserChange:
    """A user made, or deleted."""
    return UserChange(**{"name": name, "arn": arn("user", name), "before": not after, "after": after, **fields})


def role(name: str, *, after: bool = True, **fields: Any) -> RoleChange:
    """A role made, or deleted."""
    made = {"name": name, "arn": arn("role", name), "trust_policy": TRUST, "before": not after, "after": after}
    return RoleChange(**{**made, **fields})


def login(name: str, *, after: bool = True, **fields: Any) -> LoginProfileChange:
    """A console password given, or taken away."""
    made = {"user": name, "user_arn": arn("user", name), "before": not after, "after": after}
    return LoginProfileChange(**{**made, **fields})


def credential(kind: str, *, after: str = "Inactive", **fields: Any) -> UserCredentialChange:
    """A credential of ann's switched off, or on."""
    before = "Active" if after == "Inactive" else "Inactive"
    made = {"user": "ann", "user_arn": arn("user", "ann"), "id": f"{kind}-1", "before": before, "after": after}
    return UserCredentialChange(**{"credential": kind, **made, **fields})


def of_root(kind: str = "access-key", *, after: str | None = "Inactive", **fields: Any) -> RootCredentialChange:
    """A key or a certificate of root switched off, or on; `after` None: deleted, once it is off."""
    before = "Active" if after == "Inactive" else "Inactive"
    made = {"credential": kind, "root_arn": ROOT, "id": f"root-{kind}-1", "before": before, "after": after}
    return RootCredentialChange(**{**made, **fields})


def device(name: str = "spare") -> VirtualDeviceChange:
    """A device that belongs to nobody, deleted."""
    return VirtualDeviceChange(serial=arn("mfa", name))


def server_certificate(name: str = "shop") -> ServerCertificateChange:
    """A certificate deleted."""
    return ServerCertificateChange(name=name, arn=arn("server-certificate", name))


def analyzer(*, after: bool = True, name: str = "rootward", region: str = EU) -> AnalyzerChange:
    """An analyzer made, or deleted."""
    whole = f"arn:aws:access-analyzer:{region}:{ACCOUNT}:analyzer/{name}"
    return AnalyzerChange(name=name, arn=whole, region=region, before=not after, after=after)


def contact(*, after: bool = True, whom: Contact = CONTACT) -> AlternateContactChange:
    """A security contact named, or taken away."""
    return AlternateContactChange(account=ACCOUNT, contact=whom, before=not after, after=after)


def bucket(name: str = BUCKET, *, region: str = EU) -> BucketChange:
    """A bucket made."""
    return BucketChange(name=name, arn=f"arn:aws:s3:::{name}", region=region)


def bucket_policy(
    before: str | None = None, after: str | None = BUCKET_POLICY, *, of: str = BUCKET
) -> BucketPolicyChange:
    """A bucket's policy written; `after` None: taken away."""
    return BucketPolicyChange(bucket=of, arn=f"arn:aws:s3:::{of}", region=EU, before=before, after=after)


def trail(before: TrailSettings | None = None, after: TrailSettings | None = COVERS_ALL, **fields: Any) -> TrailChange:
    """A trail made; with a `before`: changed, and with `after` None: deleted."""
    made = {"name": "rootward", "arn": TRAIL_ARN, "region": EU, "bucket": BUCKET, "before": before, "after": after}
    return TrailChange(**{**made, **fields})


def logging(*, after: bool = True, **fields: Any) -> TrailLoggingChange:
    """A trail's logging started, or stopped."""
    made = {"name": "rootward", "arn": TRAIL_ARN, "region": EU, "before": not after, "after": after}
    return TrailLoggingChange(**{**made, **fields})


def topic(*, after: bool = True, **fields: Any) -> TopicChange:
    """A topic made, or deleted."""
    made = {"name": "rootward-alarm", "arn": TOPIC_ARN, "region": EU, "policy": TOPIC_POLICY, "email": EMAIL}
    return TopicChange(**{**made, "before": not after, "after": after, **fields})


def rule(
    before: RuleSettings | None = None,
    after: RuleSettings | None = SETTINGS,
    *,
    name: str = "rootward-root-used",
    region: str = EU,
    **fields: Any,
) -> EventRuleChange:
    """A rule made; with a `before`: changed, and with `after` None: deleted."""
    whole = f"arn:aws:events:{region}:{ACCOUNT}:rule/{name}"
    return EventRuleChange(name=name, arn=whole, region=region, before=before, after=after, **fields)


OF_THE_ACCOUNT: tuple[Change, ...] = (
    PasswordPolicyChange(account=ACCOUNT, before=None, after=PasswordPolicy(hard_expiry=True)),
    device(),
    server_certificate(),
    *(made(after=after) for made in (analyzer, contact, logging, topic) for after in (True, False)),
    bucket(),
    bucket_policy(),
    bucket_policy(BUCKET_POLICY, None),
    trail(),
    trail(COVERS_ALL, None),
    rule(),
    rule(SETTINGS, None),
)
"""Changes of every kind that gives nobody power and takes none, there and back."""
