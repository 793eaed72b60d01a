"""All the policies that have a say in one request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rootward.iam_policy.document import MalformedPolicyError, Statement
from rootward.iam_policy.policy import Policy, Unread, Written, policy
from rootward.iam_policy.ternary import Layer
from rootward.iam_policy.wildcard import is_incomplete

Given = Written | Unread
Ready = Policy | Unread
Levels = tuple[tuple[Ready, ...], ...] | Unread
"""Control policies, level by level from the organisation's root down."""


class Policies:
    """The policies of each layer, made ready.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#access_policy-types
    """

    __slots__ = ("boundary", "identity", "rcps", "resource", "scps", "session")

    def __init__(
        self,
        identity: Sequence[Given] = (),
        *,
        boundary: Given | None = None,
        session: Sequence[Given] = (),
        resource: Sequence[Given] = (),
        scps: Sequence[Sequence[Given]] | Unread = (),
        rcps: Sequence[Sequence[Given]] | Unread = (),
    ) -> None:
        """Each policy as JSON text, dict, Document or Policy; or UNREAD where there is one that could not be read.

        `identity`: of the user and its groups, or of the role. `session`: none, where the session was given none.
        `resource`: of the resource, or the trust policy of the role to be assumed. `scps` and `rcps`: a list for each
        level, from the organisation's root down to the account; none, where none apply: outside an organisation, in
        its management account, to service-linked roles.

        Raises MalformedPolicyError: a document is no policy of its layer.
        """
        self.identity = _ready(identity, "identity")
        self.boundary = _ready(() if boundary is None else (boundary,), "boundary")
        self.session = _ready(session, "session")
        self.resource = _ready(resource, "resource")
        self.scps = scps if isinstance(scps, Unread) else tuple(_ready(level, "scp") for level in scps)
        self.rcps = rcps if isinstance(rcps, Unread) else tuple(_ready(level, "rcp") for level in rcps)

    def of_resource(self, resource: Sequence[Ready]) -> Policies:
        """The same, and the policies of a resource: made ready already, and checked."""
        made = Policies.__new__(Policies)
        for layer in Policies.__slots__:
            setattr(made, layer, getattr(self, layer))
        made.resource = tuple(resource)
        return made


def _ready(given: Iterable[Given], layer: Layer) -> tuple[Ready, ...]:
    return tuple(each if isinstance(each, Unread) else of_layer(policy(each), layer) for each in given)


def of_layer(made: Policy, layer: Layer) -> Policy:
    """The policy, if it is one of the layer. Raises MalformedPolicyError: it names principals, or should."""
    for rule in made.rules:
        statement = rule.statement
        names_principals = statement.principals is not None or statement.not_principals is not None
        if layer in ("resource", "rcp"):
            if not names_principals:
                raise _malformed(statement, layer, "has neither Principal nor NotPrincipal")
            continue
        if names_principals:
            raise _malformed(statement, layer, "names a principal")
        if statement.resources is None and statement.not_resources is None:
            raise _malformed(statement, layer, "has neither Resource nor NotResource")
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html#arns-paths-wildcards
        if layer == "session" and any(is_incomplete(place.template.widest()) for place in rule.places):
            raise _malformed(statement, layer, "has an ARN of fewer than six segments")
    return made


_KINDS: dict[Layer, str] = {
    "identity": "a policy of an identity",
    "boundary": "a permissions boundary",
    "session": "a session policy",
    "resource": "a policy of a resource",
    "scp": "a service control policy",
    "rcp": "a resource control policy",
}


def _malformed(statement: Statement, layer: Layer, what: str) -> MalformedPolicyError:
    return MalformedPolicyError(f"statement {statement.number} of {_KINDS[layer]} {what}")
