"""A path from an identity to administration, step by step."""

from __future__ import annotations

import msgspec

from rootward.iam_policy.escalation.doubt import Certainty, Doubt
from rootward.iam_policy.escalation.edge import Edge, Need
from rootward.iam_policy.powers import Holder
from rootward.iam_policy.ternary import Layer


class Grant(msgspec.Struct, frozen=True, eq=False):
    """A need that is met, and by which statement."""

    need: Need
    holder: Holder
    """Who is allowed."""
    resource: str
    policy: str | None = None
    """The ARN of the policy whose statement allows it, or an inline policy's name; None: no policy of the holder's own,
    as where a trust policy is enough."""
    group: str | None = None
    """The group through which the holder has the policy."""
    statement: int | None = None
    """The statement's place in it, from 1."""


class Step(msgspec.Struct, frozen=True, eq=False):
    """One known way, gone once."""

    edge: Edge
    by: Holder
    to: Holder
    """Who is reached; the holder itself, where its own rights grow."""
    grants: tuple[Grant, ...]
    helper: Holder | None = None
    """A second role that is passed on the way."""
    group: str | None = None
    """The group that is joined, or changed."""
    policy: str | None = None
    """The ARN of the managed policy that is changed."""


class Path(msgspec.Struct, frozen=True, eq=False):
    """The way of one identity to administration. An administrator's own has no steps."""

    holder: Holder
    steps: tuple[Step, ...]
    doubt: Doubt
    on_the_way: tuple[Holder, ...] = ()
    """Everybody on it, helpers included, each with the policies that it holds by then."""

    @property
    def target(self) -> Holder:
        """The administrator that is reached, or who is made one."""
        return self.steps[-1].to if self.steps else self.holder

    @property
    def certainty(self) -> Certainty:
        """How sure it is."""
        return self.doubt.certainty

    @property
    def circumstances(self) -> frozenset[str]:
        """Condition keys, in small letters, that somebody on the way must meet."""
        return self.doubt.circumstances

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is possible only."""
        return self.doubt.reasons

    @property
    def unread(self) -> frozenset[Layer]:
        """Layers with policies that were not read and matter."""
        return self.doubt.unread

    @property
    def is_cut(self) -> bool:
        """Whether the search was cut short at its end."""
        return self.doubt.cut
