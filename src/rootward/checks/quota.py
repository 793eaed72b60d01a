"""IAM's quotas for groups, users and roles.

Those of groups and of roles in an account can be raised, to 500 and 5,000; what an account was given is not read here.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from __future__ import annotations

GROUPS_OF_A_USER = 10
POLICIES_OF_A_GROUP = 10
"""Managed policies. A user may be given twenty."""
INLINE_OF_A_GROUP = 5_120
"""Characters of all its inline policies together, white space not counted."""
GROUPS_OF_AN_ACCOUNT = 300
USERS_OF_AN_ACCOUNT = 5_000
ROLES_OF_AN_ACCOUNT = 1_000
NAME_OF_A_GROUP = 128
"""Characters. Letters, digits and `+=,.@_-`; groups whose names differ in case alone are the same."""


def size(document: str) -> int:
    """The characters of a policy that count."""
    return sum(not character.isspace() for character in document)
