"""Which services a policy lets somebody reach, by the prefixes of the actions that it allows.

As IAM does for service last accessed data, only permissions policies count: no boundaries, no resource policies, no
policies of an organisation. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from rootward.iam_policy.document import MalformedPolicyError, parse
from rootward.iam_policy.wildcard import glob
from rootward.sandbox.iam.managed_policy import action_prefixes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moto.iam.models import Group, ManagedPolicy, Role

    from rootward.sandbox.iam.backend import PracticeIamBackend
    from rootward.sandbox.iam.user import PracticeUser

_NAMES = {
    "access-analyzer": "AWS IAM Access Analyzer",
    "account": "AWS Account Management",
    "cloudfront": "Amazon CloudFront",
    "cloudtrail": "AWS CloudTrail",
    "cloudwatch": "Amazon CloudWatch",
    "ec2": "Amazon EC2",
    "elasticloadbalancing": "Elastic Load Balancing",
    "events": "Amazon EventBridge",
    "iam": "AWS Identity and Access Management",
    "kms": "AWS Key Management Service",
    "lambda": "AWS Lambda",
    "logs": "Amazon CloudWatch Logs",
    "organizations": "AWS Organizations",
    "s3": "Amazon S3",
    "sns": "Amazon SNS",
    "sqs": "Amazon SQS",
    "sts": "AWS Security Token Service",
}
"""Of the services that are emulated, and a few more; of any other the namespace is shown as its name."""


class Grant(NamedTuple):
    """A policy that somebody has."""

    name: str
    document: str
    arn: str | None
    """None: an inline policy."""
    holder_kind: str
    """USER, ROLE or GROUP: to what it is attached, or what it is embedded in."""
    holder_name: str


def service_name(namespace: str) -> str:
    """What AWS calls the service."""
    return _NAMES.get(namespace, namespace)


def grants(backend: PracticeIamBackend, holder: PracticeUser | Role | Group) -> list[Grant]:
    """The policies of a user (with the groups' ones), a role or a group, directly attached ones first."""
    found = list(_own(holder))
    if holder.name in backend.users and backend.users[holder.name] is holder:
        for group in backend.get_groups_for_user(holder.name):
            found += _own(group)
    return found


def document_of(policy: ManagedPolicy) -> str:
    """The default version's document."""
    return next(version.document for version in policy.versions if version.version_id == policy.default_version_id)


@cache
def namespaces(document: str) -> frozenset[str]:
    """The services that a policy document allows anything of. A `*` stands for every service known here.

    Known are those that AWS's own managed policies name. A denial of everything of a service, on every resource and
    without a condition, takes it out.
    """
    try:
        statements = parse(document).statements
    except MalformedPolicyError:
        return frozenset()
    allowed: set[str] = set()
    denied: set[str] = set()
    for statement in statements:
        if statement.effect == "Allow":
            allowed |= _reached(statement.actions, statement.not_actions)
        elif not statement.conditions and "*" in (statement.resources or ()):
            denied |= _wholly(statement.actions)
    return frozenset(allowed - denied)


def _reached(actions: tuple[str, ...] | None, not_actions: tuple[str, ...] | None) -> set[str]:
    if actions is None:
        return set(action_prefixes()) - _wholly(not_actions)
    reached: set[str] = set()
    for action in actions:
        prefix = action.partition(":")[0].lower()
        if "*" in prefix or "?" in prefix:
            reached.update(known for known in action_prefixes() if glob(prefix, known))
        else:
            reached.add(prefix)
    return reached


def _wholly(actions: tuple[str, ...] | None) -> set[str]:
    whole: set[str] = set()
    for action in actions or ():
        prefix, _, rest = action.lower().partition(":")
        if not rest.strip("*"):
            whole.update(known for known in action_prefixes() if glob(prefix, known))
    return whole


def _own(holder: Any) -> Iterator[Grant]:  # noqa: ANN401 - a user, a role or a group
    kind = {"user": "USER", "role": "ROLE", "group": "GROUP"}[holder.arn.split(":")[5].partition("/")[0]]
    for name, document in holder.policies.items():
        yield Grant(name, document, None, kind, holder.name)
    for policy in holder.managed_policies.values():
        yield Grant(policy.name, document_of(policy), policy.arn, kind, holder.name)
