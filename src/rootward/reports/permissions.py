"""IAM actions as a least-privilege policy."""

from __future__ import annotations

import json
from collections.abc import Iterable

SID = "RootwardReads"


def policy(actions: Iterable[str]) -> str:
    """An IAM policy, JSON text, that allows exactly these actions: each once, sorted, on every resource.

    Nothing in it names a partition or an account. The list and report actions it is made for do not support
    resource-level permissions
    (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html).
    No actions give a policy of no statements: IAM knows no statement without an action.
    """
    allowed = sorted(set(actions))
    statements = [{"Sid": SID, "Effect": "Allow", "Action": allowed, "Resource": "*"}] if allowed else []
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2) + "\n"
