"""Kinds of events that somebody should hear of: samples to try monitoring on, and the pattern that catches them.

Patterns are EventBridge's, for the `detail` of an event, which is CloudTrail's record:
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from rootward.checks.root_use import sample_events
from rootward.checks.root_use.audience import Sample


class Kind(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One kind of events. `at_once`: a single one must be enough to set off an alarm."""

    subject: str
    """As `sign-in without MFA`."""
    sample: Sample
    detail: Mapping[str, Any]
    """What every event of the kind has, and no other one."""
    at_once: bool = True


ROOT_USE = Kind(
    subject="root use",
    sample=sample_events.root_use,
    # What AWS does by itself, or for another service, is not root's use; nor is the session that a management account
    # opens by sts:AssumeRoot for one task: its call is recorded there. Of that the value tells, and not the field.
    # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-track-privileged-tasks.html
    # A failed sign-in as root is recorded as root's too. It takes root's address and no password, so whoever knows that
    # could send mails until AWS suspends the subscription: it is a failed sign-in (`FAILED_SIGN_IN`), and no root use.
    # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
    detail={
        "userIdentity": {
            "type": ["Root"],
            "invokedBy": [{"exists": False}],
            "sessionContext": {"assumedRoot": [{"exists": False}, {"anything-but": ["true"]}]},
        },
        "eventType": [{"anything-but": ["AwsServiceEvent"]}],
        "responseElements": {"ConsoleLogin": [{"exists": False}, {"anything-but": ["Failure"]}]},
    },
)

SIGN_IN_WITHOUT_MFA = Kind(
    subject="sign-in without MFA",
    sample=sample_events.sign_in_without_mfa,
    # AWS writes "Yes" in some records and "YES" in others.
    detail={
        "eventName": ["ConsoleLogin"],
        "userIdentity": {"type": ["IAMUser"]},
        "additionalEventData": {"MFAUsed": [{"anything-but": ["Yes", "YES"]}]},
        "responseElements": {"ConsoleLogin": ["Success"]},
    },
)

FAILED_SIGN_IN = Kind(
    subject="failed sign-in",
    sample=sample_events.failed_sign_in,
    detail={"eventName": ["ConsoleLogin"], "responseElements": {"ConsoleLogin": ["Failure"]}},
    at_once=False,
)


def _calls(service: str, names: tuple[str, ...]) -> dict[str, list[str]]:
    return {"eventSource": [f"{service}.amazonaws.com"], "eventName": list(names)}


IAM_POLICY_CHANGE = Kind(
    subject="change of an IAM policy",
    sample=sample_events.iam_policy_changes,
    detail=_calls("iam", sample_events.IAM_POLICY_CHANGES),
)

CLOUDTRAIL_CHANGE = Kind(
    subject="change of a CloudTrail trail",
    sample=sample_events.cloudtrail_changes,
    detail=_calls("cloudtrail", sample_events.CLOUDTRAIL_CHANGES),
)

ORGANIZATION_CHANGE = Kind(
    subject="change in the organisation",
    sample=sample_events.organizations_changes,
    detail=_calls("organizations", sample_events.ORGANIZATIONS_CHANGES),
)
"""Comes up in the organisation's management account alone."""
