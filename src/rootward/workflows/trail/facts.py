"""The facts of an account that its CloudTrail logs tell, for an audit or a snapshot."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rootward.errors import UsageError
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.trail.sources.layout import Place
from rootward.trail.sources.listing import STANDARD_INPUT, listing
from rootward.trail.sources.wanted import Wanted
from rootward.workflows.source import Progress, Source
from rootward.workflows.trail.activity import with_trail
from rootward.workflows.trail.cloud import LOOKUP, bucket_and_prefix, is_cloud
from rootward.workflows.trail.policy import with_used_actions

_FACTS = frozenset({"root_activity", "used_actions"})


def look_for(trail: Sequence[str], facts: Collection[str]) -> None:
    """Whether the logs are there, before anything else is read for those of `facts` that they tell.

    Raises UsageError for a path that is not there, as `with_log_facts` does, and for a bucket without a name.
    """
    if _FACTS.isdisjoint(facts):
        return
    for word in trail:
        if not word:
            raise UsageError("a log is named by nothing", advice="say where CloudTrail's log files lie")
        if word in {LOOKUP, STANDARD_INPUT}:
            continue
        if is_cloud(word):
            bucket_and_prefix(word)
        else:
            next(listing((word,), Wanted(), _unheard), None)


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
    if "used_actions" in facts and not ("root_activity" in facts and STANDARD_INPUT in trail):
        account = with_used_actions(account, trail, baseline, progress=progress, announce=once, source=source)
    return account


def _unheard(_place: Place) -> None:
    """Nobody asks yet."""
