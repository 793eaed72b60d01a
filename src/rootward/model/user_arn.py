"""The ARN of an IAM user, and the name in it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
"""

from __future__ import annotations

import re

_USER = re.compile(r"arn:[^:]+:iam::[^:]+:user/(?:.*/)?(?P<name>[^/]+)")
"""A path, which may hold nearly any character, stands before the name, which holds no slash."""


def user_in(arn: str) -> str | None:
    """The name, without its path, of the IAM user that the ARN is of; None where it is of nobody like that."""
    found = _USER.fullmatch(arn)
    return None if found is None else found["name"]
