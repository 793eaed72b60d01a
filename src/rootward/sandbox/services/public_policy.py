"""Whether S3 calls the policy of a bucket public: then BlockPublicPolicy keeps it out.

It is public where it allows somebody who is not fixed: everybody, with no condition on a value that is one.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
"""

from __future__ import annotations

import json
from typing import Any

_FIXING = frozenset(
    {
        "aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:sourceaccount",
        "aws:sourcearn", "aws:sourceip", "aws:sourceowner", "aws:sourcevpc", "aws:sourcevpce", "aws:userid",
        "s3:dataaccesspointaccount", "s3:dataaccesspointarn", "s3:x-amz-server-side-encryption-aws-kms-key-id",
    }
)  # fmt: skip
"""Condition keys, in lower case, that make a grant to everybody one to somebody."""


def is_public(text: str) -> bool:
    """Whether a policy is public. What is no policy is not."""
    try:
        document = json.loads(text)
    except ValueError:
        return False
    statements = document.get("Statement", []) if isinstance(document, dict) else []
    every = statements if isinstance(statements, list) else [statements]
    return any(isinstance(one, dict) and _lets_anybody(one) for one in every)


def _lets_anybody(statement: dict[str, Any]) -> bool:
    if statement.get("Effect") != "Allow":
        return False
    if "NotPrincipal" not in statement and not _is_everybody(statement.get("Principal")):
        return False
    conditions = statement.get("Condition") or {}
    return not any(_fixes(operator, keys) for operator, keys in conditions.items() if isinstance(keys, dict))


def _is_everybody(principal: Any) -> bool:  # noqa: ANN401 - JSON's
    if isinstance(principal, dict):
        named = principal.get("AWS", ())
        return "*" in (named if isinstance(named, list) else [named])
    return bool(principal == "*")


def _fixes(operator: str, keys: dict[str, Any]) -> bool:
    if operator.startswith(("Not", "Null")) or "NotEquals" in operator or "NotLike" in operator:
        return False
    return any(key.lower() in _FIXING and _is_fixed(value) for key, value in keys.items())


def _is_fixed(value: Any) -> bool:  # noqa: ANN401 - JSON's
    values = value if isinstance(value, list) else [value]
    return bool(values) and not any("*" in str(one) or "${" in str(one) or str(one).endswith("/0") for one in values)
