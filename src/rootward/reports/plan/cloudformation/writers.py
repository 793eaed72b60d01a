"""Each kind of change as CloudFormation resources.

The types: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rootward.model.change import (
    AnalyzerChange,
    AttachmentChange,
    BucketChange,
    BucketPolicyChange,
    Edit,
    EventRuleChange,
    GroupChange,
    InlinePolicyChange,
    MembershipChange,
    RoleChange,
    TopicChange,
    TrailChange,
    TrailLoggingChange,
    UserChange,
)
from rootward.reports.plan.as_code import mentions
from rootward.reports.plan.as_code.documents import parsed
from rootward.reports.plan.cloudformation.pen import Drawn, Pen, logical_id


def _path(path: str) -> str | None:
    return None if path == "/" else path


def _of(properties: dict[str, Any]) -> Callable[[str], dict[str, Any]]:
    return lambda _own: properties


def _user(change: UserChange, pen: Pen) -> Iterator[Drawn]:
    properties = {"UserName": change.name, "Path": _path(change.path), "ManagedPolicyArns": pen.attached}
    yield Drawn(type="AWS::IAM::User", name=logical_id("User", change.name), properties=_of(properties))


def _group(change: GroupChange, pen: Pen) -> Iterator[Drawn]:
    properties = {"GroupName": change.name, "Path": _path(change.path), "ManagedPolicyArns": pen.attached}
    yield Drawn(type="AWS::IAM::Group", name=logical_id("Group", change.name), properties=_of(properties))


def _role(change: RoleChange, pen: Pen) -> Iterator[Drawn]:
    properties = {
        "RoleName": change.name,
        "Path": _path(change.path),
        "Description": change.description or None,
        "AssumeRolePolicyDocument": parsed(change.trust_policy),
        "ManagedPolicyArns": pen.attached,
    }
    yield Drawn(type="AWS::IAM::Role", name=logical_id("Role", change.name), properties=_of(properties))


def _membership(change: MembershipChange, pen: Pen) -> Iterator[Drawn]:
    properties = {
        "GroupName": pen.name_of(mentions.group(change.group), change.group),
        "Users": [pen.name_of(mentions.user(change.user), change.user)],
    }
    name = logical_id("User", change.user, "In", change.group)
    yield Drawn(type="AWS::IAM::UserToGroupAddition", name=name, properties=_of(properties))


def _inline_policy(change: InlinePolicyChange, pen: Pen) -> Iterator[Drawn]:
    kind = change.holder.kind.capitalize()
    properties = {
        "PolicyName": change.name,
        f"{kind}Name": pen.name_of(mentions.holder(change), change.holder.name),
        "PolicyDocument": parsed(change.after or ""),
    }
    name = logical_id(kind, change.holder.name, "Policy", change.name)
    yield Drawn(type=f"AWS::IAM::{kind}Policy", name=name, properties=_of(properties))


def _analyzer(change: AnalyzerChange, _pen: Pen) -> Iterator[Drawn]:
    name = logical_id("Analyzer", change.name, change.region)
    properties = {"AnalyzerName": change.name, "Type": "ACCOUNT"}
    yield Drawn(type="AWS::AccessAnalyzer::Analyzer", name=name, properties=_of(properties))


def _bucket(change: BucketChange, _pen: Pen) -> Iterator[Drawn]:
    name = logical_id("Bucket", change.name)
    yield Drawn(type="AWS::S3::Bucket", name=name, properties=_of({"BucketName": change.name}), keeps=True)


def _bucket_policy(change: BucketPolicyChange, pen: Pen) -> Iterator[Drawn]:
    properties = {
        "Bucket": pen.name_of(mentions.bucket(change.bucket), change.bucket),
        "PolicyDocument": parsed(change.after or ""),
    }
    name = logical_id("Bucket", change.bucket, "Policy")
    yield Drawn(type="AWS::S3::BucketPolicy", name=name, properties=_of(properties))


def _trail(change: TrailChange, pen: Pen) -> Iterator[Drawn]:
    settings = change.after
    if settings is None:
        return
    properties = {
        "TrailName": change.name,
        "S3BucketName": pen.name_of(mentions.bucket(change.bucket), change.bucket),
        "IsLogging": pen.logs,
        "IsMultiRegionTrail": settings.multi_region,
        "IncludeGlobalServiceEvents": settings.global_services,
        "EnableLogFileValidation": settings.validates_files,
    }
    yield Drawn(type="AWS::CloudTrail::Trail", name=logical_id("Trail", change.name), properties=_of(properties))


def _topic(change: TopicChange, _pen: Pen) -> Iterator[Drawn]:
    name = logical_id("Topic", change.name, change.region)
    properties = {"TopicName": change.name, "Subscription": [{"Protocol": "email", "Endpoint": change.email}]}
    yield Drawn(type="AWS::SNS::Topic", name=name, properties=_of(properties))
    document = parsed(change.policy)
    yield Drawn(
        type="AWS::SNS::TopicPolicy",
        name=f"{name}Policy",
        properties=lambda own: {"Topics": [{"Ref": own}], "PolicyDocument": document},
    )


def _rule(change: EventRuleChange, pen: Pen) -> Iterator[Drawn]:
    settings = change.after
    if settings is None:
        return
    targets = [
        {
            "Id": one.id,
            "Arn": pen.name_of(mentions.topic(one.arn), one.arn),
            **({"RoleArn": pen.arn_of(mentions.role(one.role), one.role)} if one.role else {}),
        }
        for one in settings.targets
    ]
    properties = {
        "Name": change.name,
        "Description": change.description or None,
        "EventPattern": parsed(settings.pattern),
        "State": settings.state,
        "Targets": targets,
    }
    name = logical_id("Rule", change.name, change.region)
    yield Drawn(type="AWS::Events::Rule", name=name, properties=_of(properties))


WRITERS: Mapping[type[Edit], Callable[[Any, Pen], Iterator[Drawn]]] = {
    AnalyzerChange: _analyzer,
    BucketChange: _bucket,
    BucketPolicyChange: _bucket_policy,
    EventRuleChange: _rule,
    GroupChange: _group,
    InlinePolicyChange: _inline_policy,
    MembershipChange: _membership,
    RoleChange: _role,
    TopicChange: _topic,
    TrailChange: _trail,
    UserChange: _user,
}
"""By the kind of change."""

JOINING = (AttachmentChange, TrailLoggingChange)
"""Kinds of change that are parts of the resource that another step makes."""
