"""The facts of an account that its CloudTrail logs tell, for an audit or a snapshot."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.workflows.source import Progress, Source
from rootward.workflows.trail.activity import with_trail
from rootward.workflows.trail.policy import with_used_actions

_STANDARD_INPUT = "-"
"""Can be read once."""


def with_log_facts(
    account: Account,
    facts: Collection[str],
    trail: Sequence[str],
    baseline: Baseline,
    source: Source,
    *,
    progress: Progress,
    announce: Progress,
) -> Account:
    """The account, with those of `facts` that logs tell. `announce` hears once what was not read.

    Raises as `with_trail` does.
    """
    if not trail:
        return account
    told: set[str] = set()

    def once(line: str) -> None:
        if line not in told:
            told.add(line)
            announce(line)

    if "root_activity" in facts:
        account = with_trail(account, trail, baseline, progress=progress, announce=once, source=source)
    if "used_actions" in facts and not ("root_activity" in facts and _STANDARD_INPUT in trail):
        account = with_used_actions(account, trail, baseline, progress=progress, announce=once, source=source)
    return account
