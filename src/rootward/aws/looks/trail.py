"""What a trail covers, and whether it records."""

from __future__ import annotations

from rootward.aws.call import Call
from rootward.aws.looks.look import Look, unless_gone
from rootward.aws.readers.trails import GET_STATUS
from rootward.aws.reading import Reading
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
