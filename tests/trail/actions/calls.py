"""Events of principals, as literal as CloudTrail's own."""

from __future__ import annotations

from typing import Any

import msgspec

from rootward.model.used_actions import PrincipalUse, UsedActions
from rootward.trail.actions.call import Call
from rootward.trail.actions.used import Tally
from tests.trail.classify.events import ACCOUNT, at, raw

ANNA = f"arn:aws:iam::{ACCOUNT}:user/anna"
DEPLOY = f"arn:aws:iam::{ACCOUNT}:role/ci/deploy"
BY_ANNA = {"type": "IAMUser", "arn": ANNA, "accountId": ACCOUNT, "userName": "anna"}
BY_DEPLOY = {
    "type": "AssumedRole",
    "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/run-1",
    "accountId": ACCOUNT,
    "sessionContext": {"sessionIssuer": {"type": "Role", "arn": DEPLOY}},
}
BY_EC2 = {"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}


def event(
    source: str, name: str, request: Any = None, *, by: Any = BY_ANNA, minute: float = 0, **members: Any
) -> dict[str, Any]:
    """A record: `event("s3", "GetObject", {"bucketName": "acme", "key": "a"}, eventCategory="Data")`."""
    return raw(source, name, userIdentity=by, requestParameters=request, **{"eventTime": at(minute), **members})


def call(*arguments: Any, **members: Any) -> Call:
    """It, as it is decoded."""
    return msgspec.json.decode(msgspec.json.encode(event(*arguments, **members)), type=Call)


def tally(*calls: Call) -> Tally:
    """All of these, counted."""
    counted = Tally()
    assert not counted.add(calls)
    return counted


def used(*calls: Call) -> UsedActions:
    """What a log of these tells."""
    found = tally(*calls).used()
    assert found is not None
    return found


def by_anna(*calls: Call) -> PrincipalUse:
    """What it tells of anna."""
    found = used(*calls).of(ANNA)
    assert found is not None
    return found


def names(use: PrincipalUse) -> list[str]:
    """The actions that were used."""
    return [one.action for one in use.used]
