"""Ask one check of literal facts, before the engine collapses and signs the answers."""

from __future__ import annotations

from typing import Any

from rootward.checks.check import Check
from rootward.checks.registry import BY_ID
from rootward.checks.verdict import Verdict
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.finding import STATUSES, Status


def verdicts(check: Check | str, account: Account, **thresholds: Any) -> tuple[Verdict, ...]:
    """Every answer of the check (or of its id), under the default baseline but for `thresholds`."""
    asked = BY_ID[check] if isinstance(check, str) else check
    return tuple(asked.judge(account, Baseline(**thresholds)))


def only(check: Check | str, account: Account, **thresholds: Any) -> Verdict:
    """The one answer that the check gives."""
    (verdict,) = verdicts(check, account, **thresholds)
    return verdict


def status(check: Check | str, account: Account, **thresholds: Any) -> Status:
    """The check's status: that of its worst answer."""
    return min((one.status for one in verdicts(check, account, **thresholds)), key=STATUSES.index)
