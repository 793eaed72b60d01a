"""Plans with every kind of change, to be written as code."""

from __future__ import annotations

from typing import Any

import msgspec

from rootward.model.baseline import Contact
from rootward.model.change import (
    AlternateContactChange,
    AnalyzerChange,
    AttachmentChange,
    BucketChange,
    BucketPolicyChange,
    Change,
    EventRuleChange,
    GroupChange,
    IdentityRef,
    InlinePolicyChange,
    LoginProfileChange,
    MembershipChange,
    RoleChange,
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
from rootward.model.monitoring import RuleTarget
from rootward.model.plan import Plan, Step
from tests.checks.facts import ACCOUNT, allow, arn, policy, trust
from tests.reports.plan.plans import (
    FULL,
    STRICT,
    WEAK,
    attachment,
    group,
    inline,
    key,
    member,
    password_change,
    plan,
)

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
OWN_DEVICE = policy(
    allow("iam:EnableMFADevice", "arn:aws:iam::*:user/${aws:username}"),
    {
        "Effect": "Deny",
        "NotAction": "iam:EnableMFADevice",
        "Resource": "*",
        "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
    },
)
"""A document with a variable of IAM's, which Terraform would take for a template of its own."""

LOGS = "acme-trail-logs"
BUCKET = f"arn:aws:s3:::{LOGS}"
DELIVERY = policy(
    {
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": "s3:GetBucketAcl",
        "Resource": BUCKET,
    },
    {
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"{BUCKET}/AWSLogs/{ACCOUNT}/*",
        "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}},
    },
)
PATTERN = '{"detail-type":["AWS Console Sign In via CloudTrail"],"detail":{"userIdentity":{"type":["Root"]}}}'


def regional(service: str, rest: str, region: str) -> str:
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{rest}"


def person(name: str, *, after: bool = True, path: str = "/") -> UserChange:
    return UserChange(name=name, arn=arn("user", name), path=path, before=not after, after=after)


def role(name: str, trusted: Any, *, after: bool = True) -> RoleChange:
    return RoleChange(
        name=name,
        arn=arn("role", name),
        trust_policy=trust(trusted),
        description="Opens cases with AWS Support",
        before=not after,
        after=after,
    )


def password(name: str, *, after: bool = True) -> LoginProfileChange:
    return LoginProfileChange(user=name, user_arn=arn("user", name), before=not after, after=after)


def analyzer(region: str, *, after: bool = True) -> AnalyzerChange:
    return AnalyzerChange(
        name="rootward",
        arn=regional("access-analyzer", "analyzer/rootward", region),
        region=region,
        before=not after,
        after=after,
    )


def contact(*, after: bool = True) -> AlternateContactChange:
    return AlternateContactChange(
        account=ACCOUNT,
        contact=Contact(name="Zoë Ops", title="Security", email="security@example.com", phone="+1 555 0100"),
        before=not after,
        after=after,
    )


def bucket(region: str = "us-east-1") -> BucketChange:
    return BucketChange(name=LOGS, arn=BUCKET, region=region)


def bucket_policy(before: str | None = None, after: str | None = DELIVERY) -> BucketPolicyChange:
    return BucketPolicyChange(bucket=LOGS, arn=BUCKET, region="us-east-1", before=before, after=after)


WHOLE = TrailSettings()
TRAIL = regional("cloudtrail", "trail/rootward", "us-east-1")


def trail(before: TrailSettings | None = None, after: TrailSettings | None = WHOLE, **fields: Any) -> TrailChange:
    made = {"name": "rootward", "arn": TRAIL, "region": "us-east-1", "bucket": LOGS}
    return TrailChange(**{**made, **fields}, before=before, after=after)


def logging(*, after: bool = True) -> TrailLoggingChange:
    return TrailLoggingChange(name="rootward", arn=TRAIL, region="us-east-1", before=not after, after=after)


def topic(region: str, *, after: bool = True) -> TopicChange:
    own = regional("sns", "rootward-root", region)
    may = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": own,
    }
    return TopicChange(
        name="rootward-root",
        arn=own,
        region=region,
        policy=policy(may),
        email="security@example.com",
        before=not after,
        after=after,
    )


def rule(region: str, before: RuleSettings | None = None, *targets: RuleTarget, after: bool = True) -> EventRuleChange:
    settings = RuleSettings(
        pattern=PATTERN,
        state="ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
        targets=targets or (RuleTarget(id="topic", arn=regional("sns", "rootward-root", region)),),
    )
    return EventRuleChange(
        name="rootward-root",
        arn=regional("events", "rule/rootward-root", region),
        region=region,
        description="Tells when root signs in",
        before=before,
        after=settings if after else None,
    )


def credential(after: str = "Inactive") -> UserCredentialChange:
    return UserCredentialChange(
        credential="ssh-public-key",
        user="ann",
        user_arn=arn("user", "ann"),
        id="ssh-of-ann",
        before="Inactive" if after == "Active" else "Active",
        after=after,  # type: ignore[arg-type]
    )


def device() -> VirtualDeviceChange:
    return VirtualDeviceChange(serial=arn("mfa", "unassigned"), before=True, after=False)


def certificate() -> ServerCertificateChange:
    return ServerCertificateChange(name="old", arn=arn("server-certificate", "old"), before=True, after=False)


def planned(*stages: tuple[Change, ...] | list[Change]) -> Plan:
    """A plan of these changes, stage by stage."""
    steps: list[Step] = []
    for stage, changes in enumerate(stages, start=1):
        for change in changes:
            steps.append(Step(number=len(steps) + 1, stage=stage, change=change, risk=change.risk))
    return plan(*steps)


def binding(user: str, of: str) -> MembershipChange:
    return msgspec.structs.replace(member(user, of), needs_mfa=True)


GUARD = inline("group", "mfa-enforced", None, OWN_DEVICE, "require-mfa")

FOUNDING = planned(
    [
        person("bob", path="/staff/"),
        group("admins"),
        group("mfa-enforced"),
        role("support", {"AWS": arn("user", "ann")}),
    ],
    [
        attachment("group", "admins", ADMINISTRATOR),
        attachment("role", "support", "arn:aws:iam::aws:policy/AWSSupportAccess"),
        attachment("group", "readers"),
        GUARD,
    ],
    [member("bob", "admins"), member("ann", "readers")],
)
"""An administrator, a role for support, and a group that demands MFA."""

MONITORING = planned(
    [bucket(), topic("us-east-1"), topic("eu-west-1"), analyzer("us-east-1"), analyzer("eu-west-1"), contact()],
    [bucket_policy(), rule("us-east-1"), rule("eu-west-1")],
    [trail()],
    [logging()],
)
"""A trail, and alarms and analyzers in two regions."""

BOTH = planned(
    [step.change for step in (*FOUNDING.steps, *MONITORING.steps) if step.stage == 1],
    [step.change for step in (*FOUNDING.steps, *MONITORING.steps) if step.stage == 2],
    [step.change for step in (*FOUNDING.steps, *MONITORING.steps) if step.stage == 3],
    [step.change for step in (*FOUNDING.steps, *MONITORING.steps) if step.stage == 4],
)

ENABLED = RuleSettings(pattern=PATTERN, state="ENABLED", targets=())

TAKING: tuple[Change, ...] = (
    password_change(STRICT, None),
    key("robot", "Inactive", None),
    group("gone", after=False),
    member("ann", "gone", after=False),
    attachment("user", "ann", after=False),
    inline("user", "ann", "{}", None),
    person("gone", after=False),
    role("gone", "*", after=False),
    password("gone", after=False),
    analyzer("us-east-1", after=False),
    contact(after=False),
    bucket_policy(DELIVERY, None),
    trail(TrailSettings(), None),
    logging(after=False),
    topic("us-east-1", after=False),
    rule("us-east-1", ENABLED, after=False),
    device(),
    certificate(),
)
"""What takes away: no tool does it for what it does not manage."""

REPLACING: tuple[Change, ...] = (
    password_change(WEAK, STRICT),
    inline("user", "ann", policy(allow("s3:*")), policy(allow("s3:GetObject"))),
    bucket_policy(policy(allow("s3:*", BUCKET)), DELIVERY),
    trail(TrailSettings(multi_region=False), TrailSettings(), bucket=""),
    rule("us-east-1", ENABLED),
)
"""What becomes another."""

SWITCHING: tuple[Change, ...] = (key("robot", "Active", "Inactive"), key("robot", "Inactive", "Active"), credential())


def hostile(name: str) -> Plan:
    """A plan in which every name is this one, and all that is code can be."""
    ref = IdentityRef("group", name, arn("group", name))
    own = regional("sns", name, name)
    settings = RuleSettings(pattern=policy({name: [name]}), state="ENABLED", targets=(RuleTarget(id=name, arn=own),))
    document = policy(
        {"Sid": name, "Effect": "Allow", "Action": name, "Resource": name, "Condition": {name: {name: name}}}
    )
    changes: list[Change] = [
        GroupChange(name=name, arn=arn("group", name), path=f"/{name}/", before=False, after=True),
        UserChange(name=name, arn=arn("user", name), path=name, before=False, after=True),
        RoleChange(name=name, arn=arn("role", name), trust_policy=document, description=name, before=False, after=True),
        BucketChange(name=name, arn=f"arn:aws:s3:::{name}", region=name),
        TopicChange(name=name, arn=own, region=name, policy=document, email=name, before=False, after=True),
        AnalyzerChange(name=name, arn=own, region=name, before=False, after=True),
        AlternateContactChange(
            account=name,
            contact=Contact(name=name, title=name, email=name, phone=name),
            before=False,
            after=True,
        ),
    ]
    later: list[Change] = [
        AttachmentChange(holder=ref, policy_arn=f"arn:aws:iam::aws:policy/{name}", before=False, after=True),
        InlinePolicyChange(holder=ref, name=name, before=None, after=document),
        BucketPolicyChange(bucket=name, arn=f"arn:aws:s3:::{name}", region=name, before=None, after=document),
        EventRuleChange(name=name, arn=name, region=name, description=name, before=None, after=settings),
    ]
    last: list[Change] = [
        TrailChange(name=name, arn=name, region=name, bucket=name, before=None, after=TrailSettings()),
        member(name, name),
    ]
    made = planned(changes, later, last)
    return msgspec.structs.replace(
        made,
        digest=name,
        undoes=name,
        account=msgspec.structs.replace(made.account, id=name, alias=name, caller=name, endpoint=name),
        guided=FULL.guided,
        withheld=tuple(msgspec.structs.replace(one, reason=name) for one in FULL.withheld),
    )
