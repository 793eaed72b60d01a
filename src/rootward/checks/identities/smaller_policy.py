"""The policy that would have been enough: whole services, to be refined by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable


def smaller_policy(namespaces: Iterable[str]) -> str:
    """A policy document on one line that allows everything of these services and nothing of others.

    It is a sketch: of a service of which less was granted, it allows more. `namespaces` are prefixes of actions, as
    `s3`, and there is at least one: IAM takes no statement without an action.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
    """
    actions = [f"{namespace}:*" for namespace in sorted(set(namespaces))]
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, separators=(",", ":"))
