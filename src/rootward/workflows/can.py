"""Whether one principal may do something: collect identities, and ask its policies."""

from __future__ import annotations

from rootward import __version__
from rootward.engine.access import can
from rootward.engine.access.principals import principal
from rootward.engine.access.question import check
from rootward.model.access import Can, Question
from rootward.model.account import Account
from rootward.workflows.scene import FACTS, scene
from rootward.workflows.source import Collecting, Progress, Source, obtain


def can_source(
    source: Source, named: str, question: Question, *, collecting: Collecting, progress: Progress, announce: Progress
) -> Can:
    """Obtain the facts and ask. Raises what `obtain` and `can_account` raise."""
    check(question)
    return can_account(obtain(source, FACTS, collecting, progress, announce), named, question)


def can_account(account: Account, named: str, question: Question) -> Can:
    """The verdict, by the facts that are here. Raises UsageError, SnapshotError or IncompleteError."""
    asked = scene(account)
    return can.can(asked, principal(asked, named), question, version=__version__)
