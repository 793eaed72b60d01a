"""A question looked at before it is asked: whether it makes sense, and what its answer will leave out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

import msgspec

from rootward.engine.access.given import check_context, unheard_of
from rootward.engine.access.scene import Scene
from rootward.errors import UsageError
from rootward.iam_policy import actions
from rootward.iam_policy.wildcard import glob
from rootward.model.access import EVERY_RESOURCE, Question

_ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9]+")
_COLONS = 5
"""So many separate an ARN's segments."""
_FEDERATED = ("sts:assumerolewithsaml", "sts:assumerolewithwebidentity")

HAVE_POLICIES = frozenset(
    {
        "acm-pca", "backup", "codeartifact", "codebuild", "dynamodb", "ecr", "ecr-public", "elasticfilesystem", "es",
        "events", "execute-api", "glacier", "glue", "kafka", "kinesis", "kms", "lambda", "lex", "logs", "mediastore",
        "rekognition", "s3", "s3express", "s3-outposts", "s3tables", "schemas", "secretsmanager", "serverlessrepo",
        "ses", "signer", "sns", "sqs", "ssm", "ssm-incidents", "vpc-lattice",
    }
)  # fmt: skip
"""Services whose resources may have policies of their own, roles aside.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
"""


class Checked(msgspec.Struct, frozen=True):
    """A question that can be asked."""

    question: Question
    """With the action as AWS writes it, and `*` for one that knows no resources."""
    about: tuple[str, ...] | None
    """Patterns of the ARNs that the action is about; none: it knows no resources; None: AWS's table lacks it."""
    warnings: tuple[str, ...]


def check(question: Question) -> None:
    """Raises UsageError: the question makes no sense, whatever account it is asked of."""
    action, resource = question.action, question.resource
    if "*" in action or "?" in action:
        raise UsageError(f"'{action}' is a pattern; one action is asked about at a time", advice=_one_action(action))
    if not _ACTION.fullmatch(action):
        raise UsageError(f"'{action}' is no action", advice="an action is a service and a name, as iam:CreateUser")
    if not resource.strip():
        raise UsageError("RESOURCE is empty", advice="a variable that is not set? leave it out for every resource")
    if resource != EVERY_RESOURCE and not (resource.startswith("arn:") and resource.count(":") >= _COLONS):
        known = actions.find(action)
        example = known.resources[-1] if known and known.resources else "arn:aws:s3:::acme-assets/*"
        raise UsageError(f"'{resource}' is no ARN", advice=f"as {example}; leave it out for every resource")
    check_context(question)


def checked(scene: Scene, question: Question) -> Checked:
    """The question, and what to say beside its answer. Raises UsageError."""
    check(question)
    action = question.action
    known = actions.find(action)
    about = None if known is None else known.resources
    named = action if known is None else str(known)
    resource = EVERY_RESOURCE if about == () else question.resource
    _look_at_role(scene, named, resource)
    asked = msgspec.structs.replace(question, action=named, resource=resource)
    return Checked(asked, about, tuple(_warnings(asked, question.resource, about)))


def _one_action(pattern: str) -> str:
    listed = [str(one) for one in actions.of_service(pattern.partition(":")[0])]
    meant = [one for one in listed if glob(pattern.lower(), one.lower())]
    return f"as {', '.join(meant[:3])}" if meant else "an action is a service and a name, as iam:CreateUser"


def _look_at_role(scene: Scene, action: str, resource: str) -> None:
    """A role's trust policy decides who assumes it: it takes one role."""
    if not action.lower().startswith("sts:assumerole") or action.lower() == "sts:assumeroot":
        return
    if resource == EVERY_RESOURCE:
        raise UsageError(
            f"{action} is about one role: each lets in whom its trust policy says",
            advice=f"give the role: arn:{scene.account.partition}:iam::{scene.account.id}:role/NAME",
        )
    roles = {one.arn: one for one in scene.holders if one.kind == "role"}
    ours = f"arn:{scene.account.partition}:iam::{scene.account.id}:role/"
    if resource.startswith(ours) and resource not in roles:
        close = get_close_matches(resource, roles, n=1)
        raise UsageError(f"the account has no role {resource}", advice=f"near it: {close[0]}" if close else "")


def _warnings(asked: Question, resource: str, about: tuple[str, ...] | None) -> Iterator[str]:
    service = asked.action.partition(":")[0].lower()
    if about is None:
        close = actions.similar(asked.action)
        hint = f": did you mean {' or '.join(close)}?" if close else ""
        yield f"AWS's table of actions does not have {asked.action}{hint}"
    if resource != asked.resource:
        yield f"{asked.action} knows no resources: it is asked about *, not {resource}"
    elif about and resource != EVERY_RESOURCE and not any(glob(one, resource) for one in about):
        yield f"{asked.action} is about {' or '.join(about)}, and {resource} is none of these"
    if asked.action.lower() in _FEDERATED:
        yield f"{asked.action} is called for people of an identity provider, who are no users or roles of the account"
    yield from unheard_of(asked)
    if service in HAVE_POLICIES:
        yield f"policies of {service} resources were not read: they may let in others, and keep out those named here"
