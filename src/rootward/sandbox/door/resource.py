"""The resource that a denied call was about, as AWS names it in the message of the denial."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from moto.core.request import Request

    from rootward.sandbox.door.call import Call

_IAM_NAMES = {"UserName": "user", "RoleName": "role", "GroupName": "group"}
_ARNS = ("PolicyArn", "TopicArn", "RoleArn")


def resource_of(call: Call, request: Request) -> str:
    """The resource, or `*` for a call about the whole account."""
    for parameter in _ARNS:
        if parameter in request.values:
            return request.values[parameter]
    if call.service == "iam":
        for parameter, kind in _IAM_NAMES.items():
            if parameter in request.values:
                return f"{kind} {request.values[parameter]}"
    return "*"
