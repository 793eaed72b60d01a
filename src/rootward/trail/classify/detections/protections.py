"""What watches and what holds: trails, MFA delete, and the walls that somebody runs against."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import timedelta

from rootward.trail.classify.detections.choosing import burst, done_or_refused
from rootward.trail.classify.detections.need import Need, called
from rootward.trail.classify.detections.refusal import REFUSALS, is_refused
from rootward.trail.classify.detections.rule import Rule
from rootward.trail.classify.detections.who import is_human_root
from rootward.trail.record import Record


def _mfa_delete_off(record: Record) -> bool:
    """`"VersioningConfiguration": {"Status": "Enabled", "MfaDelete": "Disabled"}`; the API's own name is MFADelete."""
    configuration = record.request.get("VersioningConfiguration")
    return isinstance(configuration, Mapping) and any(
        member.lower() == "mfadelete" and value == "Disabled" for member, value in configuration.items()
    )


def _mfa_delete_off_by_root(record: Record) -> bool:
    """Who is not root and does it changes nothing, as Terraform does for each bucket: where it is on it is denied."""
    return _mfa_delete_off(record) and (record.failed or is_human_root(record))


def _denied_of_itself(record: Record) -> bool:
    """What a service tries for somebody, or by a role of its own, is not the somebody's doing."""
    return is_refused(record) and not record.identity.invoked_by and record.identity.type != "AWSService"


def _principal(record: Record) -> Hashable:
    return record.account, record.identity.principal


def _refused_call(record: Record) -> Hashable:
    """What was denied. An SDK that tries again, or an application that never stops, is denied one and the same thing.

    A denied call may show no request; then its message tells the resource, and before it who called, after it a code
    of which no two are alike.
    """
    denied = record.error_message.partition("not authorized to perform")[2].partition("Encoded authorization")[0]
    return record.source, record.name, repr(record.request), denied


RULES = (
    Rule(
        id="trail-stopped",
        severity="high",
        by_root="critical",
        refused="medium",
        title="A trail was stopped",
        fires="StopLogging, or for a Lake StopEventDataStoreIngestion, is called; what was denied counts apart.",
        source="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StopLogging.html",
        needs=(called("cloudtrail", "StopLogging", "StopEventDataStoreIngestion"),),
        chooses=done_or_refused(),
        did="stopped recording",
    ),
    Rule(
        id="trail-deleted",
        severity="high",
        by_root="critical",
        refused="medium",
        title="A trail was deleted",
        fires="DeleteTrail, or for a Lake DeleteEventDataStore, is called; what was denied counts apart.",
        source="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeleteTrail.html",
        needs=(called("cloudtrail", "DeleteTrail", "DeleteEventDataStore"),),
        chooses=done_or_refused(),
        did="deleted a trail",
    ),
    Rule(
        id="trail-changed",
        severity="medium",
        by_root="high",
        refused="medium",
        title="What a trail records was changed",
        fires="UpdateTrail, PutEventSelectors or UpdateEventDataStore is called; what was denied counts apart.",
        source="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-5",
        needs=(called("cloudtrail", "UpdateTrail", "PutEventSelectors", "UpdateEventDataStore"),),
        chooses=done_or_refused(),
        did="changed what a trail records",
    ),
    Rule(
        id="mfa-delete-disabled",
        severity="high",
        refused="medium",
        title="MFA delete of a bucket was switched off",
        fires="Root calls PutBucketVersioning with MfaDelete Disabled; where others do, what was denied counts, apart.",
        source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html",
        needs=(called("s3", "PutBucketVersioning"),),
        chooses=done_or_refused(_mfa_delete_off_by_root),
        did="switched MFA delete of a bucket off",
    ),
    Rule(
        id="access-denied-burst",
        severity="medium",
        by_root="high",
        title="Somebody runs against walls",
        fires="Ten different calls of one principal are denied in one account within 15 minutes; the same call tried "
        "again, and what a service calls for it, does not count.",
        source="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-2",
        needs=(Need(errors=REFUSALS),),
        chooses=burst(
            _denied_of_itself, least=10, within=timedelta(minutes=15), of=_principal, different=_refused_call
        ),
        did="was denied at least ten different calls in 15 minutes",
        on=lambda record: record.name,
    ),
)
