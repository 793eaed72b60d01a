"""Each kind of change as resources of the provider hashicorp/aws.

The pages of the resources: https://registry.terraform.io/providers/hashicorp/aws/latest/docs
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rootward.model.change import (
    AlternateContactChange,
    AnalyzerChange,
    AttachmentChange,
    BucketChange,
    BucketPolicyChange,
    Edit,
    EventRuleChange,
    GroupChange,
    InlinePolicyChange,
    MembershipChange,
    PasswordPolicyChange,
    RoleChange,
    TopicChange,
    TrailChange,
    UserChange,
)
from rootward.reports.names import last_part
from rootward.reports.plan.as_code import mentions
from rootward.reports.plan.as_code.documents import parsed
from rootward.reports.plan.terraform.hcl import Encoded
from rootward.reports.plan.terraform.pen import Drawn, Pen


def _path(path: str) -> str | None:
    return None if path == "/" else path


def _password_policy(change: PasswordPolicyChange, _pen: Pen) -> Iterator[Drawn]:
    policy = change.after
    if policy is None:
        return
    yield Drawn(
        kind="aws_iam_account_password_policy",
        label="account",
        fields={
            "minimum_password_length": policy.minimum_length,
            "require_lowercase_characters": policy.require_lowercase,
            "require_uppercase_characters": policy.require_uppercase,
            "require_numbers": policy.require_numbers,
            "require_symbols": policy.require_symbols,
            "allow_users_to_change_password": policy.allow_users_to_change,
            "hard_expiry": policy.hard_expiry,
            "max_password_age": policy.max_age_days or None,
            "password_reuse_prevention": policy.reuse_prevention or None,
        },
        imported=None if change.before is None else "iam-account-password-policy",
    )


def _user(change: UserChange, _pen: Pen) -> Iterator[Drawn]:
    yield Drawn(kind="aws_iam_user", label=change.name, fields={"name": change.name, "path": _path(change.path)})


def _group(change: GroupChange, _pen: Pen) -> Iterator[Drawn]:
    yield Drawn(kind="aws_iam_group", label=change.name, fields={"name": change.name, "path": _path(change.path)})


def _role(change: RoleChange, _pen: Pen) -> Iterator[Drawn]:
    yield Drawn(
        kind="aws_iam_role",
        label=change.name,
        fields={
            "name": change.name,
            "path": _path(change.path),
            "description": change.description or None,
            "assume_role_policy": Encoded(parsed(change.trust_policy)),
        },
    )


def _membership(change: MembershipChange, pen: Pen) -> Iterator[Drawn]:
    # The one resource that leaves a user's other groups, and a group's other members, alone.
    yield Drawn(
        kind="aws_iam_user_group_membership",
        label=f"{change.user}_in_{change.group}",
        fields={
            "user": pen.name_of(mentions.user(change.user), change.user),
            "groups": [pen.name_of(mentions.group(change.group), change.group)],
        },
    )


def _attachment(change: AttachmentChange, pen: Pen) -> Iterator[Drawn]:
    kind = change.holder.kind
    yield Drawn(
        kind=f"aws_iam_{kind}_policy_attachment",
        label=f"{change.holder.name}_{last_part(change.policy_arn)}",
        fields={kind: pen.name_of(mentions.holder(change), change.holder.name), "policy_arn": change.policy_arn},
    )


def _inline_policy(change: InlinePolicyChange, pen: Pen) -> Iterator[Drawn]:
    kind, name = change.holder.kind, change.holder.name
    yield Drawn(
        kind=f"aws_iam_{kind}_policy",
        label=f"{name}_{change.name}",
        fields={
            "name": change.name,
            kind: pen.name_of(mentions.holder(change), name),
            "policy": Encoded(parsed(change.after or "")),
        },
        imported=None if change.before is None else f"{name}:{change.name}",
    )


def _analyzer(change: AnalyzerChange, _pen: Pen) -> Iterator[Drawn]:
    yield Drawn(
        kind="aws_accessanalyzer_analyzer",
        label=f"{change.name}_{change.region}",
        fields={"analyzer_name": change.name, "type": "ACCOUNT"},
    )


def _contact(change: AlternateContactChange, _pen: Pen) -> Iterator[Drawn]:
    yield Drawn(
        kind="aws_account_alternate_contact",
        label="security",
        fields={
            "alternate_contact_type": "SECURITY",
            "name": change.contact.name,
            "title": change.contact.title,
            "email_address": change.contact.email,
            "phone_number": change.contact.phone,
        },
    )


def _bucket(change: BucketChange, _pen: Pen) -> Iterator[Drawn]:
    yield Drawn(kind="aws_s3_bucket", label=change.name, fields={"bucket": change.name})


def _bucket_policy(change: BucketPolicyChange, pen: Pen) -> Iterator[Drawn]:
    yield Drawn(
        kind="aws_s3_bucket_policy",
        label=change.bucket,
        fields={
            "bucket": pen.name_of(mentions.bucket(change.bucket), change.bucket, "id"),
            "policy": Encoded(parsed(change.after or "")),
        },
        imported=None if change.before is None else change.bucket,
    )


def _trail(change: TrailChange, pen: Pen) -> Iterator[Drawn]:
    settings = change.after
    if settings is None:
        return
    yield Drawn(
        kind="aws_cloudtrail",
        label=change.name,
        fields={
            "name": change.name,
            "s3_bucket_name": pen.name_of(mentions.bucket(change.bucket), change.bucket, "id"),
            "is_multi_region_trail": settings.multi_region,
            "include_global_service_events": settings.global_services,
            "enable_log_file_validation": settings.validates_files,
            "enable_logging": pen.logs(change),
        },
    )


def _topic(change: TopicChange, _pen: Pen) -> Iterator[Drawn]:
    label = f"{change.name}_{change.region}"
    yield Drawn(
        kind="aws_sns_topic", label=label, fields={"name": change.name, "policy": Encoded(parsed(change.policy))}
    )
    yield Drawn(
        kind="aws_sns_topic_subscription",
        fields={"protocol": "email", "endpoint": change.email},
        first=("topic_arn", "arn"),
    )


def _rule(change: EventRuleChange, pen: Pen) -> Iterator[Drawn]:
    settings = change.after
    if settings is None:
        return
    yield Drawn(
        kind="aws_cloudwatch_event_rule",
        label=f"{change.name}_{change.region}",
        fields={
            "name": change.name,
            "description": change.description or None,
            "event_pattern": Encoded(parsed(settings.pattern)),
            "state": settings.state,
        },
    )
    for target in settings.targets:
        yield Drawn(
            kind="aws_cloudwatch_event_target",
            fields={
                "target_id": target.id,
                "arn": pen.name_of(mentions.topic(target.arn), target.arn, "arn"),
                "role_arn": pen.name_of(mentions.role(target.role), target.role, "arn") if target.role else None,
            },
            first=("rule", "name"),
        )


WRITERS: Mapping[type[Edit], Callable[[Any, Pen], Iterator[Drawn]]] = {
    AlternateContactChange: _contact,
    AnalyzerChange: _analyzer,
    AttachmentChange: _attachment,
    BucketChange: _bucket,
    BucketPolicyChange: _bucket_policy,
    EventRuleChange: _rule,
    GroupChange: _group,
    InlinePolicyChange: _inline_policy,
    MembershipChange: _membership,
    PasswordPolicyChange: _password_policy,
    RoleChange: _role,
    TopicChange: _topic,
    TrailChange: _trail,
    UserChange: _user,
}
"""By the kind of change, which never matters for a change that takes something away."""
