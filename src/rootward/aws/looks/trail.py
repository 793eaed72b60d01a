"""What a trail covers, whether it records, and what somebody else had it do besides."""

from __future__ import annotations

from collections.abc import Iterator

from rootward.aws.call import Call
from rootward.aws.looks.look import Look, unless_gone
from rootward.aws.readers.trails import GET_STATUS
from rootward.aws.reading import Answer, Reading
from rootward.model.change import Missing, TrailChange, TrailLoggingChange, TrailSettings

GET_TRAIL = Call("cloudtrail", "GetTrail")
_GONE = "TrailNotFound"


def read_trail(reading: Reading, change: TrailChange) -> TrailSettings | None:
    """Its settings; None where there is no such trail.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrail.html
    """
    answer = unless_gone(lambda: reading.read(GET_TRAIL, change.region, Name=change.arn), None, _GONE)
    if answer is None:
        return None
    trail = answer["Trail"]
    return TrailSettings(
        bool(trail.get("IsMultiRegionTrail")),
        bool(trail.get("LogFileValidationEnabled")),
        bool(trail.get("IncludeGlobalServiceEvents", True)),
    )


def read_objection(reading: Reading, change: TrailChange) -> str | None:
    """Why a trail that a run made must not be taken away: it does more by now than the run told it to.

    No undo could give that back. Raises UnreadError and CredentialsError.
    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Trail.html
    """
    answer = unless_gone(lambda: reading.read(GET_TRAIL, change.region, Name=change.arn), None, _GONE)
    added = () if answer is None else tuple(_added(answer["Trail"], change.bucket))
    if not added:
        return None
    return f"somebody had trail {change.name} do more since: it {', '.join(added)}; take that from it first, or keep it"


def _added(trail: Answer, bucket: str) -> Iterator[str]:
    if (found := trail.get("S3BucketName", "")) != bucket or trail.get("S3KeyPrefix"):
        yield f"delivers to {'/'.join(each for each in (found, trail.get('S3KeyPrefix')) if each)}"
    if trail.get("CloudWatchLogsLogGroupArn"):
        yield f"writes to log group {trail['CloudWatchLogsLogGroupArn'].split(':')[6]}"
    if trail.get("SnsTopicARN"):
        yield f"tells {trail['SnsTopicARN']}"
    if trail.get("KmsKeyId"):
        yield "encrypts with a KMS key"
    if trail.get("HasCustomEventSelectors"):
        yield "has event selectors of its own"
    if trail.get("HasInsightSelectors"):
        yield "has Insights"


def read_logging(reading: Reading, change: TrailLoggingChange) -> bool | Missing:
    """Whether it records.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
    """
    answer = unless_gone(lambda: reading.read(GET_STATUS, change.region, Name=change.arn), None, _GONE)
    return Missing(change.arn) if answer is None else bool(answer["IsLogging"])


LOOK = Look(
    calls=dict.fromkeys(("cloudtrail:CreateTrail", "cloudtrail:UpdateTrail", "cloudtrail:DeleteTrail"), (GET_TRAIL,)),
    read=read_trail,
)

LOGGING_LOOK = Look(
    calls=dict.fromkeys(("cloudtrail:StartLogging", "cloudtrail:StopLogging"), (GET_STATUS,)), read=read_logging
)
