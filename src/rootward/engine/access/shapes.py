"""The kinds of resources that an action is about, as patterns of the account's own ARNs.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from collections.abc import Iterable

from rootward.iam_policy.coverage import covers
from rootward.iam_policy.wildcard import SEGMENTS, Wildcard
from rootward.model.access import AskedAccount

_FRESH = "fresh-5f1d0c2e"
"""A name that nobody gave to anything."""
_ACCESS_POINT = ":accesspoint/"


class Shape:
    """One kind of resource: every one of the account that there could be."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        """As policies write it: `arn:aws:s3:::*/*`."""
        self.fresh = pattern.replace("*", _FRESH)
        """One that nobody singled out: what is true of it is true of all, single exceptions aside."""
        self._single = pattern.replace("*", "\0")
        """With a character for each run that no pattern spells out."""

    def is_covered_by(self, patterns: Iterable[Wildcard]) -> bool:
        """Whether the patterns take in, between them, every resource of the kind."""
        listed = tuple(patterns)
        if "*" not in self.pattern:
            return any(one.matches(self.pattern) for one in listed)
        # Most questions end here: nothing takes in the fresh one, or one pattern has a run wherever the shape has one.
        if not any(one.matches(self.fresh) for one in listed):
            return False
        if any(one.matches(self._single) and all(token.kind != "one" for token in one.tokens) for one in listed):
            return True
        # Any two characters that no pattern spells out are alike: one stands for all of them.
        spelled = {token.character for one in listed for token in one.tokens if token.kind == "character"}
        characters = "".join(sorted({*spelled, *self.pattern, "\0"} - {"*"}))
        return covers(listed, self.pattern.replace("*", "?*"), characters)


def shapes(about: tuple[str, ...] | None, account: AskedAccount) -> tuple[Shape, ...]:
    """The kinds of resources that an action is about, of this account; none where they are not known.

    An access point is another door to the same bucket or object, and no resource more.
    """
    listed = tuple(dict.fromkeys(_own(one, account) for one in about or ()))
    doors = tuple(one for one in listed if _ACCESS_POINT in one)
    return tuple(Shape(one) for one in listed if one not in doors or len(doors) == len(listed))


def _own(pattern: str, account: AskedAccount) -> str:
    parts = pattern.split(":", SEGMENTS - 1)
    if len(parts) != SEGMENTS:
        return pattern
    _, partition, _, _, owner, _ = parts
    parts[1] = account.partition if partition == "*" else partition
    parts[4] = account.id if owner == "*" else owner
    return ":".join(parts)
