"""The policy by which AWS itself quarantines a user whose key leaked: the newest that the account's partition has.

https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV4.html
https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from rootward.aws.crew import Crew
from rootward.aws.failure import UnreadError
from rootward.aws.looks.holder import NO_SUCH_ENTITY
from rootward.aws.readers.identities import GET_POLICY, GET_VERSION
from rootward.aws.reading import Reading
from rootward.engine.revoking import QUARANTINE, Quarantine
from rootward.model.unknown import Unknown

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession

READS = (GET_POLICY, GET_VERSION)

_NAMES = (f"{QUARANTINE}V4", f"{QUARANTINE}V3", f"{QUARANTINE}V2")
"""The newest first."""

_SECONDS = 30.0


def read_quarantine(session: AwsSession) -> Quarantine | Unknown:
    """The policy with what it says; Unknown where none of them is there, or it could not be read.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html
    Raises CredentialsError.
    """
    with Crew(1, "rootward-look") as crew:
        reading = Reading(session, crew, deadline_seconds=_SECONDS)
        for name in _NAMES:
            arn = f"arn:{session.identity.partition}:iam::aws:policy/{name}"
            try:
                return _read(reading, arn)
            except UnreadError as error:
                if error.code != NO_SUCH_ENTITY:
                    fact = error.fact
                    return fact if isinstance(fact, Unknown) else Unknown("denied", GET_POLICY.action, fact.detail)
    return Unknown("failed", GET_POLICY.action, f"this partition has no {QUARANTINE} policy")


def _read(reading: Reading, arn: str) -> Quarantine:
    version = reading.read(GET_POLICY, PolicyArn=arn)["Policy"]["DefaultVersionId"]
    found = reading.read(GET_VERSION, PolicyArn=arn, VersionId=version)["PolicyVersion"]
    return Quarantine(arn=arn, document=unquote(str(found["Document"])))
