"""One call that changes something, as data: nothing here makes it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

Parameter = str | int | bool


class ApiCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call of one operation. Each that a change makes has an IAM action of its own name."""

    service: str = "iam"
    """botocore's name of the service."""
    operation: str
    """AWS's name of the operation, as `UpdateAccessKey`."""
    parameters: Mapping[str, Parameter]
    """In AWS's own words, as `{"UserName": "ann"}`."""
    resource: str = "*"
    """ARN of the resource that a policy must allow the action on; `*` where the action knows none.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
    """

    @property
    def action(self) -> str:
        """The IAM action, as `iam:UpdateAccessKey`."""
        return f"{self.service}:{self.operation}"
