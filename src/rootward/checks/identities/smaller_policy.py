"""The policy that would have been enough: whole services, or the actions that were used; to be refined by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

_NOTHING: Mapping[str, Sequence[str]] = {}


def smaller_policy(namespaces: Iterable[str], known: Mapping[str, Sequence[str]] = _NOTHING) -> str:
    """A policy document on one line that allows these services and nothing of others.

    Of a service of which `known` has actions it allows these, of any other everything. It is a sketch: of a service of
    which less was granted, it allows more. `namespaces` are prefixes of actions, as `s3`, and there is at least one:
    IAM takes no statement without an action.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
    """
    actions = [
        action
        for namespace in sorted(set(namespaces))
        for action in (sorted(known.get(namespace, ())) or (f"{namespace}:*",))
    ]
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, separators=(",", ":"))
