"""What is drawn for one step, and what that may refer to."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from rootward.model.change import (
    AttachmentChange,
    Change,
    TrailLoggingChange,
)
from rootward.reports.plan.as_code.mentions import Target


class Pen:
    """What a writer asks of the drawing, for one step."""

    def __init__(self, made_before: Callable[[Target], str | None], where: str, joined: Sequence[Change]) -> None:
        """`made_before`: the name of what an earlier stage makes in the same place.

        `joined`: the changes that become parts of what the step makes.
        """
        self._made_before = made_before
        self._joined = joined
        self.where = where
        self.own = ""
        """The name of the step's first resource."""
        self.referred: set[str] = set()

    def name_of(self, target: Target, name: str) -> object:
        """A reference to what the plan makes, so that it is made first; else its name."""
        made = self._made_before(target)
        if made is None:
            return name
        self.referred.add(made)
        return {"Ref": made}

    def arn_of(self, target: Target, arn: str) -> object:
        """The same, where the ARN is asked of what is referred to by its name."""
        made = self._made_before(target)
        if made is None:
            return arn
        self.referred.add(made)
        return {"Fn::GetAtt": [made, "Arn"]}

    @property
    def attached(self) -> list[str]:
        """ARNs of the managed policies that the plan attaches to what the step makes."""
        return [one.policy_arn for one in self._joined if isinstance(one, AttachmentChange)]

    @property
    def logs(self) -> bool:
        """Whether the plan switches on the trail that the step makes."""
        return any(isinstance(one, TrailLoggingChange) for one in self._joined)


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """A resource, before it has its place in the template."""

    type: str
    name: str
    properties: Callable[[str], dict[str, Any]]
    """Given the name of the step's first resource. None and empty lists are left out."""
    keeps: bool = False
    """Whether it stays when its stack is deleted."""


_UNFIT = re.compile(r"[^A-Za-z0-9]+")
_LONGEST = 100


def logical_id(*parts: str) -> str:
    """Letters and digits: `Group`, `require-mfa` as `GroupRequireMfa`."""
    words = (word for part in parts for word in _UNFIT.split(part))
    return "".join(word[:1].upper() + word[1:] for word in words)[:_LONGEST]
