"""A request, and what the policies say of it."""

from __future__ import annotations

from enum import Enum

import msgspec

from rootward.iam_policy.context import Complete, Context
from rootward.iam_policy.document import Principal, Statement
from rootward.iam_policy.ternary import Layer


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One call, as AWS judges it."""

    action: str
    """As `iam:CreateUser`. Case does not count."""
    resource: str = "*"
    """The resource's ARN; `*` for an action that knows no resources. It is text: a `*` in it is the character."""
    principal: str | Principal
    """Who calls: the ARN of a user, of a role (any session of it), of a session or of root; a service, as
    `ec2.amazonaws.com`; `*` for nobody in particular; a Principal for an identity provider."""
    context: Context = Complete()
    resource_account: str | None = None
    """The account that owns the resource; None: the one in its ARN, or else the caller's own."""


class Verdict(Enum):
    """What the policies say."""

    ALLOW = "allow"
    DENY = "deny"
    DEPENDS = "depends"
    """It depends on what is not known: `Decision` says on what."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What the policies say of a request, and which statement says it."""

    verdict: Verdict
    depends_on: frozenset[str] = frozenset()
    """Condition keys, in small letters. Once all are given, and no policy is unread, the verdict is no DEPENDS."""
    unread: frozenset[Layer] = frozenset()
    """The layers whose unread policies the verdict depends on."""
    deciding: Statement | None = None
    """The statement that denies or allows, or of DEPENDS one that may. None: nothing allows (or root needs nothing)."""
    layer: Layer
    """The layer of the deciding statement; where nothing allows, the one that would have to."""
    index: int | None = None
    """The place of the deciding statement's policy within its layer, or its level."""
    level: int | None = None
    """For service and resource control policies: the level's place, from the organisation's root down."""
    explicit: bool = False
    """Whether a Deny statement decided."""
