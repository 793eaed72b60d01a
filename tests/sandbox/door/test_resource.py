"""What a denied call was about."""

from __future__ import annotations

from typing import Any

import pytest
from moto.core.request import Request

from rootward.sandbox.door.call import Call
from rootward.sandbox.door.resource import resource_of


@pytest.mark.parametrize(
    ("service", "parameters", "resource"),
    [
        ("iam", {}, "*"),
        ("iam", {"UserName": "anna"}, "user anna"),
        ("iam", {"RoleName": "web"}, "role web"),
        ("iam", {"GroupName": "admins"}, "group admins"),
        ("iam", {"PolicyArn": "arn:aws:iam::aws:policy/X", "UserName": "anna"}, "arn:aws:iam::aws:policy/X"),
        ("sns", {"TopicArn": "arn:aws:sns:us-east-1:123456789012:t"}, "arn:aws:sns:us-east-1:123456789012:t"),
        ("events", {"UserName": "anna"}, "*"),
    ],
)
def test_the_resource_of_a_call(service, parameters, resource):
    request: Any = Request.from_values("/", method="POST", data=parameters)
    assert resource_of(Call(service, "X", "us-east-1"), request) == resource
