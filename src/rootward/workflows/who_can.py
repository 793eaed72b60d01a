"""Who may do what: collect identities, and ask their policies."""

from __future__ import annotations

from rootward import __version__
from rootward.engine.access import administrators, who_can
from rootward.engine.access.question import check
from rootward.model.access import Administrators, Question, WhoCan
from rootward.model.account import Account
from rootward.workflows.scene import FACTS, scene
from rootward.workflows.source import Collecting, Progress, Source, obtain

ADMINISTRATION_FACTS = (*FACTS, "credential_report")
"""Ways to become an administrator rest also on who has a password and keys."""


def who_can_source(
    source: Source, question: Question, *, collecting: Collecting, progress: Progress, announce: Progress
) -> WhoCan:
    """Obtain the facts and ask. Raises what `obtain`, `scene` and `who_can_account` raise."""
    check(question)
    return who_can_account(obtain(source, FACTS, collecting, progress, announce), question)


def who_can_account(account: Account, question: Question) -> WhoCan:
    """Who may do it, by the facts that are here. Raises UsageError, SnapshotError or IncompleteError."""
    return who_can.who_can(scene(account), question, version=__version__)


def who_administers_source(
    source: Source, *, collecting: Collecting, progress: Progress, announce: Progress
) -> Administrators:
    """Obtain the facts, and ask who is an administrator and who could become one. Raises as `who_can_source` does."""
    return who_administers_account(obtain(source, ADMINISTRATION_FACTS, collecting, progress, announce))


def who_administers_account(account: Account) -> Administrators:
    """The administrators, and those who could become one. Raises SnapshotError or IncompleteError."""
    return administrators.who_administers(scene(account), version=__version__)
