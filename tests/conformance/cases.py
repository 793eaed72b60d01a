"""Verdicts that other tools get wrong, as data: literal facts, the check asked, and the only right answer.

Each `cases_*.py` in this folder exports `CASES`. `test_conformance.py` holds them all, and the documentation prints
them with rootward's own results.
"""

from __future__ import annotations

import importlib
from pathlib import Path

import msgspec

from rootward.checks.registry import BY_ID
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.finding import STATUSES, Status


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One account of which a tool can be asked one question."""

    name: str
    """A short noun phrase, unique among all cases: `a root key used today`."""
    says: str
    """Why the expected answer is the right one, in one sentence."""
    account: Account
    check: str
    """The id of the check that is asked."""
    expected_status: Status
    peers: str = ""
    """What other tools say of it, in one line; empty where that was not looked at."""
    baseline: Baseline = Baseline()

    def result(self) -> Status:
        """What rootward says: the status of the check's worst verdict."""
        verdicts = BY_ID[self.check].judge(self.account, self.baseline)
        return min((verdict.status for verdict in verdicts), key=STATUSES.index)


def all_cases() -> tuple[Case, ...]:
    """The cases of every `cases_*.py` beside this file, by file and then in their own order."""
    modules = sorted(path.stem for path in Path(__file__).parent.glob("cases_*.py"))
    found: list[Case] = []
    for module in modules:
        found.extend(importlib.import_module(f"tests.conformance.{module}").CASES)
    return tuple(found)
