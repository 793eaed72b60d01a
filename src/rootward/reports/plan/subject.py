"""What a change is about, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

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
from rootward.reports.names import last_part, safe

_CREDENTIALS = {
    "access-key": "Access key",
    "service-credential": "Service credential",
    "signing-certificate": "Signing certificate",
    "ssh-public-key": "SSH public key",
}

SUBJECTS: Mapping[type[Edit], Callable[[Any], str]] = {
    AccessKeyChange: lambda one: f"Access key {safe(one.key_id)} of {safe(one.user)}",
    AlternateContactChange: lambda _: "Security contact of the account",
    AnalyzerChange: lambda one: f"Analyzer {safe(one.name)} in {safe(one.region)}",
    AttachmentChange: lambda one: (
        f"Policy {safe(last_part(one.policy_arn))} on {one.holder.kind} {safe(one.holder.name)}"
    ),
    BucketChange: lambda one: f"Bucket {safe(one.name)} in {safe(one.region)}",
    BucketPolicyChange: lambda one: f"Policy of bucket {safe(one.bucket)}",
    EventRuleChange: lambda one: f"Event rule {safe(one.name)} in {safe(one.region)}",
    GroupChange: lambda one: f"Group {safe(one.name)}",
    InlinePolicyChange: lambda one: f"Inline policy {safe(one.name)} of {one.holder.kind} {safe(one.holder.name)}",
    LoginProfileChange: lambda one: f"Console password of {safe(one.user)}",
    MembershipChange: lambda one: f"User {safe(one.user)} in group {safe(one.group)}",
    PasswordPolicyChange: lambda _: "Password policy of the account",
    RoleChange: lambda one: f"Role {safe(one.name)}",
    RootCredentialChange: lambda one: f"{_CREDENTIALS[one.credential]} {safe(one.id)} of the root user",
    ServerCertificateChange: lambda one: f"Server certificate {safe(one.name)}",
    TopicChange: lambda one: f"Topic {safe(one.name)} in {safe(one.region)}",
    TrailChange: lambda one: f"Trail {safe(one.name)} in {safe(one.region)}",
    TrailLoggingChange: lambda one: f"Logging of trail {safe(one.name)}",
    UserChange: lambda one: f"User {safe(one.name)}",
    UserCredentialChange: lambda one: f"{_CREDENTIALS[one.credential]} {safe(one.id)} of {safe(one.user)}",
    VirtualDeviceChange: lambda one: f"Virtual MFA device {safe(last_part(one.serial))}",
}
"""Every kind of change."""


def subject(change: Change) -> str:
    """What the change is about, as `Access key KEY of ann`. Safe to show."""
    return SUBJECTS[type(change)](change)
