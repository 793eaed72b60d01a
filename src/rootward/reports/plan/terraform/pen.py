"""What is drawn for one step, and what that may refer to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import msgspec

from rootward.model.change import TrailChange
from rootward.reports.plan.as_code.mentions import Target
from rootward.reports.plan.terraform.hcl import Expression, Value


class Pen:
    """What a writer asks of the drawing, for one step."""

    def __init__(self, made_before: Callable[[Target], str | None], logging: Mapping[Target, bool]) -> None:
        """`made_before`: the address of what an earlier stage makes; `logging`: the trails that are switched on."""
        self._made_before = made_before
        self._logging = logging
        self.referred: set[str] = set()
        """Addresses that the step's resource refers to: it waits for these by itself."""

    def name_of(self, target: Target, name: str, attribute: str = "name") -> Value:
        """A reference to what the plan makes, so that it is made first; else its name."""
        address = self._made_before(target)
        if address is None:
            return name
        self.referred.add(address)
        return Expression(f"{address}.{attribute}")

    def logs(self, trail: TrailChange) -> bool:
        """Whether the trail is switched on by the plan."""
        return self._logging.get(trail.target, False)


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """A resource, before it has its name."""

    kind: str
    label: str = ""
    """Empty: as the step's first resource."""
    fields: Mapping[str, Value | None]
    """None: left out."""
    first: tuple[str, str] | None = None
    """An argument that refers to the step's first resource, and the attribute that it takes."""
    imported: str | None = None
    """The id by which Terraform takes over what was there before."""

    def arguments(self, first: str) -> dict[str, Value]:
        """The arguments, beside that resource."""
        own = {name: value for name, value in self.fields.items() if value is not None}
        return own if self.first is None else {self.first[0]: Expression(f"{first}.{self.first[1]}"), **own}


_UNFIT = re.compile(r"[^a-z0-9]+")
_LONGEST = 100


def slug(name: str) -> str:
    """A name as an identifier: `Require-MFA` as `require_mfa`."""
    found = _UNFIT.sub("_", name.lower()).strip("_")[:_LONGEST] or "resource"
    return f"_{found}" if found[0].isdigit() else found
