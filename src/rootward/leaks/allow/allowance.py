"""Why a credential that was seen is no finding: the rule that allows it, and where that rule stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from rootward.model.scan import Allowed


class Allowance(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that allows. The fields are those of `Allowed`, without the count."""

    rule: str
    source: str
    from_repository: bool


def counted(allowances: Iterable[Allowance]) -> tuple[Allowed, ...]:
    """How often each rule was used: those first that lie in what was scanned, then by source and rule."""
    used = Counter(allowances)
    return tuple(
        Allowed(rule=one.rule, source=one.source, from_repository=one.from_repository, count=used[one])
        for one in sorted(used, key=lambda one: (not one.from_repository, one.source, one.rule))
    )
