"""Which records are sought. Pure."""

from __future__ import annotations

from enum import Enum


class Sought(Enum):
    """How much is sought."""

    ROOT = "root"
    """What may be by root, by a service for root or by a central session, and the calls that open central sessions."""
    ALL = "all"
    """What any detection needs, too."""


_REFUSALS = ("AccessDenied", "UnauthorizedOperation", "Client.UnauthorizedOperation")
"""How the codes begin that say that something was not permitted.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

_WHOLE_SOURCES = frozenset({"signin.amazonaws.com"})
_CHANGES_OF = frozenset(
    {"iam.amazonaws.com", "account.amazonaws.com", "organizations.amazonaws.com", "cloudtrail.amazonaws.com"}
)
_READS = ("Get", "List", "Describe", "Lookup", "Generate", "Simulate")
_NAMES = frozenset({("s3.amazonaws.com", "PutBucketVersioning")})


def is_by_root(identity_type: str, arn: str) -> bool:
    """By the type of the userIdentity, or by an ARN that ends in `:root` where no type says otherwise."""
    return identity_type == "Root" or (not identity_type and arn.endswith(":root"))


def is_wanted(sought: Sought, *, name: str, source: str, error: str, identity_type: str, arn: str) -> bool:
    """Whether a record is sought, by its eventName, eventSource, errorCode, and its userIdentity's type and arn.

    Absent members are empty.
    """
    if is_by_root(identity_type, arn) or name == "AssumeRoot":
        return True
    if sought is Sought.ROOT:
        return False
    return (
        source in _WHOLE_SOURCES
        or (source in _CHANGES_OF and not name.startswith(_READS))
        or (source, name) in _NAMES
        or error.startswith(_REFUSALS)
    )
