"""Whether managed policies are there at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rootward.aws.crew import Crew
from rootward.aws.failure import UnreadError
from rootward.aws.looks.holder import NO_SUCH_ENTITY
from rootward.aws.readers.identities import GET_POLICY
from rootward.aws.reading import Reading
from rootward.aws.session import PARALLEL_CALLS

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession

_SECONDS = 60.0


def missing_policies(session: AwsSession, arns: Iterable[str]) -> tuple[str, ...]:
    """Those of the policies that AWS does not know, in their order; one that may not be read is not said to be missing.

    Raises CredentialsError.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html
    """
    asked = list(dict.fromkeys(arns))
    with Crew(PARALLEL_CALLS, "rootward-look") as crew:
        reading = Reading(session, crew, deadline_seconds=_SECONDS)
        found = reading.side_by_side(lambda arn: _is_missing(reading, arn), asked)
    return tuple(arn for arn, is_missing in zip(asked, found, strict=True) if is_missing)


def _is_missing(reading: Reading, arn: str) -> bool:
    try:
        reading.read(GET_POLICY, PolicyArn=arn)
    except UnreadError as error:
        return error.code == NO_SUCH_ENTITY
    return False
